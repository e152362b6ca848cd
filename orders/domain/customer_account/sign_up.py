"""Make a customer account."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.audit import Actor, record
from accounts.models import Shop
from orders.domain.documents import keep_consent
from orders.folding import folded_name
from orders.models import Customer, ShopDocument


class IdTaken(Exception):
    """Somebody in this mall has the ID already, in whatever case."""


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What is typed at sign-up; the consent to terms and privacy is what the form insists on.

    `documents_seen` is the seal of the texts that the page showed.
    """

    member_id: str
    password: str
    name: str
    email: str
    phone: str
    wants_newsletter: bool = False
    documents_seen: str = ""


@transaction.atomic
def sign_up_customer(shop: Shop, new: NewCustomer) -> Customer:
    """Make the account; the welcome mail hears of it by `customer.signed_up`. Raises IdTaken, DocumentsChanged."""
    consent = keep_consent(shop, seen=new.documents_seen)
    customer = Customer(
        member_id=new.member_id,
        member_id_folded=new.member_id.casefold(),
        name=new.name,
        name_folded=folded_name(new.name),
        email=new.email,
        email_folded=new.email.casefold(),
        phone=new.phone,
        shop_no=shop.shop_no,
        terms_version=consent[ShopDocument.Kind.TERMS],
        privacy_version=consent[ShopDocument.Kind.PRIVACY],
        wants_newsletter=new.wants_newsletter,
        session_salt=secrets.token_hex(16),
    )
    customer.set_password(new.password)
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
    except IntegrityError as error:
        raise IdTaken(new.member_id) from error
    record(
        "customer.signed_up",
        customer,
        actor=Actor.shopper(customer.pk),
        after={"shop_no": shop.shop_no},
        personal={"member_id": new.member_id, "name": new.name, "email": new.email},
    )
    return customer
