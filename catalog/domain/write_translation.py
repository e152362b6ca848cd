"""Write machine-made texts into a shop's listing, never over what somebody wrote by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Shop
from accounts.shop_hosts import forget_mall_pages
from catalog.description import cleaned
from catalog.domain.options import VALUE_LENGTH
from catalog.domain.set_listing import HAND, TEXT_FIELDS, texts_of
from catalog.models import Product, ProductListing
from catalog.models.product import NAME_LENGTH, SUMMARY_LENGTH

MACHINE: Final = "machine"
LONGEST: Final = {"name": NAME_LENGTH, "summary": SUMMARY_LENGTH, "material": 400, "short_description": 4000}


@transaction.atomic
def write_translation(product_id: int, shop: Shop, texts: Mapping[str, Any], *, actor: Actor) -> list[str]:
    """Write translated fields into one shop's listing; answers the names of those that were written.

    Under the lock: a field set by hand stays, and so does one that is translated already, unless its "apply
    automatic translation" is ticked (R3.38, R3.83). HTML is cleaned again; a text that is too long for its field ends
    at a word. A second call with the same texts writes nothing. No product, no listing: nothing is written.
    """
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    listing = ProductListing.objects.select_for_update().filter(product_id=product_id, shop_no=shop.shop_no).first()
    if product is None or listing is None:
        return []
    written = [name for name, text in texts.items() if text and _may_write(listing, name)]
    before, own = _facts(listing, written), dict(listing.texts)
    own |= {name: fitting(name, texts[name]) for name in written}
    written = [name for name in written if own[name] != listing.texts.get(name)]
    if not written:
        return []
    listing.texts = own
    listing.sources = listing.sources | dict.fromkeys(written, MACHINE)
    listing.save(update_fields=["texts", "sources"])
    number, after = {"shop_no": shop.shop_no}, _facts(listing, written)
    before = {name: value for name, value in before.items() if name in written}
    record("product.translated", product, actor=actor, before=number | before, after=number | after)
    forget_mall_pages()
    return written


def fitting(name: str, text: Any) -> Any:
    """A translated text as its field may hold it; options and extra inputs with each word cut to 40 characters."""
    if name == "options":
        return {base: _fitting_option(row) for base, row in text.items()}
    if name == "extra_inputs":
        return {base: shortened(own, VALUE_LENGTH) for base, own in text.items()}
    if name == "description":
        return cleaned(text)
    return shortened(text, LONGEST[name])


def shortened(text: str, length: int) -> str:
    """The text, ended at its last whole word before the limit where it is longer."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    words = head.rsplit(maxsplit=1)[0] if " " in head[length // 2 :] else head
    return f"{words.rstrip()}…"


def _fitting_option(row: Mapping[str, Any]) -> dict[str, Any]:
    """Two values that would read the same keep their base texts: a shopper could not tell them apart."""
    values = {base: shortened(own, VALUE_LENGTH) for base, own in row["values"].items()}
    read = [own.casefold() for own in values.values()]
    values = {base: own for base, own in values.items() if read.count(own.casefold()) == 1}
    return {"name": shortened(row["name"], VALUE_LENGTH), "values": values}


def _may_write(listing: ProductListing, name: str) -> bool:
    if listing.source(name) == HAND:
        return False
    return not listing.texts.get(name) or name in listing.auto_translates


def _facts(listing: ProductListing, names: list[str]) -> dict[str, Any]:
    return {
        name: str(listing.texts.get(name, "")) if name in TEXT_FIELDS else texts_of(listing, name) for name in names
    }
