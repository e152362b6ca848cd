"""Words for what several operations share; each package of operations has its own beside its code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pro.domain import contract  # noqa: F401 - says what ends with a mall
from pro.operations.words import name_field, name_object, name_schedule
from pro.schedules import DIAGNOSE


def register_all() -> None:
    """Called once when the app is ready."""
    name_schedule(DIAGNOSE, _("Diagnosis of products, promotions, content and CS"))
    name_object("product", _("Product"), "catalog:product_edit")
    name_object("order", _("Order"))
    name_object("category", _("Category"), "catalog:category_edit")
    name_field("product", "name", _("Product name"))
    name_field("product", "summary", _("Summary"))
    name_field("product", "weight_grams", _("Weight (g)"))
