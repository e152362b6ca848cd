"""What shipping costs: a flat fee at home, a table by weight and region abroad (R3.121, R3.122)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from accounts.models import Shop
from orders.domain.checkout import CheckoutRefused, PricedLine
from orders.domain.shipping_standard import EVERYWHERE_ELSE, HOME_FEE_KRW, in_currency
from orders.models import ShippingPolicy, ShippingRegion


def policy_of(shop: Shop) -> ShippingPolicy:
    """How a shop ships; the standard in its currency where the merchant has saved nothing yet (not stored)."""
    saved: ShippingPolicy | None = ShippingPolicy.objects.filter(shop_no=shop.shop_no).first()
    if saved is not None:
        return saved
    fee = in_currency(HOME_FEE_KRW, shop.currency)
    return ShippingPolicy(shop_no=shop.shop_no, home_fee=fee, return_fee=fee)


def shipping_fee(
    shop: Shop, lines: Iterable[PricedLine], *, country: str, paid_amount: Decimal, weight_grams: int
) -> Decimal:
    """The fee in the shop's currency. Raises CheckoutRefused: no_shipping, or weight_missing for a parcel abroad."""
    policy = policy_of(shop)
    if country == shop.mall.country:
        is_free = policy.free_from_amount is not None and paid_amount >= policy.free_from_amount
        return Decimal(0) if is_free else Decimal(policy.home_fee)
    if not policy.ships_overseas:
        raise CheckoutRefused("no_shipping", at="country")
    for line in lines:
        if not line.product.weight_grams:
            raise CheckoutRefused("weight_missing", name=line.name)
    return overseas_fee(shop.shop_no, country, weight_grams)


def overseas_fee(shop_no: int, country: str, weight_grams: int) -> Decimal:
    """The fee of the first tier that holds the weight; free above the highest one, which the settings warn of."""
    regions = list(ShippingRegion.objects.filter(shop_no=shop_no).prefetch_related("tiers").order_by("position", "id"))
    region = next((one for one in regions if country in one.countries), None) or next(
        (one for one in regions if EVERYWHERE_ELSE in one.countries), None
    )
    if region is None:
        raise CheckoutRefused("no_shipping", at="country")
    tiers = sorted(region.tiers.all(), key=lambda tier: tier.up_to_grams)
    return next((Decimal(tier.fee) for tier in tiers if weight_grams <= tier.up_to_grams), Decimal(0))
