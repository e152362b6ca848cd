"""Open an overseas shop: its number, its fixed rate, its sections and shipping, and the copy of every product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.jobs import PassingError, enqueue
from accounts.models import Mall, Shop
from accounts.models.mall import Currency
from accounts.tenancy import current_mall_id
from catalog.domain.facts import BASE_SHOP_NO, base_shop
from catalog.domain.main_categories import add_standard_main_categories
from orders.domain.shipping_fee import policy_of
from orders.domain.shipping_settings import POLICY_FIELDS, change_policy
from pro.domain.switches import has_active_contract
from pro.models import Contract
from pro.rates import Rate, RateAway, RateUnknown, rate_for

COPY_PRODUCTS: Final = "pro.copy_products"
MOST_SHOPS: Final = 15  # screens.md 8
# What PRO opens for the languages of a contract (R3.101).
CURRENCY_OF: Final = {Shop.Language.ENGLISH: Currency.USD, Shop.Language.JAPANESE: Currency.JPY}


class TooManyShops(Exception):
    """A mall has at most MOST_SHOPS shops."""


class WrongRate(ValueError):
    """The rate is not one between the base shop's currency and the new shop's."""


@dataclass(frozen=True, slots=True)
class NewShop:
    """What a shop is opened with; `by_pro` is one that PRO opens under its contract."""

    name: str
    language: str
    currency: str
    rounding: str = Shop.Rounding.UNIT
    by_pro: bool = False


@transaction.atomic
def open_overseas_shop(wanted: NewShop, rate: Rate | None, *, actor: Actor) -> Shop:
    """Add a shop to the open mall under the next free number, with the rate as it was fetched (R3.108, R3.111).

    `rate` None: the shop has the base shop's currency. The four standard sections in its language and the standard
    fees for parcels abroad are made with it, and a job copies every base product once (R3.28, R3.78). Two calls at
    once get two numbers. Raises TooManyShops and WrongRate.
    """
    mall = Mall.objects.select_for_update(no_key=True).get(pk=current_mall_id())
    base = base_shop()
    _check_rate(base, wanted.currency, rate)
    last = Shop.objects.filter(mall=mall).order_by("-shop_no").values_list("shop_no", flat=True)[0]
    if last >= MOST_SHOPS:
        raise TooManyShops
    shop = Shop(
        mall=mall,
        shop_no=last + 1,
        name=wanted.name,
        language=wanted.language,
        currency=wanted.currency,
        rounding=wanted.rounding,
    )
    if rate is not None:
        shop.exchange_rate, shop.rate_source = rate.value, rate.source
        shop.rate_on, shop.rate_answer = rate.on, dict(rate.answer)
    shop.save(force_insert=True)
    record("shop.opened", shop, actor=actor, after=facts_of(shop) | {"by_pro": wanted.by_pro})
    add_standard_main_categories(shop, actor=actor)
    _ship_abroad(shop, actor)
    enqueue(COPY_PRODUCTS, mall_id=mall.pk, shop_no=shop.shop_no, by_pro=wanted.by_pro)
    return shop


def open_contract_shops() -> list[Shop]:
    """Open the shops of the active contract's languages that the mall does not have yet (R3.101); a second call none.

    Works for the mall that is acted for; rates are fetched between transactions. Raises PassingError where the
    source of rates does not answer now.
    """
    opened = []
    for language, currency in CURRENCY_OF.items():
        with tenancy.step():
            base = base_shop()
            if not _is_wanted(language, base):
                continue
        try:
            rate = rate_for(base.currency, currency, may_wait=True)
        except RateAway as error:
            raise PassingError(str(error)) from error
        except RateUnknown:
            continue  # no source knows it: the merchant may open the shop with a rate typed in
        with tenancy.step():
            Mall.objects.select_for_update(no_key=True).get(pk=current_mall_id())
            if _is_wanted(language, base):
                name = f"{base.mall.name} {Shop.Language(language).name.title()}"[:60]
                wanted = NewShop(name, language, currency, by_pro=True)
                opened.append(open_overseas_shop(wanted, rate, actor=Actor.system()))
    return opened


def facts_of(shop: Shop) -> dict[str, Any]:
    """What the audit log keeps of a shop."""
    return {
        "shop_no": shop.shop_no,
        "name": shop.name,
        "language": shop.language,
        "currency": shop.currency,
        "exchange_rate": rate_text(shop),
        "rate_source": shop.rate_source,
        "rate_on": shop.rate_on.isoformat() if shop.rate_on else "",
        "rounding": shop.rounding,
        "is_active": shop.is_active,
    }


def rate_text(shop: Shop) -> str:
    """The rate without needless zeros."""
    return "" if shop.exchange_rate is None else format(shop.exchange_rate.normalize(), "f")


def _is_wanted(language: str, base: Shop) -> bool:
    mall_id = current_mall_id()
    contract = Contract.objects.active().filter(mall_id=mall_id).first()
    if contract is None or not has_active_contract(mall_id) or language not in contract.languages:
        return False
    return language != base.language and not Shop.objects.filter(mall_id=mall_id, language=language).exists()


def _check_rate(base: Shop, currency: str, rate: Rate | None) -> None:
    if rate is None and base.currency == currency:
        return
    if rate is None or (rate.base, rate.currency) != (base.currency, currency) or rate.value <= 0:
        raise WrongRate(f"{base.currency} for {currency}")


def _ship_abroad(shop: Shop, actor: Actor) -> None:
    """An overseas shop sends parcels abroad from its first day, by the standard fees."""
    policy = policy_of(shop)
    if shop.shop_no != BASE_SHOP_NO and not policy.ships_overseas:
        values = {name: getattr(policy, name) for name in POLICY_FIELDS} | {"ships_overseas": True}
        change_policy(shop, values, actor=actor)
