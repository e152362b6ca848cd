"""Answer a whole page from the cache: no query, no door, no session (design 11)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from accounts.store_cache import Lookup

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

REVALIDATE = "no-cache"  # a browser may keep the page but asks each time: a closed mall is closed at once


def cached_page(name: Callable[P, str]) -> Callable[[View[P]], View[P]]:
    """Keep the answer of a storefront view, for a GET without a query; stands above `shopper_view`.

    `name` makes the page's name of the view's arguments. Only a page that is the same for every shopper may stand
    under this: it must be rendered without the request. Whatever changes what shoppers see calls
    `forget_mall_pages`, and changes of the mall or shop do so by themselves, so that a dormant or deleted mall is
    closed with its first request.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in {"GET", "HEAD"} or request.GET:
                return view(request, *args, **kwargs)
            host: str = getattr(request, "mall_host", "")
            lookup = Lookup(host, _shop_prefix(request) + name(*args, **kwargs))
            if lookup.value is None:
                response = view(request, *args, **kwargs)
                if response.status_code != 200 or not isinstance(response, HttpResponse) or request.method == "HEAD":
                    return response
                page = _page_of(response)
                lookup.keep(page)
            else:
                page = lookup.value
            return _answer(request, page)

        return wrapped

    return decorate


def _shop_prefix(request: HttpRequest) -> str:
    shop_no: int = getattr(request, "shop_no", 1)
    return "" if shop_no == 1 else f"shop{shop_no}:"


def _page_of(response: HttpResponse) -> dict[str, Any]:
    return {
        "body": response.content,
        "language": response.headers.get("Content-Language", ""),
        "etag": f'"{hashlib.sha256(response.content).hexdigest()[:24]}"',
        "policy": getattr(response, "_csp_update", None),
    }


def _answer(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    if request.headers.get("If-None-Match") == page["etag"]:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(page["body"])
        response["Content-Language"] = page["language"]
    if page["policy"]:
        response._csp_update = page["policy"]  # type: ignore[attr-defined]  # noqa: SLF001 - as django-csp's decorators
    response["ETag"] = page["etag"]
    response["Cache-Control"] = REVALIDATE
    return response
