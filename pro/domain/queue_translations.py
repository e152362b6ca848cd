"""Which products wait for translation: new to a language within the quota, and edited ones whose field is ticked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts import tenancy
from accounts.jobs import enqueue
from accounts.models import Mall, Shop
from accounts.tenancy import current_mall_id
from catalog.domain.facts import BASE_SHOP_NO
from catalog.models import Product, ProductListing
from pro.domain.known_translations import write_task
from pro.models import TranslationTask
from pro.translation.fields import needed_fields

CHUNK: Final = 500
TRANSLATE_MALL: Final = "pro.translate_mall"
State = TranslationTask.State
Origin = TranslationTask.Origin


@dataclass(frozen=True, slots=True)
class Target:
    """A language to translate into, and the open mall's shops that speak it; at least one."""

    source: str
    language: str
    shops: tuple[Shop, ...]

    @property
    def shop_numbers(self) -> list[int]:
        return [shop.shop_no for shop in self.shops]


def targets() -> list[Target]:
    """Languages of the open mall's overseas shops that are not the base shop's (R3.36), by their first shop."""
    shops = list(Shop.objects.filter(mall_id=current_mall_id(), is_active=True).order_by("shop_no"))
    base = next((shop for shop in shops if shop.shop_no == BASE_SHOP_NO), None)
    if base is None:
        return []
    languages = dict.fromkeys(shop.language for shop in shops if shop.language != base.language)
    return [
        Target(base.language, language, tuple(shop for shop in shops if shop.language == language))
        for language in languages
    ]


def queue_products(target: Target) -> int:
    """Queue listed products that have no task in a language yet, oldest first; answers how many.

    Products that were there before the language's first shop count against the quota of the mall, all languages
    together (R3.33); beyond it they are noted as such and wait for it to be raised. For the mall that is acted for.
    """
    queued = 0
    while True:
        with tenancy.step():
            # Two jobs at once would both find the same room in the quota.
            Mall.objects.select_for_update(no_key=True).get(pk=current_mall_id())
            _promote(target)
            products = _unqueued(target)
            if not products:
                return queued
            TranslationTask.objects.bulk_create(_tasks(products, target))
            queued += len(products)


def queue_edits(target: Target) -> int:
    """Queue products again whose ticked fields were edited since they were translated (R3.83); answers how many.

    A ticked field that was emptied by hand gets its stored translation back.
    """
    count, after = 0, 0
    while True:
        with tenancy.step():
            rows = ProductListing.objects.filter(shop_no__in=target.shop_numbers, product_id__gt=after)
            found = rows.exclude(auto_translates=[]).order_by("product_id").values_list("product_id", flat=True)
            ids = list(dict.fromkeys(found[:CHUNK]))
            if not ids:
                return count
            count += sum(_queue_edit(task, target) for task in _settled(ids, target))
        after = ids[-1]


def retry_now(task_ids: Iterable[int]) -> int:
    """Let waiting tasks be tried at once instead of tomorrow, and wake the translation; answers how many."""
    now = timezone.now()
    count = TranslationTask.objects.filter(pk__in=list(task_ids), state=State.WAITING).update(try_after=now)
    if count:
        enqueue(TRANSLATE_MALL, mall_id=current_mall_id(), slot=f"retry-{now:%Y%m%d%H%M%S}")
    return count


def quota_left() -> int:
    """How many more existing products of the open mall may be translated."""
    used = TranslationTask.objects.filter(origin=Origin.EXISTING).exclude(state=State.BEYOND_QUOTA)
    return max(0, settings.TRANSLATED_EXISTING_PRODUCTS - used.values("product_id").distinct().count())


def _unqueued(target: Target) -> list[Product]:
    listed = ProductListing.objects.filter(product=OuterRef("pk"), shop_no__in=target.shop_numbers)
    queued = TranslationTask.objects.filter(product=OuterRef("pk"), language=target.language)
    return list(Product.objects.filter(Exists(listed), ~Exists(queued)).order_by("pk")[:CHUNK])


def _tasks(products: list[Product], target: Target) -> list[TranslationTask]:
    opened_at = min(shop.created_at for shop in target.shops)
    within = _within_quota(product.pk for product in products)
    left = quota_left()
    tasks = []
    for product in products:
        origin = Origin.EXISTING if product.created_at < opened_at else Origin.NEW
        state = State.WAITING
        if origin == Origin.EXISTING and product.pk not in within:
            state = State.WAITING if left else State.BEYOND_QUOTA
            left -= int(left > 0)
        tasks.append(TranslationTask(product=product, language=target.language, origin=origin, state=state))
    return tasks


def _within_quota(product_ids: Iterable[int]) -> set[int]:
    """Those that another language has counted already."""
    counted = TranslationTask.objects.filter(product_id__in=list(product_ids), origin=Origin.EXISTING)
    return set(counted.exclude(state=State.BEYOND_QUOTA).values_list("product_id", flat=True))


def _promote(target: Target) -> None:
    """Where the quota was raised, or products within it were deleted, those beyond it move up in order.

    A product that counts already, for another language, moves up at once.
    """
    beyond = TranslationTask.objects.filter(language=target.language, state=State.BEYOND_QUOTA).order_by("pk")
    products = list(beyond.values_list("product_id", flat=True))
    if not products:
        return
    within = _within_quota(products)
    more = [product_id for product_id in products if product_id not in within][: quota_left()]
    beyond.filter(product_id__in=[*within, *more]).update(state=State.WAITING, queued_at=timezone.now())


def _settled(product_ids: list[int], target: Target) -> list[TranslationTask]:
    tasks = TranslationTask.objects.filter(product_id__in=product_ids, language=target.language, state=State.DONE)
    changed = Q(checked_at__isnull=True) | Q(product__updated_at__gt=F("checked_at"))
    return list(tasks.filter(changed).select_related("product").order_by("pk"))


def _queue_edit(task: TranslationTask, target: Target) -> bool:
    now = timezone.now()
    rows = list(ProductListing.objects.filter(product=task.product_id, shop_no__in=target.shop_numbers))
    needed = needed_fields(task.product, task.fields, rows)
    waiting = {"state": State.WAITING, "is_edit": True, "queued_at": now, "try_after": now} if needed else {}
    TranslationTask.objects.filter(pk=task.pk).update(checked_at=now, **waiting)
    by_number = {row.shop_no: row for row in rows}
    for shop in target.shops:
        row = by_number.get(shop.shop_no)
        if row is not None:
            ticked = [name for name in row.auto_translates if name in task.fields and not row.texts.get(name)]
            write_task(task, shop, [name for name in ticked if name not in needed])
    return bool(needed)
