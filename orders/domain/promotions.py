"""Period discounts and coupons: make them, change them, end them."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import Actor, changes, record
from accounts.shop_hosts import forget_mall_pages
from orders.models import Discount


class CodeTaken(Exception):
    """Another coupon of this mall has this code, maybe one that ended."""


class PromotionOver(Exception):
    """It has ended; a new one is made instead of changing what old orders took."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """Facts of a promotion; money is in the shop's currency. Only coupons have a code and a cap of uses."""

    kind: str
    shop_no: int
    name: str
    unit: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    code: str = ""
    amount: Decimal | None = None
    percent: Decimal | None = None
    most_amount: Decimal | None = None
    minimum_amount: Decimal = Decimal(0)
    is_first_order_only: bool = False
    is_overseas_only: bool = False
    most_uses: int | None = None


def create_promotion(facts: Promotion, *, actor: Actor) -> Discount:
    """Make it; it holds from `starts_at`. Raises CodeTaken."""
    return _save(Discount(), facts, actor=actor)


@transaction.atomic
def change_promotion(discount_id: int, facts: Promotion, *, actor: Actor) -> Discount:
    """Change it for later orders; kind and shop stay as they were. The same facts again change nothing.

    Raises PromotionOver and CodeTaken.
    """
    discount: Discount = Discount.objects.select_for_update().get(pk=discount_id)
    if not discount.is_active:
        raise PromotionOver(discount.name)
    return _save(discount, facts, actor=actor)


@transaction.atomic
def end_promotion(discount_id: int, *, actor: Actor) -> Discount:
    """End it now, for good; orders that took it keep it. A second call changes nothing."""
    discount: Discount = Discount.objects.select_for_update().get(pk=discount_id)
    if not discount.is_active:
        return discount
    now = timezone.now()
    discount.is_active = False
    discount.ends_at = min(now, discount.ends_at) if discount.ends_at else now
    discount.save(update_fields=["is_active", "ends_at"])
    record("discount.ended", discount, actor=actor, after={"uses": discount.uses})
    forget_mall_pages()
    return discount


def _save(discount: Discount, facts: Promotion, *, actor: Actor) -> Discount:
    is_new = discount.pk is None
    values = asdict(facts) | {"code": facts.code.strip().upper()}
    if not is_new:
        values |= {"kind": discount.kind, "shop_no": discount.shop_no}
    before, after = changes({name: getattr(discount, name) for name in values}, values)
    if not is_new and not after:
        return discount
    for name, value in values.items():
        setattr(discount, name, value)
    try:
        with transaction.atomic():
            discount.save()
            _record(discount, is_new, before, after, actor)
            forget_mall_pages()
    except IntegrityError as error:
        if "coupon_code_once_per_mall" in str(error):
            raise CodeTaken(facts.code) from error
        raise
    forget_mall_pages()
    return discount


def _record(
    discount: Discount, is_new: bool, before: dict[str, object], after: dict[str, object], actor: Actor
) -> None:
    if is_new:
        shown = {name: value for name, value in after.items() if value not in (None, "", False)}
        record("discount.created", discount, actor=actor, after=shown)
    else:
        record("discount.changed", discount, actor=actor, before=before, after=after)
