"""Bare views: what Django and the server cost when a page does nothing."""

from __future__ import annotations

import functools

from django.http import HttpRequest, HttpResponse
from django.test import Client


@functools.cache
def page(path: str, host: str) -> bytes:
    """What the platform answers there, asked for once."""
    return Client(HTTP_HOST=host).get(path).content


def same_bytes(request: HttpRequest) -> HttpResponse:
    """The bytes of the page `?of=`, without the work that makes them."""
    return HttpResponse(page(request.GET.get("of", "/"), request.get_host()))
