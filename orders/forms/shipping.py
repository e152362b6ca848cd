"""Forms of the shipping settings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.countries import country_choices
from accounts.form_fields import AmountField
from orders.domain.shipping_settings import RegionFacts
from orders.domain.shipping_standard import EVERYWHERE_ELSE
from orders.models import ShippingPolicy
from orders.models.settings import kilograms

MOST_TIERS: Final = 12
HEAVIEST_KG: Final = Decimal(1000)


class PolicyForm(forms.Form):
    """How a shop ships and takes goods back. Amounts are in the shop's currency."""

    home_fee = AmountField(label=_("Shipping fee"), help_text=_("* 0 ships every order at home for free."))
    free_from_amount = AmountField(
        label=_("Free shipping from"),
        required=False,
        help_text=_("* Of what the items cost after discounts. Empty: never free."),
    )
    return_fee = AmountField(
        label=_("Return shipping fee, one way"),
        help_text=_("Taken off a refund when the customer pays the way back; an exchange costs twice as much."),
    )
    return_days = forms.IntegerField(
        label=_("Days to return or exchange"),
        min_value=7,
        max_value=365,
        help_text=_(
            "Counted from the day after the delivered date.\n* At least 7: the law grants customers seven days."
        ),
    )
    defect_days = forms.IntegerField(
        label=_("Days to return a defect or a wrong item"),
        min_value=30,
        max_value=92,
        help_text=_("* At most three months of the calendar; 92 days are all of them."),
    )
    ships_overseas = forms.BooleanField(
        label=_("Ship overseas"),
        required=False,
        help_text=_("* Only products with a weight can be sold overseas; the fees come from the tables below."),
    )
    allows_guests = forms.BooleanField(
        label=_("Guests may buy"), required=False, help_text=_("* Off: customer accounts only.")
    )
    cancels_unpaid_after_days = forms.IntegerField(
        label=_("Cancel unpaid orders after"), min_value=1, max_value=30, help_text=_("* Their stock goes back.")
    )
    delivers_after_days = forms.IntegerField(
        label=_("Mark as delivered after shipping"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("* Empty: only by hand. The time to return begins with the delivered date."),
    )
    bank_account = forms.CharField(
        label=_("Bank account for transfers"),
        max_length=120,
        required=False,
        help_text=_("* Shown at checkout and in mails, for example: Shinhan Bank 110-123-456789, Hong Gildong."),
    )

    def __init__(self, data: Any, *, policy: ShippingPolicy, currency: str) -> None:
        initial = {name: getattr(policy, name) for name in self.base_fields}
        super().__init__(data, initial={k: v for k, v in initial.items() if v is not None})
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = currency


SPARE_ROWS: Final = 4


class RegionForm(forms.Form):
    """A region: its countries and a fee for each weight, in rows that may stay empty."""

    name = forms.CharField(label=_("Name of the region"), max_length=60)
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        required=False,
        choices=country_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    is_everywhere_else = forms.BooleanField(label=_("And every country that no other region names"), required=False)

    def __init__(self, data: Any, *, currency: str, initial: RegionFacts | None = None) -> None:
        super().__init__(data, initial=_initial(initial) if initial else {})
        chosen = self.initial.get("countries", [])
        field = self.fields["countries"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = sorted(country_choices(), key=lambda choice: choice[0] not in chosen)
        for number in range(1, MOST_TIERS + 1):
            self.fields[f"kg_{number}"] = forms.DecimalField(
                label=_("Up to (kg)"),
                min_value=Decimal("0.001"),
                max_value=HEAVIEST_KG,
                decimal_places=3,
                required=False,
            )
            self.fields[f"fee_{number}"] = AmountField(label=_("Fee"), currency=currency, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("countries") and not values.get("is_everywhere_else"):
            self.add_error("countries", _("Choose at least one country."))
        seen: set[Decimal] = set()
        for number in range(1, MOST_TIERS + 1):
            self._check_row(values.get(f"kg_{number}"), values.get(f"fee_{number}"), number, seen)
        if not self.errors and not seen:
            self.add_error("kg_1", _("Add at least one weight with its fee; without one, every parcel would be free."))
        return values

    def facts(self) -> RegionFacts:
        """The region as it was typed."""
        values = self.cleaned_data
        everywhere = (EVERYWHERE_ELSE,) if values["is_everywhere_else"] else ()
        rows = [(values[f"kg_{number}"], values[f"fee_{number}"]) for number in range(1, MOST_TIERS + 1)]
        tiers = {int(kg * 1000): fee for kg, fee in rows if kg is not None}
        return RegionFacts(values["name"].strip(), (*values["countries"], *everywhere), tiers)

    def tier_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Weight and fee side by side, for the template: those that hold something, and SPARE_ROWS to go on."""
        return self._rows()[: self._used() + SPARE_ROWS]

    def more_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The empty ones below them, which the page folds away."""
        return self._rows()[self._used() + SPARE_ROWS :]

    def _rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"kg_{number}"], self[f"fee_{number}"]) for number in range(1, MOST_TIERS + 1)]

    def _used(self) -> int:
        """The number of the last row that holds something."""
        used = [number for number, row in enumerate(self._rows(), start=1) if any(field.value() for field in row)]
        return max(used, default=0)

    def _check_row(self, kg: Decimal | None, fee: Decimal | None, number: int, seen: set[Decimal]) -> None:
        if kg is None and fee is None:
            return
        if kg is None or fee is None:
            missing = f"kg_{number}" if kg is None else f"fee_{number}"
            if missing not in self.errors:
                self.add_error(missing, _("A row needs both a weight and a fee."))
        elif kg in seen:
            self.add_error(f"kg_{number}", _("This weight has a row already."))
        else:
            seen.add(kg)


def _initial(facts: RegionFacts) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": facts.name,
        "countries": [code for code in facts.countries if code != EVERYWHERE_ELSE],
        "is_everywhere_else": EVERYWHERE_ELSE in facts.countries,
    }
    for number, (grams, fee) in enumerate(sorted(facts.tiers.items())[:MOST_TIERS], start=1):
        values |= {f"kg_{number}": kilograms(grams), f"fee_{number}": fee}
    return values
