"""The one page of the checkout: shape of what is typed. Prices and stock are the domain's."""

from __future__ import annotations

import re
import uuid
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.countries import country_choices
from accounts.models import Shop
from orders.domain.checkout import Address, Checkout, Line, Person
from orders.gateways import gateways
from orders.models import Customer, ShippingPolicy
from storefront.forms.customers import AsksConsent, checked_phone, password_field, seal_field, text_field

KEY: Final = re.compile(r"[0-9a-f]{32}")
HOME, ABROAD = "home", "abroad"
SHORTEST_PASSWORD: Final = 6
REQUIRED_UNLESS_SAME = ("receiver_name", "receiver_phone")


class CheckoutForm(AsksConsent):
    """Buyer, recipient, payment and consent. A guest sets a password for the order (R0.50)."""

    buyer_name = text_field(_("Name"), length=60, autocomplete="name")
    buyer_email = forms.EmailField(
        label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    buyer_phone = text_field(_("Phone"), length=30, autocomplete="tel", inputmode="tel")
    same_as_buyer = forms.BooleanField(label=_("The recipient is the buyer"), required=False, initial=True)
    receiver_name = text_field(_("Recipient"), length=60, autocomplete="shipping name", required=False)
    receiver_phone = text_field(
        _("Recipient's phone"), length=30, autocomplete="shipping tel", required=False, inputmode="tel"
    )
    destination = forms.ChoiceField(
        label=_("Ship to"),
        choices=[(HOME, _("Domestic")), (ABROAD, _("Overseas"))],
        initial=HOME,
        required=False,
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    zipcode = text_field(_("Postcode"), length=12, autocomplete="shipping postal-code")
    address1 = text_field(_("Address"), length=200, autocomplete="shipping address-line1")
    address2 = text_field(_("Address, line 2"), length=200, autocomplete="shipping address-line2", required=False)
    city = text_field(_("City"), length=80, autocomplete="shipping address-level2", required=False)
    state = text_field(_("State or region"), length=80, autocomplete="shipping address-level1", required=False)
    shipping_message = forms.CharField(label=_("Message for the delivery"), max_length=200, required=False)
    coupon_code = forms.CharField(
        label=_("Coupon code"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    payment_method = forms.ChoiceField(label=_("Payment method"), widget=forms.RadioSelect)
    payer_name = forms.CharField(
        label=_("Name of the depositor"),
        max_length=60,
        required=False,
        help_text=_("If somebody else sends the money. Otherwise your own name."),
    )
    guest_password = password_field(
        _("Order password"),
        autocomplete="new-password",
        help_text=_("At least 6 characters. You need it, with the order number and your name, to look up this order."),
    )
    guest_password_again = password_field(_("Order password again"), autocomplete="new-password")
    accepts_terms = forms.BooleanField(
        label=_("I have checked the order and accept the terms of use and the privacy notice."),
        error_messages={"required": _("An order needs your consent.")},
    )
    idempotency_key = forms.CharField(widget=forms.HiddenInput)
    documents_seen = seal_field()
    shown_total = forms.DecimalField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, shop: Shop, policy: ShippingPolicy, customer: Customer | None) -> None:
        super().__init__(data, initial={"idempotency_key": uuid.uuid4().hex} | _known(customer))
        self.shop, self.customer = shop, customer
        methods = [(one.code, one.label) for one in gateways()]
        self._choices("payment_method", methods)
        self.fields["payment_method"].initial = methods[0][0]
        self._choices("country", [(code, name) for code, name in country_choices() if code != shop.mall.country])
        self.ships_overseas = policy.ships_overseas
        if not self.ships_overseas:
            del self.fields["destination"], self.fields["country"]
        if customer is not None:
            del self.fields["guest_password"], self.fields["guest_password_again"]

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what stands above
        field.choices = choices

    def clean_buyer_phone(self) -> str:
        return checked_phone(self.cleaned_data["buyer_phone"])

    def clean_receiver_phone(self) -> str:
        return checked_phone(self.cleaned_data["receiver_phone"])

    def clean_idempotency_key(self) -> str:
        key: str = self.cleaned_data["idempotency_key"]
        if not KEY.fullmatch(key):
            raise ValidationError(_("This page is too old. Please open the checkout again."), code="key")
        return key

    def clean_guest_password(self) -> str:
        password: str = self.cleaned_data["guest_password"]
        if len(password) < SHORTEST_PASSWORD:
            raise ValidationError(_("Use at least 6 characters."), code="short")
        if len(password) > 128:
            raise ValidationError(_("Use at most 128 characters."), code="long")
        return password

    def clean_guest_password_again(self) -> str:
        again: str = self.cleaned_data["guest_password_again"]
        if again != self.data.get("guest_password", ""):
            raise ValidationError(_("The two passwords differ."), code="differ")
        return again

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("same_as_buyer"):
            for name in REQUIRED_UNLESS_SAME:
                if name not in self.errors and not values.get(name):
                    self.add_error(name, self.fields[name].error_messages["required"])
        return values

    @property
    def typed_country(self) -> str:
        """Where the parcel would go as the form stands, complete or not."""
        home: str = self.shop.mall.country
        if not self.ships_overseas or self["destination"].value() != ABROAD:
            return home
        return str(self["country"].value() or home)

    def checkout(self, lines: tuple[Line, ...]) -> Checkout:
        """What the domain places; call it on a valid form."""
        values = self.cleaned_data
        is_same = values["same_as_buyer"]
        return Checkout(
            shop_no=self.shop.shop_no,
            lines=lines,
            buyer=Person(values["buyer_name"], values["buyer_email"], values["buyer_phone"]),
            receiver=Address(
                name=values["buyer_name"] if is_same else values["receiver_name"],
                phone=values["buyer_phone"] if is_same else values["receiver_phone"],
                address1=values["address1"],
                address2=values["address2"],
                zipcode=values["zipcode"],
                city=values["city"],
                state=values["state"],
                country=self.typed_country,
            ),
            payment_method=values["payment_method"],
            idempotency_key=values["idempotency_key"],
            language=self.shop.language,
            customer_id=self.customer.pk if self.customer else None,
            guest_password=values.get("guest_password", ""),
            payer_name=values["payer_name"],
            shipping_message=values["shipping_message"],
            coupon_code=values["coupon_code"],
            documents_seen=values["documents_seen"],
            shown_total=values["shown_total"],
        )


def _known(customer: Customer | None) -> dict[str, str]:
    """What an account knows of its customer."""
    if customer is None:
        return {}
    return {
        "buyer_name": customer.name,
        "buyer_email": customer.email,
        "buyer_phone": customer.phone,
        "zipcode": customer.zipcode,
        "address1": customer.address1,
        "address2": customer.address2,
    }
