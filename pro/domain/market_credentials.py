"""A market account's stored keys, breaker and lease, as connectors see them. No call inside a transaction."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import structlog
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone

from accounts import tenancy
from pro.marketplaces import registry
from pro.marketplaces.connector import Connector
from pro.marketplaces.credentials import TOKEN, Renew
from pro.marketplaces.errors import MarketDown, MarketError, RateLimited
from pro.models import MarketAccount

log = structlog.get_logger(__name__)

OPENS_AFTER_FAILURES: Final = 5
FIRST_PAUSE: Final = dt.timedelta(seconds=60)
LONGEST_PAUSE: Final = dt.timedelta(minutes=15)
LEASE: Final = dt.timedelta(seconds=40)  # longer than a call's deadline, so a live holder never loses it
WAIT_SECONDS: Final = 25.0
LOOK_AGAIN_SECONDS: Final = 0.2


@contextmanager
def connected(account: MarketAccount) -> Iterator[Connector]:
    """A connector for a stored account, and what its errors say about the account written down."""
    credentials = StoredCredentials(account)
    with registry.connect(account.code, credentials) as connector:
        try:
            yield connector
        except MarketError as error:
            note_trouble(account.pk, error)
            raise


def note_trouble(account_id: int, error: MarketError) -> None:
    """Keep the last error; one that only the merchant can end puts the account into trouble."""
    values: dict[str, object] = {
        "error_code": error.code,
        "error_detail": (error.detail + (f"\n{error.raw}" if error.raw else ""))[:4000],
        "error_at": timezone.now(),
    }
    with tenancy.step():
        rows = MarketAccount.objects.filter(pk=account_id)
        rows.update(**values)
        if needs_merchant(error):
            rows.filter(state=MarketAccount.State.LINKED).update(state=MarketAccount.State.TROUBLE)


def needs_merchant(error: MarketError) -> bool:
    """Whether calls will fail until somebody changes something at the market or in the account."""
    return error.code in {"bad_credentials", "expired", "forbidden_scope", "ip_not_allowed"}


class StoredBreaker:
    """Counts a market's failures on the account's row: every worker sees the same, and it survives a restart.

    After five in a row calls are refused for a minute, then one may try; each further failure doubles the pause, up
    to 15 minutes.
    """

    def __init__(self, account: MarketAccount) -> None:
        self._account_id = account.pk
        self._had_failures = bool(account.failures or account.paused_until)

    def check(self) -> None:
        with tenancy.step():
            row = MarketAccount.objects.filter(pk=self._account_id).values("failures", "paused_until").first()
        if row is None:
            raise MarketDown("The account was unlinked meanwhile.")
        self._had_failures = bool(row["failures"] or row["paused_until"])
        left = ((row["paused_until"] or timezone.now()) - timezone.now()).total_seconds()
        if left > 0:
            kind = MarketDown if row["failures"] else RateLimited
            raise kind("Calls to this account pause after failures.", retry_after=left)

    def succeeded(self) -> None:
        if self._had_failures:
            self._had_failures = False
            self._update(failures=0, paused_until=None)

    def failed(self, error: MarketError) -> None:
        if isinstance(error, RateLimited) and error.retry_after:
            self._update(paused_until=timezone.now() + dt.timedelta(seconds=error.retry_after))
        elif isinstance(error, MarketDown):
            self._count()

    def _count(self) -> None:
        self._had_failures = True
        with tenancy.step():
            rows = MarketAccount.objects.filter(pk=self._account_id)
            rows.update(failures=Least(F("failures") + 1, 1000))
            failures = rows.values_list("failures", flat=True).first() or 0
            if failures >= OPENS_AFTER_FAILURES:
                doubled = FIRST_PAUSE * 2 ** min(failures - OPENS_AFTER_FAILURES, 10)
                rows.update(paused_until=timezone.now() + min(doubled, LONGEST_PAUSE))
                log.warning("market_breaker_open", account_id=self._account_id, failures=failures)

    def _update(self, **values: object) -> None:
        with tenancy.step():
            MarketAccount.objects.filter(pk=self._account_id).update(**values)


class StoredCredentials:
    """The keys of one account's row; the mall is acted for, and every look at the row is a step of its own."""

    def __init__(self, account: MarketAccount) -> None:
        self._account_id = account.pk
        self.account_key = account.key
        self.breaker = StoredBreaker(account)
        self._values: dict[str, str] = {**account.plain, **account.secrets}

    def get(self, name: str) -> str:
        return self._values.get(name, "")

    def everything(self) -> Mapping[str, str]:
        return dict(self._values)

    def keep(self, values: Mapping[str, str]) -> None:
        with tenancy.step():
            row = MarketAccount.objects.select_for_update().filter(pk=self._account_id).first()
            if row is None:
                raise MarketDown("The account was unlinked meanwhile.")
            row.store_secrets(row.secrets | dict(values))
            row.save(update_fields=["credentials"])
        self._values.update(values)

    def refresh(self, stale: str, renew: Renew) -> None:
        """See Credentials.refresh. The lease is taken and given back in transactions of their own."""
        until = time.monotonic() + WAIT_SECONDS
        while not self._is_renewed(stale):
            if self._take_lease():
                try:
                    if not self._is_renewed(stale):
                        self.keep(renew(self.everything()))
                finally:
                    self._give_lease_back()
                return
            if time.monotonic() > until:
                raise MarketDown("Another worker is still renewing the token.")
            time.sleep(LOOK_AGAIN_SECONDS)

    def _is_renewed(self, stale: str) -> bool:
        with tenancy.step():
            row = MarketAccount.objects.filter(pk=self._account_id).first()
        if row is None:
            raise MarketDown("The account was unlinked meanwhile.")
        self._values = {**row.plain, **row.secrets}
        return self.get(TOKEN) != stale

    def _take_lease(self) -> bool:
        now = timezone.now()
        with tenancy.step():
            free = Q(renewing_until__isnull=True) | Q(renewing_until__lt=now)
            rows = MarketAccount.objects.filter(free, pk=self._account_id)
            return bool(rows.update(renewing_until=now + LEASE))

    def _give_lease_back(self) -> None:
        with tenancy.step():
            MarketAccount.objects.filter(pk=self._account_id).update(renewing_until=None)
