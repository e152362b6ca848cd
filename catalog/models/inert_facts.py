"""What apps keep of a product that a merchant may take for a setting of the store, while nothing here follows it.

The Admin API reads and writes it (wire contract 2.7), so that apps find what they wrote; ADR 0049 lists why each stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

# Wire name -> the value that means nothing was set, and how it is called.
INERT: Final[Mapping[str, tuple[Any, Any]]] = {
    "retail_price": ("0.00", _("Retail price")),
    "price_content": (None, _("Text instead of the price")),
    "soldout_message": ("", _("Text when sold out")),
    "points_by_product": ("F", _("Points")),
    "except_member_points": ("F", _("Points of customer groups")),
    "shipping_fee_by_product": ("F", _("Shipping fee of its own")),
    "shipping_scope": ("A", _("Where it is shipped")),
    "use_naverpay": ("F", _("Naver Pay")),
    "use_kakaopay": ("F", _("Kakao Pay")),
    "relational_product": ([], _("Related products")),
    "additional_information": ([], _("Additional information")),
    "separated_mobile_description": ("F", _("Description for phones")),
    "exchange_info_by_product": ("F", _("Exchange information of its own")),
    "payment_info_by_product": ("F", _("Payment information of its own")),
    "service_info_by_product": ("F", _("Service information of its own")),
    "shipping_info_by_product": ("F", _("Shipping information of its own")),
}


def inert_names(app_facts: Mapping[str, Any]) -> list[str]:
    """What is set of a product and has no effect, by its names in the present language."""
    return [
        str(label)
        for name, (nothing, label) in INERT.items()
        if app_facts.get(name, nothing) not in (nothing, "", None)
    ]
