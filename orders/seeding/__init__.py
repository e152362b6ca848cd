"""Fill a database with malls, products and orders as many as one likes, to measure with (issue 3, Scale)."""
