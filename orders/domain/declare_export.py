"""Export declarations of overseas parcels: opened when a parcel ships, filed and answered by jobs (R3.119, R3.120)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.jobs import PassingError, enqueue, is_last_attempt
from accounts.models import Mall
from accounts.tenancy import acted_for, current_mall_id, step
from orders.declarations import Declaration, DeclarationRefused, DeclaredItem, partner
from orders.models import ExportDeclaration, OrderItem, Parcel

FILE_TASK = "orders.file_declaration"
CHECK_TASK = "orders.check_declaration"
CHECK_AFTER = dt.timedelta(minutes=1)
CHARGE_KRW = 500

State = ExportDeclaration.State


class DeclarationNotRetryable(Exception):
    """Only a declaration that failed is filed again."""


@transaction.atomic
def open_declarations(order_id: int, *, actor: Actor) -> list[ExportDeclaration]:
    """Open a declaration for each parcel of an order that has left for abroad and has none; queue their filing.

    A second call opens nothing. An order at home opens nothing.
    """
    home = Mall.objects.values_list("country", flat=True).get(pk=current_mall_id())
    abroad = Q(is_overseas=True) | ~Q(order__receiver_country=home)
    parcels = Parcel.objects.filter(abroad, order_id=order_id, shipped_at__isnull=False, declarations__isnull=True)
    opened = []
    for parcel in parcels.select_related("order").order_by("pk"):
        declaration, is_new = ExportDeclaration.objects.get_or_create(parcel=parcel)
        if is_new:
            record("declaration.opened", declaration, actor=actor, after=_facts(declaration, parcel))
            enqueue(FILE_TASK, mall_id=current_mall_id(), declaration_id=declaration.pk)
            opened.append(declaration)
    return opened


def file_declaration(declaration_id: int) -> None:
    """Hand a declaration to the partner, outside every transaction, and note its reference and charge (a task).

    A declaration that is filed already is left alone. The charge is written once, also when a failed one is filed
    again: the partner charges per declaration. A refusal, and the last attempt, end as failed with the reason.
    """
    with step():
        row = _row(declaration_id)
        told = _told(row)
    if row.state != State.NOT_FILED:
        return
    try:
        reference = partner().file(told)
    except (DeclarationRefused, PassingError) as error:
        _note_failure(declaration_id, error)
        return
    with step():
        _note_filed(declaration_id, reference)


def check_declaration(declaration_id: int) -> None:
    """Ask the partner whether customs accepted a filed declaration (a task); asks again later while it has not."""
    with step():
        row = _row(declaration_id)
    if row.state != State.FILED:
        return
    try:
        is_accepted = partner().is_accepted(row.reference)
    except (DeclarationRefused, PassingError) as error:
        _note_failure(declaration_id, error)
        return
    if not is_accepted:
        _note_failure(declaration_id, PassingError("Customs has not answered yet."))
    with step():
        row = ExportDeclaration.objects.select_for_update().get(pk=declaration_id)
        row.state, row.answered_at, row.error = State.ACCEPTED, timezone.now(), ""
        row.save(update_fields=["state", "answered_at", "error"])
        record("declaration.accepted", row, actor=Actor.system(), after=_facts(row, _row(declaration_id).parcel))


@transaction.atomic
def retry_declaration(declaration_id: int, *, actor: Actor) -> ExportDeclaration:
    """File a failed declaration again. Raises DeclarationNotRetryable for one in another state."""
    row: ExportDeclaration = ExportDeclaration.objects.select_for_update().get(pk=declaration_id)
    if row.state != State.FAILED:
        raise DeclarationNotRetryable
    row.state, row.error, row.answered_at = State.NOT_FILED, "", None
    row.save(update_fields=["state", "error", "answered_at"])
    record("declaration.retried", row, actor=actor, after=_facts(row, _row(declaration_id).parcel))
    enqueue(FILE_TASK, mall_id=current_mall_id(), declaration_id=row.pk)
    return row


def charge_krw() -> int:
    """What one declaration costs (setting EXPORT_DECLARATION_CHARGE_KRW)."""
    return int(getattr(settings, "EXPORT_DECLARATION_CHARGE_KRW", CHARGE_KRW))


def _row(declaration_id: int) -> ExportDeclaration:
    row: ExportDeclaration = ExportDeclaration.objects.select_related("parcel__order").get(pk=declaration_id)
    return row


def _facts(row: ExportDeclaration, parcel: Parcel) -> dict[str, object]:
    facts = {"order_id": parcel.order_id, "order": parcel.order.number, "parcel_no": parcel.parcel_no}
    return facts | {"state": row.state, "reference": row.reference, "charge_krw": row.charge_krw}


def _told(row: ExportDeclaration) -> Declaration:
    parcel, order = row.parcel, row.parcel.order
    mall = Mall.objects.get(pk=acted_for())
    address = [order.receiver_address1, order.receiver_address2, order.receiver_city, order.receiver_state]
    return Declaration(
        key=f"{mall.host}/{order.number}/{parcel.parcel_no}",
        exporter=mall.business_name or mall.name,
        order_number=order.number,
        tracking_number=parcel.tracking_number,
        carrier=parcel.carrier,
        receiver_name=order.receiver_name,
        receiver_country=order.receiver_country,
        receiver_address=", ".join([part for part in [*address, order.receiver_zipcode] if part]),
        currency=order.currency,
        items=tuple(
            DeclaredItem(
                name=item.product_name,
                quantity=item.quantity,
                value=item.unit_price * item.quantity - item.discount_amount,
                weight_grams=(item.weight_grams or 0) * item.quantity,
            )
            for item in OrderItem.objects.filter(parcel=parcel).order_by("line_no")
        ),
        shipped_at=parcel.shipped_at or timezone.now(),
    )


def _note_filed(declaration_id: int, reference: str) -> None:
    row = ExportDeclaration.objects.select_for_update().get(pk=declaration_id)
    if row.state != State.NOT_FILED:
        return
    row.state, row.reference, row.error = State.FILED, reference, ""
    if row.filed_at is None:
        row.filed_at, row.charge_krw = timezone.now(), charge_krw()
    row.save(update_fields=["state", "reference", "error", "filed_at", "charge_krw"])
    record("declaration.filed", row, actor=Actor.system(), after=_facts(row, _row(declaration_id).parcel))
    run_after = timezone.now() + CHECK_AFTER
    enqueue(CHECK_TASK, mall_id=current_mall_id(), run_after=run_after, declaration_id=declaration_id)


def _note_failure(declaration_id: int, error: Exception) -> None:
    """Write the reason down; a passing error is raised again for the ledger, and is final on its last attempt."""
    is_passing = isinstance(error, PassingError)
    with step():
        row = ExportDeclaration.objects.select_for_update().get(pk=declaration_id)
        row.error = str(error)[:300]
        if not is_passing or is_last_attempt():
            row.state, row.answered_at = State.FAILED, timezone.now()
            facts = _facts(row, _row(declaration_id).parcel)
            record("declaration.failed", row, actor=Actor.system(), after=facts, reason=row.error)
        row.save(update_fields=["state", "error", "answered_at"])
    if is_passing:
        raise error
