"""Tags and memos of products: once each, in order, within bounds, in the history."""

from __future__ import annotations

import pytest

from accounts.audit import Actor
from accounts.models import AuditEntry
from catalog.domain import product_memos
from catalog.domain.product_memos import TooManyMemos, add_memo, change_memo, delete_memo
from catalog.domain.product_tags import TooManyTags, add_tags, remove_tag, tags_of
from catalog.models import ProductMemo
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
APP = Actor.app(7)


def test_a_tag_is_there_once_and_in_the_order_it_came(inside):
    product = make_product()
    assert add_tags(product.pk, ["b", "a", "b"], actor=APP) == ["b", "a"]
    assert add_tags(product.pk, ["a", "c"], actor=APP) == ["b", "a", "c"]
    assert remove_tag(product.pk, "a", actor=APP)
    assert not remove_tag(product.pk, "a", actor=APP)
    product.refresh_from_db()
    assert tags_of(product) == ["b", "c"]
    assert AuditEntry.objects.count() == 3


def test_a_tag_too_many_adds_none(inside):
    product = make_product()
    with pytest.raises(TooManyTags):
        add_tags(product.pk, [str(number) for number in range(101)], actor=APP)
    product.refresh_from_db()
    assert tags_of(product) == []


def test_a_memo_that_says_so_already_is_left(inside):
    product = make_product()
    memo = add_memo(product.pk, "Old", "ann", actor=APP)
    change_memo(product.pk, memo.pk, "Old", "ann", actor=APP)
    change_memo(product.pk, memo.pk, "New", "ann", actor=APP)
    assert [(entry.action, entry.after) for entry in AuditEntry.objects.order_by("pk")] == [
        ("product.memo_added", {"memo": "Old"}),
        ("product.memo_changed", {"memo": "New"}),
    ]


def test_a_memo_of_another_product_is_not_touched(inside):
    cup, pot = make_product("Cup"), make_product("Pot")
    memo = add_memo(cup.pk, "Old", "", actor=APP)
    with pytest.raises(ProductMemo.DoesNotExist):
        change_memo(pot.pk, memo.pk, "New", "", actor=APP)
    with pytest.raises(ProductMemo.DoesNotExist):
        delete_memo(pot.pk, memo.pk, actor=APP)
    memo.refresh_from_db()
    assert memo.text == "Old"


def test_a_memo_too_many_is_refused(inside, monkeypatch):
    monkeypatch.setattr(product_memos, "MOST_MEMOS", 1)
    product = make_product()
    add_memo(product.pk, "One", "", actor=APP)
    with pytest.raises(TooManyMemos):
        add_memo(product.pk, "Two", "", actor=APP)
