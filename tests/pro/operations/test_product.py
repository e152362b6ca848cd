"""The product operations: weights that similar products tell, and names that only look untidy (R3.86, R3.122)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.models import Category, CategoryProduct, Product
from pro.operations.product.tidy_names import tidied
from tests.factories_catalog import make_product
from tests.pro.operations.running import outcome, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contract")]


def fill(category: Category, *weights: int) -> None:
    for number, grams in enumerate(weights):
        place(category, make_product(f"{category.name} {number}", weight_grams=grams))


def place(category: Category, product: Product) -> Product:
    CategoryProduct.objects.create(category=category, product=product)
    return product


def weight_of(product: Product) -> int | None:
    return Product.objects.values_list("weight_grams", flat=True).get(pk=product.pk)


def test_a_weight_comes_from_the_deepest_category_of_like_products_and_the_rest_need_the_merchant(mall):
    """R3.122: nothing is invented; both kinds stand in Work status."""
    with tenancy.mall(mall.pk):
        goods = Category.objects.create(name="Goods")
        cups = Category.objects.create(name="Cups", parent=goods, depth=2)
        mixed = Category.objects.create(name="Mixed")
        fill(goods, 700, 700, 700, 700, 700)
        fill(cups, 300, 310, 290, 305, 350)
        fill(mixed, 100, 500, 100, 100, 100)
        cup = place(cups, make_product("Cup"))
        place(goods, cup)
        odd = place(mixed, make_product("Odd"))
        alone = make_product("Alone")
        draft = place(cups, make_product("Draft", display=False))
    found = outcome(mall, "missing-weights")
    assert found == {
        "state": "partly",
        "finding": {"code": "weights_missing", "values": {"count": 3, "known": 1, "unknown": 2}},
        "items": {
            "Cup": ({"weight_grams": None}, {"weight_grams": 305, "like_category": "Cups", "compared": 5}),
            "Odd": "weight_unknown",
            "Alone": "weight_unknown",
        },
    }
    with tenancy.mall(mall.pk):
        assert [weight_of(one) for one in (cup, odd, alone, draft)] == [305, None, None, None]
        entry = AuditEntry.objects.get(action="product.changed", object_id=cup.pk)
        assert (entry.actor_kind, entry.before, entry.after) == (
            "system",
            {"weight_grams": None},
            {"weight_grams": 305},
        )


@pytest.mark.parametrize(
    ("weights", "filled"),
    [
        ((500, 500, 500, 500), None),  # four are too few
        ((500, 500, 500, 500, 600), 500),  # 20 % apart
        ((500, 500, 500, 500, 601), None),
        ((400, 500, 500, 500, 500), 500),
        ((399, 500, 500, 500, 500), None),
    ],
)
def test_the_evidence_must_be_five_weights_within_twenty_percent(mall, weights, filled):
    with tenancy.mall(mall.pk):
        cups = Category.objects.create(name="Cups")
        fill(cups, *weights)
        cup = place(cups, make_product("Cup"))
    run(mall, "missing-weights")
    with tenancy.mall(mall.pk):
        assert weight_of(cup) == filled


def test_what_pro_filled_in_is_no_evidence_for_more(mall):
    with tenancy.mall(mall.pk):
        cups = Category.objects.create(name="Cups")
        fill(cups, 300, 300, 300, 300, 300)
        place(cups, make_product("Filled in"))
    run(mall, "missing-weights", "day 1")
    with tenancy.mall(mall.pk):
        Product.objects.filter(name="Cups 0").update(weight_grams=None)
        next_one = place(cups, make_product("Next"))
    run(mall, "missing-weights", "day 2")
    with tenancy.mall(mall.pk):
        assert weight_of(next_one) is None


def test_the_merchant_is_asked_again_only_after_a_week_and_helped_as_soon_as_it_can_be_told(mall):
    with tenancy.mall(mall.pk):
        cups = Category.objects.create(name="Cups")
        cup = place(cups, make_product("Cup"))
    assert outcome(mall, "missing-weights", "day 1")["items"] == {"Cup": "weight_unknown"}
    assert run(mall, "missing-weights", "day 2") is None
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        assert outcome(mall, "missing-weights", "day 9")["items"] == {"Cup": "weight_unknown"}
        with tenancy.mall(mall.pk):
            fill(cups, 300, 300, 300, 300, 300)
        assert run(mall, "missing-weights", "day 10").changed_items == 1
        assert run(mall, "missing-weights", "day 11") is None
    with tenancy.mall(mall.pk):
        assert weight_of(cup) == 300


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("Cup", "Cup"),
        ("컵 (대)", "컵 (대)"),
        ("Cup  with   lid", "Cup with lid"),
        (" Cup ", "Cup"),
        ("\u3000컵\u00a0세트\u3000", "컵 세트"),
        ("Cu\u200bp\ufeff", "Cup"),
        ("\uff23\uff35\uff30 \uff11\uff12", "CUP 12"),
        # signs, kana and units may be meant
        ("\uff76\uff6f\uff8c\uff9f\uff01 ①㎏", "\uff76\uff6f\uff8c\uff9f\uff01 ①㎏"),
        ("👩\u200d🍳 apron", "👩\u200d🍳 apron"),
    ],
)
def test_a_name_loses_only_what_nobody_sees_or_means(mall, name, tidy):
    """Found by PostgreSQL exactly where Python changes something, and never again."""
    assert tidied(name) == tidy
    with tenancy.mall(mall.pk):
        product = make_product(name)
    first = outcome(mall, "tidy-names", "day 1")
    assert first.get("items", {}) == ({} if name == tidy else {tidy: ({"name": name}, {"name": tidy})})
    assert run(mall, "tidy-names", "day 2") is None
    with tenancy.mall(mall.pk):
        product.refresh_from_db()
        assert (product.name, product.name_folded) == (tidy, product.name_folded.casefold())


def test_a_name_without_a_readable_character_is_left_to_the_merchant(mall):
    with tenancy.mall(mall.pk):
        product = make_product("\u200b\u200b")
    assert outcome(mall, "tidy-names")["items"] == {str(product.pk): "name_unreadable"}
    assert run(mall, "tidy-names", "day 2") is None
