"""The arithmetic of quantities, and how terms are read from what the wire wrote (wire contract 2.7)."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.models.sale_terms import MOST_PIECES, Beside, Buyers, QuantityTerms, SaleTerms, TaxType

CASES = settings(max_examples=300, deadline=None, database=None)
quantity_terms = st.builds(
    QuantityTerms,
    least=st.integers(0, 40),
    most=st.one_of(st.just(0), st.integers(1, 60)),
    unit=st.integers(1, 15),
    counts_product=st.booleans(),
    units_of_product=st.booleans(),
)


@st.composite
def terms_and_lines(draw: st.DrawFn) -> tuple[QuantityTerms, list[tuple[int, int]], bool]:
    """Lines of one product, as (combination, pieces), with terms that they keep to, and whether several share one."""
    has_inputs = draw(st.booleans())
    unit = draw(st.integers(1, 6))
    rows = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 20)), min_size=1, max_size=6))
    if not has_inputs:
        rows = list(dict(rows).items())
    units_of_product, counts_product = draw(st.booleans()), draw(st.booleans())
    if not units_of_product:
        rows = [(variant, pieces * unit) for variant, pieces in rows]
    whole = pieces_of(rows)
    if units_of_product:
        unit = draw(st.sampled_from([n for n in range(1, whole.total() + 1) if whole.total() % n == 0]))
    counted = [whole.total()] if counts_product else list(whole.values())
    least = draw(st.integers(0, min(counted)))
    most = draw(st.one_of(st.just(0), st.integers(max(counted), max(counted) + 9)))
    return QuantityTerms(least, most, unit, counts_product, units_of_product), rows, has_inputs


@CASES
@given(quantity_terms)
@example(QuantityTerms(least=3, unit=2))
@example(QuantityTerms(least=5, most=4))
@example(QuantityTerms(unit=7, most=6))
def test_the_first_and_last_number_of_a_lone_combination_are_those_that_no_term_forbids(terms):
    allowed = [pieces for pieces in range(1, MOST_PIECES + 1) if terms.misfit(pieces, pieces) is None]
    is_possible = terms.is_possible(has_options=False, has_inputs=False)
    assert is_possible == bool(allowed)
    if allowed:
        assert (terms.first, terms.last) == (allowed[0], allowed[-1])
        assert allowed == list(range(terms.first, terms.last + 1, terms.unit))


@CASES
@given(terms_and_lines())
def test_an_order_that_keeps_to_its_terms_can_be_put_into_the_cart_line_by_line(case):
    """No order that is allowed is out of reach because its first line alone is not."""
    terms, lines, has_inputs = case
    whole = pieces_of(lines)
    assert [terms.misfit(whole[variant], whole.total()) for variant in whole] == [None] * len(whole)
    has_options = len(whole) > 1
    line = terms.of_one_line(has_options=has_options, has_inputs=has_inputs)
    assert terms.is_possible(has_options=has_options, has_inputs=has_inputs)
    for end in range(1, len(lines) + 1):
        there = pieces_of(lines[:end])
        variant = lines[end - 1][0]
        assert line.misfit(there[variant], there.total()) is None


def test_where_no_order_is_possible_no_pieces_of_one_or_two_combinations_fit():
    """All small terms, tried out."""
    flags = list(itertools.product([False, True], repeat=4))
    for least, most, unit in itertools.product(range(8), range(8), range(1, 6)):
        for counts_product, units_of_product, has_options, has_inputs in flags:
            terms = QuantityTerms(least, most, unit, counts_product, units_of_product)
            if terms.is_possible(has_options=has_options, has_inputs=has_inputs):
                continue
            others = range(10) if has_options else [0]
            fits = [
                (one, two)
                for one, two in itertools.product(range(1, 10), others)
                if all(terms.misfit(pieces, one + two) is None for pieces in (one, two) if pieces)
            ]
            assert fits == []


def pieces_of(lines: list[tuple[int, int]]) -> Counter[int]:
    counted = Counter[int]()
    for variant, pieces in lines:
        counted[variant] += pieces
    return counted


@pytest.mark.parametrize(
    ("terms", "of_variant", "of_product", "misfit"),
    [
        (QuantityTerms(least=3), 2, 9, ("below_least", 3, False)),
        (QuantityTerms(least=3, counts_product=True), 2, 9, None),
        (QuantityTerms(least=3, unit=2), 2, 2, ("below_least", 4, False)),
        (QuantityTerms(least=3, unit=2, units_of_product=True), 2, 4, ("below_least", 3, False)),
        (QuantityTerms(most=5), 5, 11, None),
        (QuantityTerms(most=5, counts_product=True), 5, 6, ("above_most", 5, True)),
        (QuantityTerms(unit=3), 4, 6, ("not_in_units", 3, False)),
        (QuantityTerms(unit=3, units_of_product=True), 4, 6, None),
    ],
)
def test_limits_count_a_combination_or_the_whole_product(terms, of_variant, of_product, misfit):
    found = terms.misfit(of_variant, of_product)
    assert (found and (found.code, found.number, found.is_of_product)) == misfit


def test_nothing_kept_means_no_limit_and_the_standard_tax():
    terms = SaleTerms.of({"model_name": "M"})
    assert terms == SaleTerms(QuantityTerms())
    assert (terms.is_for_members, terms.hides_buttons, terms.tax_type, terms.tax_rate) == (False, False, "A", 10)


@pytest.mark.parametrize(
    ("facts", "buyers", "is_for_members", "hides"),
    [
        ({"buy_limit_by_product": "F", "buy_limit_type": "M"}, Buyers.ALL, False, False),
        ({"buy_limit_by_product": "T", "buy_limit_type": "F"}, Buyers.ALL, False, False),
        ({"buy_limit_by_product": "T", "buy_limit_type": "M"}, Buyers.MEMBERS, True, False),
        ({"buy_limit_by_product": "T", "buy_limit_type": "N"}, Buyers.MEMBERS_HIDDEN, True, True),
        ({"buy_limit_by_product": "T", "buy_limit_type": "D"}, Buyers.CHOSEN, True, False),
        ({"buy_limit_by_product": "T", "buy_limit_type": "O"}, Buyers.CHOSEN_HIDDEN, True, True),
        ({"repurchase_restriction": "T"}, Buyers.ALL, True, False),
    ],
)
def test_who_may_buy_is_read_from_the_wire(facts, buyers, is_for_members, hides):
    terms = SaleTerms.of(facts)
    assert (terms.buyers, terms.is_for_members, terms.hides_buttons) == (buyers, is_for_members, hides)


@pytest.mark.parametrize(
    ("group_nos", "member_ids", "is_admitted"),
    [([], [], False), ([1], [], True), ([2], [], False), ([], ["MinJi"], True), ([2], ["ann"], False)],
)
def test_chosen_customers_are_named_by_their_group_or_id_whatever_the_case(group_nos, member_ids, is_admitted):
    facts = {"buy_limit_by_product": "T", "buy_limit_type": "D"}
    terms = SaleTerms.of(facts | {"buy_group_list": group_nos, "buy_member_id_list": member_ids})
    assert terms.admits("minji", 1) == is_admitted


@pytest.mark.parametrize(
    ("newer", "older", "beside"),
    [
        ("F", "F", Beside.ANYTHING),
        ("F", "T", Beside.OTHERS_ONLY),
        ("T", "F", Beside.OTHERS_ONLY),
        ("O", "T", Beside.NOTHING),
    ],
)
def test_the_older_field_counts_where_the_newer_one_is_silent(newer, older, beside):
    assert SaleTerms.of({"single_purchase": newer, "single_purchase_restriction": older}).beside == beside


@pytest.mark.parametrize(("tax_type", "rate"), [("A", 8), ("B", 0), ("C", 0)])
def test_only_what_is_taxed_has_a_rate(tax_type, rate):
    terms = SaleTerms.of({"tax_type": tax_type, "tax_rate": 8})
    assert (terms.tax_type, terms.tax_rate) == (TaxType(tax_type), rate)
