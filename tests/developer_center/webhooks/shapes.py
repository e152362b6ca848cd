"""The payload types of the wire contract, section 3, and whether a payload has them.

Where the contract names an event without its fields they are those of Cafe24's public samples.
"""

from __future__ import annotations

import re
from typing import Any

HEAD = "mall_id:str, event_shop_no:digits"
PRODUCT = (
    "product_no:int, product_code:str, created_date:dt, updated_date:dt, product_name:str, eng_product_name:str, "
    "supply_product_name:str, model_name:str, custom_product_code:str, product_condition:str, summary_description:str, "
    "simple_description:str, description:str, display:TF, selling:TF, retail_price:dec2, supply_price:dec2, "
    "price:dec2, price_content:null, adult_certification:TF, manufacturer_code:str, supplier_code:str, brand_code:str, "
    "trend_code:str, made_date:date, release_date:date, origin_place_code:int, shipping_scope:str, translated:TF"
)
ORDER = (
    f"{HEAD}, event_code:str, order_id:str, payment_gateway_name:str, currency:str, order_date:dt, "
    "order_place_name:str, member_id:str, member_authentication:str, buyer_name:str, buyer_email:str, buyer_phone:str, "
    "buyer_cellphone:str, group_no_when_ordering:str, first_order:str, order_from_mobile:TF, paid:str, "
    "payment_date:dt, billing_name:str, bank_code:str, payment_method:str, easypay_name:str, use_escrow:TF, "
    "bank_account_no:str, order_price_amount:dec2, membership_discount_amount:dec2, actual_payment_amount:dec2, "
    "mileage_spent_amount:dec2, shipping_fee:dec2, shipping_type:str, shipping_status:str, wished_delivery_date:date, "
    "wished_delivery_time:str, store_pickup:TF, shipping_message:str, order_place_id:str, ordering_product_code:str, "
    "ordering_product_name:str"
)
MEMBER = (
    f"{HEAD}, member_id:str, group_no:int, name:str, nick_name:str, name_english:str, name_phonetic:str, "
    "created_date:dt, member_authentication:TF, birthday:str, gender:str, phone:str, cellphone:str, sms:TF, email:str, "
    "news_mail:TF, total_mileage:dec2, available_mileage:dec2, recommend_id:str, residence:str, use_mobile_app:TF, "
    "member_type:str"
)
CATEGORY = (
    f"{HEAD}, category_no:int, category_name:str, use_display:TF, use_main:TF, display_type:str, "
    "product_display_scope:str, product_display_type:str, product_display_key:str, product_display_sort:str, "
    "soldout_product_display:str, sub_category_product_display:TF"
)
ARTICLE = (
    f"{HEAD}, board_no:int, no:int, has_parent:TF, parent_article_no:number, product_no:number, order_id:str, "
    "member_id:str, writer:str, title:str, content:str, rating:int, secret:TF, display:TF, reply_status:str, "
    "created_date:dt"
)
COMMENT = (
    f"{HEAD}, board_no:int, article_no:int, comment_no:int, member_id:str, writer:str, comment_member_id:str, "
    "comment_writer:str, content:str, rating:int, "
    "secret:TF, created_date:dt"
)
SHOP = "mall_id:str, shop_no:digits, shop_name:str, language:str, currency:str, is_active:TF"
TRIGGER = f"{HEAD}, trigger_name:str"
ORDERS = f"{HEAD}, event_code:str, order_id:orders"
MEMO = (
    f"{HEAD}, event_code:str, order_id:str, memo_no:int, requested_date:spaced, order_place_id:str, executor_id:str, "
    "execute_method:str"
)
NAMED = f"{HEAD}, member_id:str"
OPERATOR = f"{HEAD}, sub_admin_id:str, sub_admin_type:str, user_name:str, available:TF"
BENEFIT = (
    "mall_id:str, shop_no:digits, benefit_no:int, use_benefit:TF, benefit_name:str, benefit_start_date:dt, "
    "benefit_end_date:dt, customer_group_list:list, product_binding_type:str, product_list:null, "
    "add_category_list:null, except_category_list:null"
)
ISSUE = "mall_id:str, event_shop_no:digits, coupon_no:int, coupon_name:str, issue_status_code:str, issue_status:str"
COUPON = f"{ISSUE}, coupon_type:str"
CLAIM_REASON = "claim_reason_type:str, claim_reason_type_text:str, claim_reason:str"

