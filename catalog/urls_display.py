"""Product display > Main display."""

from __future__ import annotations

from django.urls import path

from catalog.views import main_display

app_name = "catalog_display"

urlpatterns = [
    path("main/", main_display.main_list, name="main_list"),
    path("main/standard/", main_display.main_standard, name="main_standard"),
    path("main/move/", main_display.main_move, name="main_move"),
    path("main/<int:category_id>/", main_display.main_edit, name="main_edit"),
    path("main/<int:category_id>/products/", main_display.main_products, name="main_products"),
    path("main/<int:category_id>/refresh/", main_display.main_refresh, name="main_refresh"),
    path("main/<int:category_id>/delete/", main_display.main_delete, name="main_delete"),
]
