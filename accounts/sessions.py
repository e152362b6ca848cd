"""Database sessions that remember their audience, user, address and browser."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Session
from accounts.written_once import RowOf

SEEN_EVERY = dt.timedelta(minutes=5)
STORED = RowOf(Session, "t.session_key = %s AND t.expire_date > %s")


class UserGone(Exception):
    """A session was about to be stored for somebody whose account has ended."""


class SessionStore(DatabaseStore):
    """A session of one audience. Loaded with another audience it is as good as absent (design 2)."""

    def __init__(
        self,
        session_key: str | None = None,
        audience: str = Session.Audience.PLATFORM,
        client: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(session_key)
        self.audience = audience
        self.client = client or {}
        self.created_at = timezone.now()

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        session = STORED.first(self.session_key, timezone.now())
        if session is None or session.audience != self.audience:
            self._session_key = None
            return None
        self.created_at = session.created_at
        if session.last_seen_at < timezone.now() - SEEN_EVERY:
            Session.objects.filter(pk=session.pk).update(last_seen_at=timezone.now(), **self.client)
        return session

    def save(self, must_create: bool = False) -> None:
        """Store the session. Raises UserGone for a user who was deleted or switched off in the meantime.

        The user's row is held until the session's is in, so a deletion finds the session or the session finds the
        deletion (security.md F14).
        """
        with transaction.atomic():
            # Where there is no key yet, the parent's save() comes back here by way of create().
            if self.session_key is not None and self.audience == Session.Audience.PLATFORM:
                self._hold_user(self._get_session(no_load=must_create).get("_auth_user_id"))  # type: ignore[attr-defined]
            super().save(must_create)

    @staticmethod
    def _hold_user(user_id: str | None) -> None:
        if user_id is None:
            return
        with connection.cursor() as cursor:
            # The key's own share lock: it waits for a deletion's FOR UPDATE and for nothing else.
            cursor.execute("SELECT is_active FROM accounts_user WHERE id = %s FOR KEY SHARE", [int(user_id)])
            row = cursor.fetchone()
        if row is None or not row[0]:
            raise UserGone

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast("Session", super().create_model_instance(data))
        session.audience, session.created_at = self.audience, self.created_at
        user_id = data.get("_auth_user_id")
        session.user_id = int(user_id) if user_id and self.audience == Session.Audience.PLATFORM else None
        for name, value in self.client.items():
            setattr(session, name, value)
        return session
