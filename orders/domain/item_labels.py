"""Labels on items of orders: added, set anew, taken off (wire contract, Appendix B, labels)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from django.db import transaction

from accounts.audit import Actor, record
from orders.domain.choose_items import code_of
from orders.domain.progress import lock_order
from orders.models import Order, OrderItem, OrderItemLabel
from orders.models.label import LABEL_LENGTH

MOST_LABELS: Final = 20
NOT_IN_NAMES: Final = frozenset(",/")  # a list of names is told by commas, and an address ends with one


class LabelRefused(Exception):
    """A label cannot be put on an item; `code` says why: empty, too_long, wrong_character, too_many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def add_labels(order_id: int, item_ids: Collection[int], names: Iterable[str], *, actor: Actor) -> list[OrderItem]:
    """Put labels on items of an order that may bear others already; what an item bears already stays as it is.

    Names are kept without blanks around and doubled within. Returns the items in line order. Raises LabelRefused and
    changes nothing, and OrderItem.DoesNotExist for an item of another order.
    """
    order = lock_order(order_id)
    wanted = _cleaned(names)
    items = _items(order, item_ids)
    for item in items:
        had = labels_of(item)
        _set(order, item, had, [*had, *(name for name in wanted if name not in had)], actor)
    return items


@transaction.atomic
def set_labels(order_id: int, item_id: int, names: Iterable[str], *, actor: Actor) -> list[str]:
    """Leave an item with these labels and no others, none where `names` is empty; a second call changes nothing.

    Raises LabelRefused, and OrderItem.DoesNotExist for an item of another order.
    """
    order = lock_order(order_id)
    wanted = _cleaned(names)
    (item,) = _items(order, [item_id])
    _set(order, item, labels_of(item), wanted, actor)
    return wanted


@transaction.atomic
def remove_label(order_id: int, item_id: int, name: str, *, actor: Actor) -> None:
    """Take one label off an item. Raises OrderItemLabel.DoesNotExist where it does not bear it."""
    order = lock_order(order_id)
    label = OrderItemLabel.objects.select_related("item").get(order=order, item=item_id, name=name)
    had = labels_of(label.item)
    _set(order, label.item, had, [one for one in had if one != name], actor)


def labels_of(item: OrderItem) -> list[str]:
    """What an item bears, in the order it was put on; one query."""
    return list(OrderItemLabel.objects.filter(item=item).order_by("pk").values_list("name", flat=True))


def _cleaned(names: Iterable[str]) -> list[str]:
    """Each name once. Raises LabelRefused for what is no name."""
    cleaned = list(dict.fromkeys(" ".join(name.split()) for name in names))
    for name in cleaned:
        if not name:
            raise LabelRefused("empty")
        if len(name) > LABEL_LENGTH:
            raise LabelRefused("too_long")
        if NOT_IN_NAMES & set(name):
            raise LabelRefused("wrong_character")
    return cleaned


def _items(order: Order, item_ids: Collection[int]) -> list[OrderItem]:
    items = list(OrderItem.objects.filter(order=order, pk__in=item_ids).order_by("line_no"))
    if len(items) < len(set(item_ids)):
        raise OrderItem.DoesNotExist
    return items


def _set(order: Order, item: OrderItem, had: list[str], wanted: list[str], actor: Actor) -> None:
    if set(had) == set(wanted):
        return
    if len(wanted) > MOST_LABELS:
        raise LabelRefused("too_many")
    OrderItemLabel.objects.filter(item=item).exclude(name__in=wanted).delete()
    OrderItemLabel.objects.bulk_create(
        [OrderItemLabel(order=order, item=item, name=name) for name in wanted if name not in had]
    )
    before, after = {"labels": had}, {"items": [code_of(order, item)], "labels": wanted}
    record("order.labelled", order, actor=actor, before=before, after=after)
