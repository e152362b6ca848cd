"""The store itself: shops, sub-operators, its information, its sleep and its end; and the app's own removal.

Payload types of 90077, 90110 and 90166: wire contract 3. The others name the row and what a list would show of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from accounts.models import AuditEntry, Mall, Operator, Shop
from accounts.tenancy import current_mall_id
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.event import Event, Resource, mall_part, one, open_mall
from developer_center.models import Installation
from developer_center.wire import moment, tf

LANGUAGES: Final = {"ko": "ko_KR", "en": "en_US", "ja": "ja_JP"}
DELETED, DORMANT, WOKEN = "store_deleted", "store_dormant", "store_woken"


def app_removed(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    """90077, for the app that is gone: `entry` is about its Installation."""
    row = Installation.objects.select_related("app").filter(pk=entry.object_id or 0, mall_id=current_mall_id()).first()
    if row is not None:
        resource = {
            "mall_id": open_mall().host,
            "client_id": row.app.client_id,
            "app_name": row.app.name,
            "deleted_date": moment(row.removed_at or entry.at),
        }
        yield Event(on.APP_DELETED, "app", resource, is_open=True)


def shop_opened(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _shop_event(on.SHOP_ADDED, entry)


def shop_changed(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _shop_event(on.SHOP_EDITED, entry)


def operator_added(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _operator_event(on.OPERATOR_ADDED, entry)


def operator_changed(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _operator_event(on.OPERATOR_EDITED, entry)


def operator_removed(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    resource = mall_part() | {"sub_admin_id": entry.before["login_id"]}
    yield Event(on.OPERATOR_DELETED, f"operator:{entry.object_id}", resource)


def store_info(_entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    mall = open_mall()
    resource = mall_part() | {"shop_name": mall.name, "company_name": mall.business_name, "country": mall.country}
    yield Event(on.STORE_INFO, "store", resource)


def store_dormant(_entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield Event(on.STORE_DORMANT, "store", mall_part() | {"trigger_name": DORMANT})


def store_woken(_entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield Event(on.STORE_WOKEN, "store", mall_part() | {"trigger_name": WOKEN})


def store_deleted(mall: Mall) -> Event:
    """Made within the deletion: after it the mall's jobs no longer run."""
    resource = {"mall_id": mall.host, "event_shop_no": "1", "trigger_name": DELETED}
    return Event(on.STORE_DELETED, "store", resource, is_open=True)


def shop_part(shop: Shop, host: str) -> Resource:
    """The shop as 90110 shows it."""
    return {
        "mall_id": host,
        "shop_no": str(shop.shop_no),
        "shop_name": shop.name,
        "language": LANGUAGES[shop.language],
        "currency": shop.currency,
        "is_active": tf(shop.is_active),
    }


def _shop_event(number: int, entry: AuditEntry) -> Iterator[Event]:
    shop = Shop.objects.filter(pk=entry.object_id or 0, mall_id=current_mall_id()).first()
    if shop is not None:
        yield Event(number, f"shop:{shop.shop_no}", shop_part(shop, open_mall().host))


def _operator_event(number: int, entry: AuditEntry) -> Iterator[Event]:
    rows = Operator.objects.select_related("user").filter(pk=entry.object_id or 0, mall_id=current_mall_id())
    operator = rows.first()
    if operator is not None:
        resource = mall_part() | {
            "sub_admin_id": operator.user.login_id,
            "sub_admin_type": "A",
            "user_name": operator.user.name,
            "available": tf(operator.is_active),
        }
        yield Event(number, f"operator:{operator.pk}", resource)


SOURCES: Final = {
    "app.removed": one(on.APP_DELETED, app_removed),
    "shop.opened": one(on.SHOP_ADDED, shop_opened),
    "shop.changed": one(on.SHOP_EDITED, shop_changed),
    "shop.rate_changed": one(on.SHOP_EDITED, shop_changed),
    "operator.added": one(on.OPERATOR_ADDED, operator_added),
    "operator.changed": one(on.OPERATOR_EDITED, operator_changed),
    "operator.suspended": one(on.OPERATOR_EDITED, operator_changed),
    "operator.readmitted": one(on.OPERATOR_EDITED, operator_changed),
    "operator.removed": one(on.OPERATOR_DELETED, operator_removed),
    "mall.profile_changed": one(on.STORE_INFO, store_info),
    "mall.dormant": one(on.STORE_DORMANT, store_dormant),
    "mall.reactivated": one(on.STORE_WOKEN, store_woken),
}
