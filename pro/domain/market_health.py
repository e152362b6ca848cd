"""Look after linked accounts: does the market still take the keys, and when do they end?"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.models import Mall
from accounts.outbox import Mail, post
from pro.domain.market_credentials import connected
from pro.marketplaces import registry
from pro.marketplaces.errors import MarketError
from pro.models import MarketAccount

CHECK_MALL: Final = "pro.check_market_accounts"


def wake_malls_with_accounts(day: dt.date) -> int:
    """Enqueue the day's check of each mall that has linked accounts; answers how many."""
    count = 0
    malls = Mall.objects.exclude(status=Mall.Status.DELETED).order_by("pk").values_list("pk", flat=True)
    for mall_id in malls.iterator():
        with tenancy.mall(mall_id):
            has_some = MarketAccount.objects.linked().exists()
        if has_some:
            enqueue(CHECK_MALL, mall_id=mall_id, day=day.isoformat())
            count += 1
    return count


def check_accounts() -> None:
    """Check every account of the mall that is acted for, one after another; one that fails holds up no other.

    Warns of keys that end soon, whether or not the market could be asked.
    """
    with tenancy.step():
        ids = list(MarketAccount.objects.linked().order_by("pk").values_list("pk", flat=True))
    for account_id in ids:
        try:
            check_account(account_id)
        except MarketError:  # written on the account; the list and the support page show it
            pass
        except MarketAccount.DoesNotExist:
            continue
        with tenancy.step():
            warn_of_end(account_id)


def check_account(account_id: int) -> MarketAccount:
    """Ask the market whether the stored keys work, and write down what it says. Raises MarketError, noted too."""
    with tenancy.step():
        row = MarketAccount.objects.get(pk=account_id)
    with connected(row) as connector:
        verified = connector.verify()
    with tenancy.step():
        row = MarketAccount.objects.select_for_update().get(pk=account_id)
        row.state, row.checked_at = MarketAccount.State.LINKED, timezone.now()
        row.error_code = row.error_detail = ""
        row.error_at = None
        row.external_name = verified.account_name[:200]
        if verified.expires_at is not None and verified.expires_at != row.expires_at:
            row.expires_at, row.warned_days = verified.expires_at, None
        row.save(
            update_fields=[
                "state",
                "checked_at",
                "error_code",
                "error_detail",
                "error_at",
                "external_name",
                "expires_at",
                "warned_days",
            ]
        )
    return row


def warn_of_end(account_id: int) -> bool:
    """Mail the owner 30 and 7 days before a key ends, and once when it has; each once. In the open mall."""
    row = MarketAccount.objects.select_for_update().filter(pk=account_id).first()
    if row is None:
        return False
    due = due_warning(row, timezone.now())
    if due is None or (row.warned_days is not None and row.warned_days <= due):
        return False
    row.warned_days = due
    row.save(update_fields=["warned_days"])
    mall = Mall.objects.get(pk=row.mall_id)
    owner = mall.operators.select_related("user").get(is_owner=True).user
    if not owner.email:
        return False
    context = {
        "market": registry.market(row.code).name,
        "account": row.label,
        "days": due,
        "expires_at": row.expires_at,
        "action_url": settings.PUBLIC_SCHEME
        + "://"
        + settings.PLATFORM_HOST
        + settings.PUBLIC_PORT
        + reverse("pro:market_account", args=[row.pk]),
        "mall": mall.name,
    }
    post(Mail("market_key_ends", owner.email, owner.language, context, mall_id=row.mall_id))
    return True


def due_warning(row: MarketAccount, now: dt.datetime) -> int | None:
    """Which warning is due: the smallest number of days that the rest of the key's life fits into; 0: it is over."""
    left = row.days_left(now)
    if left is None:
        return None
    if left < 0:
        return 0
    fitting = [warning.days for warning in settings.MARKET_EXPIRY_WARNINGS if left < warning.days]
    return min(fitting, default=None)
