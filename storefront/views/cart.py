"""The cart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.domain.events import count_cart_add
from catalog.models import Product, ProductListing, Variant
from catalog.queries import ProductRow
from orders.domain.cart.change import NotForCart, add_to_cart, set_quantities, take_out
from orders.domain.cart.find import find_cart, open_cart
from orders.models import Cart
from orders.queries.carts import cart_lines
from orders.queries.terms import buyer_problems
from storefront.addresses import product_url
from storefront.frame import page
from storefront.queries.products import of_the_listing, product_page, shown_products
from storefront.refusals import term_text
from storefront.shoppers import ShopRequest, cart_token, is_wished, personal_view, same_origin_only, to_login

SEEN_PRICES = "cart_prices"


def cart_of(request: ShopRequest) -> Cart | None:
    """The shopper's cart in this shop, if there is one."""
    shop_no = request.shop.shop_no
    customer_id = request.customer.pk if request.customer else None
    return find_cart(shop_no, token=cart_token(request, shop_no), customer_id=customer_id)


@personal_view
@require_safe
def cart(request: ShopRequest) -> HttpResponse:
    """Lines, what became of them since they were put in, and their sum."""
    lines = cart_lines(cart_of(request), request.shop)
    seen: dict[str, str] = request.session.get(SEEN_PRICES, {}) if lines else {}
    changed = [line for line in lines if seen.get(str(line.item.pk), str(line.unit_price)) != str(line.unit_price)]
    now = {str(line.item.pk): str(line.unit_price) for line in lines}
    if lines and now != seen:
        request.session[SEEN_PRICES] = now
    context = {
        "lines": lines,
        "changed": changed,
        "links": {line.item.pk: product_url(line.slug, line.item.product_id) for line in lines},
        "total": sum(line.amount for line in lines if not line.problem),
        "problems": {
            line.item.pk: term_text(line.term.code, line.about, line.term.number) for line in lines if line.term
        },
        "asks_login": any(line.problem == "members_only" for line in lines),
        "can_order": bool(lines) and not any(line.problem for line in lines),
    }
    return page(request, "storefront/cart.html", context)


@same_origin_only
@personal_view
@require_POST
def add(request: ShopRequest, product_id: int) -> HttpResponse:
    """Put the chosen variant into the cart; "buy now" goes on to the checkout of this choice alone."""
    product = get_object_or_404(shown_products(request.shop), pk=product_id)
    variant = chosen_variant(request, product)
    quantity = _number(request.POST.get("quantity", "1"))
    if variant is None:
        return _again(request, product, _("Please choose every option."))
    if not quantity:
        return _again(request, product, _("Please enter a quantity."))
    shop_no, customer = request.shop.shop_no, request.customer
    cart = open_cart(
        shop_no, token=cart_token(request, shop_no, make=True), customer_id=customer.pk if customer else None
    )
    buys_now = "buy" in request.POST
    inputs = _typed_inputs(request, product)
    try:
        item = add_to_cart(cart, variant.pk, quantity, inputs, is_ordered_alone=buys_now)
    except NotForCart as refusal:
        return _again(request, product, _why_not(refusal, _extra_name(request, product, refusal)))
    count_cart_add(request.mall.pk, shop_no, product.pk)
    if buys_now:
        return redirect(f"{reverse('storefront:checkout')}?items={item.pk}")
    messages.success(request, _("%(name)s is in your cart.") % {"name": ProductRow.of(product).name})
    return redirect("storefront:cart")


@personal_view
@require_safe
def buy_box(request: ShopRequest, product_id: int) -> HttpResponse:
    """The buttons of a product that are hidden from some: the part for htmx, else the whole page; guests log in."""
    product = get_object_or_404(shown_products(request.shop), pk=product_id)
    is_part = request.headers.get("HX-Request") == "true"
    if request.customer is None and not is_part:
        return to_login(request)
    who = _who_buys(request, product)
    if is_part:
        row = ProductRow.of(product)
        chosen = of_the_listing(row, request.shop, {})
        return render(request, "storefront/_buy.html", chosen | who | {"product": row, "is_personal": True})
    return page(request, "storefront/product.html", product_page(request.mall, request.shop, product) | who)


