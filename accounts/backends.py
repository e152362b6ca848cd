"""Sign-in by ID and password, with the same work done for an ID that does not exist."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.written_once import RowOf

BY_ID = RowOf(User, "t.id = %s")


class LoginIdBackend(ModelBackend):
    """Look the ID up without regard to case (R0.23); hash a password whether the ID is known or not."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_kwargs: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.filter(login_id__iexact=username).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    def get_user(self, user_id: int) -> User | None:
        """Whose session it is, at each request."""
        user = BY_ID.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
