"""A customer's account: sign up, profile, password, leave, forgotten ID or password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.clients import client_network
from accounts.limits import Limit
from orders.domain.customer_account import change, recover
from orders.domain.customer_account.sign_in import TooManyTries, is_password_of
from orders.domain.customer_account.sign_up import IdTaken, NewCustomer, sign_up_customer
from orders.domain.documents import DocumentsChanged, documents_in_force, seal_of
from orders.models import Customer
from storefront.forms.customers import HelpForm, LeaveForm, PasswordForm, ProfileForm, SignUpForm, TwoPasswords
from storefront.frame import page
from storefront.shoppers import ShopRequest, begin_session, customer_view, personal_view, safe_next
from storefront.views.login import enter, wait_text

METHODS = ["GET", "HEAD", "POST"]
SIGN_UPS = Limit("customer-sign-up-network", hits=20, seconds=3600)


@personal_view
@require_http_methods(METHODS)
def sign_up(request: ShopRequest) -> HttpResponse:
    """Make an account and sign in with it."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            customer = _sign_up(request, form)
        except IdTaken:
            form.add_error("member_id", _("This ID is already in use. Please choose another one."))
        except DocumentsChanged:
            form.ask_again()
        except TooManyTries as refusal:
            form.add_error(None, wait_text(refusal.retry_after_seconds))
        else:
            enter(request, customer)
            messages.success(request, _("Welcome, %(name)s!") % {"name": customer.name})
            return redirect(safe_next(request, reverse("storefront:main")))
    context = {"form": form, "next": safe_next(request, ""), "seal": seal_of(documents_in_force(request.shop))}
    return page(request, "storefront/sign_up.html", context, status=422 if form.errors else 200)


def _sign_up(request: ShopRequest, form: SignUpForm) -> Customer:
    if not SIGN_UPS.hit(request.mall.pk, client_network(request)):
        raise TooManyTries(SIGN_UPS.retry_after_seconds())
    values = form.cleaned_data
    return sign_up_customer(
        request.shop,
        NewCustomer(
            member_id=values["member_id"],
            password=values["password"],
            name=values["name"],
            email=values["email"],
            phone=values["phone"],
            wants_newsletter=values["wants_newsletter"],
            documents_seen=values["documents_seen"],
        ),
    )


@customer_view
@require_http_methods(METHODS)
def profile(request: ShopRequest) -> HttpResponse:
    """Change name, address and the like."""
    customer = _customer(request)
    names = list(ProfileForm.base_fields)
    form = ProfileForm(request.POST or None, initial={name: getattr(customer, name) for name in names})
    if request.method == "POST" and form.is_valid():
        change.change_profile(customer.pk, change.Profile(**form.cleaned_data))
        messages.success(request, _("Your profile was saved."))
        return redirect("storefront:profile")
    return page(request, "storefront/profile.html", {"form": form}, status=422 if form.errors else 200)


@customer_view
@require_http_methods(METHODS)
def password(request: ShopRequest) -> HttpResponse:
    """A new password; all other sessions of the account end."""
    form = PasswordForm(request.POST or None)
    customer = _customer(request)
    if request.method == "POST" and form.is_valid() and _knows_password(request, form, customer):
        begin_session(request, change.change_password(customer.pk, form.cleaned_data["password"]))
        messages.success(request, _("Your password was changed. Other devices were logged out."))
        return redirect("storefront:profile")
    return page(request, "storefront/password.html", {"form": form}, status=422 if form.errors else 200)


@customer_view
@require_http_methods(METHODS)
def leave(request: ShopRequest) -> HttpResponse:
    """End the account; orders stay."""
    form = LeaveForm(request.POST or None)
    customer = _customer(request)
    if request.method == "POST" and form.is_valid() and _knows_password(request, form, customer):
        change.leave(customer.pk)
        request.session.flush()
        messages.success(request, _("Your account was closed. Thank you for your time with us."))
        return redirect("storefront:login")
    return page(request, "storefront/leave.html", {"form": form}, status=422 if form.errors else 200)


@personal_view
@require_http_methods(METHODS)
def forgotten(request: ShopRequest) -> HttpResponse:
    """Forgotten ID or password: the answer is the same for every address; all help is in the mail."""
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recover.ask_for_help(
                form.cleaned_data["email"], shop_no=request.shop.shop_no, network=client_network(request)
            )
        except TooManyTries as refusal:
            form.add_error(None, wait_text(refusal.retry_after_seconds))
        else:
            return page(request, "storefront/forgotten_sent.html", {"email": form.cleaned_data["email"]})
    return page(request, "storefront/forgotten.html", {"form": form}, status=422 if form.errors else 200)


@personal_view
@require_http_methods(METHODS)
def new_password(request: ShopRequest, token: str) -> HttpResponse:
    """Set a new password by a mailed link, once."""
    try:
        customer = recover.customer_of_link(token)
        form = TwoPasswords(request.POST or None)
        if request.method == "POST" and form.is_valid():
            recover.reset_password(token, form.cleaned_data["password"])
            messages.success(request, _("Your new password is set. Please log in."))
            return redirect("storefront:login")
    except recover.LinkOver:
        return page(request, "storefront/link_over.html", {}, status=410)
    context = {"form": form, "member_id": customer.member_id}
    response = page(request, "storefront/new_password.html", context, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _customer(request: ShopRequest) -> Customer:
    assert request.customer is not None  # noqa: S101 - customer_view let nobody else in
    return request.customer


def _knows_password(request: ShopRequest, form: PasswordForm | LeaveForm, customer: Customer) -> bool:
    try:
        if is_password_of(customer, form.cleaned_data["current_password"], network=client_network(request)):
            return True
    except TooManyTries as refusal:
        form.add_error("current_password", wait_text(refusal.retry_after_seconds))
        return False
    form.add_error("current_password", _("This is not your current password."))
    return False
