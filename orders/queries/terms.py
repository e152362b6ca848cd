"""What stands between a shopper and what the shopper chose: a product's terms of sale (catalog.models.sale_terms)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog.models import Product
from catalog.models.sale_terms import Beside, SaleTerms
from orders.models import Customer, OrderItem
from orders.models.customer import GROUP_NO
from orders.models.status import ENDED


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many pieces of one variant, as a line of a cart or an order has them."""

    product: Product
    variant_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line may not be ordered: `code`, and the number of pieces that is allowed, of a variant or the product.

    Codes: members_only, not_for_member, bought_before, only_alone, not_alone, below_least, above_most, not_in_units.
    """

    code: str
    number: int = 0
    is_of_product: bool = True

    def about(self, name: str, option_text: str) -> str:
        """What the problem is about, by its names in a shop: the product, or one of its combinations."""
        return name if self.is_of_product or not option_text else f"{name} ({option_text})"


def problems_of(lines: Sequence[Pieces], customer_id: int | None) -> list[Problem | None]:
    """For each line of one order its first problem, or None; who may buy comes before how many.

    Reads the customer, and what the customer bought before, only where a product asks for it: two queries at most.
    """
    terms = {line.product.pk: line.product.sale_terms for line in lines}
    refused = buyer_problems(terms, customer_id)
    beside = _beside_problems(terms)
    return [
        refused.get(line.product.pk) or beside.get(line.product.pk) or quantity_problem(line, lines) for line in lines
    ]


def buyer_problems(terms: Mapping[int, SaleTerms], customer_id: int | None) -> dict[int, Problem]:
    """Product number -> why this customer (None: a guest) may not buy it. Two queries at most, mostly none."""
    limited = {number: wanted for number, wanted in terms.items() if wanted.is_for_members}
    if not limited:
        return {}
    customer = Customer.objects.filter(pk=customer_id).first() if customer_id is not None else None
    if customer is None:
        return dict.fromkeys(limited, Problem("members_only"))
    once = [number for number, wanted in limited.items() if wanted.is_once]
    bought = bought_items(customer.pk, once).values_list("product_id", flat=True) if once else ()
    problems = dict.fromkeys(bought, Problem("bought_before"))
    for number, wanted in limited.items():
        if not wanted.admits(customer.member_id, GROUP_NO):
            problems[number] = Problem("not_for_member")
    return problems


def quantity_problem(line: Pieces, lines: Sequence[Pieces], *, is_complete: bool = True) -> Problem | None:
    """Whether the pieces of a line's product keep to its quantities.

    Not `is_complete`: a cart that others of the product may still join, where they add up.
    """
    terms = line.product.sale_terms.quantity if is_complete else line.product.terms_of_a_line
    of_variants = Counter[int]()
    for other in lines:
        if other.product.pk == line.product.pk:
            of_variants[other.variant_id] += other.quantity
    misfit = terms.misfit(of_variants[line.variant_id], of_variants.total())
    return Problem(misfit.code, misfit.number, misfit.is_of_product) if misfit else None


def _beside_problems(terms: Mapping[int, SaleTerms]) -> dict[int, Problem]:
    """Products that go by themselves stand beside none; those that go only with others need one that may go alone."""
    needy = [number for number, wanted in terms.items() if wanted.beside == Beside.OTHERS_ONLY]
    problems = dict.fromkeys(needy, Problem("not_alone")) if len(needy) == len(terms) else {}
    if len(terms) > 1:
        lonely = [number for number, wanted in terms.items() if wanted.beside == Beside.NOTHING]
        problems |= dict.fromkeys(lonely, Problem("only_alone"))
    return problems


def bought_items(customer_id: int, product_ids: Collection[int]) -> QuerySet[OrderItem]:
    """What a customer has bought of these products: what was cancelled or came back does not count."""
    items: QuerySet[OrderItem] = OrderItem.objects.filter(order__customer_id=customer_id, product_id__in=product_ids)
    return items.exclude(status__in=ENDED).order_by()
