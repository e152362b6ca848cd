"""The columns of product sheets: those of the product, and two for each shop that is not the base shop."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

COLUMNS: Final[dict[str, Promise]] = {
    "number": _("Product number"),
    "code": _("Product code"),
    "name": _("Product name"),
    "summary": _("Summary"),
    "price": _("Price"),
    "stock": _("Stock"),
    "tracks_stock": _("Keep track of stock"),
    "display": _("Display"),
    "selling": _("Selling"),
    "weight_grams": _("Weight (g)"),
    "material": _("Material"),
    "categories": _("Categories"),
    "options": _("Options"),
    "extra_inputs": _("Extra input options"),
    "short_description": _("Short description"),
    "description": _("Detailed description"),
    "variant_stock": _("Stock per combination"),
    "stock_was": _("Stock when exported"),
}
SHOP_FIELDS: Final = ("name", "price")
MOST_SHOPS: Final = 15
SHOP_KEY: Final = re.compile(r"(name|price)@(\d{1,2})")
COLUMN_HELP: Final[list[tuple[Promise, Promise]]] = [
    (COLUMNS["number"], _("Names the product that changes. Leave it empty for a new product.")),
    (COLUMNS["code"], _("Your own code, once per store. A code that is new registers a product.")),
    (COLUMNS["name"], _("Needed for a new product.")),
    (COLUMNS["price"], _("Needed for a new product; VAT included, in the currency of the base shop.")),
    (COLUMNS["stock"], _("Of a product without options; of a new one with options, for each combination.")),
    (COLUMNS["tracks_stock"], _("T or F, as display and selling. F: the product never sells out.")),
    (COLUMNS["weight_grams"], _("With packaging. Overseas shops sell no product without one.")),
    (COLUMNS["categories"], _("Tops > Shirts | Sale (all that the product is in; #12 names a category by its number)")),
    (COLUMNS["options"], _("Colour: Red, Blue | Size: S, M")),
    (COLUMNS["extra_inputs"], _("Engraving: 20, required | Note: 50 (characters at most)")),
    (COLUMNS["variant_stock"], _("Red / S: 3 | Red / M: 0 | Blue / S: - (a dash: never sells out)")),
    (COLUMNS["stock_was"], _("Filled in by exports. With it, stock moves by the difference, so sales since stay.")),
]
SHOP_COLUMN_HELP: Final[dict[str, Promise]] = {
    "name": _("The shop's own name. The word (empty) takes it away: the base name is shown."),
    "price": _("The shop's own price, in its currency. The word (empty) takes it away: the base price is converted."),
}


def shop_key(field: str, shop_no: int) -> str:
    """The key of a column about one other shop: `price@2`."""
    return f"{field}@{shop_no}"


def shop_of(key: str) -> tuple[str, int] | None:
    """Field and shop number of such a key; None for a column of the product itself."""
    found = SHOP_KEY.fullmatch(key)
    return (found[1], int(found[2])) if found else None


def keys_for(shop_numbers: Iterable[int]) -> list[str]:
    """All columns in their order, those of other shops behind."""
    return [*COLUMNS, *(shop_key(field, number) for number in shop_numbers for field in SHOP_FIELDS)]


def label_of(key: str) -> str:
    """How a column is headed, in the present language."""
    of_shop = shop_of(key)
    if of_shop is None:
        return str(COLUMNS.get(key, key))
    field, number = of_shop
    return label_for_shops(field, [number])


def label_for_shops(field: str, shop_numbers: Iterable[int]) -> str:
    """The head of a column about one other shop, or of the like columns of several."""
    numbers = ", ".join(map(str, shop_numbers))
    return gettext("%(column)s in shop %(number)s") % {"column": COLUMNS[field], "number": numbers}


def known_heads() -> dict[str, str]:
    """Head as it is compared -> key, in every language of the admin; keys themselves are heads too."""
    keys = keys_for(range(2, MOST_SHOPS + 1))
    known = {key: key for key in keys}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {label_of(key).casefold(): key for key in keys}
    return known
