"""Find the mall and the shop that a storefront request is for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts.models import Mall, Shop
from accounts.store_cache import Lookup, forget_pages
from accounts.tenancy import current_mall_id
from accounts.views.errors import error_page, not_found


def open_shop(request: HttpRequest) -> HttpResponse | None:
    """Set `request.mall` and `request.shop`: the host names the mall, /shop2/ the shop (design 2).

    A dormant mall answers 503, a deleted or unknown one and a shop that is not there 404.
    """
    shop = (
        Shop.objects.select_related("mall")
        .filter(mall__host=getattr(request, "mall_host", ""), shop_no=getattr(request, "shop_no", 1), is_active=True)
        .first()
    )
    if shop is None or shop.mall.status == Mall.Status.DELETED:
        return not_found(request)
    if shop.mall.is_dormant:
        with translation.override(shop.language):
            response = error_page(request, 503, template="storefront/closed.html", mall_name=shop.mall.name)
            response["Content-Language"] = shop.language
        response["Retry-After"] = "86400"
        return response
    request.mall, request.shop = shop.mall, shop  # type: ignore[attr-defined]
    return None


def open_mall_id(mall_host: str) -> int | None:
    """The id of an open mall by its host, from the cache where it is known; None where no open mall is there."""
    lookup = Lookup(mall_host, "mall_id")
    if lookup.value is None:
        found = Mall.objects.open().filter(host=mall_host).values_list("pk", flat=True).first()
        if found is None:
            return None
        lookup.keep(found)
        return found
    return int(lookup.value)


_put_off: ContextVar[list[int] | None] = ContextVar("forget_pages_put_off", default=None)


def forget_mall_pages() -> None:
    """Have the open mall's storefront show the present state from the commit on; for every rule that changes it."""
    put_off = _put_off.get()
    if put_off is not None:
        put_off.append(current_mall_id())
        return
    forget_pages(Mall.objects.filter(pk=current_mall_id()).values_list("host", flat=True))


@contextmanager
def forgetting_once() -> Iterator[None]:
    """For many changes in one transaction: the mall's pages are forgotten once, for all of them."""
    asked: list[int] = []
    token = _put_off.set(asked)
    try:
        yield
    finally:
        _put_off.reset(token)
    if asked:
        forget_mall_pages()
