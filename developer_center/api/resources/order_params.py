"""What lists of orders can be narrowed by (wire contract 2.7, orders)."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from developer_center.api.params import TF, Choices, Ints, Moment, Period, Texts
from orders.calendar import months_after

CLAIM_DATES: Final = [
    f"{kind}_{what}_date" for kind in ("cancel", "exchange", "return") for what in ("request", "accept", "complete")
]
DATE_TYPES: Final = [
    "order_date",
    "pay_date",
    "shipbegin_date",
    "shipend_date",
    "cancel_date",
    "place_date",
    "purchaseconfirmation_date",
    *CLAIM_DATES,
]
STATUSES: Final = [
    *("N00", "N01", "N02", "N03", "N10", "N20", "N21", "N22", "N30", "N40", "N50"),
    *("C00", "C10", "C11", "C34", "C35", "C36", "C40", "C41", "C42", "C43", "C47", "C48", "C49"),
    *("R00", "R10", "R11", "R12", "R13", "R20", "R30", "R31", "R34", "R36", "R40", "R41", "R42", "R43"),
    *("E00", "E10", "E11", "E12", "E13", "E20", "E30", "E31", "E32", "E33", "E34", "E35", "E36", "E40"),
]
MONTHS: Final = 3


class SpannedPeriod(Period):
    """`start_date` and `end_date` of at most three months, which a list needs unless it names its rows."""

    start_date = Moment(required=False)
    end_date = Moment(required=False, ends=True)

    names: tuple[str, ...] = ()  # parameters that name rows, with which no period is needed

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if "start_date" in attrs:
            if attrs["end_date"].date() > months_after(attrs["start_date"].date(), MONTHS):
                raise serializers.ValidationError({"end_date": f"A period spans at most {MONTHS} months."})
        elif not any(attrs.get(name) for name in self.names):
            raise serializers.ValidationError({"start_date": "A period is required: start_date and end_date."})
        return attrs


class OrderFilters(SpannedPeriod):
    """Filters of GET orders and orders/count."""

    names = ("order_id",)

    date_type = serializers.ChoiceField(choices=DATE_TYPES, required=False, default="order_date")
    order_id = Texts(required=False)
    order_status = Choices(STATUSES, required=False)
    payment_status = Choices(["F", "M", "T", "A", "P"], required=False)
    member_type = Choices(["2", "3"], required=False)
    group_no = Ints(required=False)
    buyer_name = Texts(required=False)
    receiver_name = Texts(required=False)
    name_furigana = Texts(required=False)
    receiver_address = serializers.CharField(required=False, max_length=200)
    member_id = Texts(required=False)
    member_email = Texts(required=False)
    buyer_email = Texts(required=False)
    buyer_phone = Texts(required=False)
    buyer_cellphone = Texts(required=False)
    product_no = Ints(required=False)
    product_code = Texts(required=False)
    carrier_id = Ints(required=False)
    payment_method = Texts(required=False)
    payment_gateway_name = Texts(required=False)
    discount_method = Texts(required=False)
    discount_code = Texts(required=False)
    refund_status = Choices(["F", "T", "M"], required=False)
    first_order = TF(required=False)
    supplier_id = Texts(required=False)
    order_place_id = Texts(required=False)
    inflow_path = Texts(required=False)
    subscription = Texts(required=False)
    multiple_addresses = Texts(required=False)
    market_order_no = Texts(required=False)
    market_cancel_request = Texts(required=False)
    market_seller_id = Texts(required=False)
    wished_carrier_id = Texts(required=False)
    labels = Texts(required=False)
