"""Move stock of order items: put pieces back, take pieces for a replacement; each with its StockMove."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from catalog.models import Variant
from orders.models import OrderItem, StockMove


class TooFewLeft(Exception):
    """A variant has fewer pieces than are wanted."""


def put_back(items: Iterable[OrderItem]) -> None:
    """Give the pieces of items of a locked order back to their variants, in the order of ids.

    Items that take no stock, or whose variant was deleted, are passed over. A second call for an item does nothing.
    """
    wanted = sorted((item.variant_id, item.pk, item) for item in items if item.takes_stock and item.variant_id)
    moved = StockMove.objects.filter(item__in=[pk for _id, pk, _item in wanted], kind=StockMove.Kind.RETURNED)
    done = set(moved.values_list("item_id", flat=True))
    moves = []
    for variant_id, pk, item in wanted:
        if pk not in done and Variant.objects.filter(pk=variant_id).update(stock=F("stock") + item.quantity):
            kind = StockMove.Kind.RETURNED
            moves.append(StockMove(variant_id=variant_id, item=item, kind=kind, quantity=item.quantity))
    StockMove.objects.bulk_create(moves)


def take(item: OrderItem) -> None:
    """Take an item's pieces from its variant. Raises TooFewLeft and takes none where they are not there."""
    if not item.takes_stock:
        return
    variant = Variant.objects.filter(pk=item.variant_id, stock__gte=item.quantity)
    if item.variant_id is None or not variant.update(stock=F("stock") - item.quantity):
        raise TooFewLeft(item.product_name)
    kind = StockMove.Kind.SOLD
    StockMove.objects.create(variant_id=item.variant_id, item=item, kind=kind, quantity=-item.quantity)
