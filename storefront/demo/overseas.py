"""Overseas shops of the demo: opened, filled and translated by the same rules, with the glossary as the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Shop
from catalog.domain.facts import base_shop
from pro.domain.copy_products import Occasion, copy_products
from pro.domain.open_overseas_shop import NewShop, open_overseas_shop
from pro.domain.translate_mall import translate_mall
from pro.models import Contract
from pro.rates import rate_for

TERMS: Final = "demo"


@dataclass(frozen=True, slots=True)
class OverseasShop:
    """A shop of a demo mall."""

    name: str
    language: str
    currency: str


def open_demo_shops(mall_id: int, owner_id: int, shops: Sequence[OverseasShop]) -> None:
    """Open the shops that the mall does not have yet, copy its products and translate them; a second call does none.

    PRO works under a contract only, so the demo mall has one. Translation costs nothing here: it runs only where the
    demo's glossary is the engine, and waits for the daily run anywhere else.
    """
    _have_contract(mall_id, owner_id)
    with tenancy.acting_for(mall_id):
        opened = [shop for wanted in shops if (shop := _open(wanted, owner_id)) is not None]
        for shop in opened:
            copy_products(shop.shop_no, Occasion("opened", by_pro=False))
        if opened and settings.TRANSLATION_ENGINE == "glossary":
            translate_mall("demo")


def _open(wanted: OverseasShop, owner_id: int) -> Shop | None:
    with tenancy.step():
        base = base_shop()
        if Shop.objects.filter(mall_id=base.mall_id, language=wanted.language).exists():
            return None
    rate = rate_for(base.currency, wanted.currency)
    with tenancy.step():
        new = NewShop(wanted.name, wanted.language, wanted.currency)
        return open_overseas_shop(new, rate, actor=Actor.operator(owner_id))


def _have_contract(mall_id: int, owner_id: int) -> None:
    if not Contract.objects.filter(mall_id=mall_id).exists():  # one that was ended stays ended
        Contract.objects.create(
            mall_id=mall_id,
            state=Contract.State.ACTIVE,
            languages=["en", "ja"],
            terms_version=TERMS,
            applied_by=owner_id,
            activated_at=timezone.now(),
        )
