"""Products in the merchant's menu."""

from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry, register

register(
    Entry("products", _("Product list"), "catalog:product_list", "products", "products", right="products", order=10),
    Entry("product-new", _("New product"), "catalog:product_new", "products", "products", right="products", order=11),
    Entry(
        "product-import",
        _("Import products"),
        "catalog:import_list",
        "products",
        "products",
        right="products",
        order=13,
    ),
    Entry("categories", _("Categories"), "catalog:category_list", "products", "products", right="products", order=12),
    Entry(
        "decorations",
        _("Decoration images and icons"),
        "catalog:decoration_list",
        "products",
        "products",
        right="products",
        order=14,
    ),
    Entry(
        "product-properties",
        _("Product properties"),
        "catalog:property_list",
        "products",
        "products",
        right="products",
        order=15,
    ),
    Entry(
        "main-display",
        _("Main category management"),
        "catalog_display:main_list",
        "display",
        "products",
        right="display",
        group=_("Main display"),
        order=20,
    ),
)
