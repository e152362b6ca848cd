"""Who the shopper is: the customer of the session, the cart's token, and the one order a guest may see (design 2)."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.audience import calling_shopper_view, shopper_view
from accounts.audit import Actor
from accounts.models import Mall, Shop
from accounts.views.errors import permission_denied
from orders.models import Customer, Order, WishlistItem

P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponseBase]

CUSTOMER, CARTS, GUEST_ORDER = "customer", "carts", "guest_order"
GUEST_SECONDS: Final = 3600


class ShopRequest(HttpRequest):
    """A shopper's request, with the mall and the shop that its host and path name, and the customer if signed in."""

    mall: Mall
    shop: Shop
    customer: Customer | None


def personal_view(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page that differs from shopper to shopper: knows `request.customer` and is never kept by anybody."""
    return shopper_view(_personal(view))


def customer_view(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for signed-in customers of this mall; others are sent to the login page and come back from there."""

    @wraps(view)
    def wrapped(request: ShopRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.customer is None:
            return to_login(request)
        return view(request, *args, **kwargs)

    return personal_view(wrapped)


def calling_view(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view that calls another company: the mall is only named, and each step opens the door itself."""

    @wraps(view)
    def wrapped(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return calling_shopper_view(wrapped)


def same_origin_only(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Refuse a POST that no page of this very host sent; for forms on pages that are kept for all and have no token."""

    @wraps(view)
    def wrapped(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not _is_from_here(request):
            return permission_denied(request)
        return view(request, *args, **kwargs)

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapped


def _is_from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    return hmac.compare_digest(origin.encode(), f"{request.scheme}://{request.get_host()}".encode())


def _personal(view: View[P]) -> View[P]:
    @wraps(view)
    def wrapped(request: ShopRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.customer = find_customer(request)
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapped


def find_customer(request: HttpRequest) -> Customer | None:
    """The signed-in customer; a session whose salt is not the account's any more is signed out."""
    kept = request.session.get(CUSTOMER)
    if not kept:
        return None
    customer: Customer | None = Customer.objects.filter(pk=kept["id"], is_active=True).first()
    if customer is None or not hmac.compare_digest(customer.session_salt, kept["salt"]):
        request.session.flush()
        return None
    return customer


def begin_session(request: HttpRequest, customer: Customer) -> None:
    """Sign the browser in under a new session key. What it may see as a guest ends with that."""
    request.session.cycle_key()
    request.session.pop(GUEST_ORDER, None)
    request.session[CUSTOMER] = {"id": customer.pk, "salt": customer.session_salt}


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login page, and back here afterwards."""
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("storefront:orders")
    return redirect(f"{reverse('storefront:login')}?{urlencode({'next': here})}")


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """The address of this host that `next` names, or `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return otherwise


def cart_token(request: HttpRequest, shop_no: int, *, make: bool = False) -> str:
    """The token of a guest's cart in a shop; empty where the session has none and `make` is not asked for."""
    tokens: dict[str, str] = request.session.get(CARTS, {})
    token = tokens.get(str(shop_no), "")
    if not token and make:
        token = secrets.token_urlsafe(32)
        request.session[CARTS] = tokens | {str(shop_no): token}
    return token


def is_wished(request: ShopRequest, product_id: int) -> bool:
    """Whether the shopper has a product on the wish list; one query for who is signed in, none for others."""
    wishes = WishlistItem.objects.filter(shop_no=request.shop.shop_no, product=product_id)
    return request.customer is not None and wishes.filter(customer=request.customer).exists()


def actor_of(request: ShopRequest) -> Actor:
    """Whoever acts, for the audit log."""
    return Actor.shopper(request.customer.pk if request.customer else None)


def admit_guest(request: HttpRequest, order: Order) -> None:
    """Let this session see one guest order for an hour, and no other one; a new password of it ends that."""
    request.session[GUEST_ORDER] = {
        "id": order.pk,
        "version": order.guest_password_version,
        "until": int(time.time()) + GUEST_SECONDS,
    }


def own_order(request: ShopRequest, number: str) -> Order:
    """The order with this number if it is this shopper's; 404 otherwise, whether it exists or not."""
    order = Order.objects.filter(number=number).first()
    if order is None or not _may_see(request, order):
        raise Http404
    return order


def _may_see(request: ShopRequest, order: Order) -> bool:
    if order.customer_id is not None:
        return request.customer is not None and order.customer_id == request.customer.pk
    kept = request.session.get(GUEST_ORDER) or {}
    return (
        order.is_guest
        and kept.get("id") == order.pk
        and kept.get("version") == order.guest_password_version
        and kept.get("until", 0) > time.time()
    )
