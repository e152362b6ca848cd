"""The labels that items of a mall bear, and those of each item."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet

from accounts.tenancy import current_mall_id
from orders.models import OrderItem, OrderItemLabel

# From name to name along `item_label_by_name`: as many steps as there are names, however many items bear each.
NAMES: Final = """
WITH RECURSIVE names AS (
    (SELECT name FROM orders_orderitemlabel WHERE mall_id = %(mall_id)s ORDER BY name LIMIT 1)
    UNION ALL
    SELECT (SELECT next.name FROM orders_orderitemlabel next
             WHERE next.mall_id = %(mall_id)s AND next.name > names.name ORDER BY next.name LIMIT 1)
      FROM names WHERE names.name IS NOT NULL
)
SELECT name FROM names WHERE name IS NOT NULL LIMIT %(limit)s OFFSET %(offset)s
"""


def label_names(*, limit: int, offset: int = 0) -> list[str]:
    """Each label of the open mall once, by name; one query."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES, {"mall_id": current_mall_id(), "limit": limit, "offset": offset})
        return [name for (name,) in cursor.fetchall()]


def with_labels(items: QuerySet[OrderItem]) -> QuerySet[Any]:
    """The same items, each with its `label_names` in the order they were put on; no query more."""
    labels = OrderItemLabel.objects.filter(item=OuterRef("pk")).order_by("pk").values("name")
    labelled: QuerySet[Any] = items.annotate(label_names=ArraySubquery(labels))
    return labelled
