"""The steps of fulfilment as buttons know them: for lists (whole orders) and for one order (chosen items)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.audit import Actor
from orders.domain.cancel_unpaid import cancel_unpaid
from orders.domain.deliver_items import confirm_purchase, deliver_items
from orders.domain.hold_items import MAY_BE_HELD, hold_items, unhold_items
from orders.domain.pay_order import pay_order
from orders.domain.prepare_items import MAY_BE_PREPARED, prepare_items
from orders.models import ItemStatus, Order, OrderStage
from orders.views.refusals import AlreadyPaid

SHIP: Final = "ship"
ItemIds = Iterable[int] | None
Step = Callable[[Order, ItemIds, Actor], object]


@dataclass(frozen=True, slots=True)
class Action:
    """A button: what it does, how it reads before and after, and the item statuses that make it useful."""

    label: Promise
    done: Promise
    step: Step
    useful_at: frozenset[ItemStatus]
    is_danger: bool = False


def confirm_payment(order: Order, _items: ItemIds, actor: Actor) -> Order:
    """Take a payment that somebody saw as received. Raises AlreadyPaid, NotPayable."""
    if order.paid_at is not None:
        raise AlreadyPaid(order.number)
    return pay_order(order.pk, gateway=Order.PaymentMethod.BANK_TRANSFER.value, actor=actor)


def _prepare(wanted: ItemStatus) -> Step:
    return lambda order, items, actor: prepare_items(order.pk, wanted, item_ids=items, actor=actor)


ACTIONS: Final[dict[str, Action]] = {
    "confirm-payment": Action(
        gettext_lazy("Confirm payment"),
        gettext_lazy("Payment confirmed"),
        confirm_payment,
        frozenset({ItemStatus.AWAITING_PAYMENT}),
    ),
    "prepare": Action(
        gettext_lazy("Preparing shipment"),
        gettext_lazy("Now preparing shipment"),
        _prepare(ItemStatus.PREPARING_SHIPMENT),
        MAY_BE_PREPARED - {ItemStatus.PREPARING_SHIPMENT},
    ),
    "await-shipment": Action(
        gettext_lazy("Awaiting shipment"),
        gettext_lazy("Now awaiting shipment"),
        _prepare(ItemStatus.AWAITING_SHIPMENT),
        MAY_BE_PREPARED - {ItemStatus.AWAITING_SHIPMENT},
    ),
    "hold": Action(
        gettext_lazy("Hold"),
        gettext_lazy("Put on hold"),
        lambda order, items, actor: hold_items(order.pk, item_ids=items, actor=actor),
        MAY_BE_HELD,
    ),
    "unhold": Action(
        gettext_lazy("Release hold"),
        gettext_lazy("Hold released"),
        lambda order, items, actor: unhold_items(order.pk, item_ids=items, actor=actor),
        frozenset({ItemStatus.SHIPMENT_HELD}),
    ),
    "deliver": Action(
        gettext_lazy("Mark as delivered"),
        gettext_lazy("Marked as delivered"),
        lambda order, items, actor: deliver_items(order.pk, item_ids=items, actor=actor),
        frozenset({ItemStatus.IN_TRANSIT}),
    ),
    "confirm-purchase": Action(
        gettext_lazy("Confirm purchase"),
        gettext_lazy("Purchase confirmed"),
        lambda order, items, actor: confirm_purchase(order.pk, item_ids=items, actor=actor),
        frozenset({ItemStatus.DELIVERED}),
    ),
    "cancel": Action(
        gettext_lazy("Cancel order"),
        gettext_lazy("Cancelled before payment"),
        lambda order, _items, actor: cancel_unpaid(order.pk, actor=actor),
        frozenset({ItemStatus.AWAITING_PAYMENT}),
        is_danger=True,
    ),
}
WHOLE_ORDER: Final = frozenset({"confirm-payment", "cancel"})
ACTIONS_AT: Final[dict[str, tuple[str, ...]]] = {
    "": ("confirm-payment", "prepare", "await-shipment", "hold", "unhold", "deliver"),
    OrderStage.AWAITING_PAYMENT: ("confirm-payment", "cancel"),
    OrderStage.PREPARING: ("prepare", "await-shipment", "hold"),
    OrderStage.AWAITING_SHIPMENT: ("prepare", "hold"),
    OrderStage.HELD: ("unhold",),
    OrderStage.IN_TRANSIT: ("deliver",),
    OrderStage.DELIVERED: ("confirm-purchase",),
}
SHIPS_AT: Final = frozenset({OrderStage.PREPARING, OrderStage.AWAITING_SHIPMENT})
