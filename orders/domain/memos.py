"""Notes of the store on an order."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import AuditEntry, User
from orders.domain.progress import lock_order
from orders.models import OrderMemo


@transaction.atomic
def add_memo(order_id: int, text: str, *, is_for_customer: bool = False, actor: Actor) -> OrderMemo:
    """Write a memo, signed with the operator's ID; where ticked, the buyer reads it with the order."""
    order = lock_order(order_id)
    memo: OrderMemo = OrderMemo.objects.create(
        order=order,
        text=text.strip(),
        is_for_customer=is_for_customer,
        author_id=actor.id,
        author_name=author_of(actor),
    )
    after = {"memo_id": memo.pk, "is_for_customer": is_for_customer}
    record("order.memo_added", order, actor=actor, after=after, personal={"after": {"memo": memo.text}})
    return memo


@transaction.atomic
def change_memo(order_id: int, memo_id: int, text: str, *, actor: Actor) -> OrderMemo:
    """Write a memo anew; the same text again changes nothing. Raises OrderMemo.DoesNotExist."""
    order = lock_order(order_id)
    memo: OrderMemo = OrderMemo.objects.select_for_update().get(order=order, pk=memo_id)
    was, memo.text = memo.text, text.strip()
    if memo.text != was:
        memo.save(update_fields=["text"])
        personal = {"before": {"memo": was}, "after": {"memo": memo.text}}
        record("order.memo_changed", order, actor=actor, after={"memo_id": memo.pk}, personal=personal)
    return memo


@transaction.atomic
def pin_memo(order_id: int, memo_id: int, *, is_pinned: bool, actor: Actor) -> OrderMemo:
    """Keep a memo on top, or let it go down again. Raises OrderMemo.DoesNotExist."""
    order = lock_order(order_id)
    memo: OrderMemo = OrderMemo.objects.select_for_update().get(order=order, pk=memo_id)
    if memo.is_pinned != is_pinned:
        memo.is_pinned = is_pinned
        memo.save(update_fields=["is_pinned"])
        record("order.memo_pinned", order, actor=actor, after={"memo_id": memo.pk, "is_pinned": is_pinned})
    return memo


@transaction.atomic
def delete_memo(order_id: int, memo_id: int, *, actor: Actor) -> None:
    """Remove a memo; its text stays in the erasable part of the log. Raises OrderMemo.DoesNotExist."""
    order = lock_order(order_id)
    memo: OrderMemo = OrderMemo.objects.select_for_update().get(order=order, pk=memo_id)
    record(
        "order.memo_deleted", order, actor=actor, before={"memo_id": memo.pk}, personal={"before": {"memo": memo.text}}
    )
    memo.delete()


def author_of(actor: Actor) -> str:
    """The ID of the operator who acts; nothing where it is an app or the system."""
    if actor.kind == AuditEntry.ActorKind.OPERATOR and actor.id is not None:
        return User.objects.values_list("login_id", flat=True).filter(pk=actor.id).first() or ""
    return ""
