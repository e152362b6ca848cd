"""Addresses without arguments, which a page names dozens of: looked up once per process."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse


def address(name: str) -> str:
    """`reverse(name)`, kept for each set of addresses (platform or storefront) and each prefix before them."""
    return _address(name, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=1024)
def _address(name: str, _urlconf: str | None, _prefix: str) -> str:
    return reverse(name)
