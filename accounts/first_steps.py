"""First steps of a new mall on the admin's start page; each app adds its own from its `first_steps.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from accounts.models import Mall, Operator

Text = str | Promise


@dataclass(frozen=True)
class FirstStep:
    """Something a new merchant does once. `is_done` looks at the open mall; `right` is the menu it needs."""

    key: str
    title: Text
    text: Text
    url_name: str
    action: Text
    icon: str
    is_done: Callable[[Mall], bool]
    right: str | None = None
    order: int = 100


@dataclass(frozen=True)
class ShownStep:
    """A step as the page draws it."""

    title: Text
    text: Text
    url: str
    action: Text
    icon: str
    is_done: bool


_steps: dict[str, FirstStep] = {}
_state = {"discovered": False}


def register(step: FirstStep) -> None:
    """Add a step, at import of an app's `first_steps.py`. A second step of one key takes the place of the first."""
    _steps[step.key] = step


def steps_of(mall: Mall, operator: Operator) -> list[ShownStep]:
    """The steps this operator may take, with what is done, in the order they are taken. The mall is open."""
    if not _state["discovered"]:
        autodiscover_modules("first_steps")
        _state["discovered"] = True
    allowed = [step for step in _steps.values() if step.right is None or operator.has_right(step.right)]
    return [_shown(step, mall) for step in sorted(allowed, key=lambda step: step.order) if _has_page(step)]


def _has_page(step: FirstStep) -> bool:
    try:
        reverse(step.url_name)
    except NoReverseMatch:
        return False
    return True


def _shown(step: FirstStep, mall: Mall) -> ShownStep:
    return ShownStep(step.title, step.text, reverse(step.url_name), step.action, step.icon, step.is_done(mall))


register(
    FirstStep(
        key="store_profile",
        title=_("Tell shoppers who you are"),
        text=_("Store name, business details and how to reach you: they stand at the foot of your store."),
        url_name="accounts:store_profile",
        action=_("Fill in the store profile"),
        icon="building-store",
        is_done=lambda mall: bool(mall.business_name or mall.phone or mall.contact_email),
        right="store",
        order=200,
    )
)
