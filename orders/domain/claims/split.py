"""Split a line of an order, so that a claim is always about whole lines."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import Max

from accounts.money import decimals_of
from orders.models import Order, OrderItem, OrderItemLabel, StockMove


def split_item(order: Order, item: OrderItem, quantity: int) -> OrderItem:
    """Take `quantity` pieces of a line of a locked order into a new line, which is returned.

    The discount is shared in proportion, rounded down for the new line, the rest stays: prices, discounts and
    stock moves of both lines add up to what the one line had. Both bear its labels. The whole quantity splits nothing.
    """
    if quantity == item.quantity:
        return item
    if not 0 < quantity < item.quantity:
        raise ValueError(f"{quantity} of {item.quantity} pieces cannot be split off.")
    unit = Decimal(1).scaleb(-decimals_of(order.currency))
    share = (item.discount_amount * quantity / item.quantity).quantize(unit, ROUND_DOWN)
    taken = copy_of(item, line_no=last_line_no(order) + 1, quantity=quantity, discount_amount=share)
    taken.save(force_insert=True)
    item.quantity -= quantity
    item.discount_amount -= share
    item.save(update_fields=["quantity", "discount_amount"])
    _split_stock_move(item, taken)
    names = OrderItemLabel.objects.filter(item=item).order_by("pk").values_list("name", flat=True)
    OrderItemLabel.objects.bulk_create([OrderItemLabel(order=order, item=taken, name=name) for name in names])
    return taken


def copy_of(item: OrderItem, **changes: Any) -> OrderItem:
    """A new, unsaved line with the same facts but for `changes`."""
    values = {field.attname: getattr(item, field.attname) for field in OrderItem._meta.concrete_fields}
    del values["id"]
    return OrderItem(**values | changes)


def last_line_no(order: Order) -> int:
    """The highest line number of a locked order."""
    return int(OrderItem.objects.filter(order=order).aggregate(last=Max("line_no"))["last"] or 0)


def _split_stock_move(item: OrderItem, taken: OrderItem) -> None:
    """The pieces were taken from stock once; the row of the one line becomes a row for each."""
    move = StockMove.objects.filter(item=item, kind=StockMove.Kind.SOLD).first()
    if move is None:
        return
    StockMove.objects.filter(pk=move.pk).update(quantity=-item.quantity)
    StockMove.objects.create(
        variant_id=move.variant_id, item=taken, kind=move.kind, quantity=-taken.quantity, at=move.at
    )
