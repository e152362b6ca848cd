"""11st: its Open API for sellers (integrations.md 1.9)."""
