"""Notes of the store about a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from accounts.audit import Actor, changes, record
from orders.domain.memos import author_of
from orders.models import Customer, CustomerMemo

MOST_MEMOS: Final = 200


class TooManyMemos(Exception):
    """A customer has at most MOST_MEMOS notes."""


@transaction.atomic
def add_customer_memo(
    customer_id: int, text: str, *, is_important: bool = False, author_id: str = "", actor: Actor
) -> CustomerMemo:
    """Note something about a customer, signed with `author_id`, else with the operator who acts.

    Raises Customer.DoesNotExist and TooManyMemos.
    """
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    if CustomerMemo.objects.filter(customer=customer).count() >= MOST_MEMOS:
        raise TooManyMemos
    author_id = author_id or author_of(actor)
    memo = CustomerMemo(customer=customer, text=text.strip(), is_important=is_important, author_id=author_id)
    memo.save(force_insert=True)
    after = {"memo_id": memo.pk, "is_important": is_important}
    record("customer.memo_added", customer, actor=actor, after=after, personal={"after": {"memo": memo.text}})
    return memo


@transaction.atomic
def change_customer_memo(customer_id: int, memo_id: int, wanted: Mapping[str, Any], *, actor: Actor) -> CustomerMemo:
    """Change `text`, `is_important` or `author_id` of a note, as `wanted` names them; the same again changes nothing.

    Raises Customer.DoesNotExist and CustomerMemo.DoesNotExist.
    """
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    memo: CustomerMemo = CustomerMemo.objects.select_for_update().get(customer=customer, pk=memo_id)
    if "text" in wanted:
        wanted = {**wanted, "text": wanted["text"].strip()}
    before, after = changes({name: getattr(memo, name) for name in wanted}, dict(wanted))
    if not after:
        return memo
    for name, value in after.items():
        setattr(memo, name, value)
    memo.save(update_fields=list(after))
    was, now = before.pop("text", None), after.pop("text", None)
    personal = {"before": {"memo": was}, "after": {"memo": now}} if now is not None else None
    after |= {"memo_id": memo.pk}
    record("customer.memo_changed", customer, actor=actor, before=before, after=after, personal=personal)
    return memo


@transaction.atomic
def delete_customer_memo(customer_id: int, memo_id: int, *, actor: Actor) -> None:
    """Remove a note; its text stays in the erasable part of the log until the customer leaves.

    Raises Customer.DoesNotExist and CustomerMemo.DoesNotExist, also in a second call.
    """
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    memo: CustomerMemo = CustomerMemo.objects.select_for_update().get(customer=customer, pk=memo_id)
    personal = {"before": {"memo": memo.text}}
    record("customer.memo_deleted", customer, actor=actor, before={"memo_id": memo.pk}, personal=personal)
    memo.delete()
