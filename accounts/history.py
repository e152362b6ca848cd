"""The audit log as people read it: when, who, what, and each value before and after (components/history.html)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import history_of
from accounts.menu import Label
from accounts.models import AuditEntry, Operator, User
from accounts.rights import all_rights

_actions: dict[str, Label] = {}
_fields: dict[tuple[str, str], tuple[Label, Callable[[Any], str]]] = {}
_hidden: set[tuple[str, str]] = set()
NamesOf = Callable[[set[int]], dict[int, str]]
_names_of: dict[str, NamesOf] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, as text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of the log."""

    at: dt.datetime
    who: str
    what: Label
    reason: str
    changes: list[Change] = field(default_factory=list)


def name_action(action: str, label: Label) -> None:
    """Say how an action of the log is called on pages. Each app names its own when it is ready."""
    _actions[action] = label


def name_field(obj_type: type[models.Model], name: str, label: Label, show: Callable[[Any], str]) -> None:
    """Say how a field that has no name of its own is called, and how its values read."""
    _fields[obj_type._meta.model_name or "", name] = (label, show)


def hide_field(obj_type: type[models.Model], name: str) -> None:
    """Leave a value out of histories: keys for subscribers, and what the page says anyway."""
    _hidden.add((obj_type._meta.model_name or "", name))


def name_actors(kind: str, names_of: NamesOf) -> None:
    """Say how actors of a kind are called, by their keys; those it leaves out are called by their kind."""
    _names_of[kind] = names_of


def history_rows(obj: models.Model, *others: models.Model, limit: int = 30) -> list[HistoryRow]:
    """The newest entries of one object, or of several (an order and its claims), in the open mall.

    Three queries for any number of entries, one more where apps took part. Names of fields are those of `obj`.
    """
    entries = list(history_of(obj, *others).prefetch_related("personal")[:limit])
    names = {kind: _names(kind, entries) for kind in _names_of}
    return [
        HistoryRow(
            entry.at, _who(entry, names), _actions.get(entry.action, entry.action), entry.reason, _changes(obj, entry)
        )
        for entry in entries
    ]


def _names(kind: str, entries: Iterable[AuditEntry]) -> dict[int, str]:
    ids = {entry.actor_id for entry in entries if entry.actor_kind == kind and entry.actor_id is not None}
    return _names_of[kind](ids) if ids else {}


def _operator_names(ids: set[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "login_id"))


def _who(entry: AuditEntry, names: dict[str, dict[int, str]]) -> str:
    name = names.get(entry.actor_kind, {}).get(entry.actor_id or 0, "")
    return name or str(AuditEntry.ActorKind(entry.actor_kind).label)


def _changes(obj: models.Model, entry: AuditEntry) -> list[Change]:
    before, after = dict(entry.before), dict(entry.after)
    for row in entry.personal.all():
        before |= row.values.get("before", {})
        after |= row.values.get("after", {})
    shown = [*after, *(name for name in before if name not in after)]
    names = [name for name in shown if (obj._meta.model_name, name) not in _hidden]
    return [_change(obj, name, before.get(name), after.get(name)) for name in names]


def _change(obj: models.Model, name: str, before: Any, after: Any) -> Change:
    label, show = _fields.get((obj._meta.model_name or "", name), (None, _text))
    return Change(str(label or _label(obj, name)), show(before), show(after))


def _label(obj: models.Model, name: str) -> str:
    try:
        return str(capfirst(str(getattr(obj._meta.get_field(name), "verbose_name", name))))
    except FieldDoesNotExist:
        return name


def _text(value: Any) -> str:
    if value is None or value in ("", []):
        return "-"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _rights(keys: Any) -> str:
    labels = {right.key: str(right.label) for right in all_rights()}
    return ", ".join(labels.get(key, key) for key in keys or []) or "-"


name_field(Operator, "menus", gettext_lazy("Rights"), _rights)
name_field(Operator, "login_id", gettext_lazy("ID"), _text)
name_field(Operator, "name", gettext_lazy("Name"), _text)
name_field(Operator, "email", gettext_lazy("Email"), _text)

ACTIONS: dict[str, Label] = {
    "mall.profile_changed": gettext_lazy("Store profile changed"),
    "operator.added": gettext_lazy("Operator added"),
    "operator.changed": gettext_lazy("Operator changed"),
    "operator.invited_again": gettext_lazy("Invitation sent again"),
    "operator.accepted": gettext_lazy("Invitation accepted"),
    "operator.suspended": gettext_lazy("Operator suspended"),
    "operator.readmitted": gettext_lazy("Operator let back in"),
    "operator.removed": gettext_lazy("Operator removed"),
}
_actions.update(ACTIONS)
name_actors(AuditEntry.ActorKind.OPERATOR, _operator_names)
