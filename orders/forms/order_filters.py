"""The search block of the order lists (screens.md 4.2); it stands in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.calendar import months_after
from orders.folding import digits, folded_name
from orders.models import Order, OrderStage
from orders.queries.order_filter import (
    DELIVERED,
    GUEST,
    MEMBER,
    MEMO,
    PAID,
    PLACED,
    REFUND,
    RETURN,
    SEOUL,
    SHIPPED,
    OrderFilter,
)

MOST_NUMBERS: Final = 10
MOST_MONTHS: Final = 6
UNINDEXED: Final = ("method", "least", "most")
SIZES: Final = (10, 20, 50, 100)
USUAL_SIZE: Final = 20
ALWAYS_SHOWN: Final = ("number", "name", "phone")
DATE_TYPES: Final = (
    (PLACED, _("Order date")),
    (PAID, _("Payment date")),
    (SHIPPED, _("Shipping date")),
    (DELIVERED, _("Delivery date")),
    (MEMO, _("Memo date")),
    (RETURN, _("Return request date")),
    (REFUND, _("Refund date")),
)


class OrderFilterForm(forms.Form):
    """What is typed into the search block of a list; `stage` fixes the tab. Valid values make an OrderFilter."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=200,
        required=False,
        help_text=_(
            "With or without the dash; the beginning is enough. Up to ten numbers, separated by commas.\n"
            "For example 20261123, or 20261123-0000001, 20261123-0000002."
        ),
    )
    name = forms.CharField(
        label=_("Customer name"), max_length=60, required=False, help_text=_("Any part of the customer's name.")
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, help_text=_("The beginning of the customer's number.")
    )
    email = forms.CharField(
        label=_("Email"), max_length=254, required=False, help_text=_("The beginning of the customer's address.")
    )
    product = forms.CharField(
        label=_("Product"),
        max_length=250,
        required=False,
        help_text=_("Any part of the product's name as it is now, or its whole code or number."),
    )
    tracking = forms.CharField(
        label=_("Tracking number"), max_length=60, required=False, help_text=_("The whole number of a parcel.")
    )
    date = forms.ChoiceField(label=_("Period by"), choices=DATE_TYPES, required=False)
    since = forms.DateField(label=_("Start date"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("End date"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    stage = forms.ChoiceField(label=_("Order status"), choices=[("", _("All")), *OrderStage.choices], required=False)
    payment = forms.ChoiceField(
        label=_("Payment status"), choices=[("", _("All")), *Order.PaymentStatus.choices], required=False
    )
    method = forms.ChoiceField(
        label=_("Payment method"), choices=[("", _("All")), *Order.PaymentMethod.choices], required=False
    )
    least = forms.DecimalField(
        label=_("Total from"),
        min_value=0,
        max_digits=12,
        required=False,
        help_text=_("In the order's own currency. Without a period, the last six months are searched."),
    )
    most = forms.DecimalField(label=_("Total up to"), min_value=0, max_digits=12, required=False)
    buyer = forms.ChoiceField(
        label=_("Customer"), choices=[("", _("All")), (MEMBER, _("Member")), (GUEST, _("Guest"))], required=False
    )
    shop = forms.TypedChoiceField(label=_("Online store"), choices=[("", _("All"))], coerce=int, required=False)
    size = forms.TypedChoiceField(
        label=_("Rows per page"),
        choices=[(size, str(size)) for size in SIZES],
        coerce=int,
        required=False,
        initial=USUAL_SIZE,
    )

    def __init__(self, data: Any, *, stage: str = "") -> None:
        super().__init__({"size": USUAL_SIZE, "date": PLACED} | {name: data[name] for name in data})
        self.fixed_stage = stage
        if stage:
            del self.fields["stage"]
        # Any number a shop can have, until the page knows the mall's own; an unknown one finds nothing.
        self._shop_choices([(number, str(number)) for number in range(1, 16)])

    def clean_number(self) -> tuple[str, ...]:
        typed = [part.strip() for part in self.cleaned_data["number"].split(",") if part.strip()]
        if len(typed) > MOST_NUMBERS:
            raise forms.ValidationError(_("Type at most ten order numbers at once."))
        numbers = tuple(digits(part) for part in typed)
        if not all(numbers):
            raise forms.ValidationError(_("An order number has digits, for example 20261123-0000001."))
        return numbers

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        if typed and not digits(typed):
            raise forms.ValidationError(_("Type the digits of the phone number."))
        return digits(typed)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", _("The period ends before it begins."))
        elif since and until and until > months_after(since, MOST_MONTHS):
            self.add_error("until", _("A period can be six months at most. Search the rest in a second step."))
        least, most = values.get("least"), values.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _("The highest total is below the lowest."))
        return values

    @property
    def page_size(self) -> int:
        """Rows of a page, the usual number where none of those on offer was asked for."""
        return self.cleaned_data.get("size") or USUAL_SIZE

    def wanted(self) -> OrderFilter | None:
        """The filter, or None where something typed cannot be searched for."""
        if not self.is_valid():
            return None
        values = self.cleaned_data
        starts_at, ends_at = self._period()
        return OrderFilter(
            numbers=values["number"],
            name=folded_name(values["name"]),
            email=values["email"].strip().casefold(),
            phone=values["phone"],
            product=values["product"].strip(),
            tracking=values["tracking"].strip(),
            date_type=values["date"] or PLACED,
            starts_at=starts_at,
            ends_at=ends_at,
            stage=self.fixed_stage or values.get("stage", ""),
            payment=values["payment"],
            method=values["method"],
            least=values["least"],
            most=values["most"],
            buyer=values["buyer"],
            shop_no=values["shop"] or None,
        )

    def name_shops(self, shops: Mapping[int, str]) -> None:
        """Offer the mall's own shops; with a single one there is nothing to choose."""
        if len(shops) < 2:
            del self.fields["shop"]
        else:
            self._shop_choices(list(shops.items()))

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ALWAYS_SHOWN]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        apart = {*ALWAYS_SHOWN, "since", "until", "date", "size"}
        return [self[name] for name in self.fields if name not in apart]

    @property
    def has_more(self) -> bool:
        """Whether one of the fields that are folded away narrows the list, or is wrong."""
        return any(self.data.get(bound.name) or bound.errors for bound in self.more_fields)

    def _shop_choices(self, choices: list[tuple[int, str]]) -> None:
        field = self.fields["shop"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells mypy which field it is
        field.choices = [("", _("All")), *choices]

    def _period(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """From midnight to midnight in Seoul; where one end is left open, six months.

        A search by totals or payment method, which no index serves, looks at the last six months where none is named.
        """
        since: dt.date | None = self.cleaned_data["since"]
        until: dt.date | None = self.cleaned_data["until"]
        if since is None and until is None:
            if not any(self.cleaned_data[name] not in ("", None) for name in UNINDEXED):
                return None, None
            until = timezone.localdate(timezone=SEOUL)
        if since is None and until is not None:
            since = months_after(until, -MOST_MONTHS)
        if until is None and since is not None:
            until = months_after(since, MOST_MONTHS)
        return _midnight(since), _midnight(until, days=1)


def quick_periods(today: dt.date) -> list[tuple[Any, dt.date, dt.date]]:
    """Periods up to today that one click chooses."""
    return [
        (_("Today"), today, today),
        (_("7 days"), today - dt.timedelta(days=6), today),
        (_("1 month"), months_after(today, -1), today),
        (_("3 months"), months_after(today, -3), today),
        (_("6 months"), months_after(today, -MOST_MONTHS), today),
    ]


def _midnight(day: dt.date | None, *, days: int = 0) -> dt.datetime | None:
    if day is None:
        return None
    return dt.datetime.combine(min(day, dt.date(9998, 12, 31)), dt.time(), SEOUL) + dt.timedelta(days=days)
