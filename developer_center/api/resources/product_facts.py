"""What an app writes of a product and reads back: terms of sale, and what no rule of ours knows.

They are kept in `Product.app_facts` under their wire names, in their wire form, so that a row is made by laying them
over the defaults (wire contract 2.7, Appendix A). Those of catalog.models.sale_terms rule what shoppers can buy; what
would hide a product from some or ask their age cannot be had here and is refused (ADR 0049); the rest has no effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from rest_framework import serializers

from developer_center.api.params import Int
from developer_center.api.resources.product_fields import (
    LARGEST_INT,
    LONGEST_TEXT,
    Code,
    Day,
    Dec2,
    Flag,
    HsCodes,
    Html,
    Information,
    Never,
    Numbers,
    Points,
    Rates,
    Related,
    ShippingPeriod,
    SizeGuide,
    Span,
    Tags,
    Text,
    Volume,
    code_field,
    several,
    text_list,
)

NO_CODE: Final = {"manufacturer": "M0000000", "trend": "T0000000", "brand": "B0000000", "supplier": "S0000000"}
CLASSIFICATION: Final = "C000000A"

# In the order of the contract; live values are laid over their places.
LIST_DEFAULTS: Final[dict[str, Any]] = {
    **dict.fromkeys(("shop_no", "product_no"), 0),
    **dict.fromkeys(("product_code", "custom_product_code", "product_name"), ""),
    **dict.fromkeys(("eng_product_name", "supply_product_name", "internal_product_name", "model_name"), ""),
    **dict.fromkeys(("price_excluding_tax", "price", "retail_price", "supply_price"), "0.00"),
    **dict.fromkeys(("display", "selling"), "F"),
    "product_condition": "N",
    "product_used_month": 0,
    "summary_description": "",
    "margin_rate": "0.00",
    "tax_calculation": "A",
    "tax_type": "A",
    "tax_rate": 10,
    "price_content": None,
    "buy_limit_by_product": "F",
    "buy_limit_type": "F",
    **dict.fromkeys(("buy_group_list", "buy_member_id_list"), ()),
    **dict.fromkeys(("repurchase_restriction", "single_purchase_restriction", "single_purchase"), "F"),
    "buy_unit_type": "O",
    "buy_unit": 1,
    "order_quantity_limit_type": "O",
    "minimum_quantity": 1,
    "maximum_quantity": 0,
    "points_by_product": "F",
    "points_setting_by_payment": "B",
    "points_amount": (),
    "except_member_points": "F",
    "product_volume": {"use_product_volume": "F", "product_width": "", "product_height": "", "product_length": ""},
    "adult_certification": "F",
    **dict.fromkeys(("detail_image", "list_image", "tiny_image", "small_image"), ""),
    "use_naverpay": "F",
    "naverpay_type": "C",
    "use_kakaopay": "F",
    **{f"{name}_code": code for name, code in NO_CODE.items()},
    **dict.fromkeys(("made_date", "release_date"), ""),
    "expiration_date": {"start_date": "", "end_date": ""},
    "origin_classification": "F",
    "origin_place_no": 1798,
    "origin_place_value": "",
    "made_in_code": "KR",
    "icon_show_period": {"start_date": None, "end_date": None},
    "icon": (),
    "hscode": "",
    "product_weight": "0.00",
    "product_material": "",
    **dict.fromkeys(("created_date", "updated_date", "english_product_material", "cloth_fabric"), None),
    "list_icon": {"soldout_icon": False, "recommend_icon": False, "new_icon": False},
    "approve_status": "",
    "classification_code": CLASSIFICATION,
    "sold_out": "F",
    "additional_price": "0.00",
    **dict.fromkeys(("clearance_category_eng", "clearance_category_kor", "clearance_category_code"), ""),
    "exposure_limit_type": "A",
    "exposure_group_list": (),
    "set_product_type": None,
    "shipping_fee_by_product": "F",
    "shipping_fee_type": "T",
    "main": (),
    "market_sync": "F",
    "cultural_tax_deduction": "F",
    "size_guide": {"use": "F", "type": "default", "default": "", "description": None},
}
DETAIL_DEFAULTS: Final[dict[str, Any]] = {
    **dict.fromkeys(("additional_information", "category"), ()),
    "country_hscode": {"JPN": "", "CHN": ""},
    "description": "",
    **{f"{name}_info": "" for name in ("exchange", "payment", "service", "shipping")},
    **{f"{name}_info_by_product": "F" for name in ("exchange", "payment", "service", "shipping")},
    "has_option": "F",
    "image_upload_type": "A",
    "mobile_description": "",
    "option_type": "T",
    "origin_place_code": 1798,
    "prepaid_shipping_fee": "B",
    "product_shipping_type": "D",
    "product_tag": (),
    "product_tax_type_text": None,
    **dict.fromkeys(("project_no", "relational_product"), ()),
    "select_one_by_option": "F",
    "separated_mobile_description": "F",
    "shipping_area": "",
    "shipping_calculation": "M",
    "shipping_method": "01",
    "shipping_period": {"minimum": 1, "maximum": 7},
    "shipping_rates": (),
    "shipping_scope": "A",
    **dict.fromkeys(("simple_description", "soldout_message"), ""),
    **dict.fromkeys(("translated_additional_description", "translated_description"), ""),
}


class KeptFacts(serializers.Serializer[Any]):
    """The fields that are kept in `Product.app_facts`."""

    eng_product_name = Text(250)
    supply_product_name = Text(250)
    internal_product_name = Text(50)
    model_name = Text(100)
    retail_price = Dec2()
    supply_price = Dec2()
    additional_price = Dec2(min_value=-LARGEST_INT)
    margin_rate = Dec2(min_value=Decimal("-999.99"), max_value=Decimal("999.99"))
    product_condition = Code("NBRUEFS")
    product_used_month = Int(required=False, max_value=LARGEST_INT)
    tax_calculation = Code("AM")
    tax_type = Code("ABC")
    tax_rate = Int(required=False, min_value=1, max_value=100)
    price_content = Text(20, allow_null=True)
    buy_limit_by_product = Flag()
    buy_limit_type = Code("NMFOD")
    buy_group_list = Numbers()
    buy_member_id_list = text_list(200, 20)
    repurchase_restriction = Flag()
    single_purchase_restriction = Flag()
    single_purchase = Code("TFO")
    buy_unit_type = Code("PO")
    buy_unit = Int(required=False, min_value=1, max_value=LARGEST_INT)
    order_quantity_limit_type = Code("PO")
    minimum_quantity = Int(required=False, max_value=LARGEST_INT)
    maximum_quantity = Int(required=False, max_value=LARGEST_INT)
    points_by_product = Flag()
    points_setting_by_payment = Code("BC")
    points_amount = several(Points, 20)
    except_member_points = Flag()
    product_volume = Volume(required=False)
    adult_certification = Never("T", "F", said="Nobody's age is verified here.")
    use_naverpay = Flag()
    naverpay_type = Code("CO")
    use_kakaopay = Flag()
    manufacturer_code = code_field()
    trend_code = code_field()
    brand_code = code_field()
    supplier_code = code_field()
    classification_code = code_field()
    made_date = Day()
    release_date = Day()
    expiration_date = Span(required=False)
    origin_classification = Code("FTE")
    origin_place_no = Int(required=False, max_value=LARGEST_INT)
    origin_place_code = Int(required=False, max_value=LARGEST_INT)
    origin_place_value = Text(30)
    made_in_code = serializers.RegexField(r"\A[A-Z]{2}\Z", required=False)
    hscode = Text(20)
    country_hscode = HsCodes(required=False)
    english_product_material = Text(400, allow_null=True)
    cloth_fabric = Text(20, allow_null=True)
    clearance_category_code = Text(20)
    exposure_limit_type = Never("M", "A", said="Products are shown to everybody here.")
    exposure_group_list = Numbers()
    shipping_fee_by_product = Flag()
    shipping_fee_type = Code("TRMPDWCN")
    cultural_tax_deduction = Flag()
    size_guide = SizeGuide(required=False)
    additional_information = several(Information, 200)
    exchange_info = Html(LONGEST_TEXT)
    payment_info = Html(LONGEST_TEXT)
    service_info = Html(LONGEST_TEXT)
    shipping_info = Html(LONGEST_TEXT)
    exchange_info_by_product = Flag()
    payment_info_by_product = Flag()
    service_info_by_product = Flag()
    shipping_info_by_product = Flag()
    image_upload_type = Code("ABC")
    mobile_description = Html(LONGEST_TEXT)
    separated_mobile_description = Flag()
    prepaid_shipping_fee = Code("CPB")
    product_shipping_type = Code("CDE")
    product_tag = Tags()
    project_no = Numbers()
    relational_product = several(Related, 200)
    shipping_area = Text(255)
    shipping_calculation = Code("MA")
    shipping_method = serializers.RegexField(r"\A0[1-9]\Z", required=False)
    shipping_period = ShippingPeriod(required=False)
    shipping_rates = several(Rates, 200)
    shipping_scope = Code("ACB")
    soldout_message = Text(250)
    translated_additional_description = Html(LONGEST_TEXT)


KEPT: Final = frozenset(KeptFacts().fields)
KEPT_IN_LISTS: Final = KEPT & LIST_DEFAULTS.keys()
NESTED: Final = frozenset(name for name in KEPT if isinstance((LIST_DEFAULTS | DETAIL_DEFAULTS)[name], dict))


def kept_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """What of a checked body is kept; a nested fact is whole, what it leaves out is the default."""
    defaults = LIST_DEFAULTS | DETAIL_DEFAULTS
    kept = {name: _plain(value) for name, value in body.items() if name in KEPT}
    return {name: {**defaults[name], **value} if name in NESTED else value for name, value in kept.items()}


def _plain(value: Any) -> Any:
    """Of ordered dictionaries plain ones, as JSON keeps them."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
