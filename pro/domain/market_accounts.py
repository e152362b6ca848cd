"""Link, change and unlink an account at a marketplace (R1). Markets are called outside of every transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, changes, record
from accounts.limits import Limit
from pro.domain.market_credentials import note_trouble
from pro.marketplaces import registry
from pro.marketplaces.credentials import TypedCredentials
from pro.marketplaces.errors import MarketError, RateLimited
from pro.marketplaces.redaction import hint
from pro.marketplaces.types import Marketplace, Verified
from pro.models import MarketAccount, MarketInfoEntry, MarketListing

# Wrong keys are tried at somebody else's door: that door should not be knocked at without end from here.
ATTEMPTS: Final = Limit("market_verify", hits=30, seconds=600)


class AlreadyLinked(Exception):
    """This store has the same account at the same marketplace already."""


class AnotherAccount(Exception):
    """The new keys belong to another account than the one that is linked; that one would be registered anew."""


@dataclass(frozen=True, slots=True)
class AccountWish:
    """What a form brought: values by field name; an empty secret keeps the one that is stored."""

    values: Mapping[str, str]
    alias: str = ""


def register_account(code: str, wish: AccountWish, *, actor: Actor) -> MarketAccount:
    """Verify the keys with the market, then store the account with its secrets sealed (R1.6, R1.24).

    The mall is acted for. A market that wants the merchant's consent is stored as waiting for it. Raises MarketError
    with nothing stored, AlreadyLinked, KeyError for an unknown market.
    """
    market = registry.market(code)
    _count_attempt()
    row = MarketAccount(code=code, alias=wish.alias)
    credentials = TypedCredentials(f"{tenancy.acted_for()}:new:{secrets.token_hex(4)}", wish.values)
    if market.has_consent:
        _store(row, market, credentials.everything(), None)
        row.state = MarketAccount.State.CONSENT
    else:
        with registry.connect(code, credentials) as connector:
            verified = connector.verify()
        _store(row, market, credentials.everything(), verified)
    with tenancy.step():
        row.stamp_mall()
        row.store_secrets(_secrets(market, credentials.everything()))
        _save_once(row)
        record("market_account.registered", row, actor=actor, after=row.facts)
    return row


def change_account(account_id: int, wish: AccountWish, *, actor: Actor) -> MarketAccount:
    """Verify what was entered together with what is stored, then keep it. Raises like `register_account`.

    Raises AnotherAccount where the keys are somebody else's, and MarketAccount.DoesNotExist. Where the market wants
    consent, other keys wait for a new one: nothing is verified beside the row, whose refresh token may be good once.
    """
    with tenancy.step():
        row = MarketAccount.objects.get(pk=account_id)
        stored = {**row.plain, **row.secrets}
    market = registry.market(row.code)
    typed = {name: value for name, value in wish.values.items() if value}
    before, state = row.facts, row.state
    has_other_keys = any(stored.get(name) != value for name, value in typed.items())
    if state == MarketAccount.State.CONSENT or (market.has_consent and has_other_keys):
        return _keep_unverified(account_id, market, wish, stored | typed, actor=actor)
    if not market.has_consent and (has_other_keys or state == MarketAccount.State.TROUBLE):
        _count_attempt()
        credentials = TypedCredentials(row.key, stored | typed)
        with registry.connect(row.code, credentials) as connector:
            verified = connector.verify()
        if row.external_id and verified.account_id != row.external_id:
            raise AnotherAccount(verified.account_id)
        return _keep_change(account_id, market, wish, (credentials.everything(), verified), actor=actor)
    with tenancy.step():
        row = MarketAccount.objects.select_for_update().get(pk=account_id)
        row.alias = wish.alias
        row.save(update_fields=["alias"])
        old, new = changes(before, row.facts)
        if new:
            record("market_account.changed", row, actor=actor, before=old, after=new)
    return row


def finish_consent(account_id: int, answered: Mapping[str, str], return_url: str, *, actor: Actor) -> MarketAccount:
    """The merchant came back from the market's consent page: fetch the tokens, verify, and the account is linked.

    Raises like `change_account`; tokens of another account are not stored.
    """
    with tenancy.step():
        row = MarketAccount.objects.get(pk=account_id)
        credentials = TypedCredentials(row.key, {**row.plain, **row.secrets})
    try:
        with registry.connect(row.code, credentials) as connector:
            connector.accept_consent(answered, return_url)
            verified = connector.verify()
    except MarketError as error:
        note_trouble(account_id, error)
        raise
    if row.external_id and verified.account_id != row.external_id:
        raise AnotherAccount(verified.account_id)
    with tenancy.step():
        row = MarketAccount.objects.select_for_update().get(pk=account_id)
        market, values = registry.market(row.code), credentials.everything()
        _store(row, market, values, verified)
        row.store_secrets(_secrets(market, values))
        row.state = MarketAccount.State.LINKED
        row.error_code = row.error_detail = ""
        row.error_at = row.paused_until = None
        row.failures = 0
        _save_once(row)
        record("market_account.registered", row, actor=actor, after=row.facts)
    return row


@dataclass(frozen=True, slots=True)
class Consequences:
    """What unlinking deletes (R1.23)."""

    listings: int
    imported: int
    registered: int
    info: int


def consequences_of_unlinking(account_id: int) -> Consequences:
    """Counted in the open mall."""
    listings = MarketListing.objects.filter(account_id=account_id)
    imported = listings.filter(origin=MarketListing.Origin.IMPORTED).count()
    total = listings.count()
    info = MarketInfoEntry.objects.filter(account_id=account_id, is_pending=False).count()
    return Consequences(total, imported, total - imported, info)


@transaction.atomic
def unlink_account(account_id: int, *, actor: Actor) -> Consequences:
    """Delete the account and all that was synced with it; nothing is asked of the market (R1.18 to R1.21).

    The one place where a link ends: every table about an account hangs on its row by a cascading key. There is no way
    back. The store's own products stay. In the open mall; raises MarketAccount.DoesNotExist.
    """
    row = MarketAccount.objects.select_for_update().get(pk=account_id)
    gone = consequences_of_unlinking(account_id)
    record("market_account.unlinked", row, actor=actor, before=row.facts, after={"listings": gone.listings})
    row.delete()
    return gone


def _keep_unverified(
    account_id: int, market: Marketplace, wish: AccountWish, values: Mapping[str, str], *, actor: Actor
) -> MarketAccount:
    """For an account that waits for consent, still or again: there is nothing to verify with yet."""
    with tenancy.step():
        row: MarketAccount = MarketAccount.objects.select_for_update().get(pk=account_id)
        before = row.facts
        row.alias = wish.alias
        row.state = MarketAccount.State.CONSENT
        _store(row, market, values, None)
        row.store_secrets(_secrets(market, values))
        row.save()
        old, new = changes(before, row.facts)
        if new:
            record("market_account.changed", row, actor=actor, before=old, after=new)
    return row


def _keep_change(
    account_id: int,
    market: Marketplace,
    wish: AccountWish,
    found: tuple[Mapping[str, str], Verified],
    *,
    actor: Actor,
) -> MarketAccount:
    values, verified = found
    with tenancy.step():
        row = MarketAccount.objects.select_for_update().get(pk=account_id)
        before = row.facts
        row.alias = wish.alias
        _store(row, market, values, verified)
        row.store_secrets(_secrets(market, values))
        row.state = MarketAccount.State.LINKED
        row.error_code = row.error_detail = ""
        row.error_at = row.paused_until = None
        row.failures = 0
        _save_once(row)
        old, new = changes(before, row.facts)
        record("market_account.changed", row, actor=actor, before=old, after=new)
    return row


def _store(row: MarketAccount, market: Marketplace, values: Mapping[str, str], verified: Verified | None) -> None:
    """Put everything but the sealed secrets into the row."""
    plain_names = {field.name for field in market.fields if not field.is_secret}
    row.plain = {name: value for name, value in values.items() if name in plain_names}
    row.hints = {
        field.name: hint(values[field.name])
        for field in market.fields
        if field.is_secret and field.is_kept and values.get(field.name)
    }
    if verified is None:
        return
    row.external_id, row.external_name = verified.account_id[:120], verified.account_name[:200]
    row.checked_at = timezone.now()
    if verified.expires_at is not None and verified.expires_at != row.expires_at:
        row.expires_at, row.warned_days = verified.expires_at, None


def _secrets(market: Marketplace, values: Mapping[str, str]) -> dict[str, str]:
    """What is sealed: all but the open values and those that are used once."""
    open_names = {field.name for field in market.fields if not field.is_secret or not field.is_kept}
    return {name: value for name, value in values.items() if name not in open_names}


def _save_once(row: MarketAccount) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "market_account_once_per_mall" not in str(error):
            raise
        raise AlreadyLinked(row.external_id) from None


def _count_attempt() -> None:
    if not ATTEMPTS.hit(tenancy.acted_for()):
        raise RateLimited("Too many attempts to verify keys.", retry_after=ATTEMPTS.retry_after_seconds())
