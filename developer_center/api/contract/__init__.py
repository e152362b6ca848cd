"""The wire contract as data: which operations there are, and what each of them answers."""
