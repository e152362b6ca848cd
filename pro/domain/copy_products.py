"""Copy base products to overseas shops: each once per shop, for ever (R3.28, R3.78 to R3.81)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import enqueue, report_progress, running_job_id
from accounts.models import Shop
from accounts.tenancy import current_mall_id
from catalog.domain.copy_listings import Copied, copy_listings, release_listings
from catalog.models import Product
from pro.domain.known_translations import write_known
from pro.domain.runs import close_run, note_failure, note_finding, note_items, open_run
from pro.domain.switches import may_run
from pro.models import Contract, OperationRun, OverseasCopy
from pro.operations.base import Finding, Treated

KEY: Final = "overseas_copy"
COPY_NEW: Final = "pro.copy_new_products"
CHUNK: Final = 50


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why products are copied: the run's slot, and whether it is PRO's own work, which OFF and the contract end."""

    slot: str
    by_pro: bool


def copy_products(shop_no: int, occasion: Occasion) -> OperationRun | None:
    """Copy what a shop does not have yet; None where there is nothing to copy. The mall is acted for, not open.

    Each chunk commits with its OverseasCopy rows, so that a worker that is killed, or two at once, copy nothing twice
    and lose nothing. The base products registered while it runs are copied too.
    """
    with tenancy.step():
        total = _uncopied(shop_no).count()
        if not total or (occasion.by_pro and not may_run(KEY)):
            return None
        run = open_run(KEY, f"shop{shop_no}-{occasion.slot}", shop_no=shop_no, job_id=running_job_id())
        if run.is_over:
            return run
        note_finding(run, Finding("products_to_copy", {"count": total}), total=run.done_items + total)
    return _copy_all(run, shop_no, occasion, total)


def copy_new_products(slot: str) -> int:
    """PRO copies base products that are new to every overseas shop of the mall (R3.80); answers how many shops."""
    with tenancy.step():
        numbers = list(
            Shop.objects.filter(mall_id=current_mall_id(), shop_no__gt=1, is_active=True)
            .order_by("shop_no")
            .values_list("shop_no", flat=True)
        )
    runs = [copy_products(shop_no, Occasion(slot, by_pro=True)) for shop_no in numbers]
    return sum(run is not None for run in runs)


def wake_malls(day: dt.date) -> int:
    """Enqueue the nightly sweep of each mall that PRO works for and that has an overseas shop; answers how many."""
    mall_ids = malls_with_overseas_shops()
    for mall_id in mall_ids:
        enqueue(COPY_NEW, mall_id=mall_id, slot=day.isoformat())
    return len(mall_ids)


def malls_with_overseas_shops() -> list[int]:
    """Malls under an active contract that have a shop besides the base shop, by id."""
    overseas = Shop.objects.filter(mall=OuterRef("mall"), shop_no__gt=1, is_active=True)
    return list(
        Contract.objects.active().filter(Exists(overseas)).order_by("mall_id").values_list("mall_id", flat=True)
    )


@transaction.atomic
def release_held_back(shop: Shop, *, actor: Actor) -> int:
    """Display and sell the copies that had no weight and have one by now; answers how many there were."""
    rows = OverseasCopy.objects.select_for_update().filter(shop_no=shop.shop_no, is_held_back=True)
    released: list[int] = []
    for is_wanted in (False, True):  # those of a work request are offered here whatever the base shop does
        ids = list(rows.filter(is_wanted=is_wanted).values_list("product_id", flat=True))
        released += release_listings(ids, shop, actor=actor, is_wanted=is_wanted)
    rows.filter(product_id__in=released).update(is_held_back=False)
    return len(released)


def _copy_all(run: OperationRun, shop_no: int, occasion: Occasion, total: int) -> OperationRun:
    done, after = 0, 0
    while True:
        with tenancy.step():
            if occasion.by_pro and not may_run(KEY):
                close_run(run, OperationRun.State.OFF)
                return run
            copied = _copy_chunk(run, shop_no, after)
            if not copied:
                close_run(run, summary={"code": "products_copied", "values": _figures(run)})
                return run
        done, after = done + len(copied), copied[-1].product_id
        report_progress(running_job_id(), done, max(total, done))


def _copy_chunk(run: OperationRun, shop_no: int, after: int) -> list[Copied]:
    # The shop's row stands for all copies to it: whoever else copies there waits and then finds less to do.
    shop = Shop.objects.select_for_update().get(mall_id=current_mall_id(), shop_no=shop_no)
    ids = list(_uncopied(shop_no).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    outcomes = copy_listings(ids, shop, actor=Actor.system())
    made = [one for one in outcomes if one.is_possible]
    OverseasCopy.objects.bulk_create(
        [OverseasCopy(shop_no=shop_no, product_id=one.product_id, is_held_back=_is_held(one)) for one in made]
    )
    note_items(run, "product", [(one.product_id, _treated(one, shop)) for one in made])
    for one in outcomes:
        if not one.is_possible:
            note_failure(run, "product", one.product_id, label=one.name, error="price_too_large")
    write_known([one.product_id for one in made if one.is_new], shop)
    return outcomes


def _is_held(copied: Copied) -> bool:
    return copied.is_new and copied.is_held_back


def _treated(copied: Copied, shop: Shop) -> Treated:
    if not copied.is_new:  # the merchant had listed it by hand: it stays as it is
        return Treated(copied.name)
    after = {"shop_no": shop.shop_no, "price": f"{copied.price} {shop.currency}"}
    return Treated(copied.name, {}, after | ({"held_back": "no_weight"} if copied.is_held_back else {}))


def _figures(run: OperationRun) -> dict[str, int]:
    run.refresh_from_db()
    return {"count": run.changed_items, "failed": run.failed_items}


def _uncopied(shop_no: int) -> QuerySet[Product]:
    copies = OverseasCopy.objects.filter(shop_no=shop_no, product_id=OuterRef("pk"))
    return Product.objects.filter(~Exists(copies))
