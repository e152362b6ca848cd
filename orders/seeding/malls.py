"""Malls with their owners, and products with listings and variants."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts.models import LoginIdRegistry, Mall, Operator, Shop, User
from catalog.models import Product, ProductListing, Variant
from orders.seeding.copying import Table, cell

MIGRATOR: Final = "migrator"
PREFIX: Final = "scale"
NOUNS: Final = ("셔츠", "머그컵", "노트", "가방", "양말", "향초", "그릇", "모자", "담요", "연필")
KINDS: Final = ("린넨", "코튼", "도자기", "가죽", "울", "유리", "나무", "종이", "대나무", "실크")
COLOURS: Final = ("아이보리", "네이비", "차콜")
STOCK: Final = 1_000_000
LARGEST_HOST: Final = 999_999


@dataclass(frozen=True, slots=True)
class Item:
    """A variant that orders may take."""

    product_id: int
    variant_id: int
    name: str
    option: str
    price: int
    grams: int


class NamesTaken(Exception):
    """The malls of an earlier run are still there."""


def make_malls(count: int, password: str) -> list[int]:
    """Malls `scale1` ... with an owner of the same ID; without a password nobody can sign in. Returns their ids.

    Raises NamesTaken where an earlier run made one of them.
    """
    hosts = [f"{PREFIX}{number}" for number in range(1, count + 1)]
    if LoginIdRegistry.objects.using(MIGRATOR).filter(login_id__in=hosts).exists():
        raise NamesTaken(hosts[0])
    hashed = make_password(password or None)
    LoginIdRegistry.objects.using(MIGRATOR).bulk_create([LoginIdRegistry(login_id=host) for host in hosts])
    users = User.objects.using(MIGRATOR).bulk_create(
        [User(login_id=host, email=f"{host}@example.com", password=hashed, mode=User.Mode.ADVANCED) for host in hosts]
    )
    malls = Mall.objects.using(MIGRATOR).bulk_create(
        [Mall(host=host, name=f"스케일 {number}", country="KR") for number, host in enumerate(hosts, start=1)]
    )
    Shop.objects.using(MIGRATOR).bulk_create(
        [Shop(mall=mall, shop_no=1, name=mall.name, language="ko", currency="KRW") for mall in malls]
    )
    Operator.objects.using(MIGRATOR).bulk_create(
        [Operator(mall=mall, user=user, is_owner=True) for mall, user in zip(malls, users, strict=True)]
    )
    return [mall.pk for mall in malls]


class ProductTables:
    """Products, listings and variants on their way into the database."""

    def __init__(self, cursor: CursorWrapper) -> None:
        now = cell(timezone.now())
        self.now = now
        self.products = Table(
            Product,
            "mall_id name name_folded summary options price weight_grams created_at",
            cursor,
        )
        self.listings = Table(ProductListing, "mall_id product_id shop_no display selling price", cursor)
        self.variants = Table(Variant, "mall_id product_id position option_values tracks_stock stock", cursor)

    def add(self, mall_id: int, count: int, rnd: random.Random) -> list[Item]:
        """A mall's products; every third one has colours to choose from. All are displayed and on sale."""
        return [item for number in range(count) for item in self._product(mall_id, number, rnd)]

    def _product(self, mall_id: int, number: int, rnd: random.Random) -> list[Item]:
        name = f"{KINDS[number % 10]} {NOUNS[number // 10 % 10]} {number + 1}"
        price, grams = rnd.randrange(30, 900) * 100, rnd.randrange(5, 200) * 10
        colours = COLOURS if number % 3 == 0 else ("",)
        options = [{"name": "색상", "values": list(COLOURS)}] if len(colours) > 1 else []
        mall, money = str(mall_id), str(Decimal(price))
        product_id = self.products.add(
            mall, name, name.casefold(), f"{name}, 매일 쓰기 좋은", cell(options), money, str(grams), self.now
        )
        self.listings.add(mall, str(product_id), "1", "t", "t", money)
        items = []
        for position, colour in enumerate(colours):
            values = cell([colour] if colour else [])
            variant_id = self.variants.add(mall, str(product_id), str(position), values, "t", str(STOCK))
            items.append(Item(product_id, variant_id, name, colour, price, grams))
        return items

    @property
    def all(self) -> list[Table]:
        return [self.products, self.listings, self.variants]
