"""Change how a shop ships: the policy, the regions with their tiers, and the way back to the standard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction

from accounts.audit import Actor, changes, record
from accounts.models import Shop
from accounts.shop_hosts import forget_mall_pages
from accounts.tenancy import current_mall_id
from orders.domain.shipping_fee import policy_of
from orders.domain.shipping_standard import GRAMS, STANDARD_REGIONS, in_currency
from orders.models import ShippingPolicy, ShippingRegion, ShippingTier

POLICY_FIELDS: Final = (
    "home_fee",
    "free_from_amount",
    "return_fee",
    "return_days",
    "defect_days",
    "ships_overseas",
    "allows_guests",
    "cancels_unpaid_after_days",
    "delivers_after_days",
    "bank_account",
)


class CountryTaken(Exception):
    """Countries belong to one region of a shop; `taken` maps those of another to its name."""

    def __init__(self, taken: Mapping[str, str]) -> None:
        super().__init__(", ".join(taken))
        self.taken = dict(taken)


class RegionNameTaken(Exception):
    """Another region of the shop is called like that."""


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """A region as the merchant wants it: fees by the highest weight in grams, in the shop's currency."""

    name: str
    countries: tuple[str, ...]
    tiers: Mapping[int, Decimal]


@transaction.atomic
def change_policy(shop: Shop, values: Mapping[str, Any], *, actor: Actor) -> ShippingPolicy:
    """Save the POLICY_FIELDS of a shop; the first time an overseas sale is switched on, the standard table is made.

    Equal values change nothing.
    """
    _one_at_a_time(shop)
    policy = policy_of(shop)
    is_new = not policy.pk
    before, after = changes(
        {name: getattr(policy, name) for name in POLICY_FIELDS}, {name: values[name] for name in POLICY_FIELDS}
    )
    if not after and not is_new:
        return policy
    for name, value in after.items():
        setattr(policy, name, value)
    policy.save()
    if policy.ships_overseas and not ShippingRegion.objects.filter(shop_no=shop.shop_no).exists():
        _make_standard(shop)
    forget_mall_pages()  # the standard terms name the windows for returns
    record("shipping.changed", policy, actor=actor, before=before, after=after)
    return policy


@transaction.atomic
def save_region(shop: Shop, facts: RegionFacts, *, region_id: int | None = None, actor: Actor) -> ShippingRegion:
    """Make or change a region with its whole table. Raises CountryTaken, RegionNameTaken, DoesNotExist."""
    _one_at_a_time(shop)
    others = ShippingRegion.objects.filter(shop_no=shop.shop_no).exclude(pk=region_id)
    taken = {code: one.name for one in others for code in one.countries if code in facts.countries}
    if taken:
        raise CountryTaken(taken)
    if others.filter(name=facts.name).exists():
        raise RegionNameTaken(facts.name)
    if region_id is None:
        region = ShippingRegion(shop_no=shop.shop_no, position=others.count())
        before: dict[str, Any] = {}
    else:
        region = ShippingRegion.objects.select_for_update().get(pk=region_id, shop_no=shop.shop_no)
        before = region_facts(region)
    region.name, region.countries = facts.name, list(facts.countries)
    region.save()
    _write_tiers(region, facts.tiers)
    was, became = changes(before, region_facts(region))
    if became:
        record("shipping.region_saved", region, actor=actor, before=was, after=became)
    return region


@transaction.atomic
def delete_region(shop: Shop, region_id: int, *, actor: Actor) -> None:
    """Delete a region: its countries are no longer shipped to, unless a region for all others holds them."""
    region = ShippingRegion.objects.select_for_update().get(pk=region_id, shop_no=shop.shop_no)
    record("shipping.region_deleted", region, actor=actor, before=region_facts(region))
    region.delete()


@transaction.atomic
def reset_to_standard(shop: Shop, *, actor: Actor) -> None:
    """Replace all regions of a shop by the standard table in its currency."""
    _one_at_a_time(shop)
    ShippingRegion.objects.filter(shop_no=shop.shop_no).delete()
    _make_standard(shop)
    policy = policy_of(shop)
    if not policy.pk:
        policy.save()
    record("shipping.reset", policy, actor=actor, after={"shop_no": shop.shop_no})


def region_facts(region: ShippingRegion) -> dict[str, Any]:
    """What the audit log keeps of a region."""
    tiers = ShippingTier.objects.filter(region=region).order_by("up_to_grams")
    return {
        "name": region.name,
        "countries": list(region.countries),
        "tiers": [f"{tier.up_to_grams} g: {tier.fee}" for tier in tiers],
    }


def _make_standard(shop: Shop) -> None:
    for position, (name, countries, fees) in enumerate(STANDARD_REGIONS):
        region = ShippingRegion.objects.create(
            shop_no=shop.shop_no, name=str(name), countries=list(countries), position=position
        )
        won = dict(zip(GRAMS, fees, strict=True))
        _write_tiers(region, {grams: in_currency(fee, shop.currency) for grams, fee in won.items()})


def _write_tiers(region: ShippingRegion, tiers: Mapping[int, Decimal]) -> None:
    ShippingTier.objects.filter(region=region).delete()
    rows = [ShippingTier(region=region, up_to_grams=grams, fee=fee) for grams, fee in sorted(tiers.items())]
    ShippingTier.objects.bulk_create(rows)


def _one_at_a_time(shop: Shop) -> None:
    """Two operators who save at once do so one after the other; also where no row is there to lock yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [current_mall_id() % 2**31, 20_000 + shop.shop_no])
