"""What stands around every page of a shop: categories, other languages, business information, documents."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Mall, Shop
from catalog.models import Category
from orders.domain.cart.find import find_cart
from orders.models import CartItem, Customer
from storefront.addresses import category_url, shop_root
from storefront.offers import offer_of
from storefront.scripts import admitting, scripts_on
from storefront.shoppers import cart_token

OG_LOCALES = {"ko": "ko_KR", "en": "en_US", "ja": "ja_JP"}
LANGUAGE_NAMES = {"ko": "한국어", "en": "English", "ja": "日本語"}
MOST_CATEGORIES = 12
PHONE_SIGNS = re.compile(r"[^0-9+]")
PUBLIC_RECORD = "https://www.ftc.go.kr/bizCommPop.do?wrkr_no="


def frame(mall: Mall, shop: Shop, *, category_id: int = 0) -> dict[str, Any]:
    """What base_storefront.html needs, the same for every shopper; two queries, for an offer that is not kept three."""
    return {
        "mall": mall,
        "shop": shop,
        "shop_root": reverse("storefront:main"),
        "nav": _nav(shop, category_id),
        "languages": _languages(mall, shop),
        "business": _business(mall),
        "offer": offer_of(mall, shop),
        "og_locale": OG_LOCALES[shop.language],
        "search_url": reverse("storefront:search"),
    }


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page for one shopper, in the frame, with the header's personal part already in it."""
    mall, shop = request.mall, request.shop  # type: ignore[attr-defined]
    values = frame(mall, shop) | tools_of(request) | {"is_personal": True} | context
    match = request.resolver_match
    scripts = scripts_on(shop, match.url_name if match else "", request.path_info)
    return admitting(scripts, render(request, template, values | {"page_scripts": scripts}, status=status))


def same_for_all(template: str, context: dict[str, Any], *, at: str) -> HttpResponse:
    """A page in the frame rendered without the request, so that nothing of one shopper can get into one that is kept.

    `at` is the name of its address. Scripts that leave out some paths look at its own one (`canonical`), whatever
    address it was asked for under.
    """
    path = urlsplit(context["canonical"]).path if "canonical" in context else reverse(f"storefront:{at}")
    scripts = scripts_on(context["shop"], at, path)
    return admitting(scripts, HttpResponse(render_to_string(template, context | {"page_scripts": scripts})))


def tools_of(request: HttpRequest) -> dict[str, Any]:
    """What the header says to one shopper: who is signed in, and the pieces in the cart; two queries at most."""
    shop_no: int = request.shop.shop_no  # type: ignore[attr-defined]
    customer: Customer | None = getattr(request, "customer", None)
    cart = find_cart(shop_no, token=cart_token(request, shop_no), customer_id=customer.pk if customer else None)
    pieces = CartItem.objects.filter(cart=cart).aggregate(all=Sum("quantity"))["all"] if cart else 0
    return {"customer": customer, "cart_count": pieces or 0}


def _nav(shop: Shop, category_id: int) -> list[dict[str, Any]]:
    rows = Category.objects.filter(parent__isnull=True, is_displayed=True).order_by("position", "id")[:MOST_CATEGORIES]
    return [
        {
            "label": row.name_in(shop.shop_no),
            "url": category_url(row, shop.shop_no),
            "is_current": row.pk == category_id,
        }
        for row in rows
    ]


def _languages(mall: Mall, shop: Shop) -> list[dict[str, Any]]:
    """The mall's other shops; nothing where there is one only."""
    shops = list(Shop.objects.filter(mall=mall, is_active=True).order_by("shop_no"))
    if len(shops) < 2:
        return []
    names = [LANGUAGE_NAMES[one.language] for one in shops]
    return [
        {
            "label": name if names.count(name) == 1 else f"{name} ({one.currency})",
            "url": shop_root(one.shop_no),
            "code": one.language,
            "is_current": one.shop_no == shop.shop_no,
        }
        for one, name in zip(shops, names, strict=True)
    ]


def _business(mall: Mall) -> list[dict[str, str]]:
    """The business information that Korea's e-commerce law asks for (articles 10 and 13), as far as it was entered."""
    rows = [
        (_("Business name"), mall.business_name, ""),
        (_("Representative"), mall.representative, ""),
        (_("Business registration number"), mall.registration_number, _public_record(mall)),
        (_("Mail-order business number"), mall.mail_order_number, ""),
        (_("Address"), mall.address, ""),
        (_("Phone"), mall.phone, f"tel:{PHONE_SIGNS.sub('', mall.phone)}"),
        (_("Email"), mall.contact_email, f"mailto:{mall.contact_email}"),
        (_("Privacy officer"), mall.privacy_officer, ""),
        (_("Hosting provider"), settings.HOSTING_PROVIDER, ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in rows if value]


def _public_record(mall: Mall) -> str:
    """The Fair Trade Commission's page of a Korean business, which its store must link to; else nothing."""
    number = mall.registration_number.replace("-", "")
    is_korean = mall.country == "KR" and len(number) == 10 and number.isascii() and number.isdecimal()
    return PUBLIC_RECORD + number if is_korean else ""
