"""Nobody lets an app do what they may not do themselves: which permissions an operator can consent to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from accounts.models import Operator
from developer_center.scopes import Wanted, in_words

# Key of a permission's category -> the right to the menu where the same is done by hand.
RIGHT_OF: Final = {
    "category": "products",
    "product": "products",
    "collection": "products",
    "supply": "products",
    "translation": "products",
    "design": "display",
    "order": "orders",
    "salesreport": "orders",
    "personal": "customers",
    "community": "customers",
    "customer": "customers",
    "privacy": "customers",
    "mileage": "customers",
    "promotion": "promotions",
    "store": "store",
    "shipping": "store",
    "notification": "store",
    "application": "apps",
}


def beyond(operator: Operator, scopes: Iterable[str]) -> list[Wanted]:
    """Of what an app asks for, that which the operator has no right to; an owner has all."""
    return [wanted for wanted in in_words(scopes) if not operator.has_right(RIGHT_OF[wanted.category.key])]
