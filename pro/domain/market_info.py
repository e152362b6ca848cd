"""Retrieve Market Information: fetched beside what is in force, compared, applied (R1.13 to R1.16)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from pro.domain.market_credentials import connected
from pro.marketplaces.types import InfoEntry
from pro.models import MarketAccount, MarketInfoEntry

MOST_ENTRIES = 20_000


def retrieve_info(account_id: int) -> int:
    """Fetch what the market says now and keep it as pending; the old stays in force. Answers how many entries.

    The mall is acted for. A second call replaces what is pending. Raises MarketError, noted on the account, with
    everything as it was.
    """
    with tenancy.step():
        row = MarketAccount.objects.get(pk=account_id)
    with connected(row) as connector:
        entries = connector.market_info()
    unique = {(entry.kind, entry.key[:120]): entry for entry in entries[:MOST_ENTRIES]}
    with tenancy.step():
        MarketAccount.objects.select_for_update().get(pk=account_id)
        MarketInfoEntry.objects.filter(account_id=account_id, is_pending=True).delete()
        rows = [_row(account_id, place, key, entry) for place, (key, entry) in enumerate(unique.items())]
        MarketInfoEntry.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


@transaction.atomic
def apply_info(account_id: int, *, actor: Actor) -> bool:
    """Put what was retrieved in the place of what is in force; False where nothing waits. In the open mall."""
    account = MarketAccount.objects.select_for_update().get(pk=account_id)
    entries = MarketInfoEntry.objects.filter(account_id=account_id)
    if not entries.filter(is_pending=True).exists():
        return False
    gone = entries.filter(is_pending=False).count()
    entries.filter(is_pending=False).delete()
    came = entries.filter(is_pending=True).update(is_pending=False)
    account.info_at = timezone.now()
    account.save(update_fields=["info_at"])
    record("market_account.info_applied", account, actor=actor, before={"entries": gone}, after={"entries": came})
    return True


def discard_info(account_id: int) -> None:
    """Forget what was retrieved; what is in force stays. In the open mall."""
    MarketInfoEntry.objects.filter(account_id=account_id, is_pending=True).delete()


def _row(account_id: int, place: int, key: tuple[str, str], entry: InfoEntry) -> MarketInfoEntry:
    return MarketInfoEntry(
        account_id=account_id,
        is_pending=True,
        kind=str(key[0]),
        key=key[1],
        title=entry.title[:300],
        values={name[:60]: value[:1000] for name, value in entry.values.items()},
        position=place,
    )
