"""Put pieces back on the shelf that an order had taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F

from accounts.shop_hosts import forget_mall_pages
from catalog.models import Variant
from orders.models import OrderItem, StockMove


def restock(pieces: Iterable[tuple[OrderItem, int]]) -> None:
    """Put so many pieces of each item back and note each move. The orders are locked already; variants are locked here.

    Items that took no stock, and those whose variant is gone, put nothing back. Called again it puts back again: the
    caller sees to it by the item's status that it is called once.
    """
    moves: list[StockMove] = []
    totals: dict[int, int] = defaultdict(int)
    for item, count in pieces:
        if item.takes_stock and item.variant_id is not None and count > 0:
            totals[item.variant_id] += count
            kind = StockMove.Kind.RETURNED
            moves.append(StockMove(variant_id=item.variant_id, item=item, kind=kind, quantity=count))
    rows = Variant.objects.select_for_update().filter(pk__in=totals).order_by("pk").values_list("pk", "stock")
    were_empty = [pk for pk, stock in rows if stock == 0]
    for variant_id in sorted(totals):
        Variant.objects.filter(pk=variant_id).update(stock=F("stock") + totals[variant_id])
    StockMove.objects.bulk_create(moves)
    if were_empty:
        forget_mall_pages()
