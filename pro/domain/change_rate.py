"""Change a shop's exchange rate by hand, and recalculate its prices (R3.111: nothing else ever changes it)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, changes, record
from accounts.jobs import enqueue, report_progress, running_job_id
from accounts.jobs.schedule import SEOUL
from accounts.models import Mall, Shop
from accounts.tenancy import current_mall_id
from catalog.domain.copy_listings import recalculate_prices
from catalog.models import ProductListing
from pro.domain.open_overseas_shop import facts_of

RECALCULATE: Final = "pro.recalculate_prices"
BY_HAND: Final = "hand"
CHUNK: Final = 50


@dataclass(frozen=True, slots=True)
class NewRate:
    """A rate in units of the base currency for one of the shop's, and how prices are rounded from now on."""

    value: Decimal
    rounding: str


@transaction.atomic
def change_rate(shop_no: int, new: NewRate, *, recalculates: bool, actor: Actor) -> Shop:
    """Set the rate of a shop, of today and by hand; prices stay, unless a job is to recalculate them.

    A call that changes nothing writes nothing, but recalculates where asked. Raises Shop.DoesNotExist, and ValueError
    for a shop in the base shop's currency or a rate that is not above zero.
    """
    Mall.objects.select_for_update(no_key=True).get(pk=current_mall_id())
    shop: Shop = Shop.objects.select_for_update().get(mall_id=current_mall_id(), shop_no=shop_no, shop_no__gt=1)
    if shop.exchange_rate is None or not new.value > 0:
        raise ValueError("A rate is above zero, and between two currencies.")
    before = facts_of(shop)
    if new.value != shop.exchange_rate:
        shop.exchange_rate, shop.rate_source = new.value, BY_HAND
        shop.rate_on, shop.rate_answer = timezone.now().astimezone(SEOUL).date(), {}
    shop.rounding = new.rounding
    was, became = changes(before, facts_of(shop))
    if became:
        shop.save(update_fields=["exchange_rate", "rate_source", "rate_on", "rate_answer", "rounding"])
        record("shop.rate_changed", shop, actor=actor, before=was, after=became)
    if recalculates:
        enqueue(RECALCULATE, mall_id=shop.mall_id, shop_no=shop.shop_no, user_id=actor.id)
    return shop


def recalculate_all(shop_no: int, *, actor: Actor) -> int:
    """Set all converted prices of a shop anew, in chunks that commit on their own; answers how many changed.

    Each price follows from the base price and the shop's present rate alone, so a second run changes nothing. Prices
    set by hand stay.
    """
    with tenancy.step():
        total = ProductListing.objects.filter(shop_no=shop_no).count()
    changed, done, after = 0, 0, 0
    while True:
        with tenancy.step():
            shop = Shop.objects.select_for_update().get(mall_id=current_mall_id(), shop_no=shop_no)
            rows = ProductListing.objects.filter(shop_no=shop_no, product_id__gt=after)
            ids = list(rows.order_by("product_id").values_list("product_id", flat=True)[:CHUNK])
            if not ids:
                record("shop.prices_recalculated", shop, actor=actor, after={"shop_no": shop_no, "changed": changed})
                return changed
            changed += recalculate_prices(ids, shop, actor=actor)
        done, after = done + len(ids), ids[-1]
        report_progress(running_job_id(), done, max(total, done))


@transaction.atomic
def change_shop(shop_no: int, *, name: str, is_active: bool, actor: Actor) -> Shop:
    """Rename an overseas shop, or close and open it to shoppers. A call that changes nothing writes nothing."""
    shop: Shop = Shop.objects.select_for_update().get(mall_id=current_mall_id(), shop_no=shop_no, shop_no__gt=1)
    before = facts_of(shop)
    shop.name, shop.is_active = name, is_active
    was, became = changes(before, facts_of(shop))
    if became:
        shop.save(update_fields=["name", "is_active"])
        record("shop.changed", shop, actor=actor, before=was, after=became)
    return shop
