"""What a merchant tells about a product, and how it reads in the audit log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from accounts.models import Shop
from accounts.money import check_amount
from accounts.tenancy import current_mall_id
from catalog.description import cleaned
from catalog.domain.options import ExtraInput, Option, check_extra_inputs, check_options
from catalog.models import Product, ProductListing, Variant
from catalog.models.product import folded
from catalog.models.sale_terms import QUANTITY_DEFAULTS

BASE_SHOP_NO: Final = 1


class CodeTaken(Exception):
    """Another product of the mall has this product code."""


class TermsRefused(Exception):
    """No order could keep to the quantities: minimum, maximum and unit leave no number of pieces."""


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """The facts of a product in the base shop; the price includes VAT, in that shop's currency.

    `tracks_stock` is of a product without options; with options each variant has its own, and this one is what new
    variants start with. `code`, `material`, `options` and `extra_inputs` that are None stay as they are. `app_facts`
    are put among those that there are; terms of sale (catalog.models.sale_terms) are among them.
    """

    name: str
    price: Decimal
    summary: str = ""
    short_description: str = ""
    description: str = ""
    weight_grams: int | None = None
    display: bool = False
    selling: bool = False
    tracks_stock: bool = False
    code: str | None = None
    material: str | None = None
    options: tuple[Option, ...] | None = None
    extra_inputs: tuple[ExtraInput, ...] | None = None
    app_facts: Mapping[str, Any] = field(default_factory=dict)

    def write_to(self, product: Product) -> None:
        """Set the product's own fields. Raises BadAmount where the base shop's currency has no such price.

        Raises OptionsRefused for options that make no sense, CodeTaken, and TermsRefused.
        """
        product.name, product.name_folded = self.name, folded(self.name)
        product.summary, product.short_description = self.summary, self.short_description
        product.description = cleaned(self.description)
        product.price = check_amount(self.price, base_shop().currency)
        product.weight_grams = self.weight_grams
        product.app_facts = {**product.app_facts, **self.app_facts}
        if self.material is not None:
            product.material = self.material
        if self.options is not None:
            check_options(self.options)
            product.options = [option.as_json() for option in self.options]
        if self.extra_inputs is not None:
            check_extra_inputs(self.extra_inputs)
            product.extra_inputs = [wanted.as_json() for wanted in self.extra_inputs]
        if QUANTITY_DEFAULTS.keys() & self.app_facts.keys():
            check_quantities(product)
        if self.code is not None and self.code != product.code:
            product.code = free_code(self.code, product)


def check_quantities(product: Product) -> None:
    """Raises TermsRefused where nobody could order the product as its terms stand."""
    terms = product.sale_terms.quantity
    if not terms.is_possible(has_options=bool(product.options), has_inputs=bool(product.extra_inputs)):
        raise TermsRefused(product.name)


def free_code(code: str, product: Product) -> str:
    """The code, where no other product has it. Raises CodeTaken; two at once are told apart by the constraint."""
    if code and Product.objects.filter(code=code).exclude(pk=product.pk).exists():
        raise CodeTaken(code)
    return code


_kept: ContextVar[Shop | None] = ContextVar("base_shop", default=None)


def base_shop() -> Shop:
    """Shop 1 of the open mall (R0.14)."""
    kept = _kept.get()
    if kept is not None and kept.mall_id == current_mall_id():
        return kept
    return Shop.objects.get(mall_id=current_mall_id(), shop_no=BASE_SHOP_NO)


@contextmanager
def keeping_base_shop() -> Iterator[Shop]:
    """Read shop 1 once for many rules in a row, within one transaction."""
    shop = base_shop()
    token = _kept.set(shop)
    try:
        yield shop
    finally:
        _kept.reset(token)


def snapshot(product: Product, listing: ProductListing, variant: Variant) -> dict[str, Any]:
    """What the audit log keeps of a product: enough to see what changed. `variant` is the one at the first place."""
    facts = {
        "name": product.name,
        "summary": product.summary,
        "short_description": product.short_description,
        "description": product.description,
        "price": format(product.price.normalize(), "f"),
        "weight_grams": product.weight_grams,
        "display": listing.display,
        "selling": listing.selling,
        "code": product.code,
        "material": product.material,
        "options": [f"{row['name']}: {', '.join(row['values'])}" for row in product.options],
        "extra_inputs": [row["name"] for row in product.extra_inputs],
    }
    if not product.options:
        facts |= {"tracks_stock": variant.tracks_stock, "stock": variant.stock}
    if product.app_facts:
        facts["app_facts"] = app_facts_text(product.app_facts)
    return facts


def app_facts_text(app_facts: Mapping[str, Any]) -> list[str]:
    """What apps keep of a product or a combination, as the audit log keeps it: `model_name: "B1"`."""
    return [
        f"{name}: {json.dumps(value, ensure_ascii=False, sort_keys=True)}" for name, value in sorted(app_facts.items())
    ]
