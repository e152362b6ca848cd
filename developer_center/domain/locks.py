"""What is held while codes and tokens are made or ended, always in this order: person, mall, app, installation, token.

The deletion of an account takes people and mall first too, so it and a token request wait for each other in turn and
never in a ring (security.md F14). A key to a row holds that row as well (KEY SHARE): so whoever writes a token holds
its person before the installation, not after.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

from accounts.models import Mall
from accounts.prepared import Given, PreparedQuery
from accounts.tenancy import MallGone
from developer_center.models import Installation


def hold_person(user_id: int) -> None:
    """Let the end of an account wait for this; nothing else waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_user WHERE id = %s FOR KEY SHARE", [user_id])


def hold_mall(mall_id: int) -> None:
    """The same for a mall: jobs that are enqueued for it point at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_mall WHERE id = %s FOR KEY SHARE", [mall_id])


def hold_open_mall(mall_id: int) -> None:
    """The same for a mall that must be open: one that is not any more raises MallGone."""
    hold_mall(mall_id)
    mall = Mall.objects.get(pk=mall_id)
    if not mall.is_open:
        raise MallGone(f"Mall {mall_id} is {mall.status}.")


def held_installation(installation_id: int) -> Installation | None:
    """The installation, locked: exchange, refresh, consent and removal of one app in one mall wait for each other.

    Every path takes this lock before it looks at a token again, so nothing is issued that an end has not seen.
    None where it went with its app.
    """
    return LOCKED.first(installation_id=installation_id)


LOCKED: Final[PreparedQuery[Installation]] = PreparedQuery(
    lambda: (
        Installation.objects.select_for_update(of=("self",))
        .select_related("app", "mall")
        .filter(pk=Given("installation_id"))
    )
)
