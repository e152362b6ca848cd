"""Checks of shape of what people type; a file per subject. Forms save nothing."""
