"""Pages of a mall host; this is the root there (settings.MALL_URLCONF)."""

from __future__ import annotations

from django.urls import include, path

from catalog.views.media import media
from storefront.views import main

pages = [
    path("", main.main, name="main"),
    path("product/<int:product_id>/", main.product, name="product_by_number"),
    path("product/<str:slug>/<int:product_id>/", main.product, name="product"),
    path("media/<path:path>", media, name="media"),
]
urlpatterns = [path("", include((pages, "storefront")))]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.permission_denied"
handler404 = "accounts.views.errors.not_found"
handler500 = "accounts.views.errors.server_error"
