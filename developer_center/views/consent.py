"""The consent page: what an app asks for, and the merchant's answer (R2.38, wire contract 1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view, public_view
from developer_center.domain import install
from developer_center.domain.authorize import PATH, Refused, Untrusted, Wish, give_code, issuer, read_wish, without
from developer_center.models import App
from developer_center.queries.own_rights import beyond
from developer_center.queries.standing import may_be_installed
from developer_center.redirects import origin_of
from developer_center.scopes import in_words


class WishRequest(AdminRequest):
    """A request of an operator with the right to apps, and what the app asks for."""

    wish: Wish


@public_view
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponseBase:
    """Where an app sends the merchant's browser. Other hosts lead on to the platform's, where merchants sign in.

    A request that cannot be trusted is answered here and sends nobody anywhere; all others wait for the sign-in
    before anything is sent to the app (RFC 9700 4.11.2).
    """
    if getattr(request, "host_kind", "platform") != "platform":
        return HttpResponseRedirect(_on_platform(request))
    try:
        request.wish = read_wish(request.META.get("QUERY_STRING", ""))  # type: ignore[attr-defined]
    except Untrusted:
        return render(request, "developer_center/authorize_untrusted.html", status=400)
    return _consent(request)


@admin_view(menu="apps")
def _consent(request: WishRequest) -> HttpResponseBase:
    wish = request.wish
    if wish.mall_host and wish.mall_host != request.mall.host:
        return _page(request, "authorize_other_mall.html", status=409)
    if not may_be_installed(wish.app, request.mall.pk):
        return _page(request, "authorize_not_for_sale.html", status=403)
    if wish.refusal is not None:
        return HttpResponseRedirect(wish.refusal_address(wish.refusal))
    lacking = beyond(request.operator, wish.scopes)
    if lacking:
        return _page(request, "authorize_beyond_rights.html", {"beyond": lacking}, status=403)
    if request.method == "POST":
        return _decide(request)
    installation = install.consented(wish.app, request.mall.pk, user=request.user, scopes=wish.scopes)
    if installation is not None:
        return HttpResponseRedirect(wish.code_address(give_code(wish, installation, request.user)))
    return _page(request, "authorize.html")


def _decide(request: WishRequest) -> HttpResponseBase:
    wish, answer = request.wish, request.POST.get("answer")
    if answer == "refuse":
        refusal = Refused("access_denied", "The merchant did not consent.")
        return HttpResponseRedirect(wish.refusal_address(refusal))
    if answer != "agree":
        return _page(request, "authorize.html", status=422)
    try:
        installation = install.consent(wish.app.pk, request.mall.pk, user=request.user, scopes=wish.scopes)
    except install.NotForThisMall:
        return _page(request, "authorize_not_for_sale.html", status=403)
    except App.DoesNotExist:
        return render(request, "developer_center/authorize_untrusted.html", status=400)
    return HttpResponseRedirect(wish.code_address(give_code(wish, installation, request.user)))


def _page(
    request: WishRequest, template: str, more: Mapping[str, Any] | None = None, **answer: Any
) -> HttpResponseBase:
    """A page of the flow: never framed, never kept, its form leading here and to the app only."""
    wish = request.wish
    context = {
        "wish": wish,
        "app": wish.app,
        "wanted": in_words(wish.scopes),
        "app_place": origin_of(wish.redirect_uri),
        **(more or {}),
    }
    template_name = f"developer_center/{template}"
    leading_to_app = csp_update({"form-action": [origin_of(wish.redirect_uri)]})
    response = leading_to_app(lambda asked: render(asked, template_name, context, **answer))(request)
    response["X-Frame-Options"] = "DENY"  # whatever the site's own setting becomes
    return response


def _on_platform(request: HttpRequest) -> str:
    """The same request on the platform's host, with the mall that this host names."""
    query = request.META.get("QUERY_STRING", "")
    mall_host = getattr(request, "mall_host", "")
    if mall_host:
        query = "&".join(filter(None, [without(query, "mall_id"), f"mall_id={mall_host}"]))
    return f"{issuer()}{PATH}/authorize?{query}"
