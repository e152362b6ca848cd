"""Labels that a store puts on items of its orders, in its own words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantModel
from orders.models.order import Order, OrderItem

LABEL_LENGTH = 50


class OrderItemLabel(TenantModel):
    """One label of one item. A label is its name: it is there as long as an item of the mall bears it."""

    order = TenantForeignKey(Order, on_delete=models.CASCADE, related_name="item_labels")
    item = TenantForeignKey(OrderItem, on_delete=models.CASCADE, related_name="labels")
    name = models.CharField(_("label"), max_length=LABEL_LENGTH, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mall_id", "item", "name"], name="item_label_once")]
        indexes = [
            models.Index(fields=["mall_id", "name", "order"], name="item_label_by_name"),
            models.Index(fields=["mall_id", "order"], name="item_label_of_order"),
        ]

    def __str__(self) -> str:
        return self.name
