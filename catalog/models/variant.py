"""What is counted and taken from the shelf."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.money import LARGEST_AMOUNT, MoneyField
from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models.product import Product

VARIANT_CODE_LENGTH: Final = 40


class Variant(TenantModel):
    """One combination of options with its stock; a product without options has exactly one, at position 0.

    Stock moves with F() only. A variant that tracks no stock never sells out.
    """

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="variants", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    option_values = models.JSONField(
        default=list, blank=True, help_text="One value per option of the product, in their order."
    )
    price_delta = MoneyField(_("additional price"), default=0, help_text="Added to the price, base shop's currency.")
    is_sold = models.BooleanField(_("sold"), default=True)
    tracks_stock = models.BooleanField(_("keep track of stock"), default=False)
    stock = models.IntegerField(_("stock"), default=0)
    own_code = models.CharField(
        _("own code of the combination"),
        max_length=VARIANT_CODE_LENGTH,
        blank=True,
        default="",
        db_default="",
        help_text="The store's own; several may have the same.",
    )
    app_facts = models.JSONField(
        default=dict, db_default={}, blank=True, help_text="What apps keep of it, as Product.app_facts."
    )

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "product", "position"], name="variant_position_once"),
            models.CheckConstraint(condition=models.Q(stock__gte=0), name="variant_stock_not_negative"),
            models.CheckConstraint(
                condition=models.Q(price_delta__gte=0, price_delta__lte=LARGEST_AMOUNT),
                name="variant_price_delta_in_range",
            ),
        ]
        indexes = [
            models.Index(fields=["mall_id", "own_code"], condition=~models.Q(own_code=""), name="variant_by_own_code"),
        ]

    def __str__(self) -> str:
        return f"variant {self.position} of product {self.product_id}"

    @property
    def is_sold_out(self) -> bool:
        """Tracked, and none left."""
        return self.tracks_stock and self.stock == 0
