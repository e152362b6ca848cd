"""The category tree: added, changed, moved, deleted (payload type of 90042: wire contract 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from accounts.models import AuditEntry
from catalog.models import Category
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.event import Event, Resource, mall_part, one
from developer_center.wire import tf


def about(category_id: int) -> str:
    return f"category:{category_id}"


def category_added(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _category_event(on.CATEGORY_ADDED, entry)


def category_edited(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _category_event(on.CATEGORY_EDITED, entry)


def category_moved(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    number = int(entry.object_id or 0)
    yield Event(on.CATEGORY_ORDER, about(number), mall_part() | {"category_no": number})


def category_deleted(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    number = int(entry.object_id or 0)
    resource = mall_part() | {"category_no": number, "category_name": entry.before["name"]}
    yield Event(on.CATEGORY_DELETED, about(number), resource)


def category_part(category: Category) -> Resource:
    """The category as 90042 shows it, with the settings that apps read back from GET categories."""
    part: Resource = {
        "category_no": category.pk,
        "category_name": category.name,
        "use_display": tf(category.is_displayed),
        "use_main": "T",
        "display_type": "A",
        "product_display_scope": "A",
        "product_display_type": "U",
        "product_display_key": "U",
        "product_display_sort": "A",
        "soldout_product_display": "N",
        "sub_category_product_display": "F",
    }
    return part | {name: category.app_settings[name] for name in part if name in category.app_settings}


def _category_event(number: int, entry: AuditEntry) -> Iterator[Event]:
    category = Category.objects.filter(pk=entry.object_id).first()
    if category is not None:
        yield Event(number, about(category.pk), mall_part() | category_part(category))


SOURCES: Final = {
    "category.added": one(on.CATEGORY_ADDED, category_added),
    "category.changed": one(on.CATEGORY_EDITED, category_edited),
    "category.seo_changed": one(on.CATEGORY_EDITED, category_edited),
    "category.settings_changed": one(on.CATEGORY_EDITED, category_edited),
    "category.moved": one(on.CATEGORY_ORDER, category_moved),
    "category.deleted": one(on.CATEGORY_DELETED, category_deleted),
}
