"""What an audit entry becomes for apps: events with their payloads, one module per group."""
