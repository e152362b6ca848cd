"""What the shop's pages show of its products; the same for every shopper."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import Mall, Shop
from accounts.money import amount_text, format_amount
from catalog.description import as_html, as_line
from catalog.models import Product, ProductListing, PropertyValue, Variant
from catalog.models.sale_terms import TaxType
from catalog.models.seo import Seo
from catalog.queries import ProductRow, displayed_products
from catalog.queries.decorations import Marks, with_decorations
from orders.domain.shipping_fee import policy_of
from orders.queries.boards import ReviewSum
from pro.models.promotion_product import badge_text
from pro.queries.promotions import with_badges
from storefront.addresses import product_url
from storefront.frame import frame
from storefront.queries.boards import product_boards
from storefront.queries.offers import offers_of
from storefront.queries.terms import term_notes

NO_MARKS = Marks()
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a grid."""

    url: str
    name: str
    summary: str
    price: str
    image: str
    is_sold_out: bool
    badge: str = ""
    marks: Marks = NO_MARKS


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a product as a select box: `values` are (index, text)."""

    name: str
    field: str
    values: list[tuple[int, str]]
    chosen: str = ""


def shown_products(shop: Shop) -> Any:
    """What shoppers may see in a shop, each with the badge of its promotion and with what it wears."""
    return with_decorations(with_badges(displayed_products(shop.shop_no), shop.shop_no), shop.shop_no)


def cards_of(products: Iterable[Any], shop: Shop) -> list[Card]:
    """Cards of products that `shown_products` gave."""
    return [
        card_of(
            ProductRow.of(product),
            shop,
            badge=badge_text(product.badges or {}, shop.language),
            marks=Marks.of(product.wears),
        )
        for product in products
    ]


def card_of(row: ProductRow, shop: Shop, *, badge: str = "", marks: Marks = NO_MARKS) -> Card:
    """A card with the price as the shop's language writes it; `badge` is what promotes it, `marks` what it wears."""
    return Card(
        url=product_url(row.slug, row.pk),
        name=row.name,
        summary=row.summary,
        price=format_amount(row.price, shop.currency, shop.language),
        image=row.small_image_url,
        is_sold_out=row.is_sold_out,
        badge=badge if row.selling else _("Not on sale"),
        marks=marks,
    )


def host_of(mall: Mall) -> str:
    """Absolute address of the mall's host; paths that `reverse` made come after it."""
    return mall.storefront_url


