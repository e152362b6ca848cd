"""Change what an app says of itself; under review everything is frozen (R2.24 to R2.37, screens 7)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from developer_center.domain.events import Doer, note
from developer_center.domain.install import ask_again
from developer_center.domain.register_app import give_secret
from developer_center.models import App, AppIcon
from developer_center.scopes import in_order


class AppFrozen(Exception):
    """The app is under review."""


@contextmanager
def own_app(user: User, app_id: int, *, even_frozen: bool = False) -> Iterator[App]:
    """The developer's app, locked. Raises App.DoesNotExist and AppFrozen."""
    with transaction.atomic():
        # Not FOR UPDATE: tokens that are issued meanwhile point at the app and would wait for this, and this for them.
        app = App.objects.select_for_update(no_key=True).of(user).get(pk=app_id)
        if app.is_frozen and not even_frozen:
            raise AppFrozen
        yield app


@dataclass(frozen=True, slots=True)
class Basics:
    """What the page of basic information says; `icon` is a PNG, empty to take the present one away, None to keep it."""

    name: str
    app_url: str
    redirect_urls: Sequence[str] = ()
    icon: bytes | None = None


def change_basics(user: User, app_id: int, basics: Basics) -> App:
    """Save name, App URL, Redirect URLs and icon. Raises App.DoesNotExist and AppFrozen."""
    with own_app(user, app_id) as app:
        values: dict[str, Any] = {
            "name": basics.name,
            "app_url": basics.app_url,
            "redirect_urls": list(basics.redirect_urls),
        }
        if basics.icon is not None:
            values["icon"] = _keep(basics.icon) if basics.icon else ""
        _save(app, values, user)
    return app


def change_permissions(user: User, app_id: int, *, scopes: Sequence[str], operator_rights_url: str) -> App:
    """Save what the app may be allowed, and where it lists its screens. Raises App.DoesNotExist and AppFrozen."""
    with own_app(user, app_id) as app:
        _save(app, {"scopes": in_order(scopes), "operator_rights_url": operator_rights_url}, user)
    return app


def reissue_secret(user: User, app_id: int) -> App:
    """Give the app a new secret; the old one is refused from now on, and malls have to consent again (R2.50, R2.53).

    Also under review: a leak does not wait. Raises App.DoesNotExist.
    """
    with own_app(user, app_id, even_frozen=True) as app:
        give_secret(app)
        app.save(update_fields=["secret", "secret_made_at"])
        asked = ask_again(app)
        note(app, "secret_reissued", Doer.developer(user), after={"installations": asked})
    return app


def _save(app: App, values: dict[str, Any], user: User) -> None:
    changed = {name: value for name, value in values.items() if getattr(app, name) != value}
    if not changed:
        return
    before = {name: getattr(app, name) for name in changed}
    for name, value in changed.items():
        setattr(app, name, value)
    app.save(update_fields=list(changed))
    note(app, "changed", Doer.developer(user), before=before, after=changed)


def _keep(png: bytes) -> str:
    digest = hashlib.sha256(png).hexdigest()
    AppIcon.objects.bulk_create([AppIcon(digest=digest, png=png)], ignore_conflicts=True)
    return digest
