"""What support staff see at /support/."""

from accounts.admin import reactivation

__all__ = ["reactivation"]
