"""Product pages of the merchant admin."""

from __future__ import annotations

from django.urls import path

from catalog.views import (
    categories,
    custom_properties,
    decorations,
    product_bulk,
    product_edit,
    product_export,
    product_import,
    product_list,
    product_parts,
)

app_name = "catalog"

urlpatterns = [
    path("", product_list.product_list, name="product_list"),
    path("export.csv", product_export.export_csv, name="product_export"),
    path("export.xlsx", product_export.export_xlsx, name="product_export_xlsx"),
    path("new/", product_edit.new, name="product_new"),
    path("<int:product_id>/", product_edit.edit, name="product_edit"),
    path("<int:product_id>/delete/", product_edit.delete, name="product_delete"),
    path("<int:product_id>/variants/", product_parts.variants, name="product_variants"),
    path("<int:product_id>/images/", product_parts.images, name="product_images"),
    path("<int:product_id>/images/<int:image_id>/", product_parts.change_image, name="product_image"),
    path("<int:product_id>/decorations/", decorations.product_decorations, name="product_decorations"),
    path("<int:product_id>/shops/", product_parts.listings, name="product_listings"),
    path("<int:product_id>/shops/<int:shop_no>/", product_parts.listing, name="product_listing"),
    path("import/", product_import.import_list, name="import_list"),
    path("import/template.csv", product_export.template_csv, name="import_template"),
    path("import/template.xlsx", product_export.template_xlsx, name="import_template_xlsx"),
    path("import/<int:import_id>/", product_import.import_detail, name="import_detail"),
    path("import/<int:import_id>/progress/", product_import.import_progress, name="import_progress"),
    path("import/<int:import_id>/errors.csv", product_import.import_errors, name="import_errors"),
    path("bulk/", product_bulk.bulk, name="product_bulk"),
    path("decorations/", decorations.decoration_list, name="decoration_list"),
    path("decorations/<int:decoration_id>/delete/", decorations.decoration_delete, name="decoration_delete"),
    path("properties/", custom_properties.property_list, name="property_list"),
    path("properties/<int:property_id>/", custom_properties.property_edit, name="property_edit"),
    path("properties/<int:property_id>/delete/", custom_properties.property_delete, name="property_delete"),
    path("categories/", categories.category_list, name="category_list"),
    path("categories/move/", categories.category_move, name="category_move"),
    path("categories/<int:category_id>/", categories.category_edit, name="category_edit"),
    path("categories/<int:category_id>/delete/", categories.category_delete, name="category_delete"),
]
