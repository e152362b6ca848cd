"""Market Plus: whether a product that came from one market goes to another (R3.24 to R3.26)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from pro.models import MarketAccount, MarketListing, MarketPlusSettings


def sends_imported(account: MarketAccount) -> bool:
    """Whether products imported from another market go to this account: its own word, else the common one."""
    own = account.sends_imported
    if own:
        return bool(own == MarketAccount.SendsImported.YES)
    common = MarketPlusSettings.objects.first()
    return common is None or bool(common.sends_imported)


def is_held_back(product_id: int, account: MarketAccount) -> bool:
    """Whether a product stays away from an account, because it was imported from another and these are not sent."""
    came_from_elsewhere = (
        MarketListing.objects.filter(product_id=product_id, origin=MarketListing.Origin.IMPORTED)
        .exclude(account_id=account.pk)
        .exists()
    )
    return came_from_elsewhere and not sends_imported(account)


@transaction.atomic
def set_common(*, sends: bool, actor: Actor) -> MarketPlusSettings:
    """The common setting, for all accounts that say nothing else. A second call changes nothing."""
    MarketPlusSettings.objects.get_or_create()
    row: MarketPlusSettings = MarketPlusSettings.objects.select_for_update().get()
    if row.sends_imported != sends:
        row.sends_imported, row.changed_at = sends, timezone.now()
        row.save(update_fields=["sends_imported", "changed_at"])
        after = {"sends_imported": sends}
        record("market_plus.changed", row, actor=actor, before={"sends_imported": not sends}, after=after)
    return row


@transaction.atomic
def set_of_account(account_id: int, choice: str, *, actor: Actor) -> MarketAccount:
    """What one account says about it. Raises MarketAccount.DoesNotExist, ValueError for a choice that is none."""
    row = MarketAccount.objects.select_for_update().get(pk=account_id)
    chosen = MarketAccount.SendsImported(choice)
    if row.sends_imported != chosen:
        before = {"sends_imported": row.sends_imported}
        row.sends_imported = chosen
        row.save(update_fields=["sends_imported"])
        record("market_account.changed", row, actor=actor, before=before, after={"sends_imported": str(chosen)})
    return row
