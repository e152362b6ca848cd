"""The form of the store profile."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.store_profile import FIELDS
from accounts.models import Mall


class StoreProfileForm(forms.ModelForm[Mall]):
    """What a store tells about itself; shown in the footers of its shops."""

    class Meta:
        model = Mall
        fields = list(FIELDS)
        labels = {
            "name": _("Store name"),
            "business_name": _("Business name"),
            "representative": _("Representative"),
            "registration_number": _("Business registration number"),
            "mail_order_number": _("Mail-order business number"),
            "address": _("Address"),
            "phone": _("Phone"),
            "contact_email": _("Contact email"),
            "privacy_officer": _("Privacy officer"),
        }
        help_texts = {
            "name": _("* Shown at the top of your storefront and in mails to your customers."),
            "registration_number": _("* As your tax office writes it, for example 123-45-67890."),
            "mail_order_number": _("* As your city or district office wrote it, for example 2026-Seoul Jung-gu-0123."),
            "privacy_officer": _("* Who answers for your customers' personal data."),
            "contact_email": _("* Customers write to this address. It need not be the address of your account."),
        }
        widgets = {
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }
