"""Customers with their names and addresses (scope group privacy; wire contract 2.4, 2.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet
from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.operation import Paging, operation
from developer_center.api.params import TF, Ints, Moment, Period, Texts
from developer_center.api.resources.customer_rows import changed_row, customer_named, private_row
from orders.domain.customer_account.change import Profile, change_profile
from orders.folding import digits, folded_name
from orders.models import Customer
from orders.models.customer import GROUP_NO

NOTHING: Final = Q(pk__in=[])
# Names on the wire -> fields of Profile; the cellphone wins over nothing, as there is one number.
FIELDS: Final = {
    "cellphone": "phone",
    "email": "email",
    "zipcode": "zipcode",
    "address1": "address1",
    "address2": "address2",
    "news_mail": "wants_newsletter",
}


class PrivacyFilters(Period):
    """Filters of customersprivacy. `search_type` says which of them the app means; all that are given count."""

    search_type = serializers.ChoiceField(choices=["customer_info", "created_date"], required=False)
    created_start_date = Moment(required=False)
    created_end_date = Moment(required=False, ends=True)
    member_id = Texts(required=False)
    name = Texts(required=False)
    email = Texts(required=False)
    cellphone = Texts(required=False)
    phone = Texts(required=False)
    group_no = Ints(required=False)
    news_mail = TF(required=False)
    sms = TF(required=False)
    use_blacklist = TF(required=False)
    member_authentication = TF(required=False)
    gender = Texts(required=False)
    use_mobile_app = TF(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if attrs.get("search_type") == "created_date" and "created_start_date" not in attrs:
            raise serializers.ValidationError({"created_start_date": "created_start_date is required."})
        return attrs


class PrivacyChange(serializers.Serializer[Any]):
    """Body of PUT customersprivacy/{member_id}: what is kept of it; other names are ignored."""

    cellphone = serializers.CharField(max_length=20, allow_blank=True)
    email = serializers.EmailField(max_length=254)
    zipcode = serializers.CharField(max_length=12, allow_blank=True)
    address1 = serializers.CharField(max_length=200, allow_blank=True)
    address2 = serializers.CharField(max_length=200, allow_blank=True)
    news_mail = TF()


def _phones(values: list[str]) -> Q:
    return Q(phone_digits__in=[digits(one) for one in values if digits(one)])


CONDITIONS: Final[dict[str, Callable[[Any], Q]]] = {
    "created_start_date": lambda at: Q(created_at__gte=at),
    "created_end_date": lambda at: Q(created_at__lte=at),
    "member_id": lambda values: Q(member_id_folded__in=[one.casefold() for one in values]),
    "name": lambda values: Q(name_folded__in=[folded_name(one) for one in values]),
    "email": lambda values: Q(email_folded__in=[one.casefold() for one in values]),
    "cellphone": _phones,
    "phone": _phones,
    "group_no": lambda numbers: Q() if GROUP_NO in numbers else NOTHING,
    "news_mail": lambda wants: Q(wants_newsletter=wants),
    "use_blacklist": lambda is_blocked: Q(is_active=not is_blocked),
    # Facts that no customer here has.
    "sms": lambda wants: NOTHING if wants else Q(),
    "use_mobile_app": lambda uses: NOTHING if uses else Q(),
    "member_authentication": lambda is_known: Q() if is_known else NOTHING,
    "gender": lambda _letters: NOTHING,
}


@operation("GET", "customersprivacy", params=PrivacyFilters, paging=Paging(most=1000, usual=30, offset_most=8000))
def list_customers(call: Call) -> list[dict[str, Any]]:
    """Customers with their names, newest first. One query, in the order of an index."""
    page = _matching(call.params).order_by("-created_at", "-id")[call.offset : call.offset + call.limit]
    return [private_row(customer) for customer in page]


@operation("GET", "customersprivacy/count", params=PrivacyFilters)
def count_customers(call: Call) -> int:
    """How many customers fit."""
    return int(_matching(call.params).count())


@operation("GET", "customersprivacy/{member_id}")
def one_customer(call: Call, member_id: str) -> dict[str, Any]:
    """One customer by ID."""
    return private_row(customer_named(member_id), is_detail=True)


@operation("PUT", "customersprivacy/{member_id}", body=PrivacyChange)
def put_customer(call: Call, member_id: str) -> dict[str, Any]:
    """Change what is kept of a customer. The name stays: no app may turn one person into another."""
    customer = customer_named(member_id)
    wanted = {ours: call.body[theirs] for theirs, ours in FIELDS.items() if theirs in call.body}
    present = {name: getattr(customer, name) for name in ("name", *FIELDS.values())}
    customer = change_profile(customer.pk, Profile(**present | wanted), actor=call.actor)
    return changed_row(customer)


def _matching(wanted: Mapping[str, Any]) -> QuerySet[Customer]:
    condition = Q()
    for name, value in wanted.items():
        if name in CONDITIONS:
            condition &= CONDITIONS[name](value)
    rows: QuerySet[Customer] = Customer.objects.filter(condition)
    return rows