SHAPES = {
    90077: "mall_id:str, client_id:str, app_name:str, deleted_date:dt",
    90001: f"{HEAD}, {PRODUCT}",
    90002: f"{HEAD}, {PRODUCT}",
    90003: f"{HEAD}, product_no:int, product_code:str",
    90041: f"{HEAD}, product_no:str, action:str",
    90075: f"mall_id:str, {PRODUCT}, status_text:str, variant_code:str, use_soldout:TF",
    90150: f"{HEAD}, sold_out_by_current_shop:TF, product_no:digits, sold_out:shops",
    90023: ORDER,
    90024: (
        f"{ORDER}, cancel_date:dt, return_confirmed_date:dt, included_deferpay_order:TF, deferpay_order_id:str, "
        "withdraw:TF, withdraw_type:str"
    ),
    90025: ORDER,
    90026: f"{ORDER}, cancel_date:dt",
    90027: f"{ORDER}, cancel_date:dt, return_confirmed_date:dt, {CLAIM_REASON}",
    90028: f"{ORDER}, cancel_date:dt",
    90029: f"{ORDER}, cancel_date:dt, return_confirmed_date:dt",
    90031: f"{ORDER.replace(', event_code:str', '')}, cancel_date:dt, return_confirmed_date:dt",
    90160: (
        f"{HEAD}, order_id:str, claim_code:str, {CLAIM_REASON}, order_price_amount:dec2, refund_amount:dec2, "
        "shipping_fee:dec2, refund_shipping_fee:dec2, refund_regional_surcharge:dec2, return_shipping_fee:dec2, "
        "return_regional_surcharge:dec2, add_discount_amount:dec2, member_grade_discount_amount:dec2, "
        "shipping_discount_amount:dec2, coupon_discount_amount:dec2, point_used:dec2, credit_used:dec2"
    ),
    90162: f"{HEAD}, order_id:str, shipping_code:str, shipping_company_code:str, tracking_no:str",
    90084: (
        f"{HEAD}, member_id:str, shipping_type:str, product_no:int, variant_code:str, quantity:int, product_bundle:TF"
    ),
    90071: f"{ORDERS}, included_deferpay_order:str, deferpay_order_id:str",
    90072: ORDERS,
    90073: ORDERS,
    90074: ORDERS,
    90064: f"{HEAD}, event_code:str, order_id:str, order_place_id:str",
    90066: MEMO,
    90068: MEMO,
    90069: MEMO,
    90032: MEMBER,
    90080: f"{NAMED}, diff_key:list, sub_event_code:str",
    90143: f"{NAMED}, group_name:str, inflow_name:str",
    90145: NAMED,
    90146: NAMED,
    90147: NAMED,
    90033: ARTICLE,
    90034: COMMENT,
    90036: f"{HEAD}, board_no:int, no:int",
    90037: f"{HEAD}, board_no:int, article_no:int, comment_no:int",
    90039: ARTICLE,
    90042: CATEGORY,
    90043: CATEGORY,
    90044: f"{HEAD}, category_no:int, category_name:str",
    90045: f"{HEAD}, category_no:int",
    90047: BENEFIT,
    90048: BENEFIT,
    90151: COUPON,
    90153: COUPON,
    90154: f"{ISSUE}, mode:str, type:str, start_date:str, end_date:str",
    90110: SHOP,
    90111: SHOP,
    90113: OPERATOR,
    90114: OPERATOR,
    90115: f"{HEAD}, sub_admin_id:str",
    90121: f"{HEAD}, shop_name:str, company_name:str, country:str",
    90166: TRIGGER,
    90167: TRIGGER,
    90168: TRIGGER,
}

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+09:00")
IS = {
    "int": lambda value: type(value) is int,
    "number": lambda value: value is None or type(value) is int,
    "str": lambda value: isinstance(value, str),
    "digits": lambda value: isinstance(value, str) and value.isdigit(),
    "TF": lambda value: value in {"T", "F"},
    "dec2": lambda value: isinstance(value, str) and re.fullmatch(r"-?\d+\.\d\d", value) is not None,
    "dt": lambda value: value == "" or (isinstance(value, str) and TIME.fullmatch(value) is not None),
    "date": lambda value: value == "" or re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) is not None,
    "orders": lambda value: re.fullmatch(r"\d{8}-\d{7}(,\d{8}-\d{7})+", value) is not None,
    "list": lambda value: isinstance(value, list),
    "spaced": lambda value: re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value) is not None,
    "null": lambda value: value is None,
    "shops": lambda value: all(key.isdigit() and one in {"T", "F"} for key, one in value.items()) and bool(value),
}


def misfits(number: int, resource: dict[str, Any]) -> list[str]:
    """Fields that are missing, too many, or of another type than the contract says."""
    shape = dict(pair.split(":") for pair in SHAPES[number].split(", "))
    wrong = [
        f"{name}={resource[name]!r}"
        for name, kind in shape.items()
        if name in resource and not IS[kind](resource[name])
    ]
    return sorted({*shape} ^ {*resource}) + wrong
