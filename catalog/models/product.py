"""What a mall sells: the base facts of a product, its listing per shop, its variants and its images."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.money import LARGEST_AMOUNT, MoneyField
from accounts.tenancy.models import TenantModel
from catalog.models.sale_terms import QuantityTerms, SaleTerms
from catalog.models.seo import SEO_HELP

NAME_LENGTH: Final = 250  # wire contract, POST products
SUMMARY_LENGTH: Final = 255
CODE_LENGTH: Final = 40


def folded(name: str) -> str:
    """A name as searches compare it: without case, width or doubled spaces (design 3.5)."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:NAME_LENGTH]


class Product(TenantModel):
    """The base facts, as the base shop has them; other shops have listings of their own.

    Lists go newest first: the primary key `(mall_id, id)` read backwards is their index.
    """

    name = models.CharField(_("product name"), max_length=NAME_LENGTH)
    name_folded = models.CharField(max_length=NAME_LENGTH, db_collation="C", editable=False)
    code = models.CharField(
        _("product code"), max_length=CODE_LENGTH, blank=True, default="", help_text="The store's own, once per mall."
    )
    summary = models.CharField(_("summary"), max_length=SUMMARY_LENGTH, blank=True)
    short_description = models.TextField(_("short description"), blank=True)
    description = models.TextField(_("detailed description"), blank=True, help_text="Plain text, or HTML as cleaned.")
    material = models.CharField(_("material"), max_length=400, blank=True)
    options = models.JSONField(
        _("options"), default=list, blank=True, help_text='Each {"name": "Colour", "values": ["Red", "Blue"]}.'
    )
    extra_inputs = models.JSONField(
        _("extra input options"),
        default=list,
        blank=True,
        help_text='Each {"name": "Engraving", "is_required": true, "max_length": 20}.',
    )
    price = MoneyField(_("price"), help_text="VAT included, in the base shop's currency.")
    weight_grams = models.PositiveIntegerField(_("weight"), null=True, blank=True)
    app_facts = models.JSONField(
        default=dict,
        db_default={},
        blank=True,
        help_text="What apps keep of it by the Admin API, and its terms of sale: wire name -> value, as checked.",
    )
    seo = models.JSONField(_("search engines"), default=dict, db_default={}, blank=True, help_text=SEO_HELP)
    created_at = models.DateTimeField(_("registered"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__gte=0, price__lte=LARGEST_AMOUNT), name="product_price_in_range"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="product_has_a_name"),
            models.UniqueConstraint(fields=["mall_id", "code"], condition=~models.Q(code=""), name="product_code_once"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "name_folded", "-id"], name="product_by_name"),
            models.Index(fields=["mall_id", "updated_at", "id"], name="product_by_change"),
            models.Index(
                fields=["mall_id", "-id"],
                condition=models.Q(weight_grams__isnull=True) | models.Q(weight_grams=0),
                name="product_without_weight",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """The name as part of an address, in its own script."""
        return slugify(self.name, allow_unicode=True)[:80].strip("-") or "item"

    @property
    def sale_terms(self) -> SaleTerms:
        """How many pieces an order may have of it, who may buy it, and how it is taxed."""
        return SaleTerms.of(self.app_facts)

    @property
    def terms_of_a_line(self) -> QuantityTerms:
        """How many pieces one line of a cart may have, while others of the product may still join it."""
        return self.sale_terms.quantity.of_one_line(has_options=bool(self.options), has_inputs=bool(self.extra_inputs))
