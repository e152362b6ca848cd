"""Each view states its audience by one decorator, which also opens the mall around it (design 3.2).

The door is opened here and not in a middleware: there an exception has already become a response and the
transaction would commit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Operator, User
from accounts.shop_hosts import open_shop
from accounts.staff import may_support
from accounts.views.errors import not_found
from accounts.written_once import RowOf

log = structlog.get_logger(__name__)

OPERATOR = RowOf(Operator, "t.user_id = %s AND t.is_active", related="mall")

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponseBase]


class AdminRequest(HttpRequest):
    """A request of a signed-in operator of an open mall."""

    user: User
    operator: Operator
    mall: Mall
    actor: Actor


class UserRequest(HttpRequest):
    """A request of somebody signed in on the platform host; `operator` is their place in a mall, if they have one."""

    user: User
    operator: Operator | None


class DeveloperRequest(HttpRequest):
    """A request of somebody signed in on the platform host, as a developer of apps."""

    user: User


def public_view(view: View[HttpRequest, P]) -> View[HttpRequest, P]:
    """Anybody, signed in or not; opens no mall."""
    return _mark(view, "public")


def oauth_view(view: View[HttpRequest, P]) -> View[HttpRequest, P]:
    """The server of an app, which shows its own credentials: no cookie counts, so no form token is asked for."""
    return _mark(csrf_exempt(view), "oauth")


def staff_view(view: View[Any, P]) -> View[HttpRequest, P]:
    """Support staff, with a second factor outside development; opens no mall."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may_support(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return _mark(wrapped, "staff")


def signed_in_view(view: View[Any, P]) -> View[HttpRequest, P]:
    """Anybody signed in on the platform host, whatever became of their mall; opens no mall."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.operator = _operator_of(request.user)  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return _mark(wrapped, "signed_in")


def developer_view(view: View[Any, P]) -> View[HttpRequest, P]:
    """Anybody signed in on the platform host, with or without a mall: the Developer Center; opens no mall."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return _mark(wrapped, "developer")


def admin_view(
    menu: str = "", *, calls_out: bool = False, owner_only: bool = False, admits_dormant: bool = False
) -> Callable[[View[Any, P]], View[HttpRequest, P]]:
    """An operator with the right to `menu`, in the open mall.

    `calls_out` names the mall only: the view calls other companies, and each step opens the door itself.
    Not signed in: to the login page. No right: 403. A dormant mall: its notice (R0.76), unless `admits_dormant`:
    people get at their data, and out, at any time (R0.4).
    """

    def decorate(view: View[Any, P]) -> View[HttpRequest, P]:
        @wraps(view)
        def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refusal = _admit_operator(request, menu, owner_only=owner_only, admits_dormant=admits_dormant)
            if refusal is not None:
                return refusal
            mall_id: int = request.mall.pk  # type: ignore[attr-defined]
            with structlog.contextvars.bound_contextvars(mall_id=mall_id, user_id=request.user.pk):
                response = _inside(mall_id, calls_out, lambda: view(request, *args, **kwargs))
            add_never_cache_headers(response)
            return response

        wrapped.menu = menu  # type: ignore[attr-defined]
        wrapped.owner_only = owner_only  # type: ignore[attr-defined]
        return _mark(wrapped, "admin")

    return decorate


def shopper_view(view: View[Any, P]) -> View[HttpRequest, P]:
    """Anybody on a mall's host, with that mall open, in its shop's language; no dormant or deleted mall gets here.

    The storefront resolves the host into `request.mall` and `request.shop` first (accounts.shop_hosts).
    """
    return _shopper(view, calls_out=False)


def calling_shopper_view(view: View[Any, P]) -> View[HttpRequest, P]:
    """The same for a view that calls other companies: the mall is only named, and each step opens the door itself."""
    return _shopper(view, calls_out=True)


def _shopper(view: View[Any, P], *, calls_out: bool) -> View[HttpRequest, P]:
    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        refusal = open_shop(request)
        if refusal is not None:
            return refusal
        mall_id: int = request.mall.pk  # type: ignore[attr-defined]
        language: str = request.shop.language  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(mall_id=mall_id), translation.override(language):
            request.LANGUAGE_CODE = language
            try:
                response = _inside(mall_id, calls_out, lambda: view(request, *args, **kwargs))
            except Http404:  # answered in here: outside, the language would be the browser's
                response = not_found(request)
            response["Content-Language"] = language
            return response

    return _mark(wrapped, "shopper")


def api_view(view: Any) -> Any:
    """An app with an access token, which the Admin API reads itself (developer_center.api); opens no mall."""
    return _mark(view, "api")


def audience_of(view: Callable[..., Any]) -> str:
    """The audience a view states, or an empty text."""
    return getattr(view, "audience", "")


def _mark(view: View[HttpRequest, P], audience: str) -> View[HttpRequest, P]:
    view.audience = audience  # type: ignore[attr-defined]
    return view


def _admit_operator(request: HttpRequest, menu: str, *, owner_only: bool, admits_dormant: bool) -> HttpResponse | None:
    if not request.user.is_authenticated:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
        return redirect_to_login(request.get_full_path())
    operator = _operator_of(request.user)
    if operator is None:
        raise PermissionDenied("This sign-in works in no mall.")
    if operator.mall.is_dormant and not admits_dormant:
        return redirect("accounts:dormant")
    if operator.mall.status == Mall.Status.DELETED or not _has_rights(operator, menu, owner_only):
        raise PermissionDenied
    request.operator, request.mall = operator, operator.mall  # type: ignore[attr-defined]
    request.actor = Actor.operator(request.user.pk)  # type: ignore[attr-defined]
    return None


def _has_rights(operator: Operator, menu: str, owner_only: bool) -> bool:
    return (not menu or operator.has_right(menu)) and (not owner_only or operator.is_owner)


def _operator_of(user: User) -> Operator | None:
    return OPERATOR.first(user.pk)


def _inside(mall_id: int, calls_out: bool, call: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """A row that somebody else deleted after the view had found it is no mistake of ours: 404, nothing written."""
    try:
        return _through_the_door(mall_id, calls_out, call)
    except ObjectDoesNotExist as gone:
        log.warning("row_gone", reason=str(gone))
        raise Http404 from gone


def _through_the_door(mall_id: int, calls_out: bool, call: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if calls_out:
        with tenancy.acting_for(mall_id):
            return call()
    with tenancy.mall(mall_id):
        response = call()
        if response.status_code >= 500:
            transaction.set_rollback(True)
        return response
