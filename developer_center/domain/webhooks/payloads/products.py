"""Products and their stock: 90001 to 90003, 90041, 90075, 90150 (payload types: wire contract 3)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accounts.models import AuditEntry, Shop
from accounts.tenancy import current_mall_id
from catalog.models import Product, ProductListing, Variant
from developer_center import webhook_events as on
from developer_center.domain.webhooks.payloads.event import (
    Event,
    Resource,
    Source,
    mall_part,
    open_mall,
    shop_of_entry,
)
from developer_center.wire import dec2, moment, product_code, tf, variant_code
from orders.models import StockMove

NEW: Final = "N"  # product_condition; others are not told apart here
ORIGIN_OTHER: Final = 1798  # as GET products says it
NO_CODES: Final = {
    "manufacturer_code": "M0000000",
    "supplier_code": "S0000000",
    "brand_code": "B0000000",
    "trend_code": "T0000000",
}
BULK_ACTION: Final = "product.changed"
SAME_STEP: Final = dt.timedelta(seconds=10)  # moves of a step are written just before its entry
STOCK_EVENTS: Final = frozenset({on.VARIANT_STOCK, on.SOLD_OUT_CHANGED})


def about(product_id: int) -> str:
    return f"product:{product_id}"


def product_created(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    yield from _product_event(on.PRODUCT_CREATED, entry)


def product_edited(entry: AuditEntry, wanted: frozenset[int]) -> Iterator[Event]:
    """Edited; and where stock is among what changed, what became of it."""
    if on.PRODUCT_EDITED in wanted:
        yield from _product_event(on.PRODUCT_EDITED, entry)
    if {"stock", "tracks_stock"} & set(entry.after) and entry.object_id:
        variant = Variant.objects.filter(product_id=entry.object_id, position=0).first()
        if variant is not None:
            yield from _stock_events(entry.object_id, {variant.pk: _before(entry, variant)}, wanted)


def product_deleted(entry: AuditEntry, _wanted: frozenset[int]) -> Iterator[Event]:
    number = int(entry.object_id or 0)
    resource = mall_part() | {"product_no": number, "product_code": product_code(number)}
    yield Event(on.PRODUCT_DELETED, about(number), resource)


def variants_changed(entry: AuditEntry, wanted: frozenset[int]) -> Iterator[Event]:
    """The entry names combinations by their values and says of each "+0 · 5 · T": price, pieces, sold or not.

    What moved stock becomes 90075; whatever else changed, and a combination that is gone, changed the product.
    """
    moved = {name for name in entry.before if _pieces(entry.before[name]) != _pieces(entry.after.get(name, ""))}
    if on.PRODUCT_EDITED in wanted and any(_without_pieces(entry, name) for name in entry.before):
        yield from _product_event(on.PRODUCT_EDITED, entry)
    changed: dict[int, Shelf] = {}
    for variant in Variant.objects.filter(product_id=entry.object_id).select_related("product"):
        name = " / ".join(variant.option_values) or variant.product.name
        pieces = _pieces(entry.before.get(name, ""))
        if name in moved and pieces is not None:
            changed[variant.pk] = Shelf(False, 0) if pieces == "∞" else Shelf(True, int(pieces))
    yield from _stock_events(int(entry.object_id or 0), changed, wanted)


def order_moved_stock(
    order_id: int, kind: str, entry: AuditEntry, wanted: frozenset[int], *, line_nos: Collection[int] = ()
) -> Iterator[Event]:
    """What an order took from the shelf, or put back, in the step that an entry tells of; by these lines alone."""
    if not wanted & STOCK_EVENTS:
        return
    moved: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    moves = StockMove.objects.filter(item__order_id=order_id, kind=kind, at__range=(entry.at - SAME_STEP, entry.at))
    if line_nos:
        moves = moves.filter(item__line_no__in=line_nos)
    for move in moves.filter(variant__isnull=False).select_related("variant"):
        moved[move.variant.product_id][move.variant_id] += move.quantity
    for product_id, by_variant in sorted(moved.items()):
        stock = Variant.objects.filter(pk__in=by_variant).values_list("pk", "stock")
        before = {pk: Shelf(is_tracked=True, pieces=pieces - by_variant[pk]) for pk, pieces in stock}
        yield from _stock_events(product_id, before, wanted)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Stock of one variant as it was."""

    is_tracked: bool
    pieces: int

    @property
    def is_sold_out(self) -> bool:
        return self.is_tracked and self.pieces <= 0


def product_part(product: Product, listing: ProductListing, english_name: str) -> Resource:
    """The product as 90001, 90002 and 90075 show it, in one shop; what apps keep of it takes the defaults' places."""
    part: Resource = {
        "product_no": product.pk,
        "product_code": product_code(product.pk),
        "created_date": moment(product.created_at),
        "updated_date": moment(product.updated_at),
        "product_name": listing.text("name"),
        "eng_product_name": english_name,
        "supply_product_name": "",
        "model_name": "",
        "custom_product_code": product.code,
        "product_condition": NEW,
        "summary_description": listing.text("summary"),
        "simple_description": listing.text("short_description"),
        "description": listing.text("description"),
        "display": tf(listing.display),
        "selling": tf(listing.selling),
        "retail_price": dec2(0),
        "supply_price": dec2(0),
        "price": dec2(listing.price),
        "price_content": None,
        "adult_certification": "F",
        **NO_CODES,
        "made_date": "",
        "release_date": "",
        "origin_place_code": ORIGIN_OTHER,
        "shipping_scope": "A" if listing.shop_no == 1 else "C",
        "translated": tf(listing.texts),
    }
    return part | {name: product.app_facts[name] for name in part if name in product.app_facts}


