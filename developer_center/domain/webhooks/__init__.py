"""Webhooks: from the audit log to the receiver (wire contract 3, ADR 0042)."""
