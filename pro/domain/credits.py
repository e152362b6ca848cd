"""Messages that PRO causes, and the free top-up for them (R3.96)."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from pro.models import MessageCredit, OperationRun

Kind = MessageCredit.Kind


@transaction.atomic
def spend(run: OperationRun | None, kind: str, count: int = 1) -> int:
    """Write down messages that a run of the open mall sends, and PRO's top-up for all they cost; answers that, in KRW.

    No run: PRO itself has something to say.
    Call it in the transaction that posts the messages: either both are there or neither. Raises ValueError for a
    kind without a price or a count below 1.
    """
    price_krw = settings.PRO_MESSAGE_PRICES_KRW.get(kind)
    if price_krw is None or count < 1:
        raise ValueError(f"{count} messages of kind {kind!r}")
    amount_krw = int(price_krw) * count
    MessageCredit(run=run, kind=kind, count=count, amount_krw=-amount_krw).save(force_insert=True)
    MessageCredit(run=run, kind=Kind.TOP_UP, count=0, amount_krw=amount_krw).save(force_insert=True)
    return amount_krw
