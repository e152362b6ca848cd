"""A cart takes what its products' terms of sale allow, and says what they ask (wire contract 2.7)."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.domain.options import ExtraInput, Option
from catalog.models import Variant
from orders.domain.cart.change import NotForCart, add_to_cart, set_quantities
from orders.domain.cart.find import open_cart
from orders.models import Cart
from orders.queries.carts import cart_lines
from tests.orders.customers import make_customer
from tests.orders.shop import base_shop, make_product

pytestmark = pytest.mark.django_db

PRODUCT_COUNTS = {"order_quantity_limit_type": "P", "buy_unit_type": "P"}


@pytest.fixture
def cart(inside) -> Cart:
    return open_cart(1, token="a guest", customer_id=None)


def variants_of(terms: dict[str, Any], **facts: Any) -> list[Variant]:
    product = make_product(stock=100, app_facts=terms, **facts)
    return list(product.variants.order_by("position"))


def two_colours(terms: dict[str, Any]) -> list[Variant]:
    return variants_of(terms, options=(Option("Colour", ("Red", "Blue")),))


def refused(cart: Cart, variant: Variant, quantity: int, **more: Any) -> tuple[str, str, int] | None:
    try:
        add_to_cart(cart, variant.pk, quantity, more.pop("inputs", {}), **more)
    except NotForCart as refusal:
        return refusal.code, refusal.name, refusal.number
    return None


def pieces_in(cart: Cart) -> list[int]:
    return list(cart.items.order_by("pk").values_list("quantity", flat=True))


@pytest.mark.parametrize(
    ("terms", "quantity", "refusal"),
    [
        ({"minimum_quantity": 3}, 2, ("below_least", "Linen shirt", 3)),
        ({"maximum_quantity": 3}, 4, ("above_most", "Linen shirt", 3)),
        ({"buy_unit": 2}, 3, ("not_in_units", "Linen shirt", 2)),
        ({"minimum_quantity": 3, "maximum_quantity": 6, "buy_unit": 3}, 3, None),
    ],
)
def test_a_refused_choice_leaves_the_cart_as_it_was(cart, terms, quantity, refusal):
    [variant] = variants_of(terms)
    assert refused(cart, variant, quantity) == refusal
    assert pieces_in(cart) == ([] if refusal else [quantity])


def test_pieces_that_are_there_already_count(cart):
    [variant] = variants_of({"minimum_quantity": 3, "maximum_quantity": 5})
    assert refused(cart, variant, 3) is None
    assert refused(cart, variant, 1) is None
    assert refused(cart, variant, 2) == ("above_most", "Linen shirt", 5)
    assert pieces_in(cart) == [4]


def test_combinations_that_count_together_are_put_in_one_after_the_other(cart):
    """The first one alone is too few and no whole unit; the cart says so until the rest is there."""
    red, blue = two_colours({"minimum_quantity": 4, "maximum_quantity": 6, "buy_unit": 2} | PRODUCT_COUNTS)
    assert refused(cart, red, 1) is None
    assert [line.problem for line in cart_lines(cart, base_shop())] == ["below_least"]
    assert refused(cart, blue, 3) is None
    assert [line.problem for line in cart_lines(cart, base_shop())] == ["", ""]
    assert refused(cart, red, 3) == ("above_most", "Linen shirt", 6)
    assert pieces_in(cart) == [1, 3]


def test_what_is_ordered_at_once_has_to_fit_by_itself(cart):
    red, _blue = two_colours({"minimum_quantity": 4} | PRODUCT_COUNTS)
    assert refused(cart, red, 1, is_ordered_alone=True) == ("below_least", "Linen shirt", 4)
    assert refused(cart, red, 4, is_ordered_alone=True) is None


def test_lines_that_differ_in_what_is_typed_add_up(cart):
    [variant] = variants_of(
        {"minimum_quantity": 2, "maximum_quantity": 2}, extra_inputs=(ExtraInput("Name", False, 20),)
    )
    assert refused(cart, variant, 1, inputs={"Name": "Kim"}) is None
    assert refused(cart, variant, 1, inputs={"Name": "Lee"}) is None
    assert refused(cart, variant, 1, inputs={"Name": "Park"}) == ("above_most", "Linen shirt", 2)
    assert [line.problem for line in cart_lines(cart, base_shop())] == ["", ""]


def test_what_is_for_members_is_refused_to_guests_and_marked_in_a_cart_that_holds_it(cart):
    [variant] = variants_of({})
    assert refused(cart, variant, 1) is None
    variant.product.app_facts = {"buy_limit_by_product": "T", "buy_limit_type": "M"}
    variant.product.save()
    assert refused(cart, variant, 1) == ("members_only", "Linen shirt", 0)
    assert [line.problem for line in cart_lines(cart, base_shop())] == ["members_only"]
    members = open_cart(1, token="", customer_id=make_customer().pk)
    assert refused(members, variant, 1) is None
    assert [line.problem for line in cart_lines(members, base_shop())] == [""]


def test_what_goes_by_itself_stands_in_no_cart_with_others_but_is_bought_at_once(cart):
    [lonely] = variants_of({"single_purchase": "O"}, name="Ticket")
    [plain] = variants_of({})
    assert refused(cart, lonely, 1) is None
    assert refused(cart, plain, 1) == ("only_alone", "Ticket", 0)
    assert refused(cart, plain, 1, is_ordered_alone=True) is None
    assert [line.problem for line in cart_lines(cart, base_shop())] == ["only_alone", ""]
    assert refused(cart, lonely, 1) == ("only_alone", "Ticket", 0)
    assert refused(cart, lonely, 1, is_ordered_alone=True) is None


def test_what_needs_others_waits_in_the_cart_for_them_and_is_not_bought_at_once(cart):
    [bow] = variants_of({"single_purchase": "T"}, name="Bow")
    [plain] = variants_of({})
    assert refused(cart, bow, 1, is_ordered_alone=True) == ("not_alone", "Bow", 0)
    assert refused(cart, bow, 1) is None
    assert [line.problem for line in cart_lines(cart, base_shop())] == ["not_alone"]
    assert refused(cart, plain, 1) is None
    assert [line.problem for line in cart_lines(cart, base_shop())] == ["", ""]


def test_new_numbers_that_are_forbidden_leave_their_lines_and_the_others_change(cart):
    [limited], [plain] = variants_of({"maximum_quantity": 3}), variants_of({}, name="Cup")
    first, second = add_to_cart(cart, limited.pk, 2, {}), add_to_cart(cart, plain.pk, 1, {})
    refusals = set_quantities(cart, {first.pk: 4, second.pk: 7})
    assert [(one.code, one.name, one.number) for one in refusals] == [("above_most", "Linen shirt", 3)]
    assert pieces_in(cart) == [2, 7]
    assert set_quantities(cart, {first.pk: 0, second.pk: 2000}) == []
    assert pieces_in(cart) == [999]


def test_another_carts_lines_are_left_alone(cart):
    [variant] = variants_of({})
    theirs = open_cart(1, token="another guest", customer_id=None)
    line = add_to_cart(theirs, variant.pk, 1, {})
    assert set_quantities(cart, {line.pk: 5}) == []
    assert set_quantities(cart, {line.pk: 0}) == []
    assert pieces_in(theirs) == [1]


def test_a_cart_of_plain_products_is_read_with_three_queries_and_a_limited_one_with_two_more(
    inside, django_assert_num_queries
):
    members = open_cart(1, token="", customer_id=make_customer().pk)
    for number in range(3):
        [variant] = variants_of({}, name=f"Cup {number}")
        add_to_cart(members, variant.pk, 1, {})
    shop = base_shop()
    with django_assert_num_queries(3):
        cart_lines(members, shop)
    [once] = variants_of({"repurchase_restriction": "T"})
    add_to_cart(members, once.pk, 1, {})
    with django_assert_num_queries(5):
        cart_lines(members, shop)
