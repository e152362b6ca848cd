"""Made-up values, so that a merchant sees what a mail will look like."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from accounts.models import Shop
from accounts.money import format_amount
from orders.domain.mails.standard import LABELS
from orders.domain.mails.values import (
    Line,
    Values,
    amounts_table,
    items_table,
    store_values,
    time_text,
)
from orders.domain.mails.words import spoken
from orders.shop_paths import GUEST_LOOKUP, shop_url

NUMBER: Final = "20261123-0000013"
PLACED_AT: Final = dt.datetime(2026, 11, 23, 5, 4, 9, tzinfo=dt.UTC)
CURRENCY: Final = {"ko": "KRW", "en": "USD", "ja": "JPY"}


@dataclass(frozen=True, slots=True)
class Person:
    """A shopper who is not, and what they did not buy."""

    name: str
    address: str
    product: str
    option: str
    carrier: str
    price: Decimal
    fee: Decimal


PEOPLE: Final = {
    "ko": Person(
        "김민지",
        "서울특별시 중구 세종대로 1\n04524 대한민국",
        "리넨 셔츠",
        "아이보리 / M",
        "CJ대한통운",
        Decimal(24000),
        Decimal(3000),
    ),
    "en": Person(
        "Jordan Lee",
        "1 Main Street Springfield\n01101 United States",
        "Linen shirt",
        "Ivory / M",
        "DHL",
        Decimal(24),
        Decimal(8),
    ),
    "ja": Person(
        "佐藤 花子",
        "東京都千代田区千代田1-1\n100-0001 日本",
        "リネンシャツ",
        "アイボリー / M",
        "EMS",
        Decimal(2400),
        Decimal(800),
    ),
}


def sample_values(shop: Shop, language: str) -> Values:
    """A value for every variable of every kind, in the store's name."""
    language = spoken(language)
    labels, person = LABELS[language], PEOPLE[language]

    def money(amount: Decimal) -> str:
        return format_amount(amount, CURRENCY[language], language)

    price, total = money(person.price), money(person.price + person.fee)
    items = items_table([Line(person.product, person.option, 1, price)], language)
    amounts = [(labels.items, price), (labels.shipping_fee, money(person.fee)), (labels.total, total)]
    account = "110-123-456789"
    return store_values(shop) | {
        "MEMBER_ID": "sample01",
        "MEMBER_NAME": person.name,
        "CUSTOMER_NAME": person.name,
        "ORDER_NUMBER": NUMBER,
        "ORDER_DATE": time_text(PLACED_AT, language),
        "ORDER_ITEMS": items,
        "SHIPPED_ITEMS": items,
        "CLAIM_ITEMS": items,
        "COUPON_INFO": labels.coupon_back.format(codes="WELCOME10"),
        "AMOUNTS": amounts_table(amounts),
        "TOTAL": total,
        "PAYMENT_METHOD": labels.methods["cash"],
        "PAYMENT_INFO": labels.pay_to.format(total=total, account=account),
        "RECIPIENT": f"{person.name}\n{person.address}",
        "LOOKUP_URL": shop_url(shop, GUEST_LOOKUP, number=NUMBER),
        "TRACKING": f"{person.carrier} 123456789012",
        "REASON": labels.reasons["change_of_mind"],
        "REFUND_AMOUNT": price,
        "REFUND_METHOD": labels.refund_same_way,
        "PASSWORD": "aBcd23EfgH45",
        "PASSWORD_NUMBER": "1",
        "SENT_AT": time_text(PLACED_AT, language),
    }
