"""The list of screens and actions that an app publishes at its operator-rights URL (R2.43).

    {"screens": [{"id": "orders", "name": {"ko": "주문", "en": "Orders"},
                  "actions": [{"id": "refund", "name": {"ko": "환불", "en": "Refund"}}]}]}

A name is a text, or texts by language. `actions` may be left out; other keys are ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

MOST_RIGHTS: Final = 200  # screens and actions together
NAME_MOST_LETTERS: Final = 100
LANGUAGES: Final = ("ko", "en")
ID: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")

Screen = dict[str, Any]


class ListMalformed(ValueError):
    """What is wrong with a list; `where` is the place in it, such as `screens[2].id`."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what


def read_screens(text: bytes) -> list[Screen]:
    """The screens of a list, with nothing in them but what is described above. Raises ListMalformed."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ListMalformed("", "is not JSON") from error
    rows = _rows(found.get("screens") if isinstance(found, dict) else None, "screens")
    if sum(1 + len(_own_actions(row)) for row in rows) > MOST_RIGHTS:
        raise ListMalformed("screens", f"has more than {MOST_RIGHTS} screens and actions")
    screens = [_screen(row, f"screens[{index}]") for index, row in enumerate(rows)]
    _refuse_twins(screens, "screens")
    return screens


def rights_in(screens: list[Screen]) -> list[str]:
    """Every right of a list, "screen" before its "screen:action"s."""
    return [right for screen in screens for right in (screen["id"], *action_rights(screen))]


def action_rights(screen: Screen) -> list[str]:
    return [f"{screen['id']}:{action['id']}" for action in screen["actions"]]


def name_in(name: Mapping[str, str], language: str) -> str:
    """A name in a language, else in any there is."""
    return name.get(language[:2]) or next(iter(name.values()))


def _screen(row: Mapping[str, Any], where: str) -> Screen:
    rows = _rows(_own_actions(row), f"{where}.actions")
    actions = [_named(one, f"{where}.actions[{index}]") for index, one in enumerate(rows)]
    _refuse_twins(actions, f"{where}.actions")
    return {**_named(row, where), "actions": actions}


def _named(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    identifier = row.get("id")
    if not isinstance(identifier, str) or not ID.fullmatch(identifier):
        raise ListMalformed(f"{where}.id", "has 1 to 40 letters, digits, - and _")
    return {"id": identifier, "name": _name(row.get("name"), f"{where}.name")}


def _name(name: Any, where: str) -> dict[str, str]:
    texts = {"en": name} if isinstance(name, str) else name
    if not isinstance(texts, dict):
        raise ListMalformed(where, "is a text, or texts by language")
    kept = {language: texts[language] for language in LANGUAGES if texts.get(language)}
    if not kept or not all(_is_name(text) for text in kept.values()):
        raise ListMalformed(where, f"has 1 to {NAME_MOST_LETTERS} letters in ko or en")
    return {language: text.strip() for language, text in kept.items()}


def _is_name(text: Any) -> bool:
    return isinstance(text, str) and text.strip().isprintable() and 0 < len(text.strip()) <= NAME_MOST_LETTERS


def _own_actions(row: Mapping[str, Any]) -> Any:
    actions = row.get("actions")
    return [] if actions is None else actions


def _rows(value: Any, where: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ListMalformed(where, "is a list of objects")
    return value


def _refuse_twins(rows: list[dict[str, Any]], where: str) -> None:
    ids = [row["id"] for row in rows]
    twins = {one for one in ids if ids.count(one) > 1}
    if twins:
        raise ListMalformed(where, f"has the id {min(twins)} twice")
