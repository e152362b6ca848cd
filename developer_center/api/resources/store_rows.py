"""A mall and its shops as the contract lays them out (wire contract, Appendix A: store, shops, products/setting)."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings

from accounts.countries import country_name
from accounts.models import Mall, Shop
from developer_center.wire import tf

LANGUAGES: Final = {"ko": ("ko_KR", "Korean"), "en": ("en_US", "English"), "ja": ("ja_JP", "Japanese")}
ACCOUNT_NUMBER: Final = re.compile(r"\d[\d -]{4,}\d")
SEVEN_FIELDS: Final = [
    "product_name",
    "summary_description",
    "options",
    "simple_description",
    "description",
    "product_material",
    "additional_options",
]


def domain_of(mall: Mall, shop: Shop) -> str:
    """Where shoppers find a shop, without a scheme; other shops than the first lie below the mall's host."""
    host = f"{mall.host}.{settings.MALL_DOMAIN}"
    return host if shop.is_base else f"{host}/shop{shop.shop_no}"


def store_row(mall: Mall, shop: Shop) -> dict[str, Any]:
    """What the store tells about itself. What our store profile does not ask for is empty."""
    known = {
        "shop_no": shop.shop_no,
        "shop_name": shop.title,
        "admin_name": mall.representative,
        "mall_id": mall.host,
        "base_domain": domain_of(mall, shop),
        "primary_domain": domain_of(mall, shop),
        "company_registration_no": mall.registration_number,
        "company_name": mall.business_name,
        "president_name": mall.representative,
        "country": country_name(mall.country),
        "country_code": mall.country,
        "address1": mall.address,
        "phone": mall.phone,
        "email": mall.contact_email,
        "mall_url": mall.storefront_url if shop.is_base else f"{mall.storefront_url}/shop{shop.shop_no}",
        "mail_order_sales_registration": tf(mall.mail_order_number),
        "mail_order_sales_registration_number": mall.mail_order_number,
        "customer_service_phone": mall.phone,
        "customer_service_email": mall.contact_email,
        "privacy_officer_name": mall.privacy_officer,
        "contact_us_mobile": tf(False),
        "sales_product_categories": [],
        "category_tags": [],
        "business_country": mall.country,
    }
    return known | dict.fromkeys(NOT_ASKED_FOR, "")


NOT_ASKED_FOR: Final = (
    "company_condition",
    "company_line",
    "zipcode",
    "address2",
    "fax",
    "notification_only_email",
    "missing_report_reason_type",
    "missing_report_reason",
    "about_us_contents",
    "company_map_url",
    "customer_service_fax",
    "customer_service_sms",
    "customer_service_hours",
    "privacy_officer_position",
    "privacy_officer_department",
    "privacy_officer_phone",
    "privacy_officer_email",
    "contact_us_contents",
    "youtube_shops_logo",
)


def shop_row(mall: Mall, shop: Shop) -> dict[str, Any]:
    """One shop. All malls keep Korean time, and units are metric."""
    code, name = LANGUAGES[shop.language]
    return {
        "shop_no": shop.shop_no,
        "default": tf(shop.is_base),
        "shop_name": shop.title,
        "business_country_code": mall.country,
        "language_code": code,
        "language_name": name,
        "currency_code": shop.currency,
        "currency_name": str(shop.get_currency_display()),
        "reference_currency_code": "",
        "reference_currency_name": None,
        "pc_skin_no": 1,
        "mobile_skin_no": 1,
        "base_domain": domain_of(mall, shop),
        "primary_domain": domain_of(mall, shop),
        "slave_domain": [],
        "active": tf(shop.is_active),
        "timezone": "Asia/Seoul",
        "timezone_name": "(UTC+09:00) Seoul",
        "date_format": "YYYY-MM-DD",
        "time_format": "hh:mm:ss",
        "use_reference_currency": tf(False),
        "is_https_active": tf(settings.PUBLIC_SCHEME == "https"),
        "channel": "cafe24",
        "site_connect": tf(shop.is_active),
        "use_translation": tf(not shop.is_base),
        "unit_system": "M",
        "weight_unit": "kg",
    }


def setting_row(shop_no: int, *, translates: bool) -> dict[str, Any]:
    """How products are shown and priced: one way for all stores here, apart from translation."""
    return {
        "shop_no": shop_no,
        "display_price_scope": "A",
        "calculate_price_based_on": "S",
        "price_rounding_unit": "0.01",
        "price_rounding_rule": "L",
        "auto_translation": tf(translates),
        "translation_items": SEVEN_FIELDS if translates else [],
        "popular_search_keywords": [],
        "popup_menu": tf(False),
        "display_sub_category": tf(True),
        "display_sub_category_detail": {
            "type": "A",
            "visible_targets_by_depth": {f"category_depth_{depth}": "A" for depth in (1, 2, 3)},
        },
        "display_product_count": tf(False),
        "option_preview": tf(False),
        "wishlist_registration": tf(False),
        "additional_image_action": "C",
        "image_effect": tf(False),
        "image_effect_detail": {"type": "", "opacity_value": 0, "border_color": "", "border_width": 0},
    }


def account_parts(text: str) -> dict[str, str]:
    """Bank, number and holder of an account that the merchant wrote in one line: `Kookmin 123-45-6789 Hong`.

    Without a number in it, the line is all the bank's name.
    """
    number = ACCOUNT_NUMBER.search(text)
    if number is None:
        return {"bank_name": text, "bank_account_no": "", "bank_account_holder": ""}
    return {
        "bank_name": text[: number.start()].strip(" :,()"),
        "bank_account_no": re.sub(r"\D", "", number[0]),
        "bank_account_holder": text[number.end() :].strip(" :,()"),
    }
