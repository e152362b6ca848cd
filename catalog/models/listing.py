"""How one shop of the mall offers a product."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.money import LARGEST_AMOUNT, MoneyField
from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models.product import NAME_LENGTH, Product, folded

TRANSLATED_FIELDS: Final = (
    "name",
    "summary",
    "options",
    "short_description",
    "description",
    "material",
    "extra_inputs",
)  # the seven of R3.32


class ProductListing(TenantModel):
    """Whether a shop displays and sells a product, and at what price. The base shop's price is the product's.

    `name_folded` is the shop's own name as searches compare it, empty where it has none; `save` keeps it. Whoever
    writes `texts` by bulk_create or update writes it as well.
    """

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="listings", db_index=False)
    shop_no = models.PositiveSmallIntegerField()
    display = models.BooleanField(_("display"), default=False, db_default=False)
    selling = models.BooleanField(_("selling"), default=False, db_default=False)
    price = MoneyField(_("price"), help_text="VAT included, in the shop's currency.")
    texts = models.JSONField(
        default=dict, blank=True, help_text="Field name -> what this shop says instead of the base text."
    )
    name_folded = models.CharField(
        max_length=NAME_LENGTH, db_collation="C", blank=True, default="", db_default="", editable=False
    )
    sources = models.JSONField(default=dict, blank=True, help_text="Field name -> machine or hand; absent: base.")
    auto_translates = models.JSONField(default=list, blank=True, help_text="Fields that follow later edits (R3.83).")

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
            models.Index(
                fields=["mall_id", "shop_no", "name_folded", "-product"],
                condition=~models.Q(name_folded=""),
                name="listing_by_own_name",
            ),
            models.Index(
                fields=["mall_id", "shop_no", "-product"],
                condition=models.Q(display=False),
                name="listing_hidden_newest",
            ),
            models.Index(
                fields=["mall_id", "shop_no", "-product"],
                condition=models.Q(selling=False),
                name="listing_unsold_newest",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name in step with the texts."""
        self.name_folded = folded(str(self.texts.get("name") or ""))
        fields = kwargs.get("update_fields")
        if fields is not None and "texts" in fields:
            kwargs["update_fields"] = {*fields, "name_folded"}
        super().save(*args, **kwargs)

    def text(self, field: str) -> str:
        """What this shop says in one of the text fields; the base text where it has none of its own (R3.37)."""
        return str(self.texts.get(field) or getattr(self.product, field))

    @property
    def options(self) -> list[dict[str, Any]]:
        """The product's options in this shop's words, in the order and number of the base options.

        `texts["options"]` maps the base name of an option to its name and values here, so that what the base
        product renames or adds later shows its base text, and the rest stays as it is.
        """
        return [
            {"name": self._option(row["name"]).get("name") or row["name"], "values": self._values(row)}
            for row in self.product.options
        ]

    def option_texts(self, base_values: Iterable[str]) -> list[str]:
        """The values of a variant in this shop's words."""
        pairs = zip(self.product.options, base_values, strict=False)
        return [str(self._option(row["name"]).get("values", {}).get(value) or value) for row, value in pairs]

    def extra_input_name(self, base_name: str) -> str:
        """What this shop calls an extra input option; `texts["extra_inputs"]` maps base names to names here."""
        return str(self.texts.get("extra_inputs", {}).get(base_name) or base_name)

    def source(self, field: str) -> str:
        """Where a field comes from: hand, machine, or base."""
        return str(self.sources.get(field, "base"))

    def _option(self, base_name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.texts.get("options", {}).get(base_name, {})
        return found

    def _values(self, row: dict[str, Any]) -> list[str]:
        own = self._option(row["name"]).get("values", {})
        return [str(own.get(value) or value) for value in row["values"]]

    def __str__(self) -> str:
        return f"product {self.product_id} in shop {self.shop_no}"