def _who_buys(request: ShopRequest, product: Product) -> dict[str, Any]:
    """Whether this shopper may buy, why a signed-in one may not, and the heart, which all may press."""
    customer = request.customer
    refused = buyer_problems({product.pk: product.sale_terms}, customer.pk if customer else None).get(product.pk)
    text = term_text(refused.code, ProductRow.of(product).name, 0) if refused and customer else ""  # type: ignore[arg-type]
    heart = {"heart_of": product.pk, "is_wished": is_wished(request, product.pk)}
    return heart | {"may_buy": refused is None, "closed_text": text}


def _again(request: ShopRequest, product: Any, problem: str) -> HttpResponse:
    """The product's page with what was chosen and typed, and what is wrong with it."""
    context = product_page(request.mall, request.shop, product, typed=request.POST)
    more = _who_buys(request, product) | {"problem": problem}
    return page(request, "storefront/product.html", context | more, status=422)


def _typed_inputs(request: ShopRequest, product: Product) -> dict[str, str]:
    return {
        str(field["name"]): request.POST.get(f"extra-{number}", "") for number, field in enumerate(product.extra_inputs)
    }


@personal_view
@require_POST
def change(request: ShopRequest) -> HttpResponse:
    """Quantities of all lines, or one line out (`remove`)."""
    cart = cart_of(request)
    if cart is None:
        return redirect("storefront:cart")
    if "remove" in request.POST:
        take_out(cart, [_number(request.POST["remove"], most=2**62)])
        return redirect("storefront:cart")
    for refusal in set_quantities(cart, _typed_quantities(request)):
        messages.error(request, term_text(refusal.code, refusal.name, refusal.number))
    return redirect("storefront:cart")


def _typed_quantities(request: ShopRequest) -> dict[int, int]:
    """Line -> pieces; what is no number changes nothing."""
    typed = {name: request.POST.get(name, "").strip() for name in request.POST if name.startswith("quantity-")}
    return {
        _number(name.removeprefix("quantity-"), most=2**62): _number(text)
        for name, text in typed.items()
        if text.isascii() and text.isdigit()
    }


def chosen_variant(request: ShopRequest, product: Product) -> Variant | None:
    """The variant that the select boxes name by the places of their values; None until all are chosen."""
    variants = Variant.objects.filter(product=product.pk, is_sold=True).order_by("position")
    if not product.options:
        return variants.first()
    values = []
    for number, option in enumerate(product.options):
        text = request.POST.get(f"option-{number}", "")
        if not (text.isascii() and text.isdigit() and int(text[:4]) < len(option["values"])):
            return None
        values.append(option["values"][int(text[:4])])
    return next((variant for variant in variants if variant.option_values == values), None)


def _number(text: str, *, most: int = 999) -> int:
    text = text.strip()
    return min(int(text[:20]), most) if text.isascii() and text.isdigit() else 0


def _extra_name(request: ShopRequest, product: Product, refusal: NotForCart) -> str:
    """The extra input that a refusal names, as this shop calls it."""
    listing = ProductListing.objects.filter(product=product.pk, shop_no=request.shop.shop_no).first()
    return listing.extra_input_name(refusal.name) if listing else refusal.name


def _why_not(refusal: NotForCart, name: str) -> str:
    term = term_text(refusal.code, name, refusal.number)
    if term:
        return term
    texts = {
        "not_on_sale": _("This is not on sale at the moment."),
        "sold_out": _("This is sold out."),
        "extra_input_missing": _("Please fill in “%(name)s”."),
        "extra_input_long": _("“%(name)s” is too long."),
        "cart_full": _("Your cart is full. Please order what is in it first."),
    }
    return texts[refusal.code] % {"name": name}
