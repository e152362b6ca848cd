"""How one shop of the mall offers a product."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.money import LARGEST_AMOUNT, MoneyField
from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models.product import Product


class ProductListing(TenantModel):
    """Whether a shop displays and sells a product, and at what price. The base shop's price is the product's."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="listings", db_index=False)
    shop_no = models.PositiveSmallIntegerField()
    display = models.BooleanField(_("display"), default=False, db_default=False)
    selling = models.BooleanField(_("selling"), default=False, db_default=False)
    price = MoneyField(_("price"), help_text="VAT included, in the shop's currency.")

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "product", "shop_no"], name="listing_once_per_shop"),
            models.CheckConstraint(condition=models.Q(shop_no__gte=1, shop_no__lte=15), name="listing_shop_no_1_to_15"),
            models.CheckConstraint(
                condition=models.Q(price__gte=0, price__lte=LARGEST_AMOUNT), name="listing_price_in_range"
            ),
        ]
        indexes = [
            models.Index(
                fields=["mall_id", "shop_no", "-product"],
                condition=models.Q(display=True),
                name="listing_displayed_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} in shop {self.shop_no}"
