"""Claim waiting translations, and write down what an engine made of them: once, and never over hand work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Q
from django.utils import timezone

from accounts.jobs import running_job_id
from catalog.models import Product, ProductListing
from catalog.models.listing import TRANSLATED_FIELDS
from pro.domain.engine_stops import month_of, tomorrow
from pro.domain.known_translations import write_task
from pro.domain.queue_translations import Target
from pro.models import TranslationTask, TranslationUsage
from pro.translation.fields import FieldWork, needed_fields, source_hash, work_of

LEASE: Final = dt.timedelta(minutes=5)
State = TranslationTask.State
Key = tuple[int, str]  # task and field


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written for one task; texts by field, and the fields that failed with their reasons."""

    product_id: int
    name: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def claim_tasks(target: Target, count: int) -> dict[Key, FieldWork]:
    """Take the next waiting tasks of a language for the running job, in order; answers what is to be sent of them.

    Rows that another job holds are passed over until its lease is over; the job's own, from a try that died, are
    taken again. Tasks that turn out to need nothing are closed at once. Inside a door.
    """
    works: dict[Key, FieldWork] = {}
    while not works:
        tasks = list(_free(target)[:count])
        if not tasks:
            return {}
        mine = {"claimed_by": running_job_id() or 0, "claimed_until": timezone.now() + LEASE}
        TranslationTask.objects.filter(pk__in=[task.pk for task in tasks]).update(**mine)
        for task in tasks:
            works |= _works_of(task, target)
    return works


def renew_claims() -> None:
    """Hold what the running job has taken for another while. Inside a door."""
    mine = TranslationTask.objects.filter(claimed_by=running_job_id() or 0, claimed_until__isnull=False)
    mine.update(claimed_until=timezone.now() + LEASE)


def release_claims() -> None:
    """Let other jobs have what this one did not finish. Inside a door."""
    TranslationTask.objects.filter(claimed_by=running_job_id() or 0).update(claimed_until=None)


def store_task(
    task_id: int, works: Mapping[str, FieldWork], results: Mapping[str, Any], errors: Mapping[str, str], target: Target
) -> Stored | None:
    """Write one task's fields into the listings of its language's shops; None where the product is gone.

    Under locks, and looked at again there: a field whose base text changed while the engine was thinking stays
    waiting, one that was written by hand in the meantime stays as it is. A second call writes nothing twice. A
    field that failed is tried again the next day (R3.35), the others are done. Inside a door.
    """
    product_id = TranslationTask.objects.filter(pk=task_id).values_list("product_id", flat=True).first()
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id or 0).first()
    if product is None:
        return None
    listings = list(ProductListing.objects.select_for_update().filter(product=product, shop_no__in=target.shop_numbers))
    task = TranslationTask.objects.select_for_update().get(pk=task_id)
    fresh = {
        name: {"hash": works[name].hash, "text": result}
        for name, result in results.items()
        if source_hash(product, name) == works[name].hash and task.fields.get(name, {}).get("hash") != works[name].hash
    }
    failed = {name: {**task.fields.get(name, {}), "error": text[:200]} for name, text in errors.items()}
    task.fields = {**task.fields, **failed, **fresh}
    before = {name: _shown(getattr(product, name)) for name in fresh}
    written = {name for shop in target.shops for name in write_task(task, shop, fresh)}
    _settle(task, product, listings, failed)
    after = {name: _shown(task.fields[name]["text"]) for name in fresh if name in written}
    return Stored(product.pk, product.name, before if after else {}, after, errors)


def count_usage(engine: str, target: Target, characters: int, requests: int) -> None:
    """Add to the mall's figures of this month. Inside a door."""
    month = month_of(timezone.now())
    row, _is_new = TranslationUsage.objects.get_or_create(month=month, engine=engine, language=target.language)
    TranslationUsage.objects.filter(pk=row.pk).update(
        characters=F("characters") + characters, requests=F("requests") + requests
    )


def _free(target: Target) -> Any:
    now = timezone.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now) | Q(claimed_by=running_job_id() or 0)
    tasks = TranslationTask.objects.filter(free, language=target.language, state=State.WAITING, try_after__lte=now)
    return tasks.select_for_update(skip_locked=True, of=("self",)).select_related("product").order_by("pk")


def _works_of(task: TranslationTask, target: Target) -> dict[Key, FieldWork]:
    listings = list(ProductListing.objects.filter(product=task.product_id, shop_no__in=target.shop_numbers))
    needed = needed_fields(task.product, task.fields, listings)
    if not needed:
        _settle(task, task.product, listings, {})
    return {(task.pk, name): work_of(task.product, name) for name in needed}


def _settle(task: TranslationTask, product: Product, listings: list[ProductListing], failed: Mapping[str, Any]) -> None:
    """Close a task, or leave it waiting: until tomorrow for what failed, at once for what changed meanwhile."""
    now = timezone.now()
    needed = needed_fields(product, task.fields, listings)
    task.error = next((entry["error"] for entry in failed.values()), "")
    if needed:
        task.try_after = tomorrow(now) if failed else now
    else:
        # What had no words, or was set by hand, counts as done too: a product is translated the first time only.
        settled = {name: {"hash": source_hash(product, name)} for name in TRANSLATED_FIELDS}
        task.fields = {name: task.fields.get(name) or entry for name, entry in settled.items()}
        task.state, task.is_edit, task.translated_at, task.checked_at = State.DONE, False, now, now
    task.claimed_until = None
    task.save(
        update_fields=[
            "fields",
            "error",
            "try_after",
            "state",
            "is_edit",
            "translated_at",
            "checked_at",
            "claimed_until",
        ]
    )


def _shown(value: Any) -> Any:
    """A field as Work status keeps it: long texts cut."""
    return value[:300] if isinstance(value, str) else value
