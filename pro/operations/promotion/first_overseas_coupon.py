"""A coupon for the first order in each overseas shop."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Shop
from accounts.money import amount_text
from accounts.tenancy import current_mall_id
from orders.domain.promotions import CodeTaken, Promotion, create_promotion
from orders.models import Discount
from pro.models import Area
from pro.operations.base import Finding, Line, NotTreatable, Treated

PERCENT: Final = Decimal(5)
RUNS_FOR: Final = dt.timedelta(days=90)
MOST_USES: Final = 100
CODES_TRIED: Final = 9
# What a coupon takes off at most, and the order it asks for, in the shop's currency: some 3 and 30 US dollars.
MOST_AND_MINIMUM: Final = {
    "KRW": (Decimal(4000), Decimal(40000)),
    "USD": (Decimal(3), Decimal(30)),
    "JPY": (Decimal(450), Decimal(4500)),
    "CNY": (Decimal(20), Decimal(200)),
    "TWD": (Decimal(100), Decimal(1000)),
    "EUR": (Decimal(3), Decimal(30)),
    "BRL": (Decimal(15), Decimal(150)),
    "VND": (Decimal(75000), Decimal(750000)),
}
NAMES: Final = {"ko": "첫 해외 주문 5% 할인", "en": "5% off your first order", "ja": "初回ご注文5%オフ"}


class FirstOverseasCoupon:
    """One coupon per overseas shop, once: a shop that ever had one for first orders gets none from PRO."""

    line: ClassVar[Line] = Line(
        "first-overseas-coupon",
        Area.PROMOTION,
        "Coupon for a first overseas order",
        "해외 첫 주문 쿠폰",
        "Makes one coupon in each overseas shop that never had one for first orders: 5 % off a customer's first "
        "order, at most about 3 US dollars, from an order of about 30, a hundred uses at most, for 90 days. Change "
        "or end it under Discounts and coupons; PRO makes no second one.",
        "첫 주문 쿠폰이 한 번도 없었던 해외 쇼핑몰마다 쿠폰을 하나 만듭니다. 첫 주문 5% 할인, 최대 약 3달러, 약 "
        "30달러 이상 주문, 최대 100회, 90일간 사용할 수 있습니다. 할인·쿠폰 메뉴에서 수정하거나 종료할 수 있으며, "
        "다시 만들지 않습니다.",
        position=22,
    )
    object_type: ClassVar[str] = "shop"

    def diagnose(self) -> Finding | None:
        supplied = Discount.objects.filter(kind=Discount.Kind.COUPON, is_first_order_only=True)
        shops = _overseas_shops().exclude(shop_no__in=list(supplied.values_list("shop_no", flat=True)))
        ids = list(shops.order_by("shop_no").values_list("pk", flat=True))
        return Finding("no_first_order_coupon", {"count": len(ids)}, ids) if ids else None

    def treat(self, object_id: int) -> Treated:
        shop = _overseas_shops().select_for_update(of=("self",), no_key=True).filter(pk=object_id).first()
        if shop is None:
            raise NotTreatable("gone")
        if Discount.objects.filter(shop_no=shop.shop_no, kind=Discount.Kind.COUPON, is_first_order_only=True).exists():
            return Treated(shop.title)
        coupon = _make(shop)
        if coupon is None:
            raise NotTreatable("codes_taken", label=shop.title)
        return Treated(shop.title, {"coupon": ""}, _facts(coupon, shop.currency))


def _overseas_shops() -> Any:
    return Shop.objects.select_related("mall").filter(mall_id=current_mall_id(), shop_no__gt=1, is_active=True)


def _make(shop: Shop) -> Discount | None:
    most, minimum = MOST_AND_MINIMUM[shop.currency]
    now = timezone.now()
    for number in range(CODES_TRIED):
        facts = Promotion(
            kind=Discount.Kind.COUPON,
            shop_no=shop.shop_no,
            name=NAMES.get(shop.language, NAMES["en"]),
            unit=Discount.Unit.PERCENT,
            starts_at=now,
            ends_at=now + RUNS_FOR,
            code=f"FIRST{shop.shop_no}" + (f"-{number + 1}" if number else ""),
            percent=PERCENT,
            most_amount=most,
            minimum_amount=minimum,
            is_first_order_only=True,
            is_overseas_only=True,
            most_uses=MOST_USES,
        )
        try:
            return create_promotion(facts, actor=Actor.system())
        except CodeTaken:
            continue
    return None


def _facts(coupon: Discount, currency: str) -> dict[str, Any]:
    return {
        "coupon": coupon.code,
        "percent": str(coupon.percent),
        "most_amount": f"{amount_text(coupon.most_amount or Decimal(0), currency)} {currency}",
        "minimum_amount": f"{amount_text(coupon.minimum_amount, currency)} {currency}",
        "most_uses": coupon.most_uses,
        "ends_on": str(timezone.localdate(coupon.ends_at)),
    }
