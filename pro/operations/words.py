"""Put into words, on the page and in its language, what runs store as codes with figures.

Each package of operations calls `name_finding`, `name_summary` and the others at its import. Texts are lazy and have
named placeholders; a plural is an `ngettext_lazy(one, many, "count")`. Codes are unique among all packages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from pro.models import OperationRunItem
from pro.operations.base import Text

Show = Callable[[Any], str]
Applies = Callable[[], bool]

_findings: dict[str, Text] = {}
_summaries: dict[str, Text] = {}
_failures: dict[str, Text] = {}
_fields: dict[tuple[str, str], tuple[Text, Show]] = {}
_objects: dict[str, tuple[Text, str]] = {}
_schedules: dict[str, tuple[Text, Applies]] = {}
_forms: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """A value of one thing before and after, as text."""

    label: str
    before: str
    after: str


def name_finding(code: str, text: Text) -> None:
    """Say how a finding reads: `name_finding("no_weight", _("%(count)s products have no weight."))`."""
    _put(_findings, code, text)


def name_summary(code: str, text: Text) -> None:
    """Say how the outcome of a run reads."""
    _put(_summaries, code, text)


def name_failure(code: str, text: Text) -> None:
    """Say how a failure reads whose text is only a code (`NotTreatable("too_large")`)."""
    _put(_failures, code, text)


def name_field(object_type: str, name: str, label: Text, show: Show | None = None) -> None:
    """Say how a field of before/after is called; `show` turns its value into text. The last to say it is right."""
    _fields[object_type, name] = (label, show or _plain)


def name_object(object_type: str, label: Text, url_name: str = "") -> None:
    """Say how a kind of thing is called and which page shows one of them (its key is the only argument)."""
    _objects[object_type] = (label, url_name)


def name_schedule(task: str, label: Text, *, applies: Applies = lambda: True) -> None:
    """Have Work status say when a scheduled task of PRO comes next, in malls to which it `applies`."""
    _schedules[task] = (label, applies)


def own_form(key: str, url_name: str, *, on_url_name: str = "") -> None:
    """Name the form by which an operation is turned off that has one of its own, and by which it is on (R3.107)."""
    _forms[key] = (url_name, on_url_name)


def finding_text(stored: Mapping[str, Any]) -> str:
    """A run's finding in the present language; empty where it stored none."""
    return _text(_findings, stored)


def summary_text(stored: Mapping[str, Any]) -> str:
    """A run's summary in the present language; empty where it stored none."""
    return _text(_summaries, stored)


def failure_text(error: str) -> str:
    """An error in the present language, where it is a known code; else as it was written down."""
    return str(_failures.get(error, error))


def object_label(object_type: str) -> str:
    return str(_objects.get(object_type, (object_type, ""))[0])


def object_url(object_type: str, object_id: int) -> str:
    """The page of a thing, or nothing where it has none."""
    url_name = _objects.get(object_type, ("", ""))[1]
    return _reverse(url_name, object_id) if url_name else ""


def form_url(key: str, *, is_on: bool = True) -> str:
    """The address of an operation's own form for turning it off, or on where it is off; empty where it has none."""
    off, on = _forms.get(key, ("", ""))
    url_name = off if is_on else on
    return _reverse(url_name) if url_name else ""


def schedules() -> dict[str, Text]:
    """Labels of PRO's scheduled tasks that apply to the open mall, by task."""
    return {task: label for task, (label, applies) in _schedules.items() if applies()}


def changes_of(item: OperationRunItem) -> list[Change]:
    """What differs between an item's two sides, in the order they were written."""
    before, after = dict(item.before), dict(item.after)
    names = [*after, *(name for name in before if name not in after)]
    return [
        _change(item.object_type, name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _change(object_type: str, name: str, before: Any, after: Any) -> Change:
    label, show = _fields.get((object_type, name), (name, _plain))
    return Change(str(label), show(before), show(after))


def _plain(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "-"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    return str(value)


def _text(texts: Mapping[str, Text], stored: Mapping[str, Any]) -> str:
    code = str(stored.get("code", ""))
    if not code:
        return ""
    values = stored.get("values") or {}
    text = texts.get(code)
    if text is None:  # written by a release that knew it
        return code
    try:
        return str(text % values)  # lazy texts take % as texts do
    except (KeyError, TypeError, ValueError):
        return code


def _put(registry: dict[str, Text], code: str, text: Text) -> None:
    if registry.setdefault(code, text) is not text:
        raise ValueError(f"Two texts are called {code!r}")


def _reverse(url_name: str, *arguments: Any) -> str:
    try:
        return reverse(url_name, args=arguments)
    except NoReverseMatch:
        return ""
