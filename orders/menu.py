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
