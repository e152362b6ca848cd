"""Addresses of overseas shops and translation."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from pro.views import shops, translation

URLS: Final[list[URLPattern]] = [
    path("shops/", shops.shops, name="shops"),
    path("shops/new/", shops.shop_new, name="shop_new"),
    path("shops/<int:shop_no>/", shops.shop_detail, name="shop_detail"),
    path("shops/<int:shop_no>/progress/", shops.shop_progress, name="shop_progress"),
    path("shops/<int:shop_no>/release/", shops.shop_release, name="shop_release"),
    path("shops/<int:shop_no>/rate/", shops.shop_rate, name="shop_rate"),
    path("translation/", translation.translation, name="translation"),
    path("translation/retry/", translation.retry, name="translation_retry"),
]
