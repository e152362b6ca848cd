"""What was done to an app, written down in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from developer_center.models import App, AppEvent


@dataclass(frozen=True, slots=True)
class Doer:
    """The developer or a member of staff."""

    by: str
    user_id: int

    @classmethod
    def developer(cls, user: User) -> Doer:
        return cls(AppEvent.By.DEVELOPER, user.pk)

    @classmethod
    def staff(cls, user_id: int) -> Doer:
        return cls(AppEvent.By.STAFF, user_id)


def note(  # noqa: PLR0913 - these are what an event is made of
    app: App,
    action: str,
    doer: Doer,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Append an event: `before` and `after` hold what differs, never a secret."""
    AppEvent(
        app_no=app.pk,
        action=action,
        by=doer.by,
        user_id=doer.user_id,
        before=dict(before or {}),
        after=dict(after or {}),
        reason=reason,
    ).save(force_insert=True)
