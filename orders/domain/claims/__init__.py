"""Cancellations, returns and exchanges: what may be claimed, who pays, and how a claim goes its way."""
