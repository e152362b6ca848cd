"""Install an app in a mall by consent, and take it out again (R2.38, R2.39, R2.50, R2.53, ASVS 10.4.9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, changes, record
from accounts.models import User
from developer_center.domain.end_tokens import end_tokens_of, end_tokens_of_gone_people
from developer_center.domain.locks import held_installation, hold_mall, hold_open_mall, hold_person
from developer_center.domain.script_tags import forget_scripts
from developer_center.models import App, Installation
from developer_center.queries.standing import may_be_installed
from developer_center.scopes import in_order

State = Installation.State


class NotForThisMall(Exception):
    """The app is not for sale, and its developer does not work in this mall."""


@transaction.atomic
def consent(app_id: int, mall_id: int, *, user: User, scopes: Sequence[str]) -> Installation:
    """Write down that an operator lets the app use these scopes in the mall, which is open.

    The first time, and after a removal, that installs the app. The scopes replace what was consented to before, and
    earlier tokens reach no further than they do (`still_allowed`). Raises NotForThisMall, App.DoesNotExist, MallGone.
    """
    hold_person(user.pk)
    hold_open_mall(mall_id)
    app = App.objects.select_for_update(no_key=True).get(pk=app_id)
    if not may_be_installed(app, mall_id):
        raise NotForThisMall
    installation = Installation.objects.select_for_update().filter(app=app, mall_id=mall_id).first()
    if installation is None or installation.state == State.REMOVED:
        return _install(app, mall_id, installation, user=user, scopes=in_order(scopes))
    before, after = changes(
        {"scopes": installation.scopes, "state": installation.state},
        {"scopes": in_order(scopes), "state": str(State.ACTIVE)},
    )
    _put(installation, user, in_order(scopes))
    record("app.consented", installation, actor=Actor.operator(user.pk), before=before, after=after)
    return installation


def consented(app: App, mall_id: int, *, user: User, scopes: Sequence[str]) -> Installation | None:
    """The installation, locked for a code for the user, where exactly these scopes are consented to; None: ask."""
    hold_person(user.pk)
    installation = Installation.objects.select_for_update().filter(app=app, mall_id=mall_id).first()
    if installation is None or not installation.is_active or set(installation.scopes) != set(scopes):
        return None
    return installation


@transaction.atomic
def remove(mall_id: int, installation_id: int, *, actor: Actor) -> Installation:
    """Take an app out of the open mall: its codes and tokens are gone at once. A second call changes nothing.

    Raises Installation.DoesNotExist.
    """
    hold_mall(mall_id)
    installation = held_installation(installation_id)
    if installation is None or installation.mall_id != mall_id:
        raise Installation.DoesNotExist
    if installation.state != State.REMOVED:
        _remove(installation, actor)
    return installation


def remove_everywhere(app: App, *, actor: Actor) -> None:
    """Take an app out of all malls, each of which keeps it in its history; the caller holds the app."""
    rows = Installation.objects.filter(app=app).exclude(state=State.REMOVED).order_by("mall_id")
    for mall_id, installation_id in rows.values_list("mall_id", "pk"):
        with tenancy.mall(mall_id):
            remove(mall_id, installation_id, actor=actor)


def remove_all_from(mall_id: int, *, actor: Actor) -> None:
    """Take all apps out of the open mall."""
    for installation_id in Installation.objects.in_mall(mall_id).order_by("pk").values_list("pk", flat=True):
        remove(mall_id, installation_id, actor=actor)


@transaction.atomic
def suspend_orphans(mall_id: int) -> None:
    """End the tokens of people who no longer work in the open mall; what they alone consented to waits for others.

    Such tokens are refused anyway (`may_call`): this takes the rows away, and shows the mall what waits.
    """
    gone = models.Q(user__isnull=True) | models.Q(user__is_active=False)
    for installation_id in Installation.objects.in_mall(mall_id).order_by("pk").values_list("pk", flat=True):
        installation = held_installation(installation_id)
        if installation is None:
            continue
        end_tokens_of_gone_people(installation)
        if installation.is_active and Installation.objects.filter(gone, pk=installation.pk).exists():
            _suspend(installation)


def ask_again(app: App) -> int:
    """Have every mall consent again before the app works: its tokens are gone (R2.50, R2.53). Returns how many.

    The caller holds the app and notes why in its history; malls see it by the installation's state.
    """
    held = Installation.objects.select_for_update().filter(app=app).exclude(state=State.REMOVED).order_by("pk")
    ids = [installation.pk for installation in held]
    installations = Installation.objects.filter(pk__in=ids)
    end_tokens_of(installations)
    return installations.update(state=State.NEEDS_APPROVAL)


def _install(
    app: App, mall_id: int, installation: Installation | None, *, user: User, scopes: list[str]
) -> Installation:
    if installation is None:
        installation = Installation(app=app, mall_id=mall_id)
    installation.installed_at, installation.removed_at = timezone.now(), None
    installation.receives_webhooks = True
    _put(installation, user, scopes)
    record("app.installed", installation, actor=Actor.operator(user.pk), after={**_named(app), "scopes": scopes})
    return installation


def _put(installation: Installation, user: User, scopes: list[str]) -> None:
    installation.user, installation.scopes = user, scopes
    installation.state, installation.consented_at = State.ACTIVE, timezone.now()
    installation.save()


def _remove(installation: Installation, actor: Actor) -> None:
    end_tokens_of(Installation.objects.filter(pk=installation.pk))
    before = {**_named(installation.app), "scopes": installation.scopes, "state": installation.state}
    installation.state, installation.removed_at = State.REMOVED, timezone.now()
    installation.save(update_fields=["state", "removed_at"])
    forget_scripts(installation.app_id)
    record("app.removed", installation, actor=actor, before=before, after={"state": str(State.REMOVED)})


def _suspend(installation: Installation) -> None:
    before = {"state": installation.state}
    installation.state = State.NEEDS_APPROVAL
    installation.save(update_fields=["state"])
    after = {"state": installation.state}
    record("app.suspended", installation, actor=Actor.system(), before=before, after=after)


def _named(app: App) -> dict[str, Any]:
    """How the log names an app, which may be gone when it is read."""
    return {"app": app.name, "client_id": app.client_id}
