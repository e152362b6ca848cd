"""Properties of products that a store makes up itself, such as Season or Care."""

from __future__ import annotations

from typing import Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy.models import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet
from catalog.models.product import Product

PROPERTY_NAME_LENGTH: Final = 250
VALUE_LENGTH: Final = 1000


class CustomProperty(TenantModel):
    """A property of the store's own, which each product may have a value of in each shop."""

    name = models.CharField(_("name"), max_length=PROPERTY_NAME_LENGTH)
    is_displayed = models.BooleanField(_("show on product pages"), default=True)

    class Meta:
        verbose_name = _("product property")
        verbose_name_plural = _("product properties")
        constraints = [models.UniqueConstraint(fields=["mall_id", "name"], name="custom_property_once")]

    def __str__(self) -> str:
        return self.name


class PropertyValueQuerySet(TenantQuerySet["PropertyValue"]):
    def on(self, product_id: int, shop_no: int) -> Self:
        """Those of a product in a shop, in the order of the properties, with these."""
        found = self.filter(product_id=product_id, shop_no=shop_no)
        return found.select_related("custom_property").order_by("custom_property_id")


class PropertyValue(TenantModel):
    """What a product's property is in one shop. Without a value there is no row."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="property_values", db_index=False)
    shop_no = models.PositiveSmallIntegerField()
    custom_property = TenantForeignKey(CustomProperty, on_delete=models.CASCADE, related_name="values", db_index=False)
    value = models.CharField(_("value"), max_length=VALUE_LENGTH)

    objects = TenantManager.from_queryset(PropertyValueQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mall_id", "product", "shop_no", "custom_property"], name="property_value_once"
            ),
        ]
        indexes = [models.Index(fields=["mall_id", "custom_property"], name="value_of_property")]

    def __str__(self) -> str:
        return f"property {self.custom_property_id} of product {self.product_id}"
