"""Orders in the merchant's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry, Label, register

# --- Fulfillment (o-admin) ----------------------------------------------------------------------------------
FULFILLMENT: list[tuple[str, Label, str]] = [
    ("orders-all", _("All orders"), "orders:list"),
    ("orders-awaiting-payment", _("Awaiting payment"), "orders:awaiting_payment"),
    ("orders-preparing", _("Preparing for shipment"), "orders:preparing"),
    ("orders-awaiting-shipment", _("Awaiting shipment"), "orders:awaiting_shipment"),
    ("orders-held", _("Pending shipment"), "orders:held"),
    ("orders-in-transit", _("In transit"), "orders:in_transit"),
    ("orders-delivered", _("Delivered"), "orders:delivered"),
]
register(
    *(
        Entry(key, label, url_name, "orders", "orders", right="orders", group=_("Fulfillment"), order=10 + place)
        for place, (key, label, url_name) in enumerate(FULFILLMENT)
    )
)

# --- Claims and shipping (o-claims) -------------------------------------------------------------------------
CLAIMS: list[tuple[str, Label, str]] = [
    ("orders-cancellations", _("Cancellations"), "orders:cancellations"),
    ("orders-exchanges", _("Exchanges"), "orders:exchanges"),
    ("orders-returns", _("Returns"), "orders:returns"),
    ("orders-refunds", _("Refunds"), "orders:refunds"),
]
register(
    *(
        Entry(key, label, url_name, "orders", "orders", right="orders", group=_("Claims"), order=20 + place)
        for place, (key, label, url_name) in enumerate(CLAIMS)
    )
)
register(
    Entry(
        "export-declarations",
        _("Export declarations"),
        "orders:declarations",
        "orders",
        "orders",
        right="orders",
        group=_("Overseas"),
        order=30,
    ),
    Entry("shipping", _("Shipping/Returns"), "orders:shipping", "my-store", "settings", right="store", order=3),
    Entry("documents", _("Terms and privacy"), "orders:terms", "my-store", "settings", right="store", order=4),
)

# --- Customers, automated emails, promotions (o-mails) ------------------------------------------------------
MANAGE, MAILS = _("Manage customers"), _("Automated emails")
register(
    Entry(
        "customers",
        _("Customer information"),
        "orders:customer_list",
        advanced="customers",
        basic="orders",
        right="customers",
        group=MANAGE,
        order=60,
    ),
    Entry(
        "boards",
        _("Boards"),
        "orders:board_list",
        advanced="customers",
        basic="orders",
        right="customers",
        group=MANAGE,
        order=61,
    ),
    Entry(
        "automated-emails",
        _("Settings"),
        "orders:automated_emails",
        advanced="customers",
        basic="settings",
        right="customers",
        group=MAILS,
        order=62,
    ),
    Entry(
        "promotions",
        _("Discounts and coupons"),
        "orders:promotion_list",
        advanced="promotions",
        basic="sell-more",
        right="promotions",
        order=65,
    ),
)
