"""Take the pieces of one line from the shelf."""

from __future__ import annotations

from django.db.models import F

from catalog.models import Variant
from orders.models import OrderItem, StockMove


def take_stock(item: OrderItem) -> bool:
    """Take an item's pieces from its variant and note the move; False, and nothing taken, where they are not there.

    An item that takes no stock takes none. The order is locked already.
    """
    if not item.takes_stock:
        return True
    enough = Variant.objects.filter(pk=item.variant_id, stock__gte=item.quantity)
    if not enough.update(stock=F("stock") - item.quantity):
        return False
    kind = StockMove.Kind.SOLD
    StockMove.objects.create(variant_id=item.variant_id, item=item, kind=kind, quantity=-item.quantity)
    return True
