"""Cafe24 PRO > Settings > Marketplace Account Settings (R1)."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import tenancy
from accounts.audience import AdminRequest, admin_view
from accounts.audit import Actor
from pro.domain import market_accounts as rules
from pro.domain.market_credentials import connected
from pro.domain.market_health import check_account
from pro.forms.markets import AccountForm, UnlinkForm
from pro.marketplaces import addresses, registry
from pro.marketplaces.errors import MarketError
from pro.marketplaces.types import Ability, Marketplace
from pro.models import MarketAccount
from pro.queries import markets as shown

CONSENT = "market_consent"


@admin_view(menu="pro")
@require_safe
def market_list(request: AdminRequest) -> HttpResponse:
    """Every marketplace with its accounts (R1.3, R1.7)."""
    sections = shown.market_sections()
    context = {"sections": sections, "has_accounts": any(section.accounts for section in sections)}
    return render(request, "pro/market_list.html", context)


@admin_view(menu="pro")
@require_safe
def guide(request: AdminRequest, code: str) -> HttpResponse:
    """A marketplace's own guides: how to get the keys, how to connect, what to retrieve (R1.11, R1.16)."""
    return render(request, "pro/market_guide.html", {"market": _market(code)})


@admin_view(menu="pro", calls_out=True)
@require_http_methods(["GET", "HEAD", "POST"])
def market_new(request: AdminRequest, code: str) -> HttpResponse:
    """An empty form; Save verifies with the market and completes the connection (R1.5, R1.6)."""
    market = _market(code)
    form = AccountForm(request.POST or None, market=market)
    if request.method == "POST" and form.is_valid():
        try:
            account = rules.register_account(code, form.wish, actor=request.actor)
        except MarketError as error:
            _explain(form, error)
        except rules.AlreadyLinked:
            form.add_error(None, _("This account is connected already."))
        else:
            if account.state == MarketAccount.State.CONSENT:
                return redirect("pro:market_account", account_id=account.pk)
            messages.success(request, _("The account is connected."))
            return redirect("pro:market_account", account_id=account.pk)
    context = _form_context(market) | {"form": form, "account": None}
    return render(request, "pro/market_account.html", context, status=422 if form.errors else 200)


@admin_view(menu="pro", calls_out=True)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: AdminRequest, account_id: int) -> HttpResponse:
    """The account's keys, masked, with its market information and the way to unlink it (R1.13, R1.17, R1.24)."""
    with tenancy.step():
        row = _account(account_id)
    market = _market(row.code)
    form = AccountForm(request.POST or None, market=market, account=row)
    if request.method == "POST" and form.is_valid():
        try:
            rules.change_account(account_id, form.wish, actor=request.actor)
        except MarketError as error:
            _explain(form, error)
        except rules.AnotherAccount:
            form.add_error(None, _("These keys belong to another account. Register that one as an account of its own."))
        except rules.AlreadyLinked:
            form.add_error(None, _("This account is connected already."))
        else:
            messages.success(request, _("Saved."))
            return redirect("pro:market_account", account_id=account_id)
    with tenancy.step():
        context = _form_context(market) | _account_context(row) | {"form": form}
        return render(request, "pro/market_account.html", context, status=422 if form.errors else 200)


@admin_view(menu="pro", calls_out=True)
@require_POST
def check(request: AdminRequest, account_id: int) -> HttpResponse:
    """Ask the market now whether the keys work."""
    with tenancy.step():
        _account(account_id)
    try:
        check_account(account_id)
    except MarketError as error:
        messages.error(request, str(error.text))
    else:
        messages.success(request, _("The marketplace accepts the keys."))
    return redirect("pro:market_account", account_id=account_id)


