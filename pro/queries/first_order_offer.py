"""The coupon for a first overseas order, as a shop's own pages tell shoppers of it."""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from accounts.models import Shop
from orders.models import Discount
from pro.models import OperationRunItem
from pro.operations.promotion.first_overseas_coupon import FirstOverseasCoupon


def first_order_offer(shop: Shop) -> Discount | None:
    """The coupon that PRO made for an overseas shop of the open mall, as the merchant keeps it now; one query.

    None before it begins, after it ended, and when all its uses are gone. A merchant's own coupons are not told of,
    nor is one that got another code by hand: some are meant for a few.
    """
    made = OperationRunItem.objects.filter(
        object_type=FirstOverseasCoupon.object_type, object_id=shop.pk, run__key=FirstOverseasCoupon.line.key
    )
    now = timezone.now()
    rows = Discount.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        Q(most_uses__isnull=True) | Q(uses__lt=F("most_uses")),
        kind=Discount.Kind.COUPON,
        shop_no=shop.shop_no,
        is_active=True,
        is_first_order_only=True,
        starts_at__lte=now,
        code__in=made.values(code=KeyTextTransform("coupon", "after")),
    )
    found: Discount | None = rows.order_by("-pk").first()
    return found
