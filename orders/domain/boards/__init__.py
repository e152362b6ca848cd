"""Rules of boards: who may write what, and what becomes of it."""
