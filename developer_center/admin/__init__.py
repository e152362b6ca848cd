"""Staff's pages of the Developer Center."""

from __future__ import annotations

from developer_center.admin import apps

__all__ = ["apps"]
