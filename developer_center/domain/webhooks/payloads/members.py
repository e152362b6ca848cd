"""Customers of a mall: joined, changed, left (payload type of 90032: wire contract 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from accounts.models import AuditEntry, AuditPersonal
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.event import Event, Resource, mall_part, one
from developer_center.wire import dec2, moment, tf
from orders.models import Customer

GROUP_NO: Final = 1  # customers are not divided into groups here


def about(customer_id: int) -> str:
    return f"member:{customer_id}"


def member_joined(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _member_event(on.MEMBER_JOINED, entry)


def member_edited(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _member_event(on.MEMBER_EDITED, entry)


def member_left(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    """The row is erased; who it was stands in the part of the entry that can be erased too."""
    values = AuditPersonal.objects.filter(entry=entry).values_list("values", flat=True).first()
    if values:
        resource = mall_part(entry.after.get("shop_no", 1)) | {"member_id": values["member_id"]}
        yield Event(on.MEMBER_LEFT, about(int(entry.object_id or 0)), resource)


def member_part(customer: Customer) -> Resource:
    """The customer as 90032 shows them. What is not asked at sign-up is empty."""
    return {
        "member_id": customer.member_id,
        "group_no": GROUP_NO,
        "name": customer.name,
        "nick_name": "",
        "name_english": "",
        "name_phonetic": "",
        "created_date": moment(customer.created_at),
        "member_authentication": tf(customer.is_active),
        "birthday": "",
        "gender": "",
        "phone": customer.phone,
        "cellphone": customer.phone,
        "sms": "F",
        "email": customer.email,
        "news_mail": tf(customer.wants_newsletter),
        "total_mileage": dec2(0),
        "available_mileage": dec2(0),
        "recommend_id": "",
        "residence": "",
        "use_mobile_app": "F",
        "member_type": "p",
    }


def _member_event(number: int, entry: AuditEntry) -> Iterator[Event]:
    customer = Customer.objects.filter(pk=entry.object_id).first()
    if customer is not None:
        yield Event(number, about(customer.pk), mall_part(customer.shop_no) | member_part(customer))


SOURCES: Final = {
    "customer.signed_up": one(on.MEMBER_JOINED, member_joined),
    "customer.changed": one(on.MEMBER_EDITED, member_edited),
    "customer.activated": one(on.MEMBER_EDITED, member_edited),
    "customer.deactivated": one(on.MEMBER_EDITED, member_edited),
    "customer.left": one(on.MEMBER_LEFT, member_left),
}
