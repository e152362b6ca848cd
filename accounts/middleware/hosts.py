"""Tell the platform host from a mall's host and choose the pages that each serves (design 2)."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix

from accounts.views.errors import bad_request

MALL_LABEL = re.compile(r"^[a-z][a-z0-9]{0,62}\Z")
SHOP_PREFIX = re.compile(r"/shop([2-9]|1[0-5])(?=/|\Z)")
INTERNAL = {"127.0.0.1", "testserver"}


class HostMiddleware:
    """Set `request.host_kind` to platform, mall or api, and `request.mall_host` to the mall's label.

    A mall host gets the storefront's URLs, so a merchant page does not exist there, and the other way round;
    {mall_id}.API_DOMAIN gets the API alone. A name below MALL_DOMAIN that no mall can have is a mall's host all the
    same, of no mall; a name that ends with a dot is the same name (RFC 1034 3.1).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            host = request.get_host().partition(":")[0].lower().removesuffix(".")
        except DisallowedHost:
            return bad_request(request)
        api_label = host.removesuffix(f".{settings.API_DOMAIN}")
        if api_label != host:
            return self._in_api(request, api_label)
        label = host.removesuffix(f".{settings.MALL_DOMAIN}")
        is_mall = host not in {settings.PLATFORM_HOST, *INTERNAL} and label != host
        request.host_kind = "mall" if is_mall else "platform"  # type: ignore[attr-defined]
        request.mall_host = label if is_mall and MALL_LABEL.match(label) else ""  # type: ignore[attr-defined]
        if is_mall:
            request.urlconf = settings.MALL_URLCONF
            return self._in_shop(request)
        return self.get_response(request)

    def _in_api(self, request: HttpRequest, label: str) -> HttpResponse:
        request.host_kind = "api"  # type: ignore[attr-defined]
        request.mall_host = label if MALL_LABEL.match(label) else ""  # type: ignore[attr-defined]
        request.urlconf = settings.API_URLCONF
        return self.get_response(request)

    def _in_shop(self, request: HttpRequest) -> HttpResponse:
        """Take /shop2 off the path and put it before every address that is made while the request is answered."""
        found = SHOP_PREFIX.match(request.path_info)
        request.shop_no = int(found[1]) if found else 1  # type: ignore[attr-defined]
        if found is None:
            return self.get_response(request)
        request.path_info = request.path_info[found.end() :] or "/"
        before = get_script_prefix()
        set_script_prefix(f"{before.rstrip('/')}{found[0]}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)