def _product_event(number: int, entry: AuditEntry) -> Iterator[Event]:
    part = _part_in_shop(int(entry.object_id or 0), shop_of_entry(entry))
    if part is not None:
        yield Event(number, about(int(entry.object_id or 0)), mall_part(shop_of_entry(entry)) | part)


def _part_in_shop(product_id: int, shop_no: int) -> Resource | None:
    rows = {row.shop_no: row for row in ProductListing.objects.filter(product_id=product_id).select_related("product")}
    listing = rows.get(shop_no) or rows.get(1)
    if listing is None:
        return None
    english = Shop.objects.filter(mall_id=current_mall_id(), language="en").values_list("shop_no", flat=True)
    names = [rows[number].text("name") for number in sorted(english) if number in rows]
    return product_part(listing.product, listing, next(iter(names), ""))


def _stock_events(product_id: int, before: Mapping[int, Shelf], wanted: frozenset[int]) -> Iterator[Event]:
    """Of one product: 90075 for each variant in `before`, and 90150 where the product went out or came back."""
    variants = list(Variant.objects.filter(product_id=product_id).order_by("position"))
    if not before or not variants:
        return
    part = _part_in_shop(product_id, 1)
    if part is not None and on.VARIANT_STOCK in wanted:
        for variant in variants:
            if variant.pk in before:
                yield Event(on.VARIANT_STOCK, about(product_id), _variant_resource(part, variant))
    was = all(_shelf(variant, before).is_sold_out for variant in variants)
    is_now = all(variant.is_sold_out for variant in variants)
    if on.SOLD_OUT_CHANGED in wanted and was != is_now:
        yield from _sold_out_event(product_id, is_sold_out=is_now)


def _variant_resource(part: Resource, variant: Variant) -> Resource:
    return {"mall_id": open_mall().host, **part, **variant_part(variant)}


def variant_part(variant: Variant) -> Resource:
    """What 90075 adds to the product."""
    return {
        "status_text": "Sold out" if variant.is_sold_out else "On sale",
        "variant_code": variant_code(variant.product_id, variant.position),
        "use_soldout": tf(variant.tracks_stock),
    }


def _sold_out_event(product_id: int, *, is_sold_out: bool) -> Iterator[Event]:
    shops = ProductListing.objects.filter(product_id=product_id).order_by("shop_no").values_list("shop_no", flat=True)
    resource = mall_part() | {
        "sold_out_by_current_shop": tf(is_sold_out),
        "product_no": str(product_id),
        "sold_out": {str(shop_no): tf(is_sold_out) for shop_no in shops},
    }
    yield Event(on.SOLD_OUT_CHANGED, about(product_id), resource)


def _shelf(variant: Variant, before: Mapping[int, Shelf]) -> Shelf:
    return before.get(variant.pk) or Shelf(variant.tracks_stock, variant.stock)


def _before(entry: AuditEntry, variant: Variant) -> Shelf:
    """Of a product without options: what did not change stands in the row."""
    values: dict[str, Any] = {"tracks_stock": variant.tracks_stock, "stock": variant.stock} | entry.before
    return Shelf(bool(values["tracks_stock"]), int(values["stock"]))


def _pieces(text: str) -> str | None:
    """The pieces in "+0 · 5 · T"; None where the text says nothing of them."""
    parts = text.split(" · ")
    return parts[1] if len(parts) > 1 else None


def _without_pieces(entry: AuditEntry, name: str) -> bool:
    """Whether something else than the pieces of a combination changed."""
    before, after = entry.before[name].split(" · "), entry.after.get(name, "").split(" · ")
    return (before[:1], before[2:]) != (after[:1], after[2:])


def _sources() -> Iterable[tuple[str, Source]]:
    edited = Source(frozenset({on.PRODUCT_EDITED}) | STOCK_EVENTS, product_edited)
    yield "product.created", Source(frozenset({on.PRODUCT_CREATED}), product_created)
    yield BULK_ACTION, Source(edited.numbers | {on.PRODUCTS_BULK_EDITED}, product_edited)
    pictures = ("image_changed", "images_changed", "decorations_changed")
    words = ("translated", "seo_changed", "properties_changed")
    for action in ("listed", "listing_changed", "categories_changed", *pictures, *words):
        yield f"product.{action}", Source(frozenset({on.PRODUCT_EDITED}), product_edited)
    yield "product.deleted", Source(frozenset({on.PRODUCT_DELETED}), product_deleted)
    yield "product.variants_changed", Source(frozenset({on.PRODUCT_EDITED}) | STOCK_EVENTS, variants_changed)


SOURCES: Final = dict(_sources())
