"""What merchants fill in for eBay Japan (Q0010), and what its API does not allow."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import (
    Ability,
    CredentialField,
    Guide,
    InfoKind,
    Marketplace,
    RegistrationField,
)

MARKET: Final = Marketplace(
    code="Q0010",
    slug="qoo10",
    name=_("eBay Japan (Qoo10)"),
    region=_("Japan"),
    currency="JPY",
    hosts={"api": "https://api.qoo10.jp"},
    fields=(
        CredentialField(
            "user_id",
            _("QSM login ID"),
            _("The ID you sign in to QSM with, the marketplace's seller admin."),
            notes=(_("One ID can be connected once per store."),),
            max_length=100,
        ),
        CredentialField(
            "password",
            _("QSM password"),
            _("Used once, to obtain the seller authorization key, and not stored."),
            is_secret=True,
            is_kept=False,
            notes=(
                _("If you change the password at QSM, the connection ends: enter it here again."),
                _("When you change other fields, leave it empty to keep the present key."),
            ),
            max_length=100,
        ),
        CredentialField(
            "api_key",
            _("API key"),
            _("The key that the marketplace issued to you after you asked for the use of its API."),
            is_secret=True,
            notes=(_("It works for about a year, and the marketplace does not announce its end."),),
            max_length=200,
        ),
    ),
    guides=(
        Guide(
            _("Ask for an API key"),
            (
                _("Sign in to QSM and open the inquiry form."),
                _("Choose the category System, then API / FTP / QSM rights, and ask for the use of the API."),
                _("The key arrives in about five working days. Copy it whole, without spaces."),
            ),
        ),
        Guide(
            _("Connect the account"),
            (
                _("Enter your QSM login ID, your QSM password and the API key, then press Save."),
                _("We exchange them for a seller authorization key and read your delivery groups as a trial."),
                _("If the keys are refused, check that the API key belongs to the same QSM ID."),
            ),
        ),
    ),
    info_guide=Guide(
        _("Delivery groups and categories"),
        (
            _("Change delivery groups at QSM under shipping fee management."),
            _("Wait about ten minutes: changes at the marketplace show up late."),
            _("Press Retrieve market information here, compare, and apply."),
        ),
    ),
    abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT, Ability.REGISTER}),
    limits=(
        _("Return and exchange addresses cannot be read: this marketplace's API offers no such call."),
        _("Only products on sale or on standby can be imported; the others are not shown by the API."),
        _("Only the first picture of a product is imported and sent."),
    ),
    registration_fields=(
        RegistrationField(
            "category",
            _("Category"),
            _("The marketplace's category that the products are listed in."),
            InfoKind.CATEGORY,
        ),
        RegistrationField(
            "delivery",
            _("Delivery group"),
            _("The shipping fee group of the products; none: free shipping."),
            InfoKind.DELIVERY,
            is_required=False,
        ),
    ),
    per_second=8.0,
    burst=20,
    expiry_help=_("The marketplace does not tell when a key ends; we count one year from the day it was made here."),
)
