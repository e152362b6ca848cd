"""The buyer and the recipient of an order as rows of the wire (Appendix A)."""

from __future__ import annotations

from typing import Any

from developer_center.api.resources.order_codes import shipping_code
from developer_center.wire import moment
from orders.models import Order
from orders.models.customer import GROUP_NO


def buyer_row(order: Order) -> dict[str, Any]:
    """Who bought. One telephone number is kept; it stands as phone and as cellphone."""
    customer = order.customer
    return {
        "shop_no": order.shop_no,
        "member_id": customer.member_id if customer else "",
        "member_group_no": GROUP_NO if customer else 0,
        "name": order.buyer_name,
        "names_furigana": "",
        "email": order.buyer_email,
        "phone": order.buyer_phone,
        "cellphone": order.buyer_phone,
        "customer_notification": "",
        "updated_date": moment(order.updated_at),
        "user_id": "",
        "user_name": "",
        "company_name": "",
        "company_registration_no": "",
        "buyer_zipcode": customer.zipcode if customer else "",
        "buyer_address1": customer.address1 if customer else "",
        "buyer_address2": customer.address2 if customer else "",
    }


def receiver_row(order: Order) -> dict[str, Any]:
    """Where an order goes: one recipient an order."""
    return {
        "shop_no": order.shop_no,
        "name": order.receiver_name,
        "name_furigana": "",
        "phone": order.receiver_phone,
        "cellphone": order.receiver_phone,
        "virtual_phone_no": None,
        "zipcode": order.receiver_zipcode,
        "address1": order.receiver_address1,
        "address2": order.receiver_address2,
        "name_en": None,
        "city_en": order.receiver_city or None,
        "state_en": order.receiver_state or None,
        "street_en": None,
        "country_code": order.receiver_country,
        "country_name": None,
        "country_name_en": None,
        "shipping_message": order.shipping_message,
        "clearance_information_type": None,
        "clearance_information": "",
        "wished_delivery_date": "",
        "wished_delivery_time": None,
        "shipping_code": shipping_code(order),
    }
