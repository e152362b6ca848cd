"""What the rows of one chunk of a sheet are about, read and locked for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from accounts.audit import Actor
from accounts.models import Shop
from accounts.row_ids import row_ids
from accounts.tenancy import current_mall_id
from catalog.domain.facts import BASE_SHOP_NO, base_shop
from catalog.domain.sheet_categories import CategoryBook
from catalog.models import CategoryProduct, Product, ProductListing, Variant


@dataclass(slots=True)
class Held:
    """A product as a row finds it, locked, with what belongs to it."""

    product: Product
    listings: dict[int, ProductListing] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    categories: frozenset[int] = frozenset()

    @property
    def base(self) -> ProductListing:
        """Its listing in the base shop."""
        return self.listings[BASE_SHOP_NO]


class Desk:
    """The products that some rows name, in six queries for any number of rows, and what is the same for all of them.

    Locks go as everywhere: products by their keys, then listings, then variants. What a row has changed is read anew
    by the next row that names it.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]], actor: Actor) -> None:
        self.actor = actor
        self.base = base_shop()
        self._held, self._absent = self._read([row for row in rows if row])

    @classmethod
    def empty(cls, actor: Actor) -> Self:
        """For one row."""
        return cls([], actor)

    @cached_property
    def shops(self) -> dict[int, Shop]:
        """All shops but the base shop, by number."""
        rows = Shop.objects.filter(mall_id=current_mall_id()).exclude(shop_no=BASE_SHOP_NO).order_by("shop_no")
        return {shop.shop_no: shop for shop in rows}

    @cached_property
    def book(self) -> CategoryBook:
        """The mall's categories."""
        return CategoryBook()

    def by_number(self, number: int) -> Held | None:
        """The product of a number, locked."""
        return self._held.get(number) or self._one(Product.objects.filter(pk=number))

    def by_code(self, code: str) -> Held | None:
        """The product of a code, locked."""
        if code in self._absent:
            return None
        found = next((held for held in self._held.values() if held.product.code == code), None)
        return found or self._one(Product.objects.filter(code=code))

    def forget(self, held: Held | None, code: str = "") -> None:
        """A row wrote something: the next one reads it anew."""
        self._absent.discard(code)
        if held is not None:
            self._held.pop(held.product.pk, None)

    def _one(self, products: object) -> Held | None:
        keys = list(products.values_list("pk", flat=True))  # type: ignore[attr-defined]  # a queryset of products
        found = _hold(keys)
        return next(iter(found.values()), None)

    @staticmethod
    def _read(rows: list[Mapping[str, str]]) -> tuple[dict[int, Held], set[str]]:
        numbers = row_ids(row["number"] for row in rows if row.get("number"))
        codes = {row["code"] for row in rows if row.get("code") and not row.get("number") and "\0" not in row["code"]}
        known = dict(Product.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}
        held = _hold({*numbers, *known.values()})
        return held, codes - {one.product.code for one in held.values()}


def _hold(keys: Iterable[int]) -> dict[int, Held]:
    wanted = set(keys)
    if not wanted:
        return {}
    products = Product.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    held = {product.pk: Held(product) for product in products}
    for listing in ProductListing.objects.select_for_update().filter(product__in=held).order_by("pk"):
        held[listing.product_id].listings[listing.shop_no] = listing
    for variant in Variant.objects.select_for_update().filter(product__in=held).order_by("pk"):
        held[variant.product_id].variants.append(variant)
    placed: dict[int, set[int]] = defaultdict(set)
    for product_id, category_id in CategoryProduct.objects.filter(product__in=held).values_list("product", "category"):
        placed[product_id].add(category_id)
    for pk, one in held.items():
        one.variants.sort(key=lambda row: row.position)
        one.categories = frozenset(placed[pk])
    return held
