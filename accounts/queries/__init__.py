"""What one screen shows; a file per subject."""
