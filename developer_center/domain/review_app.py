"""The way of an app: ask for review, approve, reject with a reason, end the sale, delete (R2.18 to R2.23)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from accounts.audit import Actor
from accounts.domain.dormancy import page_url
from accounts.models import User
from accounts.outbox import Mail, post
from developer_center.domain.events import Doer, note
from developer_center.domain.install import remove_everywhere
from developer_center.models import App

State = App.State


@dataclass(frozen=True, slots=True)
class Move:
    """From which states into which, and how it is called in the history."""

    action: str
    allowed: frozenset[str]
    state: str


ASK: Final = Move(
    "review_requested", frozenset({State.IN_PRODUCTION, State.REJECTED, State.SALE_ENDED}), State.UNDER_REVIEW
)
APPROVE: Final = Move("approved", frozenset({State.UNDER_REVIEW}), State.FOR_SALE)
REJECT: Final = Move("rejected", frozenset({State.UNDER_REVIEW}), State.REJECTED)
END_SALE: Final = Move("sale_ended", frozenset({State.FOR_SALE}), State.SALE_ENDED)


class WrongState(Exception):
    """The app is in a state that this cannot be done in; `state` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NotReady(Exception):
    """What review needs is missing; `missing` names redirect_urls, scopes or both."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@contextmanager
def _locked(app_id: int) -> Iterator[App]:
    with transaction.atomic():
        yield App.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=app_id)


def ask_for_review(user: User, app_id: int) -> App:
    """Hand the app in; until the decision it is frozen. A second call changes nothing.

    Raises App.DoesNotExist, WrongState and NotReady.
    """
    with _locked(app_id) as app:
        if app.user_id != user.pk:
            raise App.DoesNotExist
        if app.state == State.UNDER_REVIEW:
            return app
        missing = [name for name in ("redirect_urls", "scopes") if not getattr(app, name)]
        if missing:
            raise NotReady(missing)
        _move(app, ASK, Doer.developer(user))
    return app


def approve(app_id: int, *, staff_id: int) -> App:
    """Put the app on sale. Raises App.DoesNotExist and WrongState."""
    with _locked(app_id) as app:
        _move(app, APPROVE, Doer.staff(staff_id))
        _tell(app, "app_approved")
    return app


def reject(app_id: int, *, staff_id: int, reason: str) -> App:
    """Send the app back with a reason, which the developer reads. Raises App.DoesNotExist and WrongState."""
    with _locked(app_id) as app:
        _move(app, REJECT, Doer.staff(staff_id), reason=reason)
        _tell(app, "app_rejected")
    return app


def end_sale(app_id: int, *, staff_id: int, reason: str) -> App:
    """Take the app off sale. Raises App.DoesNotExist and WrongState."""
    with _locked(app_id) as app:
        _move(app, END_SALE, Doer.staff(staff_id), reason=reason)
        _tell(app, "app_sale_ended", reason=reason)
    return app


def delete_app(user: User, app_id: int) -> None:
    """By the developer: not while it is for sale or under review (R2.20). Raises App.DoesNotExist and WrongState."""
    with _locked(app_id) as app:
        if app.user_id != user.pk:
            raise App.DoesNotExist
        if not app.is_deletable:
            raise WrongState(app.state)
        _delete(app, Doer.developer(user))


def delete_on_inquiry(app_id: int, *, staff_id: int, reason: str) -> None:
    """By staff, in any state (R2.21). Raises App.DoesNotExist."""
    with _locked(app_id) as app:
        _delete(app, Doer.staff(staff_id), reason=reason)
        _tell(app, "app_deleted", reason=reason)


def _delete(app: App, doer: Doer, *, reason: str = "") -> None:
    note(app, "deleted", doer, before={"name": app.name, "state": app.state}, reason=reason)
    remove_everywhere(app, actor=Actor.system())
    App.objects.filter(pk=app.pk).delete()


def _move(app: App, move: Move, doer: Doer, *, reason: str = "") -> None:
    if app.state not in move.allowed:
        raise WrongState(app.state)
    before = {"state": app.state}
    app.state, app.rejection_reason = move.state, reason if move.state == State.REJECTED else ""
    app.save(update_fields=["state", "rejection_reason"])
    note(app, move.action, doer, before=before, after={"state": move.state}, reason=reason)


def _tell(app: App, kind: str, **context: Any) -> None:
    if app.user.email:
        values = {"app": app, "action_url": page_url("developers:apps"), **context}
        post(Mail(kind, app.user.email, app.user.language, values))
