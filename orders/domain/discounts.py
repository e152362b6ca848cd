"""Which discounts an order takes: the best period discount, and the coupon that was typed in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Shop
from accounts.money import decimals_of
from orders.domain.checkout import CheckoutRefused, TakenDiscount
from orders.models import Discount, DiscountUse, Order


def applicable_discounts(
    shop: Shop, amount: Decimal, *, country: str, coupon_code: str = "", customer_id: int | None = None
) -> tuple[TakenDiscount, ...]:
    """The best period discount, then the coupon off what is left. Raises CheckoutRefused("coupon_...")."""
    is_first = customer_id is not None and not _orders_kept(customer_id).exists()
    period = [
        TakenDiscount(discount, amount_off(discount, amount, shop.currency))
        for discount in _running(shop.shop_no).filter(kind=Discount.Kind.PERIOD, minimum_amount__lte=amount)
        if _misfit(discount, is_overseas=country != shop.mall.country, is_first=is_first) is None
    ]
    taken = sorted(period, key=lambda one: (-one.amount, one.discount.pk))[:1]
    if coupon_code:
        left = amount - sum((one.amount for one in taken), Decimal(0))
        coupon = _coupon(shop, coupon_code, amount, country=country, customer_id=customer_id)
        taken.append(TakenDiscount(coupon, amount_off(coupon, left, shop.currency)))
    return tuple(one for one in taken if one.amount > 0)


def amount_off(discount: Discount, amount: Decimal, currency: str) -> Decimal:
    """What a discount takes off an amount, rounded down to the currency, never more than the amount."""
    if discount.unit == Discount.Unit.AMOUNT:
        off = discount.amount
    else:
        off = (amount * (discount.percent or 0) / 100).quantize(Decimal(1).scaleb(-decimals_of(currency)), ROUND_DOWN)
    if discount.most_amount is not None:
        off = min(off, discount.most_amount)
    return min(Decimal(off), amount)


def discounted_prices(prices: Mapping[int, Decimal], shop_no: int, currency: str) -> dict[int, Decimal]:
    """What one piece costs after the best period discount that it reaches by itself: product -> price before.

    Discounts of first orders and of orders from abroad are left out. One query, whatever the number of products.
    """
    period = _running(shop_no).filter(kind=Discount.Kind.PERIOD, is_first_order_only=False, is_overseas_only=False)
    discounts = list(period)
    return {
        number: price - max((_off(discount, price, currency) for discount in discounts), default=Decimal(0))
        for number, price in prices.items()
    }


def _off(discount: Discount, price: Decimal, currency: str) -> Decimal:
    return amount_off(discount, price, currency) if discount.minimum_amount <= price else Decimal(0)


def _running(shop_no: int) -> models.QuerySet[Discount]:
    now = timezone.now()
    return Discount.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), shop_no=shop_no, is_active=True, starts_at__lte=now
    )


def _misfit(discount: Discount, *, is_overseas: bool, is_first: bool) -> str | None:
    """Why an order may not take a discount, as the end of a refusal's code; None where it may."""
    if discount.is_overseas_only and not is_overseas:
        return "overseas"
    return "first_order" if discount.is_first_order_only and not is_first else None


def _coupon(shop: Shop, code: str, amount: Decimal, *, country: str, customer_id: int | None) -> Discount:
    coupon = _running(shop.shop_no).filter(kind=Discount.Kind.COUPON, code=code.strip().upper()).first()
    if coupon is None:
        raise CheckoutRefused("coupon_unknown", at="coupon_code")
    if coupon.most_uses is not None and coupon.uses >= coupon.most_uses:
        raise CheckoutRefused("coupon_over", at="coupon_code")
    if amount < coupon.minimum_amount:
        raise CheckoutRefused("coupon_minimum", at="coupon_code", name=str(coupon.minimum_amount))
    is_first = customer_id is not None and not _orders_kept(customer_id).exists()
    misfit = _misfit(coupon, is_overseas=country != shop.mall.country, is_first=is_first)
    if misfit is not None:
        raise CheckoutRefused(f"coupon_{misfit}", at="coupon_code")
    if customer_id and DiscountUse.objects.held().filter(discount=coupon, customer_id=customer_id).exists():
        raise CheckoutRefused("coupon_used", at="coupon_code")
    return coupon


def take_discount(order: Order, taken: TakenDiscount) -> None:
    """Note a discount on an order and count its use.

    The count moves under the row's lock, and what one buyer may do once is checked again behind it: of two orders
    at the same time the second sees the first. Raises CheckoutRefused("coupon_over"), ("coupon_used"),
    ("coupon_first_order"), and ("total_changed") for a period discount.
    """
    discount = taken.discount
    rows = Discount.objects.filter(Q(most_uses__isnull=True) | Q(uses__lt=F("most_uses")), pk=discount.pk)
    if not rows.update(uses=F("uses") + 1):
        raise CheckoutRefused("coupon_over", at="coupon_code")
    if discount.kind == Discount.Kind.COUPON and _took_before(order, discount):
        raise CheckoutRefused("coupon_used", at="coupon_code")
    if discount.is_first_order_only and _ordered_before(order):
        if discount.kind == Discount.Kind.PERIOD:  # nobody typed it: the amount is another one now
            raise CheckoutRefused("total_changed", at="total")
        raise CheckoutRefused("coupon_first_order", at="coupon_code")
    DiscountUse.objects.create(discount=discount, order=order, customer_id=order.customer_id, amount=taken.amount)


def _took_before(order: Order, discount: Discount) -> bool:
    """Whether this customer, or a guest with this address, used the coupon already."""
    uses = DiscountUse.objects.held().filter(discount=discount)
    if order.customer_id is not None:
        return uses.filter(customer_id=order.customer_id).exists()
    return uses.filter(customer=None, order__buyer_email_folded=order.buyer_email_folded).exists()


def _ordered_before(order: Order) -> bool:
    return order.customer_id is None or _orders_kept(order.customer_id).exclude(pk=order.pk).exists()


def _orders_kept(customer_id: int) -> models.QuerySet[Order]:
    """A customer's orders that were not cancelled as a whole: what was cancelled is no first order."""
    orders: models.QuerySet[Order] = Order.objects.filter(customer_id=customer_id, cancelled_at__isnull=True)
    return orders
