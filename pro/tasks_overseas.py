"""Work for later on overseas shops and translation."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.jobs import MallTask, PlatformTask, enqueue, running_job_id
from accounts.models import AuditEntry, Job
from accounts.tenancy import acted_for
from pro.domain import copy_products as copying
from pro.domain import translate_mall as translating
from pro.domain.change_rate import RECALCULATE, recalculate_all
from pro.domain.copy_products import COPY_NEW, Occasion
from pro.domain.open_overseas_shop import COPY_PRODUCTS, open_contract_shops
from pro.domain.queue_translations import TRANSLATE_MALL
from pro.schedules_overseas import COPY_ALL, TRANSLATE_ALL


@shared_task(name=COPY_PRODUCTS, base=MallTask)
def copy_products_task(*, shop_no: int, by_pro: bool) -> None:
    """Copy every base product to a shop that was just opened, then have its texts translated."""
    copying.copy_products(shop_no, Occasion("opened", by_pro=by_pro))
    with tenancy.step():
        enqueue(TRANSLATE_MALL, mall_id=acted_for(), slot=f"shop{shop_no}-opened")


@shared_task(name="pro.copy_created_product", base=MallTask)
def copy_created_product_task(*, entry_id: int) -> None:
    """A base product was registered: copy what the overseas shops do not have yet (R3.80)."""
    with tenancy.step():
        if not AuditEntry.objects.filter(pk=entry_id).exists():
            return
    copying.copy_new_products(f"new-{running_job_id() or entry_id}")


@shared_task(name=COPY_NEW, base=MallTask)
def copy_new_products_task(*, slot: str) -> None:
    """The nightly sweep of one mall, for products whose own call was lost or came while PRO was off."""
    copying.copy_new_products(slot)


@shared_task(name=RECALCULATE, base=MallTask)
def recalculate_prices_task(*, shop_no: int, user_id: int | None) -> None:
    """Set a shop's converted prices anew after its rate was changed by hand."""
    recalculate_all(shop_no, actor=Actor.operator(user_id) if user_id else Actor.system())


@shared_task(name="pro.open_contract_shops", base=MallTask)
def open_contract_shops_task(*, entry_id: int) -> None:
    """A contract became active: open the shops of its languages (R3.101), have what is there translated."""
    open_contract_shops()
    with tenancy.step():
        enqueue(COPY_NEW, mall_id=acted_for(), slot=f"contract-{entry_id}")
        enqueue(TRANSLATE_MALL, mall_id=acted_for(), slot=f"contract-{entry_id}")


@shared_task(name=TRANSLATE_MALL, base=MallTask)
def translate_mall_task(*, slot: str) -> None:
    """One mall's turn of translation."""
    translating.translate_mall(slot)


@shared_task(name=COPY_ALL, base=PlatformTask)
def copy_all_task() -> None:
    """Wake each mall that PRO works for and that has an overseas shop."""
    copying.wake_malls(_day())


@shared_task(name=TRANSLATE_ALL, base=PlatformTask)
def translate_all_task() -> None:
    """The daily translation (R3.34): each mall has a job of its own, so none holds up others."""
    translating.wake_malls(_day())


def _day() -> dt.date:
    job = Job.objects.filter(pk=running_job_id() or 0).first()
    return timezone.localdate(job.slot_at if job and job.slot_at else timezone.now())
