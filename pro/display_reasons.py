"""The main display in words: why a product stands where it does, and what runs say in Work status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.history import name_action
from accounts.models import Shop
from accounts.money import decimals_of, format_amount
from pro.models import DisplayAreaKind
from pro.operations.words import name_failure, name_field, name_object, name_summary

WINDOWS: Final[dict[str, Promise]] = {
    "24h": gettext_lazy("the last 24 hours"),
    "7d": gettext_lazy("the last 7 days"),
    "30d": gettext_lazy("the last 30 days"),
    "90d": gettext_lazy("the last 90 days"),
}
RANKED: Final[dict[str, Promise]] = {
    DisplayAreaKind.NEW: gettext_lazy("No. %(rank)s of the products registered in %(window)s, newest day first"),
    DisplayAreaKind.RECOMMENDED: gettext_lazy("No. %(rank)s by revenue per visit and conversion in %(window)s"),
    DisplayAreaKind.BEST: gettext_lazy("No. %(rank)s by orders in %(window)s"),
    DisplayAreaKind.TREND: gettext_lazy("No. %(rank)s by views in %(window)s"),
}
FIGURES_OF: Final[dict[str, tuple[str, ...]]] = {
    DisplayAreaKind.NEW: ("sales", "cart_rate", "views"),
    DisplayAreaKind.RECOMMENDED: ("revenue_per_visit", "conversion", "cart_rate", "average_order"),
    DisplayAreaKind.BEST: ("sales", "conversion", "revenue_per_visit"),
    DisplayAreaKind.TREND: ("views", "cart_rate", "revenue_per_visit"),
}
LABELS: Final[dict[str, Promise]] = {
    "views": gettext_lazy("Views"),
    "visits": gettext_lazy("Visits"),
    "sales": gettext_lazy("Orders"),
    "cart_rate": gettext_lazy("Cart rate"),
    "conversion": gettext_lazy("Conversion"),
    "revenue_per_visit": gettext_lazy("Revenue per visit"),
    "average_order": gettext_lazy("Revenue per order"),
}


ERRORS: Final[tuple[tuple[tuple[str, ...], Promise], ...]] = (
    (
        ("deadlock", "LockNotAvailable", "lock timeout"),
        gettext_lazy("Something else held this mall's rows for too long."),
    ),
    (("QueryCanceled", "statement timeout"), gettext_lazy("It took longer than the database allows.")),
    (
        ("OperationalError", "InterfaceError"),
        gettext_lazy("The database was not there, or its connection broke."),
    ),
    (
        ("IntegrityError", "DataError", "NumericValueOutOfRange"),
        gettext_lazy("The mall holds something that the update does not expect."),
    ),
)


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in words, the figures behind it with their labels, and remarks."""

    text: str
    figures: list[tuple[str, str]]
    remarks: list[str]


def why(kind: str, reason: Mapping[str, Any], shop: Shop) -> Why:
    """A stored reason (`DisplayRun.reasons`) in the present language, amounts in the shop's currency."""
    remarks = [_("Sold out, so it stands behind the others.")] if reason.get("sold_out") else []
    if "rank" not in reason:
        return Why(_("Pinned: it keeps its place."), [], remarks)
    if "window" not in reason:
        return Why(_("Pinned, but sold out."), [], remarks)
    text = RANKED[kind] % {"rank": reason["rank"], "window": WINDOWS[reason["window"]]}
    return Why(str(text), figures_in_words(reason, FIGURES_OF[kind], shop), remarks)


def figures_in_words(counts: Mapping[str, Any], names: tuple[str, ...], shop: Shop) -> list[tuple[str, str]]:
    """Figures by name, with their labels, from counts of views, visits, cart_adds, sales and revenue_minor."""
    return [(str(LABELS[name]), figure_text(name, counts, shop)) for name in names]


def figure_text(name: str, counts: Mapping[str, Any], shop: Shop) -> str:
    """One figure as people read it; x / 0 = 0 (design 9)."""
    if name in {"revenue_per_visit", "average_order"}:
        return money(figure(name, counts), shop)
    if name in {"cart_rate", "conversion"}:
        return percent(figure(name, counts))
    return f"{figure(name, counts):,.0f}"


def figure(name: str, counts: Mapping[str, Any]) -> float:
    """A figure of design 9 from counts; amounts in minor units."""
    above, below = {
        "cart_rate": ("cart_adds", "views"),
        "conversion": ("sales", "visits"),
        "revenue_per_visit": ("revenue_minor", "visits"),
        "average_order": ("revenue_minor", "sales"),
    }.get(name, (name, ""))
    if not below:
        return float(counts.get(above) or 0)
    return float(counts.get(above) or 0) / counts[below] if counts.get(below) else 0.0


def money(minor: float, shop: Shop) -> str:
    """An amount in minor units, rounded to what the shop's currency has."""
    places = decimals_of(shop.currency)
    amount = (Decimal(minor) / Decimal(10) ** places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return format_amount(amount, shop.currency, get_language() or "en")


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def error_in_words(error: str) -> str:
    """What a stored error of a refresh means, for staff."""
    for marks, text in ERRORS:
        if any(mark in error for mark in marks):
            return str(text)
    return _("A mistake in the program; what it says is for its developers.")


def register_all() -> None:
    """Called once when the app is ready."""
    name_summary("display_no_areas", gettext_lazy("No main category is an area of PRO, so nothing changed."))
    name_summary("display_same", gettext_lazy("Nothing changed: every area shows what it did."))
    name_summary(
        "display_changed",
        gettext_lazy("%(changed)s of %(areas)s areas changed."),
    )
    name_failure(
        "display_failed",
        gettext_lazy("This update failed on our side. The display stayed as it was, and our staff see it."),
    )
    name_object("maincategory", gettext_lazy("Main category"), "catalog_display:main_edit")
    name_field("maincategory", "left", gettext_lazy("Gone"))
    name_field("maincategory", "came", gettext_lazy("New"))
    name_field("maincategory", "moved", gettext_lazy("Products that changed place"))
    name_action("support.display_retried", gettext_lazy("Support had the main display updated again"))
