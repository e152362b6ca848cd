"""What the main display shows now, product by product with its reason, and how PRO's service stands (issue 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from accounts.models import Shop
from catalog.models import MainCategory
from catalog.queries import ProductRow, products_in_shop
from catalog.queries.display import SectionPlan, section_plans
from pro.display_reasons import Why, why
from pro.models import DisplayAreaKind, DisplayRun, DisplayService


class AreaSetting(Protocol):
    """An area that runs, as `pro.domain.display.areas` recognises it."""

    @property
    def category_id(self) -> int: ...
    @property
    def shop_no(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def slots(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A product at a place of an area, with the marks it has there. `move` is new, up, down, same or gone."""

    place: int
    product_id: int
    row: ProductRow | None
    why: Why | None = None
    is_pinned: bool = False
    is_last: bool = False
    move: str = ""
    was_at: int = 0

    @property
    def name(self) -> str:
        """Its name in the shop; its number where it was deleted or left the shop since."""
        return self.row.name if self.row else _("Product %(number)s, no longer there") % {"number": self.product_id}

    @property
    def is_sold_out(self) -> bool:
        return self.row is not None and self.row.is_sold_out


@dataclass(frozen=True, slots=True)
class AreaNow:
    """An area as shoppers see it; `newest` is the newest run that looked at it."""

    pk: int
    name: str
    kind: str
    slots: int
    newest: DisplayRun | None
    shown: list[Shown] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        return str(DisplayAreaKind(self.kind).label)

    @property
    def has_stayed(self) -> bool:
        """Whether the newest run found nothing for this area and left it."""
        return self.newest is not None and not self.newest.products


def services_of(mall_id: int) -> list[DisplayService]:
    """The mall's services, the standing or last one first; one query."""
    return list(DisplayService.objects.filter(mall_id=mall_id).order_by("-pk"))


def is_running(mall_id: int) -> bool:
    """Whether displays are refreshed: the service runs, the contract is active, the mall is open; one query."""
    return DisplayService.objects.running().filter(mall_id=mall_id).exists()


def areas_now(shop: Shop, areas: Sequence[AreaSetting]) -> list[AreaNow]:
    """The areas of a shop in the order of the guide, as its main page shows them; five queries at most."""
    order = list(DisplayAreaKind.values)
    areas = sorted((one for one in areas if one.shop_no == shop.shop_no), key=lambda one: order.index(one.kind))
    names = category_names([area.category_id for area in areas])
    plans = {plan.pk: plan for plan in section_plans(shop.shop_no)} if areas else {}
    shown = {one for area in areas if area.category_id in plans for one in plans[area.category_id].product_ids}
    rows = product_rows(shop.shop_no, shown)
    newest, filled = _newest_runs([area.category_id for area in areas])
    return [
        AreaNow(
            pk=area.category_id,
            name=names.get(area.category_id, ""),
            kind=area.kind,
            slots=area.slots,
            newest=newest.get(area.category_id),
            shown=_shown(plans.get(area.category_id), filled.get(area.category_id), rows, shop),
        )
        for area in areas
    ]


def category_names(category_ids: Iterable[int]) -> dict[int, str]:
    """Names of main categories that are still there; one query."""
    found = MainCategory.objects.filter(pk__in=list(category_ids))
    return dict(found.values_list("pk", "name"))


def product_rows(shop_no: int, product_ids: Iterable[int]) -> dict[int, ProductRow]:
    """Products as a shop offers them, by id; those that it does not have are absent. One query, or none for none."""
    ids = set(product_ids)
    if not ids:
        return {}
    found = products_in_shop(shop_no).filter(pk__in=ids, listed_id__in=ids)
    return {product.pk: ProductRow.of(product) for product in found}


def reasons_of(run: DisplayRun) -> dict[int, Mapping[str, Any]]:
    """What a run stored about each product that it placed."""
    return {reason["product"]: reason for reason in run.reasons}


def _newest_runs(category_ids: Sequence[int]) -> tuple[dict[int, DisplayRun], dict[int, DisplayRun]]:
    """The newest run of each area, and the newest one that filled it; two queries."""
    runs = DisplayRun.objects.filter(main_category_id__in=category_ids).order_by("main_category_id", "-slot_at")
    newest = runs.distinct("main_category_id")
    filled = runs.exclude(products=[]).distinct("main_category_id")
    return (
        {run.main_category_id: run for run in newest.defer("reasons")},
        {run.main_category_id: run for run in filled},
    )


def _shown(plan: SectionPlan | None, run: DisplayRun | None, rows: Mapping[int, ProductRow], shop: Shop) -> list[Shown]:
    """What a section shows, each product with the reason of the run that placed it; none: it was placed by hand."""
    reasons = reasons_of(run) if run else {}
    found = []
    for number, place in enumerate(plan.places if plan else [], start=1):
        reason = reasons.get(place.product_id)
        said = why(run.kind, reason, shop) if run and reason else None
        row = rows.get(place.product_id)
        found.append(Shown(number, place.product_id, row, said, place.is_pinned, place.goes_last))
    return found