@admin_view(menu="pro")
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: AdminRequest, account_id: int) -> HttpResponse:
    """What unlinking means, with counts; the account's name typed; then it is gone (R1.17 to R1.23)."""
    row = _account(account_id)
    form = UnlinkForm(request.POST or None, word=row.label)
    if request.method == "POST" and form.is_valid():
        gone = rules.unlink_account(account_id, actor=request.actor)
        text = ngettext(
            "Unlinked. The synced information of %(count)s product was deleted.",
            "Unlinked. The synced information of %(count)s products was deleted.",
            gone.listings,
        )
        messages.success(request, text % {"count": gone.listings})
        return redirect("pro:market_list")
    context = {
        "account": row,
        "market": _market(row.code),
        "form": form,
        "gone": rules.consequences_of_unlinking(account_id),
    }
    return render(request, "pro/market_unlink.html", context, status=422 if form.errors else 200)


@admin_view(menu="pro", calls_out=True)
@require_POST
def consent(request: AdminRequest, account_id: int) -> HttpResponse:
    """The way to the market's consent page; a state in the session ties the way back to this browser.

    It is a link: our content security policy lets no form lead to another site.
    """
    with tenancy.step():
        row = _account(account_id)
    if not _market(row.code).has_consent:
        raise Http404
    state = secrets.token_urlsafe(24)
    request.session[CONSENT] = {"state": state, "account_id": account_id}
    try:
        with connected(row) as connector:
            url = connector.consent_url(state, _return_url(request))
    except MarketError as error:
        messages.error(request, str(error.text))
        return redirect("pro:market_account", account_id=account_id)
    return render(request, "pro/market_consent.html", {"account": row, "market": _market(row.code), "url": url})


@admin_view(menu="pro", calls_out=True)
@require_safe
def consent_return(request: AdminRequest) -> HttpResponse:
    """Back from the market's consent page: the account is verified and linked."""
    waiting: dict[str, Any] = request.session.pop(CONSENT, None) or {}
    sent = request.GET.get("state", "")
    if not waiting or not secrets.compare_digest(str(waiting.get("state", "")).encode(), sent.encode()):
        messages.error(request, _("This way back from the marketplace is no longer valid. Please start again."))
        return redirect("pro:market_list")
    account_id = int(waiting["account_id"])
    try:
        _finish_consent(request, account_id, request.actor)
    except MarketAccount.DoesNotExist:
        raise Http404 from None
    except MarketError as error:
        messages.error(request, str(error.text))
    except rules.AlreadyLinked:
        messages.error(request, _("This account is connected already."))
    except rules.AnotherAccount:
        messages.error(request, _("You agreed for another account. Register that one as an account of its own."))
    else:
        messages.success(request, _("The account is connected."))
    return redirect("pro:market_account", account_id=account_id)


def _finish_consent(request: AdminRequest, account_id: int, actor: Actor) -> None:
    rules.finish_consent(account_id, request.GET.dict(), _return_url(request), actor=actor)


def _return_url(request: AdminRequest) -> str:
    url = reverse("pro:market_consent_return")
    return f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOST}{settings.PUBLIC_PORT}{url}"


def _market(code: str) -> Marketplace:
    try:
        return registry.market(code)
    except KeyError:
        raise Http404 from None


def _account(account_id: int) -> MarketAccount:
    row: MarketAccount = get_object_or_404(MarketAccount, pk=account_id)
    return row


def _explain(form: AccountForm, error: MarketError) -> None:
    form.add_error(None, str(error.text))
    if error.detail:
        form.add_error(None, _("The marketplace's answer: %(words)s") % {"words": error.detail})


def _form_context(market: Marketplace) -> dict[str, Any]:
    return {
        "market": market,
        "simulator_keys": shown.simulator_keys(market),
        "is_simulated": addresses.is_simulated(market),
        "outgoing_ips": settings.OUTGOING_IPS,
        "has_info": market.can(Ability.INFO),
    }


def _account_context(row: MarketAccount) -> dict[str, Any]:
    return {
        "account": row,
        "row": shown.AccountRow.of(row, timezone.now()),
        "groups": shown.info_groups(row),
        "comparison": shown.compare_info(row),
    }
