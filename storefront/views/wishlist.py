"""The wish list: the heart on a product's page, and the list among the account's pages."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.paging import keyset_page
from catalog.queries import ProductRow, displayed_products
from orders.domain.wishlist import MOST_WISHES, WishlistFull, put_on_wishlist, take_off_wishlist
from orders.models import Customer, WishlistItem
from storefront.addresses import product_url
from storefront.frame import page
from storefront.queries.wishlist import wish_lines
from storefront.shoppers import ShopRequest, customer_view, is_wished, personal_view, safe_next, same_origin_only
from storefront.views.cart import chosen_variant

WISHES_A_PAGE = 20


@customer_view
@require_safe
def wishlist(request: ShopRequest) -> HttpResponse:
    """What the customer keeps an eye on in this shop, newest first."""
    own = WishlistItem.objects.filter(customer=request.customer, shop_no=request.shop.shop_no)
    wishes = keyset_page(own.select_related("product", "variant"), request.GET, size=WISHES_A_PAGE)
    return page(request, "storefront/wishlist.html", {"lines": wish_lines(wishes.rows, request.shop), "page": wishes})


@same_origin_only
@personal_view
@require_POST
def wish(request: ShopRequest, product_id: int) -> HttpResponse:
    """Put a product on the wish list (`wished` is 1) with what is chosen, or take it off (0).

    Whoever is not signed in is asked to, and comes back to the product. htmx gets the heart alone, others a page.
    """
    if request.customer is None:
        return _ask_to_log_in(request, product_id)
    if request.POST.get("wished") == "1":
        _put(request, request.customer, product_id)
    else:
        take_off_wishlist(request.customer.pk, request.shop.shop_no, product_id)
    if request.headers.get("HX-Request"):
        heart = {"heart_of": product_id, "is_wished": is_wished(request, product_id)}
        return render(request, "storefront/_wish_answer.html", heart)
    return redirect(safe_next(request, reverse("storefront:product_by_number", args=[product_id])))


def _put(request: ShopRequest, customer: Customer, product_id: int) -> None:
    shop_no = request.shop.shop_no
    product = get_object_or_404(displayed_products(shop_no), pk=product_id)
    variant = chosen_variant(request, product)
    try:
        put_on_wishlist(customer.pk, shop_no, product_id, variant_id=variant.pk if variant else None)
    except WishlistFull:
        text = _("Your wish list is full: it holds %(number)d products. Please remove one first.")
        messages.error(request, text % {"number": MOST_WISHES})
    else:
        messages.success(request, _("%(name)s is on your wish list.") % {"name": ProductRow.of(product).name})


def _ask_to_log_in(request: ShopRequest, product_id: int) -> HttpResponse:
    product = get_object_or_404(displayed_products(request.shop.shop_no), pk=product_id)
    messages.info(request, _("Please log in to keep products on your wish list."))
    here = product_url(product.slug, product.pk)
    address = f"{reverse('storefront:login')}?{urlencode({'next': here})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
