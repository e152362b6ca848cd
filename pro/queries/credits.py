"""The message credit ledger of the open mall (R3.96)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from pro.models import MessageCredit, Operation

TOP_UP = MessageCredit.Kind.TOP_UP


@dataclass(frozen=True, slots=True)
class CreditSums:
    """Of all time, in KRW: what messages cost, what PRO paid, and what is left to pay (nothing)."""

    messages: int
    used_krw: int
    paid_krw: int

    @property
    def balance_krw(self) -> int:
        return self.paid_krw - self.used_krw


def credit_sums() -> CreditSums:
    """One query."""
    is_use = ~Q(kind=TOP_UP)
    sums = MessageCredit.objects.aggregate(
        messages=Sum("count", filter=is_use),
        used=Sum("amount_krw", filter=is_use),
        paid=Sum("amount_krw", filter=~is_use),
    )
    return CreditSums(sums["messages"] or 0, -(sums["used"] or 0), sums["paid"] or 0)


def credits_of_mall() -> QuerySet[MessageCredit]:
    """Entries with the run that caused them."""
    return MessageCredit.objects.select_related("run")


def titles_of(keys: set[str]) -> dict[str, str]:
    """Names of items in the present language, by key."""
    return {line.key: line.title for line in Operation.objects.filter(key__in=keys)}
