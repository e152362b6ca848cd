"""A slot of all malls: wait for the statistics, cut the malls into batches, keep the books for staff (design 9)."""

from __future__ import annotations

import datetime as dt
from typing import Final

import structlog
from django.db import transaction
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import PassingError, attempts_made, enqueue
from catalog.domain.check_windows import check_windows
from catalog.domain.fold import watermark
from catalog.domain.living_malls import holding_malls
from catalog.domain.windows import SEOUL
from pro.domain.display.announce import wake_started
from pro.domain.display.books import forget_old_books
from pro.domain.display.refresh import Refreshed, refresh_malls
from pro.domain.display.start import start_due
from pro.domain.switches import is_in_scope
from pro.models import MAIN_DISPLAY, DisplayService, DisplaySlot

log = structlog.get_logger(__name__)

REFRESH_BATCH: Final = "pro.refresh_display_batch"
MALLS_A_BATCH: Final = 200
LONGEST_WAIT: Final = dt.timedelta(minutes=5)
LOOK_AGAIN_SECONDS: Final = 10.0
ATTEMPTS_TOGETHER: Final = 3  # a batch that loses its connection each time is then cut up: one mall may be the cause


def begin_slot(slot: dt.datetime) -> int:
    """Start the services whose day has come, then write a job per batch of running malls; answers how many malls.

    A second call for a slot writes nothing. Where staff took the main display out of the scope, none is refreshed.
    Raises PassingError while the fold has not passed the slot's hour, for at most five minutes.
    """
    folded = watermark()
    if (folded is None or folded < slot) and timezone.now() < slot + LONGEST_WAIT:
        raise PassingError("Statistics are not folded so far yet.", after_seconds=LOOK_AGAIN_SECONDS, counts=False)
    is_visible = is_in_scope(MAIN_DISPLAY)
    if is_visible:
        start_due(slot)
    running = DisplayService.objects.running() if is_visible else DisplayService.objects.none()
    ids = list(running.order_by("mall_id").values_list("mall_id", flat=True))
    batches = [ids[at : at + MALLS_A_BATCH] for at in range(0, len(ids), MALLS_A_BATCH)]
    with transaction.atomic():
        row, is_new = DisplaySlot.objects.get_or_create(
            slot_at=slot, defaults={"malls": len(ids), "batches_left": len(batches)}
        )
        if not is_new:
            return 0
        for batch in batches:
            enqueue(REFRESH_BATCH, slot=slot.isoformat(), mall_ids=batch)
        if not batches:
            DisplaySlot.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    return len(ids)


def refresh_batch(mall_ids: list[int], slot: dt.datetime) -> Refreshed:
    """Refresh one batch and add it to the slot's books; services that displayed for the first time say so."""
    done = refresh_malls(mall_ids, slot, is_patient=attempts_made() < ATTEMPTS_TOGETHER)
    wake_started(mall_ids)
    with transaction.atomic():
        row = DisplaySlot.objects.select_for_update().filter(slot_at=slot).first()
        if row is not None:
            row.refreshed += done.malls
            row.changed += done.changed
            row.failed += done.failed
            row.batches_left = max(0, row.batches_left - 1)
            row.ended_at = row.ended_at if row.batches_left else timezone.now()
            row.save()
    return done


def check_counters() -> int:
    """Compare every running mall's counters with its rows, mend what drifted, and say so in the log; how many malls."""
    ids = list(DisplayService.objects.running().order_by("mall_id").values_list("mall_id", flat=True))
    drifted = 0
    for at in range(0, len(ids), MALLS_A_BATCH):
        with holding_malls(ids[at : at + MALLS_A_BATCH]) as living:
            if not living:
                continue
            with tenancy.malls(living):
                wrong = check_windows(living)
                forget_old_books(living, timezone.now().astimezone(SEOUL).date())
        drifted += len(wrong)
        for mall_id, products in wrong.items():
            log.error("window_counters_drifted", mall_id=mall_id, products=products)
    return drifted
