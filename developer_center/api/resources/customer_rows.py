"""Customers and their one group as rows of the wire (Appendix A, customers, customersprivacy, customergroups)."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from developer_center.api.errors import found
from developer_center.wire import GROUP_NAME, dec2, moment, tf
from orders.models import Customer
from orders.models.customer import GROUP_NO

NOTHING: Final = "0.00"

# What the sign-up does not ask for.
NOT_ASKED: Final[dict[str, Any]] = {
    "name_english": "",
    "name_phonetic": "",
    "wedding_anniversary": "",
    "birthday": "",
    "city": "",
    "state": "",
    "job": "",
    "job_class": "",
    "nick_name": "",
    "recommend_id": "",
    "residence": "",
    "interest": "",
    "company_type": "",
    "foreigner_type": "",
    "corporate_name": "",
    "nationality": "",
    "shop_name": "",
    "refund_bank_code": "",
    "refund_bank_account_no": "",
    "refund_bank_account_holder": "",
    "company_condition": None,
    "company_line": None,
    "sns_list": [],
}
RULE: Final = {
    "amount_product": NOTHING,
    "amount_discount": NOTHING,
    "discount_unit": "P",
    "truncation_unit": "1",
    "max_discount": NOTHING,
}


def customer_named(member_id: str) -> Customer:
    """The customer of the open mall with this ID, whatever its case. Raises 404."""
    customers: QuerySet[Customer] = Customer.objects.all()
    return found(customers, f"Customer {member_id}", member_id_folded=member_id.casefold()[:40])


def customer_row(customer: Customer) -> dict[str, Any]:
    """A customer without what tells who it is; a blocked account reads as one on the blacklist."""
    return {
        "shop_no": customer.shop_no,
        "member_id": customer.member_id,
        "group_no": GROUP_NO,
        "member_authentication": "T",
        "use_blacklist": tf(not customer.is_active),
        "blacklist_type": "",
        "authentication_method": "",
        "sms": "F",
        "news_mail": tf(customer.wants_newsletter),
        "solar_calendar": "T",
        "total_points": NOTHING,
        "available_points": NOTHING,
        "used_points": NOTHING,
        "last_login_date": moment(customer.last_login_at),
        "created_date": moment(customer.created_at),
        "gender": None,
        "use_mobile_app": "F",
        "available_credits": NOTHING,
        "fixed_group": "F",
    }


def private_row(customer: Customer, *, is_detail: bool = False) -> dict[str, Any]:
    """A customer with name and address. One telephone number is kept; it stands as phone and as cellphone."""
    row = customer_row(customer)
    for name in ("sms", "news_mail", "available_credits"):
        del row[name]
    row |= NOT_ASKED | {
        "name": customer.name,
        "phone": customer.phone,
        "cellphone": customer.phone,
        "email": customer.email,
        "zipcode": customer.zipcode,
        "address1": customer.address1,
        "address2": customer.address2,
        "country_code": customer.country,
        "member_authority": "C",
        "member_type": "p",
        "lifetime_member": "F",
        "join_path": "P",
        "thirdparty_agree": "F",
    }
    more = {"additional_information": [], "available_credits": dec2(0)}
    return row | (more if is_detail else {"account_reactivation_date": None})


def changed_row(customer: Customer) -> dict[str, Any]:
    """What a change of a customer answers: the values as they are kept."""
    row = private_row(customer, is_detail=True)
    names = (
        "shop_no",
        "member_id",
        "cellphone",
        "email",
        "birthday",
        "solar_calendar",
        "country_code",
        "state",
        "city",
    )
    places = ("state", "city", "address1", "address2", "zipcode", "thirdparty_agree", "fixed_group", "gender")
    more = ("additional_information", "refund_bank_code", "refund_bank_account_no", "refund_bank_account_holder")
    kept = {name: row[name] for name in (*names, *places, *more)}
    return kept | {"sms": "F", "news_mail": tf(customer.wants_newsletter)}


def group_row(shop_no: int) -> dict[str, Any]:
    """The one group that every customer is of; it has no benefits of its own."""
    return {
        "shop_no": shop_no,
        "group_no": GROUP_NO,
        "group_name": GROUP_NAME,
        "group_description": "All customers of the store.",
        "group_icon": "",
        "benefits_paymethod": "A",
        "buy_benefits": "F",
        "ship_benefits": "F",
        "product_availability": "P",
        "discount_information": RULE,
        "points_information": RULE,
        "mobile_discount_information": RULE,
        "mobile_points_information": RULE,
        "discount_limit_information": {
            "discount_limit_type": "A",
            "discount_amount_limit": NOTHING,
            "number_of_discount_limit": None,
        },
    }
