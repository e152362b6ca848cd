"""The rights a sub-operator can be given: one per menu, named where the menu's entries are (`menu.py` of each app)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.menu import ADVANCED, BASIC, SECTIONS, Entry, Label, registered


@dataclass(frozen=True, slots=True)
class Right:
    """A key as `admin_view` and menu entries name it, and how it is called in the list of rights."""

    key: str
    label: Label


_labels: dict[str, Label] = {}


def name_right(key: str, label: Label) -> None:
    """Give a right a label of its own; called in an app's `menu.py`. Without one it is called like its section."""
    if key in _labels and _labels[key] != label:
        raise ValueError(f"Two rights are called {key!r}")
    _labels[key] = label


def all_rights() -> list[Right]:
    """Every right that a menu entry asks for, in the order of the menu."""
    found: dict[str, Right] = {}
    for entry in registered():
        if entry.right is not None and entry.right not in found:
            found[entry.right] = Right(entry.right, _labels.get(entry.right) or _section_label(entry))
    return list(found.values())


def _section_label(entry: Entry) -> Label:
    for mode, key in ((ADVANCED, entry.advanced), (BASIC, entry.basic)):
        for section in SECTIONS[mode]:
            if section.key == key:
                return section.label
    return entry.label


name_right("store", _("Store profile"))
name_right("operators", _("Operators"))
