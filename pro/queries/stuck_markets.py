"""Connections in trouble, of all malls, for support."""

from __future__ import annotations

from typing import Final

from django.db import connections
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.stuck_sections import StuckSection
from pro.marketplaces.errors import text_of

MOST_ROWS: Final = 100
# The scoped manager knows one mall; support reads across them, and nothing of the credentials.
STATEMENT: Final = """
SELECT m.host, a.code, a.id, a.external_id, a.error_code, a.error_at, a.paused_until
FROM pro_marketaccount a JOIN accounts_mall m ON m.id = a.mall_id
WHERE m.status <> 'deleted'
  AND (a.state = 'trouble' OR a.paused_until > %(now)s OR a.expires_at < %(now)s OR a.failures >= 5)
ORDER BY a.error_at NULLS LAST, a.id LIMIT %(most)s
"""


def connections_in_trouble() -> StuckSection:
    """Accounts whose keys are refused or over, and those whose market fails."""
    with connections["support"].cursor() as cursor:
        cursor.execute(STATEMENT, {"now": timezone.now(), "most": MOST_ROWS})
        rows = [
            (
                host,
                code,
                f"{account_id} {external_id}".strip(),
                text_of(error_code) if error_code else _("The key has ended."),
                date_format(timezone.localtime(error_at), "Y-m-d H:i") if error_at else "",
                date_format(timezone.localtime(paused_until), "H:i") if paused_until else "",
            )
            for host, code, account_id, external_id, error_code, error_at, paused_until in cursor.fetchall()
        ]
    columns = (_("Mall"), _("Marketplace"), _("Account"), _("Last error"), _("Since"), _("Paused until"))
    return StuckSection(_("Marketplace connections in trouble"), columns, rows)
