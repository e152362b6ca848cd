"""What lets an app written for Cafe24 reach this machine unchanged: a TLS port and a CONNECT proxy (design 10)."""
