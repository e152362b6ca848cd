"""How the catalog's audit entries read in a history."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import name_action, name_field
from accounts.menu import Label
from catalog.models import Category, CustomProperty, MainCategory, Product
from catalog.models.decoration import PLACES

LONGEST_SHOWN = 120
ACTIONS: dict[str, Label] = {
    "product.created": gettext_lazy("Product registered"),
    "product.changed": gettext_lazy("Product changed"),
    "product.image_changed": gettext_lazy("Picture changed"),
    "product.properties_changed": gettext_lazy("Properties changed"),
    "product.decorations_changed": gettext_lazy("Decorations changed"),
    "product.deleted": gettext_lazy("Product deleted"),
    "product.variants_changed": gettext_lazy("Combinations changed"),
    "product.images_changed": gettext_lazy("Pictures changed"),
    "product.listing_changed": gettext_lazy("Shop listing changed"),
    "product.listed": gettext_lazy("Offered in another shop"),
    "product.translated": gettext_lazy("Translated"),
    "product.seo_changed": gettext_lazy("Search engines changed"),
    "product.memo_added": gettext_lazy("Memo added"),
    "product.memo_changed": gettext_lazy("Memo changed"),
    "product.memo_deleted": gettext_lazy("Memo deleted"),
    "product.categories_changed": gettext_lazy("Categories changed"),
    "property.added": gettext_lazy("Property added"),
    "property.changed": gettext_lazy("Property changed"),
    "property.deleted": gettext_lazy("Property deleted"),
    "category.added": gettext_lazy("Category added"),
    "category.changed": gettext_lazy("Category changed"),
    "category.moved": gettext_lazy("Category moved"),
    "category.seo_changed": gettext_lazy("Search engines changed"),
    "category.settings_changed": gettext_lazy("Settings of apps changed"),
    "category.deleted": gettext_lazy("Category deleted"),
    "main_category.added": gettext_lazy("Main category added"),
    "main_category.changed": gettext_lazy("Main category changed"),
    "main_category.moved": gettext_lazy("Main category moved"),
    "main_category.deleted": gettext_lazy("Main category deleted"),
    "main_category.products_changed": gettext_lazy("Displayed products changed"),
    "main_category.refreshed": gettext_lazy("Automatic display updated"),
}
LABELS: dict[str, Label] = {
    "display": gettext_lazy("Display"),
    "selling": gettext_lazy("Selling"),
    "tracks_stock": gettext_lazy("Keep track of stock"),
    "stock": gettext_lazy("Stock"),
    "shop_no": gettext_lazy("Shop number"),
    "price_by_hand": gettext_lazy("Price set by hand"),
    "auto_translates": gettext_lazy("Automatic translation"),
    "images": gettext_lazy("Pictures"),
    "icons": gettext_lazy("Icons"),
    "properties": gettext_lazy("Product properties"),
    "shown_during": gettext_lazy("Shown during"),
    "alt": gettext_lazy("Alternative text"),
    "position": gettext_lazy("Place"),
    "place": gettext_lazy("Place"),
    "categories": gettext_lazy("Categories"),
    "category": gettext_lazy("Category"),
    "memo": gettext_lazy("memo"),
}
SEO_LABELS: dict[str, Label] = {
    "seo_title": gettext_lazy("Page title"),
    "seo_author": gettext_lazy("Author"),
    "seo_description": gettext_lazy("Description for search engines"),
    "seo_keywords": gettext_lazy("Search words"),
    "seo_alt": gettext_lazy("Alternative text"),
    "seo_is_exposed": gettext_lazy("Show in search engines"),
}
CATEGORY_LABELS: dict[str, Label] = {
    "shop_no": gettext_lazy("Shop number"),
    "parent": gettext_lazy("Below"),
    "position": gettext_lazy("Place"),
    "categories": gettext_lazy("Categories"),
}
MAIN_CATEGORY_LABELS: dict[str, Label] = {
    "shop_no": gettext_lazy("Shop number"),
    "position": gettext_lazy("Place"),
    "place": gettext_lazy("Place"),
    "order": gettext_lazy("Order of products"),
    "added": gettext_lazy("Added"),
    "removed": gettext_lazy("Removed"),
    "pinned": gettext_lazy("Pinned"),
    "unpinned": gettext_lazy("Unpinned"),
    "products": gettext_lazy("Number of products"),
}
TERM_LABELS: dict[str, Label] = {
    "minimum_quantity": gettext_lazy("Minimum quantity"),
    "maximum_quantity": gettext_lazy("Maximum quantity"),
    "order_quantity_limit_type": gettext_lazy("Minimum and maximum apply to"),
    "buy_unit": gettext_lazy("Order unit"),
    "buy_unit_type": gettext_lazy("The unit applies to"),
    "buy_limit_type": gettext_lazy("Who may buy"),
    "buy_member_id_list": gettext_lazy("IDs of chosen members"),
    "repurchase_restriction": gettext_lazy("Each customer buys it once"),
    "single_purchase": gettext_lazy("Ordered together with"),
    "tax_type": gettext_lazy("Tax"),
    "tax_rate": gettext_lazy("Tax rate"),
}
LONG_TEXTS: dict[str, Label] = {
    "short_description": gettext_lazy("Short description"),
    "description": gettext_lazy("Detailed description"),
}


def register_all() -> None:
    """Called once when the app is ready."""
    for action, label in ACTIONS.items():
        name_action(action, label)
    for name, label in LABELS.items():
        name_field(Product, name, label, short)
    for name, label in LONG_TEXTS.items():
        name_field(Product, name, label, short)
    for name, label in SEO_LABELS.items():
        name_field(Product, name, label, short)
        name_field(Category, name, label, short)
    name_field(CustomProperty, "is_displayed", gettext_lazy("Show on product pages"), short)
    for name, label in CATEGORY_LABELS.items():
        name_field(Category, name, label, short)
    name_field(Category, "names", gettext_lazy("Name per shop"), _names)
    for name, label in MAIN_CATEGORY_LABELS.items():
        name_field(MainCategory, name, label, short)
    for name, choices in (("sold_out", MainCategory.SoldOut.choices), ("auto_sort", MainCategory.AutoSort.choices)):
        name_field(MainCategory, name, _label_of(name), partial(_choice, dict(choices)))
    name_field(MainCategory, "auto_hours", _label_of("auto_hours"), _hours)
    name_field(Product, "app_facts", gettext_lazy("Terms and further settings"), _further)
    name_field(Product, "decoration_images", gettext_lazy("Decoration images"), _marks)
    name_field(Product, "image", gettext_lazy("Picture"), _picture)


def short(value: Any) -> str:
    """A value of the log on one line."""
    if value is None or value in ("", []):
        return "-"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _further(value: Any) -> str:
    """Terms of sale by their labels, and whatever else apps keep by its wire name."""
    pairs = [str(line).partition(": ") for line in value or []]
    return short([f"{TERM_LABELS.get(name, name)}: {text}" for name, _colon, text in pairs])


def _label_of(name: str) -> Label:
    label: Label = MainCategory._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # not a relation
    return label


def _names(value: Any) -> str:
    """Names per shop: `2: Kitchen, 3: キッチン`."""
    return ", ".join(f"{number}: {name}" for number, name in sorted((value or {}).items())) or "-"


def _choice(choices: Mapping[str, Label], value: Any) -> str:
    return str(choices.get(value, value))


def _hours(value: Any) -> str:
    return ", ".join(f"{hour:02}:00" for hour in value or []) or "-"


def _marks(value: Any) -> str:
    """Decoration images with their places in words: `New (Top left)`."""
    texts = [text.rpartition(" (") for text in value or []]
    return ", ".join(f"{name} ({PLACES.get(place[:-1], place[:-1])})" for name, _sign, place in texts) or "-"


def _picture(value: Any) -> str:
    return _("Picture") if value else "-"
