"""The Admin API: what apps call, in Cafe24's wire format (wire contract 2). README.md says how to add to it."""
