"""Log in, and beside it the look-up of a guest's order (screens.md 4.7)."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.clients import client_network
from accounts.middleware.outage import says_in_outage
from accounts.user_agents import is_mobile
from accounts.views.errors import service_unavailable
from orders.domain.cart.find import merge_cart
from orders.domain.customer_account.sign_in import TooManyTries, WrongSignIn, sign_in_customer
from orders.domain.find_guest_order import (
    GuestOrderNotFound,
    LookupUnavailable,
    TooManyLookups,
    find_guest_order,
)
from orders.models import Customer
from storefront.forms.customers import LoginForm, LookupForm
from storefront.frame import page
from storefront.shoppers import (
    CARTS,
    ShopRequest,
    admit_guest,
    begin_session,
    personal_view,
    safe_next,
)

UNAVAILABLE: Final = "storefront/lookup_unavailable.html"


@personal_view
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: ShopRequest) -> HttpResponse:
    """Sign a customer in; every miss answers alike."""
    if request.method != "POST":
        return _show(request, LoginForm(), _empty_lookup(request))
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _show(request, form, _empty_lookup(request))
    values = form.cleaned_data
    try:
        customer = sign_in_customer(
            values["member_id"],
            values["password"],
            network=client_network(request),
            shop_no=request.shop.shop_no,
            is_mobile=is_mobile(request.headers.get("User-Agent", "")),
        )
    except WrongSignIn:
        form.add_error(None, _("The ID or the password is wrong."))
        return _show(request, form, _empty_lookup(request))
    except TooManyTries as refusal:
        form.add_error(None, wait_text(refusal.retry_after_seconds))
        return _show(request, form, _empty_lookup(request), status=429)
    enter(request, customer)
    return redirect(safe_next(request, reverse("storefront:main")))


@says_in_outage(UNAVAILABLE)
@personal_view
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: ShopRequest) -> HttpResponse:
    """A guest's order by number, name and password together (R0.51); an outage is never "not found"."""
    if request.method != "POST":
        return _show(request, LoginForm(), _empty_lookup(request), is_lookup=True)
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _show(request, LoginForm(), form, is_lookup=True)
    values = form.cleaned_data
    try:
        order = find_guest_order(
            values["order_number"], values["name"], values["password"], network=client_network(request)
        )
    except GuestOrderNotFound:
        form.add_error(None, _("No order matches this number, name and password."))
        return _show(request, LoginForm(), form, is_lookup=True)
    except TooManyLookups as refusal:
        form.add_error(None, wait_text(refusal.retry_after_seconds))
        return _show(request, LoginForm(), form, is_lookup=True, status=429)
    except LookupUnavailable:
        return service_unavailable(request, template=UNAVAILABLE)
    request.session.cycle_key()
    admit_guest(request, order)
    return redirect("storefront:order", order.number)


@personal_view
@require_POST
def logout(request: ShopRequest) -> HttpResponse:
    """End the session; the customer's cart waits in the account."""
    request.session.flush()
    return redirect("storefront:main")


def enter(request: ShopRequest, customer: Customer) -> None:
    """Sign in, and take along what the guest had in the carts."""
    carts: dict[str, str] = request.session.get(CARTS, {})
    for shop_no, token in carts.items():
        merge_cart(int(shop_no), token=token, customer_id=customer.pk)
    begin_session(request, customer)
    request.session.pop(CARTS, None)


def wait_text(seconds: int) -> str:
    """How long to wait after too many tries."""
    return _("Too many tries. Please wait %(minutes)s minutes.") % {"minutes": max(1, -(-seconds // 60))}


def _empty_lookup(request: ShopRequest) -> LookupForm:
    return LookupForm(initial={"order_number": request.GET.get("number", "")[:40]})


def _show(
    request: ShopRequest, form: LoginForm, lookup_form: LookupForm, *, is_lookup: bool = False, status: int = 0
) -> HttpResponse:
    has_errors = bool(form.errors or lookup_form.errors)
    context = {"form": form, "lookup_form": lookup_form, "is_lookup": is_lookup, "next": safe_next(request, "")}
    return page(request, "storefront/login.html", context, status=status or (422 if has_errors else 200))