def product_page(mall: Mall, shop: Shop, product: Any, *, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The context of the page of a product that `shown_products` gave.

    `typed` is what one shopper sent that could not be taken.
    """
    row = ProductRow.of(product)
    canonical = f"{host_of(mall)}{product_url(row.slug, row.pk)}"
    boards = product_boards(shop, row.pk)
    image = f"{host_of(mall)}{row.large_image_url}" if row.large_image_url else ""
    return (
        frame(mall, shop)
        | of_the_listing(row, shop, typed or {})
        | boards
        | {
            "product": row,
            "heart_of": row.pk,
            "card": card_of(row, shop, marks=Marks.of(product.wears)),
            "badge": badge_text(product.badges or {}, shop.language) if row.selling else "",
            "image": row.large_image_url,
            "image_size": row.image_size,
            "absolute_image": image,
            "canonical": canonical,
            "price_amount": amount_text(row.price, shop.currency),
            "description": as_line(row.summary or row.short_description or row.description) or row.name,
            "details": as_html(row.description) if row.description else "",
            "properties": PropertyValue.objects.on(row.pk, shop.shop_no).filter(custom_property__is_displayed=True),
            "delivery": _delivery(shop),
            "offers": offers_of(shop) if row.selling else [],
            "structured": structured(row, shop, canonical=canonical, image=image, reviews=boards["review_sum"]),
        }
    )


def _delivery(shop: Shop) -> dict[str, Any]:
    """What shipping at home costs and how long goods can come back, as the shop's language writes it."""
    policy = policy_of(shop)
    free_from = policy.free_from_amount
    return {
        "fee": format_amount(policy.home_fee, shop.currency, shop.language) if policy.home_fee else _("Free"),
        "free_from": format_amount(free_from, shop.currency, shop.language) if free_from and policy.home_fee else "",
        "return_days": policy.return_days,
    }


def of_the_listing(row: ProductRow, shop: Shop, typed: Mapping[str, str]) -> dict[str, Any]:
    """Options, extra inputs, how many may be bought, material and what search engines are told; two queries."""
    listing = ProductListing.objects.select_related("product").get(product=row.pk, shop_no=shop.shop_no)
    variants = list(Variant.objects.filter(product=row.pk, is_sold=True).order_by("position"))
    base = listing.product.options
    seo = Seo.in_shop(listing.product.seo, shop.shop_no)
    own_alt = row.image_alt if shop.is_base else ""  # it is written in the base shop's language
    return {
        "seo": seo,
        "image_alt": own_alt or seo.alt,
        "choices": [
            replace(choice, chosen=typed.get(choice.field, ""))
            for choice in (
                _choice(number, option, base, variants, shop) for number, option in enumerate(listing.options)
            )
        ],
        "extra_inputs": [
            {
                **field,
                "field": f"extra-{number}",
                "typed": typed.get(f"extra-{number}", ""),
                "name": listing.extra_input_name(str(field["name"])),
            }
            for number, field in enumerate(listing.product.extra_inputs)
        ],
        "material": listing.text("material"),
        **_quantities(listing.product, typed.get("quantity", "")),
        "can_buy": row.selling and any(not variant.is_sold_out for variant in variants),
    }


def _quantities(product: Product, typed: str) -> dict[str, Any]:
    """The field of pieces: it begins with the fewest that can be ordered, and goes on in the product's units."""
    return {
        "quantity": typed or first_quantity(product),
        "quantity_terms": product.terms_of_a_line,
        "terms": term_notes(product.sale_terms),
        "hides_buttons": product.sale_terms.hides_buttons,
        "is_taxed": product.sale_terms.tax_type == TaxType.TAXED,
    }


def first_quantity(product: Product) -> int:
    """The pieces that a shopper is offered first: the fewest that can be ordered, where one line can hold them."""
    line, whole = product.terms_of_a_line, product.sale_terms.quantity
    return whole.first if line.first <= whole.first <= line.last else line.first


def _choice(
    number: int, option: dict[str, Any], base: list[dict[str, Any]], variants: list[Variant], shop: Shop
) -> Choice:
    values = []
    for at, text in enumerate(option["values"]):
        note = _note(base[0]["values"][at], variants, shop) if len(base) == 1 else ""
        values.append((at, f"{text}{note}"))
    return Choice(str(option["name"]), f"option-{number}", values)


def _note(value: str, variants: list[Variant], shop: Shop) -> str:
    """What a single option's value costs more, or that it is sold out; with several options the cart says it."""
    found = next((one for one in variants if one.option_values == [value]), None)
    if found is None or found.is_sold_out:
        return f" ({_('Sold out')})"
    more = shop.from_base(found.price_delta)
    if more:
        sign = "+" if more > Decimal(0) else ""
        return f" ({sign}{format_amount(more, shop.currency, shop.language)})"
    return ""


def structured(
    row: ProductRow, shop: Shop, *, canonical: str, image: str, reviews: ReviewSum | None = None
) -> SafeString:
    """The product as schema.org data for a script block, with what could end that block escaped.

    Such a block is data and never runs, so the content security policy asks no nonce of it.
    """
    availability = "OutOfStock" if row.is_sold_out else "InStock" if row.selling else "Discontinued"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": row.name,
        "sku": str(row.pk),
        "url": canonical,
        "offers": {
            "@type": "Offer",
            "price": amount_text(row.price, shop.currency),
            "priceCurrency": shop.currency,
            "availability": f"https://schema.org/{availability}",
            "url": canonical,
        },
    }
    description = as_line(row.summary or row.short_description or row.description, length=500)
    if description:
        data["description"] = description
    if image:
        data["image"] = [image]
    if reviews and reviews.count:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(reviews.average),
            "reviewCount": reviews.count,
        }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES))  # noqa: S308 - escaped for <script>
