"""Customer accounts for tests of orders."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password

from orders.folding import folded_name
from orders.models import Customer


def make_customer(member_id: str = "minji", *, name: str = "Kim Minji", **changes: Any) -> Customer:
    """A customer of the open mall with the password "customer password"."""
    email = changes.pop("email", f"{member_id}@example.com")
    return Customer.objects.create(
        member_id=member_id,
        member_id_folded=member_id.casefold(),
        name=name,
        name_folded=folded_name(name),
        email=email,
        email_folded=email.casefold(),
        password=make_password("customer password"),
        **changes,
    )
