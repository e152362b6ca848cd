"""Single facts of a product change, and nothing beside them."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry
from catalog.domain.change_fields import change_fields
from catalog.models import Product
from tests.factories_catalog import make_product

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def test_it_writes_what_is_given_cleaned_and_logged_and_nothing_else(inside):
    product = make_product("Cup", description="Old", summary="Short")
    Product.objects.filter(pk=product.pk).update(price=1)  # somebody else, after we looked
    change_fields(product.pk, {"name": "BIG Cup", "description": "<b>New</b><script>x</script>"}, actor=SYSTEM)
    product.refresh_from_db()
    assert (product.name, product.name_folded, product.description) == ("BIG Cup", "big cup", "<b>New</b>")
    assert (product.summary, product.price, product.weight_grams) == ("Short", 1, None)
    entry = AuditEntry.objects.get(action="product.changed")
    assert entry.before == {"name": "Cup", "description": "Old"}
    assert entry.after == {"name": "BIG Cup", "description": "<b>New</b>"}


def test_the_same_again_writes_nothing(inside):
    product = make_product("Cup", weight_grams=300)
    before = product.updated_at
    change_fields(product.pk, {"weight_grams": 300, "name": "Cup"}, actor=SYSTEM)
    product.refresh_from_db()
    assert product.updated_at == before
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("values", [{"price": 5}, {"name": ""}, {"weight_grams": 0}, {"weight_grams": None}])
def test_what_has_rules_of_its_own_is_refused(inside, values):
    product = make_product("Cup")
    with pytest.raises(ValueError, match=r"\w"):
        change_fields(product.pk, values, actor=SYSTEM)
    assert not AuditEntry.objects.exists()


def test_a_product_of_another_mall_is_not_there(mall, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs")
    with tenancy.mall(mall.pk), pytest.raises(Product.DoesNotExist):
        change_fields(theirs.pk, {"summary": "x"}, actor=SYSTEM)
