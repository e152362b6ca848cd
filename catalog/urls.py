"""Product pages of the merchant admin."""

from __future__ import annotations

from django.urls import path

from catalog.views import product_edit, product_list

app_name = "catalog"

urlpatterns = [
    path("", product_list.product_list, name="product_list"),
    path("export.csv", product_list.export, name="product_export"),
    path("visibility/", product_list.change_visibility, name="product_visibility"),
    path("new/", product_edit.new, name="product_new"),
    path("<int:product_id>/", product_edit.edit, name="product_edit"),
    path("<int:product_id>/delete/", product_edit.delete, name="product_delete"),
]
