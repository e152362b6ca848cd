"""Change a customer's profile or password, or end the account."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.audit import Actor, changes, record
from accounts.models import AuditPersonal
from orders.domain.boards.forget import forget_writer
from orders.folding import folded_name
from orders.models import Cart, Customer


@dataclass(frozen=True, slots=True)
class Profile:
    """What customers may change about themselves."""

    name: str
    email: str
    phone: str
    zipcode: str = ""
    address1: str = ""
    address2: str = ""
    wants_newsletter: bool = False


@transaction.atomic
def change_profile(customer_id: int, profile: Profile, *, actor: Actor | None = None) -> Customer:
    """Store a profile, by the customer unless somebody else is named. The same values again change nothing."""
    customer: Customer = Customer.objects.select_for_update().get(pk=customer_id)
    wanted = asdict(profile)
    before, after = changes({name: getattr(customer, name) for name in wanted}, wanted)
    if not after:
        return customer
    for name, value in after.items():
        setattr(customer, name, value)
    customer.name_folded, customer.email_folded = folded_name(customer.name), customer.email.casefold()
    customer.save(update_fields=[*after, "name_folded", "email_folded"])
    record(
        "customer.changed",
        customer,
        actor=actor or Actor.shopper(customer.pk),
        after={"fields": sorted(after)},
        personal={"before": before, "after": after},
    )
    return customer


@transaction.atomic
def change_password(customer_id: int, password: str) -> Customer:
    """Set a new password; every session that was signed in before ends, for its salt differs."""
    customer: Customer = Customer.objects.select_for_update().get(pk=customer_id)
    set_new_password(customer, password)
    record("customer.password_changed", customer, actor=Actor.shopper(customer.pk))
    return customer


def set_new_password(customer: Customer, password: str) -> None:
    """Of a locked customer."""
    customer.set_password(password)
    customer.session_salt = secrets.token_hex(16)
    customer.save(update_fields=["password", "session_salt"])


@transaction.atomic
def leave(customer_id: int, *, actor: Actor | None = None) -> None:
    """End an account: its orders stay (law of commerce), its row, carts, wish lists, memos and values in the log go.

    By the customer, unless somebody else is named. What it wrote on boards stays without its name. The farewell mail is
    written from the values of the last entry. A second call does nothing.
    """
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        return
    AuditPersonal.objects.filter(entry__object_type="customer", entry__object_id=customer.pk).delete()
    record(
        "customer.left",
        customer,
        actor=actor or Actor.shopper(customer.pk),
        after={"shop_no": customer.shop_no},
        personal={"member_id": customer.member_id, "name": customer.name, "email": customer.email},
    )
    forget_writer(customer)
    Cart.objects.filter(customer=customer).delete()  # first: its foreign key may be empty, so Django does not order it
    customer.delete()
