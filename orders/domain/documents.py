"""Terms and privacy notice of a shop: the merchant's own text or the standard one, and which version was agreed to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation

from accounts.audit import Actor, record
from accounts.models import Shop
from accounts.shop_hosts import forget_mall_pages
from accounts.tenancy import current_mall_id
from catalog.description import cleaned
from orders.domain.shipping_fee import policy_of
from orders.models import ShopDocument

Kind = ShopDocument.Kind
KINDS: Final = (Kind.TERMS, Kind.PRIVACY)
TEMPLATES: Final = {
    Kind.TERMS: "orders/documents/terms.html",
    Kind.PRIVACY: "orders/documents/privacy.html",
}


class DocumentsChanged(Exception):
    """The shop's terms or privacy notice are not those any more that the shopper was shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text in force. `kept` is its stored version; None for a standard text that nobody has agreed to yet."""

    kind: str
    body: str
    kept: ShopDocument | None

    @property
    def is_own(self) -> bool:
        """Whether the merchant wrote it."""
        return self.kept is not None and not self.kept.is_standard


def standard_text(shop: Shop, kind: str) -> str:
    """The standard text in the language of the shop, with its name and its windows for returns; HTML."""
    values = {"shop": shop, "policy": policy_of(shop), "hosting_provider": settings.HOSTING_PROVIDER}
    with translation.override(shop.language):
        return render_to_string(TEMPLATES[Kind(kind)], values).strip()


def documents_in_force(shop: Shop) -> dict[str, Document]:
    """Both texts of a shop by their kind."""
    newest = {
        row.kind: row
        for row in ShopDocument.objects.filter(shop_no=shop.shop_no)
        .order_by("mall_id", "shop_no", "kind", "-version")
        .distinct("mall_id", "shop_no", "kind")
    }
    return {kind: _in_force(shop, kind, newest.get(kind)) for kind in KINDS}


def seal_of(documents: dict[str, Document]) -> str:
    """What a form carries to say which texts its reader was shown; equal texts have equal seals."""
    parts = (hashlib.sha256(documents[kind].body.encode()).hexdigest() for kind in KINDS)
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:32]


@transaction.atomic
def keep_consent(shop: Shop, *, seen: str = "") -> dict[str, int]:
    """Store the texts in force where they are not yet, and return their version by kind: what is agreed to now.

    `seen` is the seal of what the shopper was shown; raises DocumentsChanged where it is not in force any more.
    """
    documents = documents_in_force(shop)
    if seen and seen != seal_of(documents):
        raise DocumentsChanged
    if any(one.kept is None for one in documents.values()):
        _one_at_a_time(shop)  # two first orders write one version; whoever waited finds it
        documents = documents_in_force(shop)
    return {
        kind: (one.kept or _write(shop, kind, one.body, is_standard=True)).version for kind, one in documents.items()
    }


@transaction.atomic
def save_document(shop: Shop, kind: str, text: str, *, actor: Actor) -> bool:
    """Put the merchant's own text in force as a new version; scripts, styles and forms in HTML are taken out.

    The text that is in force already changes nothing: False.
    """
    _one_at_a_time(shop)
    body = cleaned(text.replace("\r\n", "\n").strip())
    if body == documents_in_force(shop)[kind].body:
        return False
    _put_in_force(shop, kind, body, is_standard=False, actor=actor)
    return True


@transaction.atomic
def reset_document(shop: Shop, kind: str, *, actor: Actor) -> bool:
    """Put the standard text in force again, as a new version. False where it is in force already."""
    _one_at_a_time(shop)
    if not documents_in_force(shop)[kind].is_own:
        return False
    _put_in_force(shop, kind, standard_text(shop, kind), is_standard=True, actor=actor)
    return True


def _in_force(shop: Shop, kind: str, newest: ShopDocument | None) -> Document:
    if newest is not None and not newest.is_standard:
        return Document(kind, newest.body, newest)
    body = standard_text(shop, kind)
    return Document(kind, body, newest if newest is not None and newest.body == body else None)


def _put_in_force(shop: Shop, kind: str, body: str, *, is_standard: bool, actor: Actor) -> None:
    row = _write(shop, kind, body, is_standard=is_standard)
    facts = {"shop_no": shop.shop_no, "document": kind, "version": row.version}
    record("document.reset" if is_standard else "document.changed", row, actor=actor, after=facts)
    forget_mall_pages()


def _write(shop: Shop, kind: str, body: str, *, is_standard: bool) -> ShopDocument:
    rows = ShopDocument.objects.filter(shop_no=shop.shop_no, kind=kind)
    last: int | None = rows.order_by("-version").values_list("version", flat=True).first()
    row: ShopDocument = ShopDocument.objects.create(
        shop_no=shop.shop_no, kind=kind, version=(last or 0) + 1, body=body, is_standard=is_standard
    )
    return row


def _one_at_a_time(shop: Shop) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [current_mall_id() % 2**31, 21_000 + shop.shop_no])
