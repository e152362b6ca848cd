"""The events that apps can be told of: their numbers, their words, and which permissions enable them (wire contract 3).

Listed is what this platform has facts for; the contract names more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from developer_center.scopes import EVERY_CATEGORY, READ, scope

APP_DELETED: Final = 90077
PRODUCT_CREATED: Final = 90001
PRODUCT_EDITED: Final = 90002
PRODUCT_DELETED: Final = 90003
PRODUCTS_BULK_EDITED: Final = 90041
VARIANT_STOCK: Final = 90075
SOLD_OUT_CHANGED: Final = 90150
ORDER_RECEIVED: Final = 90023
SHIPPING_STATUS: Final = 90024
ORDER_PAYMENT: Final = 90025
ORDER_CANCEL: Final = 90026
ORDER_RETURN: Final = 90027
ORDER_EXCHANGE: Final = 90028
ORDER_REFUND: Final = 90029
ORDER_ITEM_ADDED: Final = 90031
ORDERS_SHIPPING: Final = 90071
ORDERS_CANCELLED: Final = 90072
ORDERS_REFUNDED: Final = 90073
ORDERS_RETURNED: Final = 90074
RETURN_DONE: Final = 90160
TRACKING_CHANGED: Final = 90162
CART_ADDED: Final = 90084
RECEIVER_EDITED: Final = 90064
MEMO_ADDED: Final = 90066
MEMO_EDITED: Final = 90068
MEMO_DELETED: Final = 90069
MEMBER_JOINED: Final = 90032
MEMBER_EDITED: Final = 90080
MEMBER_SIGNED_IN: Final = 90143
MEMBER_BLOCKED: Final = 90145
MEMBER_WOKEN: Final = 90146
MEMBER_LEFT: Final = 90147
ARTICLE_WRITTEN: Final = 90033
COMMENT_WRITTEN: Final = 90034
ARTICLE_DELETED: Final = 90036
COMMENT_DELETED: Final = 90037
ARTICLE_CHANGED: Final = 90039
CATEGORY_ADDED: Final = 90042
CATEGORY_EDITED: Final = 90043
CATEGORY_DELETED: Final = 90044
CATEGORY_ORDER: Final = 90045
BENEFIT_ADDED: Final = 90047
BENEFIT_EDITED: Final = 90048
COUPON_EDITED: Final = 90151
COUPON_ADDED: Final = 90153
COUPON_ISSUE: Final = 90154
SHOP_ADDED: Final = 90110
SHOP_EDITED: Final = 90111
OPERATOR_ADDED: Final = 90113
OPERATOR_EDITED: Final = 90114
OPERATOR_DELETED: Final = 90115
STORE_INFO: Final = 90121
STORE_DELETED: Final = 90166
STORE_DORMANT: Final = 90167
STORE_WOKEN: Final = 90168


@dataclass(frozen=True, slots=True)
class EventGroup:
    """A heading of the page. Any one of the read permissions in `enabled_by` enables its events."""

    label: Promise
    enabled_by: tuple[str, ...]
    events: tuple[tuple[int, Promise], ...]

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(scope(READ, key) for key in self.enabled_by)

    @property
    def permissions(self) -> list[Promise]:
        """The permissions as the permission page calls them."""
        return [one.label for one in EVERY_CATEGORY if one.key in self.enabled_by]


GROUPS: Final = (
    EventGroup(_("App"), ("application",), ((APP_DELETED, _("App removed from a store")),)),
    EventGroup(
        _("Products"),
        ("product", "category", "collection", "promotion", "supply"),
        (
            (PRODUCT_CREATED, _("Product registered")),
            (PRODUCT_EDITED, _("Product changed")),
            (PRODUCT_DELETED, _("Product deleted")),
            (PRODUCTS_BULK_EDITED, _("Several products changed at once")),
            (VARIANT_STOCK, _("Stock of a variant changed")),
            (SOLD_OUT_CHANGED, _("Product sold out, or available again")),
        ),
    ),
    EventGroup(
        # The contract also names customer, product and more, without saying for which of these events. They carry a
        # buyer's name, email and phone, and a merchant who consented to "Product information" did not give those away.
        _("Orders"),
        ("order",),
        (
            (ORDER_RECEIVED, _("Order received")),
            (SHIPPING_STATUS, _("Shipping status changed")),
            (ORDERS_SHIPPING, _("Shipping status of several orders changed at once")),
            (ORDER_PAYMENT, _("Order paid")),
            (ORDER_CANCEL, _("Cancellation")),
            (ORDERS_CANCELLED, _("Cancellations of several orders at once")),
            (ORDER_RETURN, _("Return")),
            (ORDERS_RETURNED, _("Returns of several orders at once")),
            (RETURN_DONE, _("Return finished, with its sums")),
            (ORDER_EXCHANGE, _("Exchange")),
            (ORDER_REFUND, _("Refund")),
            (ORDER_ITEM_ADDED, _("Product added to an order")),
            (ORDERS_REFUNDED, _("Refunds of several orders at once")),
            (TRACKING_CHANGED, _("Tracking number changed")),
            (RECEIVER_EDITED, _("Recipient changed")),
            (MEMO_ADDED, _("Order memo added")),
            (MEMO_EDITED, _("Order memo changed")),
            (MEMO_DELETED, _("Order memo deleted")),
            (CART_ADDED, _("Product put into a cart")),
        ),
    ),
    EventGroup(
        _("Customers"),
        ("customer", "personal", "privacy"),
        (
            (MEMBER_JOINED, _("Customer signed up")),
            (MEMBER_EDITED, _("Customer information changed")),
            (MEMBER_SIGNED_IN, _("Customer signed in")),
            (MEMBER_BLOCKED, _("Customer blocked")),
            (MEMBER_WOKEN, _("Customer let back in")),
            (MEMBER_LEFT, _("Customer left")),
        ),
    ),
    EventGroup(
        _("Boards"),
        ("community",),
        (
            (ARTICLE_WRITTEN, _("Post written")),
            (ARTICLE_CHANGED, _("Post changed")),
            (ARTICLE_DELETED, _("Post deleted")),
            (COMMENT_WRITTEN, _("Comment written")),
            (COMMENT_DELETED, _("Comment deleted")),
        ),
    ),
    EventGroup(
        _("Categories"),
        ("category", "product"),
        (
            (CATEGORY_ADDED, _("Category added")),
            (CATEGORY_EDITED, _("Category changed")),
            (CATEGORY_DELETED, _("Category deleted")),
            (CATEGORY_ORDER, _("Category moved")),
        ),
    ),
    EventGroup(
        _("Promotions"),
        ("promotion", "store"),
        (
            (BENEFIT_ADDED, _("Period discount added")),
            (BENEFIT_EDITED, _("Period discount changed or ended")),
            (COUPON_ADDED, _("Coupon added")),
            (COUPON_EDITED, _("Coupon changed")),
            (COUPON_ISSUE, _("Coupon ended")),
        ),
    ),
    EventGroup(
        _("Store"),
        ("store", "supply"),
        (
            (SHOP_ADDED, _("Shop opened")),
            (SHOP_EDITED, _("Shop changed")),
            (OPERATOR_ADDED, _("Sub-operator added")),
            (OPERATOR_EDITED, _("Sub-operator changed")),
            (OPERATOR_DELETED, _("Sub-operator removed")),
            (STORE_INFO, _("Store information changed")),
            (STORE_DELETED, _("Store deleted")),
            (STORE_DORMANT, _("Store fell dormant")),
            (STORE_WOKEN, _("Store woke up")),
        ),
    ),
)
LABELS: Final[dict[int, Promise]] = {number: label for group in GROUPS for number, label in group.events}
ENABLED_BY: Final[dict[int, frozenset[str]]] = {
    number: group.scopes for group in GROUPS for number, _label in group.events
}


def enabled(numbers: Iterable[int], scopes: Collection[str]) -> frozenset[int]:
    """Those of the events that one of the permissions enables."""
    held = frozenset(scopes)
    return frozenset(number for number in numbers if ENABLED_BY.get(number, frozenset()) & held)


# What an event says of people beyond what its permissions give: the permission that the API asks for it, and the keys.
OF_PEOPLE: Final[dict[int, tuple[str, tuple[str, ...]]]] = {
    MEMBER_JOINED: (scope(READ, "privacy"), ("name", "phone", "cellphone", "email")),
    CART_ADDED: (scope(READ, "personal"), ("member_id",)),
}


def as_consented(number: int, body: str, scopes: Collection[str]) -> str:
    """The body of an event for an app with these permissions: what it may not know of people is empty.

    The contract lists the group's permissions for each of its events; the API gives names to Privacy alone.
    """
    needed, keys = OF_PEOPLE.get(number, ("", ()))
    if not keys or needed in scopes:
        return body
    told = json.loads(body)
    told["resource"] |= dict.fromkeys(keys, "")
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def label_of(number: int) -> str:
    """An event in words; a number alone where it is none of ours."""
    return str(LABELS.get(number, number))
