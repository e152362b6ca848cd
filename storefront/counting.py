"""Count the views of product pages, also of those that are answered from the cache (design 6)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase

from accounts.models import Mall
from catalog.domain.events import count_view, is_by_a_person, session_of

BASE_SHOP_NO: Final = 1
SHOWN: Final = {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}

View = Callable[..., HttpResponseBase]


def counted(view: View) -> View:
    """Count each time the page of `product_id` was shown to a person; stands above `cached_page`."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, /, *args: Any, product_id: int, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, product_id=product_id, **kwargs)
        if response.status_code in SHOWN and is_by_a_person(request):
            mall_id, shop_no = _where(request)
            if mall_id is not None:
                count_view(mall_id, shop_no, product_id, session=session_of(request))
        return response

    return wrapped


def _where(request: HttpRequest) -> tuple[int | None, int]:
    """The mall by its host, since a cached page opened none; the shop by its path."""
    try:
        mall_id = _mall_id_of(getattr(request, "mall_host", ""))
    except Mall.DoesNotExist:
        return None, BASE_SHOP_NO
    return mall_id, getattr(request, "shop_no", BASE_SHOP_NO)


@functools.lru_cache(maxsize=10_000)
def _mall_id_of(host: str) -> int:
    """Kept for as long as the process runs: an ID once taken is never free, so a host means one mall for ever."""
    return Mall.objects.values_list("pk", flat=True).get(host=host)
