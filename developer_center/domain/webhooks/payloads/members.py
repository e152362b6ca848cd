"""Customers of a mall: joined, changed, signed in, blocked, left, and what they put into carts.

Payload type of 90032: wire contract 3; of the others: Cafe24's public samples.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from accounts.models import AuditEntry, AuditPersonal
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.event import Event, Resource, mall_part, one, shop_of_entry
from developer_center.wire import GROUP_NAME, dec2, moment, tf, variant_code
from orders.models import Customer
from orders.models.customer import GROUP_NO

BASE_SHOP_NO: Final = 1
EC_FRONT, EC_ADMIN = "EC_FRONT", "EC_ADMIN"  # changed by the customer, by the store
WIRE_NAMES: Final = {"phone": ("phone", "cellphone"), "wants_newsletter": ("news_mail",)}


def about(customer_id: int) -> str:
    return f"member:{customer_id}"


def member_joined(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _member_event(on.MEMBER_JOINED, entry)


def member_edited(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    """Which fields changed, by the wire's names, and by whom; not what they are now."""
    customer = _customer(entry)
    if customer is not None:
        keys = [key for name in entry.after["fields"] for key in WIRE_NAMES.get(name, (name,))]
        where = EC_FRONT if entry.actor_kind == AuditEntry.ActorKind.SHOPPER else EC_ADMIN
        yield _named(on.MEMBER_EDITED, customer, diff_key=keys, sub_event_code=where)


def member_signed_in(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    customer = _customer(entry)
    if customer is not None:
        resource = mall_part(shop_of_entry(entry)) | {
            "member_id": customer.member_id,
            "group_name": GROUP_NAME,
            "inflow_name": "Mobile" if entry.after["is_mobile"] else "PC",
        }
        yield Event(on.MEMBER_SIGNED_IN, about(customer.pk), resource)


def member_blocked(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    customer = _customer(entry)
    if customer is not None:
        yield _named(on.MEMBER_BLOCKED, customer)


def member_woken(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    customer = _customer(entry)
    if customer is not None:
        yield _named(on.MEMBER_WOKEN, customer)


def cart_added(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    """What a shopper put into a cart; a guest has no ID. Wire contract 3 names it, the public samples its fields."""
    said, shop_no = entry.after, shop_of_entry(entry)
    member_id = Customer.objects.filter(pk=entry.actor_id or 0).values_list("member_id", flat=True).first()
    resource = mall_part(shop_no) | {
        "member_id": member_id or "",
        "shipping_type": "A" if shop_no == BASE_SHOP_NO else "B",
        "product_no": said["product_id"],
        "variant_code": variant_code(said["product_id"], said["position"]),
        "quantity": said["quantity"],
        "product_bundle": "F",
    }
    yield Event(on.CART_ADDED, f"cart:{said['cart_id']}", resource)


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
    customer = _customer(entry)
    if customer is not None:
        yield Event(number, about(customer.pk), mall_part(customer.shop_no) | member_part(customer))


def _named(number: int, customer: Customer, **more: object) -> Event:
    resource = mall_part(customer.shop_no) | {"member_id": customer.member_id} | more
    return Event(number, about(customer.pk), resource)


def _customer(entry: AuditEntry) -> Customer | None:
    found: Customer | None = Customer.objects.filter(pk=entry.object_id or 0).first()
    return found


SOURCES: Final = {
    "customer.signed_up": one(on.MEMBER_JOINED, member_joined),
    "customer.changed": one(on.MEMBER_EDITED, member_edited),
    "customer.activated": one(on.MEMBER_WOKEN, member_woken),
    "customer.deactivated": one(on.MEMBER_BLOCKED, member_blocked),
    "customer.signed_in": one(on.MEMBER_SIGNED_IN, member_signed_in),
    "cart.added": one(on.CART_ADDED, cart_added),
    "customer.left": one(on.MEMBER_LEFT, member_left),
}
