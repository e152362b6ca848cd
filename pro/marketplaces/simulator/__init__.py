"""Stand-ins for the markets on loopback, for demo, development and tests. They say what they are on every page."""
