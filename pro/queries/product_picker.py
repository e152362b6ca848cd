"""Products to choose from in a form: those chosen so far, and a page of those that a search finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Self

from django.http import QueryDict

from accounts.paging import keyset_page
from accounts.prefixes import begins_with
from catalog.domain.facts import BASE_SHOP_NO
from catalog.models.product import CODE_LENGTH, NAME_LENGTH, folded
from catalog.queries import PRODUCT_KEYS, ProductRow, products_in_shop

if TYPE_CHECKING:
    from catalog.queries import ProductInShop

PAGE: Final = 20
MOST_CHOSEN: Final = 100  # shown and asked for; what a form takes is up to its rule
STEPS: Final = ("find", "before", "after")  # buttons of the picker, as they arrive with the form


@dataclass(frozen=True, slots=True)
class PickRow:
    """A product in a picker, as the base shop has it."""

    pk: int
    name: str
    code: str
    price: Decimal
    display: bool
    small_image_url: str

    @classmethod
    def of(cls, product: ProductInShop) -> Self:
        row = ProductRow.of(product)
        return cls(row.pk, row.name, product.code, row.price, row.display, row.small_image_url)


@dataclass(frozen=True, slots=True)
class ProductPicker:
    """What a picker shows; `newer` and `older` are the cursors beside the page, empty where there is none.

    `missing` counts chosen ids that are no product of the open mall, or no longer.
    """

    chosen: list[PickRow]
    found: list[PickRow]
    words: str = ""
    newer: str = ""
    older: str = ""
    missing: int = 0


def is_picking(sent: QueryDict) -> bool:
    """Whether a button of the picker was pressed, and the form itself is not to be handed in yet."""
    return any(name in sent for name in STEPS)


def picked_ids(values: Iterable[str]) -> list[int]:
    """Product ids as a form sends them: each once, in their order; what is no id is left out."""
    ids = [int(text) for text in values if text.isascii() and text.isdigit() and len(text) < 19]
    return list(dict.fromkeys(ids))[:MOST_CHOSEN]


def product_picker(ids: list[int], sent: QueryDict) -> ProductPicker:
    """The open mall's products by the beginning of their name or by their whole code (`q`); three queries at most.

    The code is asked for apart, and its product stands first: an OR of both would read every product of the mall.
    """
    words = sent.get("q", "").strip()[:NAME_LENGTH]
    products = products_in_shop(BASE_SHOP_NO)
    by_id = {row.pk: PickRow.of(row) for row in products.filter(pk__in=ids)} if ids else {}
    with_code = (
        products.filter(code=words).exclude(pk__in=list(by_id)).first() if 0 < len(words) <= CODE_LENGTH else None
    )
    first = [PickRow.of(with_code)] if with_code else []
    found = products.exclude(pk__in=[*by_id, *(row.pk for row in first)])
    prefix = folded(words)
    if prefix:
        found = found.filter(**begins_with("name_folded", prefix))
    page = keyset_page(found, sent, size=PAGE, keys=PRODUCT_KEYS)
    return ProductPicker(
        chosen=[by_id[pk] for pk in ids if pk in by_id],
        found=[*first, *(PickRow.of(row) for row in page)],
        words=words,
        newer=str(page.rows[0].pk) if page.previous_url else "",
        older=str(page.rows[-1].pk) if page.next_url else "",
        missing=len(ids) - len(by_id),
    )
