"""On what terms a product is sold: how many pieces, to whom, beside what, and with which tax (wire contract 2.7).

They are kept in `Product.app_facts` under their wire names; the merchant's form and the Admin API write the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_PIECES: Final = 999  # of one line of a cart
QUANTITY_DEFAULTS: Final[Mapping[str, Any]] = {
    "order_quantity_limit_type": "O",
    "minimum_quantity": 1,
    "maximum_quantity": 0,
    "buy_unit_type": "O",
    "buy_unit": 1,
}
DEFAULTS: Final[Mapping[str, Any]] = {
    **QUANTITY_DEFAULTS,
    "buy_limit_by_product": "F",
    "buy_limit_type": "F",
    "buy_group_list": (),
    "buy_member_id_list": (),
    "repurchase_restriction": "F",
    "single_purchase_restriction": "F",
    "single_purchase": "F",
    "tax_type": "A",
    "tax_rate": 10,
}


class Counting(models.TextChoices):
    """What a limit of pieces counts."""

    VARIANT = "O", _("Each combination by itself")
    PRODUCT = "P", _("All combinations together")


class Buyers(models.TextChoices):
    """Who may buy a product; whether those who may not see the buttons."""

    ALL = "F", _("Everybody")
    MEMBERS = "M", _("Members (buttons shown)")
    MEMBERS_HIDDEN = "N", _("Members (buttons hidden)")
    CHOSEN = "D", _("Chosen members (buttons shown)")
    CHOSEN_HIDDEN = "O", _("Chosen members (buttons hidden)")


class Beside(models.TextChoices):
    """What may be ordered with a product."""

    ANYTHING = "F", _("By itself or with others")
    OTHERS_ONLY = "T", _("Only together with other products")
    NOTHING = "O", _("Only by itself")


class TaxType(models.TextChoices):
    """How a product is taxed. Prices include the tax."""

    TAXED = "A", _("Taxed")
    FREE = "B", _("Tax-free")
    ZERO = "C", _("Zero-rated")


@dataclass(frozen=True, slots=True)
class Misfit:
    """What a number of pieces does not keep to: `code` is below_least, above_most or not_in_units."""

    code: str
    number: int
    is_of_product: bool


@dataclass(frozen=True, slots=True)
class QuantityTerms:
    """How many pieces an order may have: from `least` to `most` (0: no limit), in multiples of `unit`.

    Either counts the pieces of one combination, or those of all combinations of the product together.
    """

    least: int = 1
    most: int = 0
    unit: int = 1
    counts_product: bool = False
    units_of_product: bool = False

    @property
    def first(self) -> int:
        """The fewest pieces of one combination that may be bought where no other is."""
        return -(-max(self.least, 1) // self.unit) * self.unit

    @property
    def last(self) -> int:
        """The most pieces of one combination that a cart's line takes; below `first` where none may be bought."""
        most = min(self.most, MOST_PIECES) if self.most else MOST_PIECES
        return most // self.unit * self.unit

    def of_one_line(self, *, has_options: bool, has_inputs: bool) -> QuantityTerms:
        """What a single line must keep to, while others of the product may still join it.

        Lines add up over combinations where all of a product's are counted, and over what shoppers type in.
        """
        return replace(
            self,
            least=1 if has_inputs or (has_options and self.counts_product) else self.least,
            unit=1 if has_inputs or (has_options and self.units_of_product) else self.unit,
        )

    def is_possible(self, *, has_options: bool, has_inputs: bool) -> bool:
        """Whether any order keeps to all of it."""
        line = self.of_one_line(has_options=has_options, has_inputs=has_inputs)
        return line.first <= line.last and (not self.most or self._least_counted <= self.most)

    def misfit(self, of_variant: int, of_product: int) -> Misfit | None:
        """What an order with so many pieces of a combination, and of all of its product, does not keep to."""
        counted = of_product if self.counts_product else of_variant
        if self.most and counted > self.most:
            return Misfit("above_most", self.most, self.counts_product)
        if counted < self.least:
            return Misfit("below_least", self._least_counted, self.counts_product)
        if (of_product if self.units_of_product else of_variant) % self.unit:
            return Misfit("not_in_units", self.unit, self.units_of_product)
        return None

    @property
    def _least_counted(self) -> int:
        """`least`, or the first multiple of the unit above it where what is counted comes in units too."""
        return self.first if self.counts_product or not self.units_of_product else max(self.least, 1)


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """All terms of a product. `group_nos` and `member_ids` (without case) are of Buyers.CHOSEN."""

    quantity: QuantityTerms
    buyers: Buyers = Buyers.ALL
    group_nos: frozenset[int] = frozenset()
    member_ids: frozenset[str] = frozenset()
    is_once: bool = False
    beside: Beside = Beside.ANYTHING
    tax_type: TaxType = TaxType.TAXED
    tax_rate: int = 10

    @classmethod
    def of(cls, app_facts: Mapping[str, Any]) -> Self:
        """From Product.app_facts. A limit of buyers counts where `buy_limit_by_product` says so, as on the wire."""
        facts = {**DEFAULTS, **{name: app_facts[name] for name in DEFAULTS if name in app_facts}}
        tax_type = TaxType(facts["tax_type"])
        return cls(
            quantity=QuantityTerms(
                least=facts["minimum_quantity"],
                most=facts["maximum_quantity"],
                unit=facts["buy_unit"],
                counts_product=facts["order_quantity_limit_type"] == Counting.PRODUCT,
                units_of_product=facts["buy_unit_type"] == Counting.PRODUCT,
            ),
            buyers=Buyers(facts["buy_limit_type"]) if facts["buy_limit_by_product"] == "T" else Buyers.ALL,
            group_nos=frozenset(facts["buy_group_list"]),
            member_ids=frozenset(name.casefold() for name in facts["buy_member_id_list"]),
            is_once=facts["repurchase_restriction"] == "T",
            beside=_beside(facts),
            tax_type=tax_type,
            tax_rate=facts["tax_rate"] if tax_type == TaxType.TAXED else 0,
        )

    @property
    def is_for_members(self) -> bool:
        """Whether a guest may not buy it; of what is sold once to each customer too, as guests are not told apart."""
        return self.buyers != Buyers.ALL or self.is_once

    @property
    def hides_buttons(self) -> bool:
        """Whether those who may not buy see no buttons to buy."""
        return self.buyers in {Buyers.MEMBERS_HIDDEN, Buyers.CHOSEN_HIDDEN}

    def admits(self, member_id: str, group_no: int) -> bool:
        """Whether a customer may buy it at all."""
        if self.buyers not in {Buyers.CHOSEN, Buyers.CHOSEN_HIDDEN}:
            return True
        return group_no in self.group_nos or member_id.casefold() in self.member_ids


def _beside(facts: Mapping[str, Any]) -> Beside:
    """The older field knows one word less than the newer one; either may forbid."""
    if facts["single_purchase"] == "F" and facts["single_purchase_restriction"] == "T":
        return Beside.OTHERS_ONLY
    return Beside(facts["single_purchase"])
