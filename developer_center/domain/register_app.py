"""Register an app and give it its keys (R2.6 to R2.13)."""

from __future__ import annotations

import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from developer_center.domain.events import Doer, note
from developer_center.models import App

SECRET_BYTES: Final = 24
MOST_APPS: Final = 100


class TooManyApps(Exception):
    """A developer has at most MOST_APPS apps."""


@transaction.atomic
def register_app(user: User, *, name: str, app_url: str, kind: str) -> App:
    """A new app in production with a Client ID and a secret. Raises TooManyApps."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two forms at once: the limit is one
    if App.objects.of(user).count() >= MOST_APPS:
        raise TooManyApps
    app = App(user=user, name=name, app_url=app_url, kind=kind)
    give_secret(app)
    app.save(force_insert=True)
    note(app, "registered", Doer.developer(user), after={"name": name, "app_url": app_url, "kind": kind})
    return app


def give_secret(app: App) -> None:
    """Put a new secret in the place of the old one; the caller saves."""
    app.seal("secret", secrets.token_urlsafe(SECRET_BYTES))
    app.secret_made_at = timezone.now()
