"""Scripts of apps as the storefront takes them (accounts.page_scripts)."""

from __future__ import annotations

from accounts.page_scripts import PageScript
from developer_center.models import ScriptTag


def page_scripts(shop_no: int) -> list[PageScript]:
    """What working apps want on a shop's pages, in the order it was asked for; one query."""
    rows = ScriptTag.objects.in_use().filter(shop_no=shop_no).order_by("pk")
    return [PageScript(row.src, row.integrity, tuple(row.display_locations), tuple(row.exclude_paths)) for row in rows]
