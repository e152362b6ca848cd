"""No order goes against a product's terms of sale, whoever places it (wire contract 2.7)."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.domain.options import Option
from catalog.models import Product, Variant
from orders.domain.checkout import CheckoutRefused, Line
from orders.domain.pay_order import pay_order
from orders.domain.place_order import place_order
from orders.models import Customer, Order, OrderItem, StockMove
from orders.models.status import ENDED, ItemStatus
from tests.orders.customers import make_customer
from tests.orders.shop import SYSTEM, base_shop, make_checkout, make_order, make_product

pytestmark = pytest.mark.django_db

MEMBERS = {"buy_limit_by_product": "T", "buy_limit_type": "M"}
CHOSEN = {"buy_limit_by_product": "T", "buy_limit_type": "D", "buy_member_id_list": ["MinJi"]}
ONCE = {"repurchase_restriction": "T"}
TWO_COLOURS = (Option("Colour", ("Red", "Blue")),)


def product_on(terms: dict[str, Any], **facts: Any) -> Product:
    return make_product(stock=100, app_facts=terms, **facts)


def refusal_of(*lines: tuple[Variant, int], customer: Customer | None = None) -> tuple[str, str, int] | None:
    """How an order of these pieces is refused; None where it is placed."""
    checkout = make_checkout(
        *(Line(variant.pk, pieces) for variant, pieces in lines), customer_id=customer.pk if customer else None
    )
    try:
        place_order(base_shop(), checkout, actor=SYSTEM)
    except CheckoutRefused as refusal:
        return refusal.code, refusal.name, refusal.number
    return None


@pytest.mark.parametrize(
    ("terms", "pieces", "refusal"),
    [
        ({"minimum_quantity": 3}, 2, ("below_least", "Linen shirt", 3)),
        ({"minimum_quantity": 3}, 3, None),
        ({"maximum_quantity": 5}, 6, ("above_most", "Linen shirt", 5)),
        ({"maximum_quantity": 5}, 5, None),
        ({"buy_unit": 3}, 4, ("not_in_units", "Linen shirt", 3)),
        ({"buy_unit": 3}, 6, None),
        ({"minimum_quantity": 3, "buy_unit": 2}, 2, ("below_least", "Linen shirt", 4)),
        ({"minimum_quantity": 3, "buy_unit": 2}, 3, ("not_in_units", "Linen shirt", 2)),
        ({"minimum_quantity": 0, "maximum_quantity": 0}, 1, None),
    ],
)
@pytest.mark.parametrize("is_guest", [True, False])
def test_pieces_keep_to_minimum_maximum_and_unit_for_guests_and_members(inside, is_guest, terms, pieces, refusal):
    product = product_on(terms)
    customer = None if is_guest else make_customer()
    assert refusal_of((product.variants.get(), pieces), customer=customer) == refusal
    assert OrderItem.objects.count() == (refusal is None)
    assert StockMove.objects.count() == (refusal is None)


@pytest.mark.parametrize(
    ("terms", "pieces", "refusal"),
    [
        ({"minimum_quantity": 3}, (2, 4), ("below_least", "Linen shirt (Red)", 3)),
        ({"minimum_quantity": 3, "order_quantity_limit_type": "P"}, (1, 2), None),
        ({"minimum_quantity": 4, "order_quantity_limit_type": "P"}, (1, 2), ("below_least", "Linen shirt", 4)),
        ({"maximum_quantity": 3}, (3, 3), None),
        ({"maximum_quantity": 3, "order_quantity_limit_type": "P"}, (2, 2), ("above_most", "Linen shirt", 3)),
        ({"buy_unit": 3}, (3, 4), ("not_in_units", "Linen shirt (Blue)", 3)),
        ({"buy_unit": 3, "buy_unit_type": "P"}, (2, 4), None),
        ({"buy_unit": 3, "buy_unit_type": "P"}, (2, 2), ("not_in_units", "Linen shirt", 3)),
    ],
)
def test_limits_count_each_combination_or_all_together_as_the_product_says(inside, terms, pieces, refusal):
    """`order_quantity_limit_type`, `buy_unit_type`: O a combination, P the product."""
    red, blue = product_on(terms, options=TWO_COLOURS).variants.order_by("position")
    assert refusal_of((red, pieces[0]), (blue, pieces[1])) == refusal


def test_lines_of_one_combination_with_other_words_on_them_add_up(inside):
    variant = product_on({"minimum_quantity": 2, "maximum_quantity": 3}).variants.get()
    assert refusal_of((variant, 1), (variant, 1)) is None
    assert refusal_of((variant, 2), (variant, 2)) == ("above_most", "Linen shirt", 3)


@pytest.mark.parametrize(
    ("terms", "member_id", "code"),
    [
        (MEMBERS, None, "members_only"),
        (MEMBERS, "minji", None),
        (MEMBERS | {"buy_limit_type": "N"}, None, "members_only"),
        (MEMBERS | {"buy_limit_by_product": "F"}, None, None),
        (CHOSEN, None, "members_only"),
        (CHOSEN, "minji", None),
        (CHOSEN, "somebody", "not_for_member"),
        (CHOSEN | {"buy_limit_type": "O"}, "somebody", "not_for_member"),
        (CHOSEN | {"buy_group_list": [1]}, "somebody", None),
        (ONCE, None, "members_only"),
        (ONCE, "minji", None),
    ],
)
def test_only_those_buy_whom_the_product_is_for(inside, terms, member_id, code):
    """`buy_limit_type` counts where `buy_limit_by_product` is T, as the wire says."""
    customer = make_customer(member_id) if member_id else None
    refusal = refusal_of((product_on(terms).variants.get(), 1), customer=customer)
    assert (refusal and refusal[0]) == code
    assert Order.objects.count() == (code is None)


def test_a_customer_buys_once_what_is_sold_once_and_others_still_can(inside):
    variant = product_on(ONCE).variants.get()
    minji, ann = make_customer(), make_customer("ann")
    assert refusal_of((variant, 1), customer=minji) is None
    assert refusal_of((variant, 1), customer=minji) == ("bought_before", "Linen shirt", 0)
    assert refusal_of((variant, 1), customer=ann) is None


@pytest.mark.parametrize("status", ItemStatus.values)
def test_what_was_cancelled_or_came_back_may_be_bought_again(inside, status):
    variant = product_on(ONCE).variants.get()
    customer = make_customer()
    assert refusal_of((variant, 1), customer=customer) is None
    OrderItem.objects.update(status=status)
    assert (refusal_of((variant, 1), customer=customer) is None) == (status in ENDED)


def test_a_second_key_for_the_first_order_is_no_second_purchase(inside):
    """The retry of a lost answer returns the order that stands, though the product is sold once."""
    variant, customer = product_on(ONCE).variants.get(), make_customer()
    checkout = make_checkout(Line(variant.pk, 1), customer_id=customer.pk)
    first = place_order(base_shop(), checkout, actor=SYSTEM)
    assert place_order(base_shop(), checkout, actor=SYSTEM).pk == first.pk


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        ({"single_purchase": "T"}, None, "not_alone"),
        ({"single_purchase_restriction": "T"}, None, "not_alone"),
        ({"single_purchase": "T"}, {}, None),
        ({"single_purchase": "T"}, {"single_purchase": "T"}, "not_alone"),
        ({"single_purchase": "O"}, None, None),
        ({"single_purchase": "O"}, {}, "only_alone"),
    ],
)
def test_what_goes_by_itself_or_only_with_others_is_ordered_so(inside, ours, theirs, code):
    lines = [(product_on(ours).variants.get(), 1)]
    if theirs is not None:
        lines.append((product_on(theirs, name="Cup").variants.get(), 1))
    refusal = refusal_of(*lines)
    assert (refusal and refusal[0]) == code


def test_an_item_keeps_the_tax_that_its_product_had_when_it_was_sold(inside):
    product = product_on({"tax_type": "B"})
    order = make_order(product)
    Product.objects.filter(pk=product.pk).update(app_facts={"tax_type": "A", "tax_rate": 8})
    later = make_order(product)
    pay_order(order.pk, gateway="cash", actor=SYSTEM)
    assert [(one.tax_type, one.tax_rate) for one in OrderItem.objects.order_by("pk")] == [("B", 0), ("A", 8)]
    assert later.items.get().get_tax_type_display() == "Taxed"
