"""What a row of a sheet says of other shops: their own name and price of the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Shop
from accounts.money import BadAmount
from catalog.domain.row_refused import RowRefused
from catalog.domain.set_listing import PRICE, ListingFacts, set_listing
from catalog.domain.sheet_desk import Desk
from catalog.domain.sheet_values import EMPTIED, check_text, read_price
from catalog.models import Product, ProductListing
from catalog.models.product import NAME_LENGTH
from catalog.sheet_columns import shop_key, shop_of


@dataclass(frozen=True, slots=True)
class SheetListing:
    """Of one shop; None: the cell is empty, and what is there stays. Without an own price it is the converted one."""

    shop: Shop
    name: str | None = None
    price: Decimal | None = None
    is_converted: bool = False

    def facts_for(self, listing: ProductListing | None) -> ListingFacts:
        """The listing as it is to be; a product that was in no listing of the shop is listed, but not displayed."""
        texts = {} if self.name is None else {"name": self.name}
        if listing is None:
            is_converted = self.is_converted or self.price is None
            return ListingFacts(False, False, self.price or Decimal(0), texts, is_converted)
        price = listing.price if self.price is None else self.price
        return ListingFacts(listing.display, listing.selling, price, texts, self.is_converted)


def read_listings(cells: Mapping[str, str], desk: Desk) -> list[SheetListing]:
    """The columns of other shops, by shop; a shop that a row says nothing of is left out. Raises RowRefused."""
    said: dict[int, dict[str, str]] = {}
    for key, text in cells.items():
        of_shop = shop_of(key)
        if of_shop is None or not text:
            continue
        field, number = of_shop
        if number not in desk.shops:
            raise RowRefused(key, _("There is no shop with this number."))
        said.setdefault(number, {})[field] = text
    return [_read(desk.shops[number], texts) for number, texts in sorted(said.items())]


def write_listings(
    product: Product, wanted: list[SheetListing], there: Mapping[int, ProductListing], actor: Actor
) -> int:
    """Write what differs; `there` are the product's listings by shop number. Answers how many changed.

    Raises RowRefused.
    """
    changed = 0
    for one in wanted:
        listing = there.get(one.shop.shop_no)
        if listing is not None and _says_the_same(one, listing, product):
            continue
        try:
            set_listing(product.pk, one.shop, one.facts_for(listing), actor=actor)
        except BadAmount as error:  # the converted price is beyond what a price may be
            raise RowRefused(shop_key(PRICE, one.shop.shop_no), _("Enter a price of this shop's own.")) from error
        changed += 1
    return changed


def _says_the_same(wanted: SheetListing, listing: ProductListing, product: Product) -> bool:
    if wanted.name not in (None, str(listing.texts.get("name") or "")):
        return False
    if wanted.is_converted:
        return PRICE not in listing.sources and listing.price == wanted.shop.price_from_base(product.price)
    return wanted.price in (None, listing.price)


def _read(shop: Shop, texts: Mapping[str, str]) -> SheetListing:
    keys = {field: shop_key(field, shop.shop_no) for field in texts}
    emptied = {field for field, text in texts.items() if text.casefold() in EMPTIED}
    own = {field: text for field, text in texts.items() if field not in emptied}
    name = check_text(keys["name"], own["name"], NAME_LENGTH) if "name" in own else None
    price = read_price(keys[PRICE], check_text(keys[PRICE], own[PRICE]), shop.currency) if PRICE in own else None
    return SheetListing(shop, "" if "name" in emptied else name, price, PRICE in emptied)
