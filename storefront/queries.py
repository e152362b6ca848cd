"""What the shop's pages show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.models import Mall, Shop
from accounts.money import amount_text, format_amount
from catalog.description import as_html, as_line
from catalog.queries import ProductRow

JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
OG_LOCALES = {"ko": "ko_KR", "en": "en_US", "ja": "ja_JP"}


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


def card_of(row: ProductRow, shop: Shop) -> Card:
    """A card with the price as the shop's language writes it."""
    return Card(
        url=product_url(row),
        name=row.name,
        summary=row.summary,
        price=format_amount(row.price, shop.currency, shop.language),
        image=row.small_image_url,
        is_sold_out=row.is_sold_out,
        badge="" if row.selling else _("Not on sale"),
    )


def product_url(row: ProductRow) -> str:
    """The address of a product's page on its mall's host."""
    return reverse("storefront:product", args=[row.slug, row.pk], urlconf=settings.MALL_URLCONF)


def frame(mall: Mall, shop: Shop) -> dict[str, Any]:
    """What base_storefront.html needs: the shop and the business information that the law asks for."""
    rows = [
        (_("Business name"), mall.business_name),
        (_("Representative"), mall.representative),
        (_("Business registration number"), mall.registration_number),
        (_("Address"), mall.address),
        (_("Phone"), mall.phone),
        (_("Email"), mall.contact_email),
    ]
    return {
        "mall": mall,
        "shop": shop,
        "business": [{"label": label, "value": value} for label, value in rows if value],
        "og_locale": OG_LOCALES[shop.language],
    }


def main_page(mall: Mall, shop: Shop, rows: list[ProductRow], more_url: str) -> dict[str, Any]:
    """The context of the main page."""
    return frame(mall, shop) | {
        "cards": [card_of(row, shop) for row in rows],
        "more_url": more_url,
        "canonical": f"{mall.storefront_url}/",
        "description": _("Shop at %(name)s.") % {"name": shop.title},
    }


def product_page(mall: Mall, shop: Shop, row: ProductRow) -> dict[str, Any]:
    """The context of a product's page."""
    canonical = f"{mall.storefront_url}{product_url(row)}"
    image = f"{mall.storefront_url}{row.large_image_url}" if row.large_image_url else ""
    return frame(mall, shop) | {
        "product": row,
        "card": card_of(row, shop),
        "image": row.large_image_url,
        "image_size": row.image_size,
        "absolute_image": image,
        "canonical": canonical,
        "price_amount": amount_text(row.price, shop.currency),
        "description": as_line(row.summary or row.short_description or row.description) or row.name,
        "details": as_html(row.description) if row.description else "",
        "structured": structured(row, shop, canonical=canonical, image=image),
    }


def structured(row: ProductRow, shop: Shop, *, canonical: str, image: str) -> SafeString:
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
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES))  # noqa: S308 - escaped for <script>
