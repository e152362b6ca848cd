"""Forms of discounts and coupons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.form_fields import AmountField
from accounts.models import Shop
from orders.domain.promotions import Promotion
from orders.models import Discount

CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{2,29}")
TIME_FORMAT: Final = "%Y-%m-%dT%H:%M"
FIXED_AFTER_CREATION: Final = ("kind", "shop_no")


def _time_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME_FORMAT)


class PromotionFilterForm(forms.Form):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Discount.Kind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), ("living", _("Running or planned")), ("over", _("Ended"))],
        required=False,
    )


class PromotionForm(forms.Form):
    """A period discount or a coupon. Amounts are in the currency of the chosen shop."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Discount.Kind.choices,
        initial=Discount.Kind.COUPON,
        widget=forms.RadioSelect,
        help_text=_(
            "A period discount holds for every order that fits; the best one is taken. A coupon holds for whoever "
            "enters its code, once per customer, on top of a period discount."
        ),
    )
    shop_no = forms.TypedChoiceField(label=_("Online store"), coerce=int)
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("* Customers read it at checkout and in their order.")
    )
    code = forms.CharField(
        label=_("Coupon code"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
        help_text=_("* For coupons: 3 to 30 letters, digits and dashes, for example WELCOME10."),
    )
    unit = forms.ChoiceField(
        label=_("Unit"), choices=Discount.Unit.choices, initial=Discount.Unit.PERCENT, widget=forms.RadioSelect
    )
    amount = AmountField(label=_("Amount"), required=False, help_text=_("* For the unit Amount."))
    percent = forms.DecimalField(
        label=_("Percent"),
        max_digits=5,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("* For the unit Percent, for example 10."),
    )
    most_amount = AmountField(
        label=_("At most"), required=False, help_text=_("* The most that a percentage takes off. Empty: no limit.")
    )
    minimum_amount = AmountField(
        label=_("From an order of"), required=False, help_text=_("* Items before discounts, without shipping.")
    )
    is_first_order_only = forms.BooleanField(
        label=_("First order only"),
        required=False,
        help_text=_("* For customers with an account who have not ordered yet; never for guests."),
    )
    is_overseas_only = forms.BooleanField(label=_("Overseas orders only"), required=False)
    most_uses = forms.IntegerField(
        label=_("Uses in all"),
        min_value=1,
        max_value=2_000_000_000,
        required=False,
        help_text=_("* For coupons. Empty: as often as you like."),
    )
    starts_at = forms.DateTimeField(label=_("Start date"), widget=_time_input())
    ends_at = forms.DateTimeField(
        label=_("End date"), required=False, widget=_time_input(), help_text=_("* Empty: until you end it.")
    )

    def __init__(self, *args: Any, shops: Mapping[int, Shop], existing: Discount | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing = existing
        if existing is not None:
            for name in FIXED_AFTER_CREATION:
                del self.fields[name]
        else:
            self._choose_shop(shops)
        shop = shops.get(existing.shop_no if existing else self._posted_shop())
        for name in ("amount", "most_amount", "minimum_amount"):
            field = self.fields[name]
            assert isinstance(field, AmountField)  # noqa: S101 - for the type checker
            field.currency = shop.currency if shop else "KRW"
        self.currency = shop.currency if shop else "KRW"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        kind = self.existing.kind if self.existing else values.get("kind")
        self._clean_code(kind, values)
        self._clean_value(values)
        if kind == Discount.Kind.PERIOD and values.get("most_uses"):
            self.add_error("most_uses", _("Only coupons have a number of uses."))
        starts_at, ends_at = values.get("starts_at"), values.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be after the beginning."))
        return values

    def promotion(self) -> Promotion:
        """The facts as the domain takes them; the value of the other unit is dropped."""
        values = dict(self.cleaned_data)
        if self.existing is not None:
            values |= {"kind": self.existing.kind, "shop_no": self.existing.shop_no}
        if values["unit"] == Discount.Unit.AMOUNT:
            values |= {"percent": None, "most_amount": None}
        else:
            values["amount"] = None
        values["minimum_amount"] = values["minimum_amount"] or 0
        return Promotion(**values)

    def _choose_shop(self, shops: Mapping[int, Shop]) -> None:
        field = self.fields["shop_no"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(number, f"{shop.title} ({shop.currency})") for number, shop in shops.items()]
        if len(shops) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(shops))

    def _posted_shop(self) -> int:
        text = str(self.data.get(self.add_prefix("shop_no"), "")) if self.is_bound else ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 1

    def _clean_code(self, kind: str | None, values: dict[str, Any]) -> None:
        code = str(values.get("code") or "").strip().upper()
        if kind == Discount.Kind.COUPON and "code" not in self.errors:
            if not code:
                self.add_error("code", _("Enter the code that customers type in."))
            elif not CODE.fullmatch(code):
                self.add_error("code", _("Use 3 to 30 letters (A-Z), digits and dashes."))
        elif code:
            self.add_error("code", _("Only coupons have a code. Leave this empty, or choose Coupon above."))
        values["code"] = code

    def _clean_value(self, values: dict[str, Any]) -> None:
        unit = values.get("unit")
        if unit == Discount.Unit.AMOUNT and "amount" not in self.errors and not values.get("amount"):
            self.add_error("amount", _("Enter how much is taken off."))
        percent = values.get("percent")
        if unit == Discount.Unit.PERCENT and "percent" not in self.errors and not (percent and 0 < percent <= 100):
            self.add_error("percent", _("Enter a percentage above 0, up to 100."))
