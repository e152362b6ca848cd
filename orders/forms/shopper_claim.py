"""What a shopper fills in to cancel, return or exchange items of an order (templates/storefront/_claim_form.html)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.domain.claims.request import Wish
from orders.domain.claims.rules import ClaimableItem, Payer, ReasonChoice
from orders.forms.claim_fields import ClaimFields
from orders.models import Claim, OrderItem


class ShopperClaimForm(ClaimFields):
    """One kind of claim on the items that it is open for today.

    `claimable` is what `claimable_items(order)` gave; `has_bank` where the refund is sent by hand (the form then
    asks for the account). `is_possible` is False where no item is open for this kind: show no form then.
    """

    bank_labels = {
        "bank_name": gettext_lazy("Bank for the refund"),
        "account_number": gettext_lazy("Account number"),
        "account_holder": gettext_lazy("Account holder"),
    }

    def __init__(self, data: Any, *, claimable: Iterable[ClaimableItem], kind: str, has_bank: bool) -> None:
        self.open_items = [one for one in claimable if one.reasons_of(kind)]
        super().__init__(data, items=[one.item for one in self.open_items], kind=kind, has_bank=has_bank)
        self._choose_reasons(_in_order(self._reason_choices()))
        for name, label in self.bank_labels.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].required = label, True

    @property
    def is_possible(self) -> bool:
        return bool(self.open_items)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        reason = values.get("reason")
        for one in self.open_items:
            wanted = values.get(f"quantity_{one.item.pk}")
            if wanted and reason and reason not in one.reasons_of(self.kind):
                text = _("The time to ask for this is over for this reason.")
                self.add_error("reason", f"{one.item.product_name}: {text}")
        return values

    def wish(self) -> Wish:
        """What the shopper asks for, ready for `request_claim`."""
        values = self.cleaned_data
        return Wish(
            kind=self.kind,
            reason=values["reason"],
            quantities=self.quantities(),
            detail=values["detail"],
            is_by_shopper=True,
            bank=self.bank(),
        )

    def rows(self) -> list[tuple[OrderItem, forms.BoundField, str]]:
        """Each open item with its quantity field and its last day, for the template."""
        return [
            (one.item, self[f"quantity_{one.item.pk}"], _last_day(self._choices_of(one))) for one in self.open_items
        ]

    def bank_fields(self) -> list[forms.BoundField]:
        """The fields of the account, none where the money goes back by itself."""
        return [self[name] for name in self.bank_labels if name in self.fields]

    def payers(self) -> list[tuple[str, bool]]:
        """Each open reason's name, and whether the shopper pays the way back for it."""
        paid: dict[str, bool] = {}
        for choice in self._reason_choices():
            paid[choice.reason] = choice.payer == Payer.CUSTOMER
        return [(str(Claim.Reason(reason).label), by_shopper) for reason, by_shopper in paid.items()]

    def _reason_choices(self) -> list[ReasonChoice]:
        return [choice for one in self.open_items for choice in self._choices_of(one)]

    def _choices_of(self, one: ClaimableItem) -> list[ReasonChoice]:
        return [reason for choice in one.choices if choice.kind == self.kind for reason in choice.reasons]


def _in_order(choices: Iterable[ReasonChoice]) -> list[str]:
    wanted = {choice.reason for choice in choices}
    return [reason for reason in Claim.Reason.values if reason in wanted]


def _last_day(choices: list[ReasonChoice]) -> str:
    """The nearest last day among an item's open reasons, or an empty text before shipping."""
    days = [choice.last_on for choice in choices if choice.last_on is not None]
    return min(days).isoformat() if days else ""
