"""What merchants fill in for Rakuten, and what RMS does not allow."""

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
    code="RKTN",
    slug="rakuten",
    name=_("Rakuten Ichiba"),
    region=_("Japan"),
    currency="JPY",
    hosts={"api": "https://api.rms.rakuten.co.jp", "image": "https://image.rakuten.co.jp"},
    fields=(
        CredentialField(
            "shop_url",
            _("Shop URL"),
            _("The part of your shop's address after rakuten.co.jp/, not the app's name."),
            notes=(_("For www.rakuten.co.jp/my-shop/ it is my-shop."),),
            max_length=60,
            placeholder="my-shop",
        ),
        CredentialField(
            "service_secret",
            _("Service secret"),
            _("The secret that RMS WEB SERVICE shows for your app. It begins with SP."),
            is_secret=True,
            max_length=100,
        ),
        CredentialField(
            "license_key",
            _("License key"),
            _("The license key that RMS WEB SERVICE issued. It begins with SL."),
            is_secret=True,
            notes=(_("It works for 90 days. We warn you 30 and 7 days before it ends."),),
            max_length=100,
        ),
    ),
    guides=(
        Guide(
            _("Get the keys from RMS"),
            (
                _("Sign in to RMS and open RMS WEB SERVICE under extended services."),
                _("Switch on the functions ItemAPI, InventoryAPI, ShopAPI and LicenseManagementAPI for your app."),
                _("Copy the service secret and issue a license key."),
            ),
        ),
        Guide(
            _("Connect the account"),
            (
                _("Enter the shop URL, the service secret and the license key, then press Save."),
                _("Every 90 days, issue a new license key at RMS and enter it here; the other fields stay."),
                _("If it says that a function is not switched on, tick it for your app at RMS and save again."),
            ),
        ),
    ),
    info_guide=Guide(
        _("Addresses, places of dispatch and delivery settings"),
        (
            _("Change the return and exchange address or the delivery settings at RMS first."),
            _("Press Retrieve market information here, compare old and new, and apply."),
            _("Until you apply them, products go on with the old values."),
        ),
    ),
    abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT, Ability.REGISTER}),
    limits=(
        _("RMS tells no return address: we read the shop's address, places of dispatch and delivery settings."),
        _("Products are registered hidden and without pictures: add those in R-Cabinet, then show the product at RMS."),
        _("Some genres demand attributes that cannot be filled in here; RMS then refuses the product and says which."),
        _("New products appear in RMS's list up to 24 hours late."),
    ),
    registration_fields=(
        RegistrationField(
            "genre",
            _("Genre ID"),
            _("The number of Rakuten's genre that the products belong to; it is found in RMS."),
        ),
        RegistrationField(
            "delivery",
            _("Delivery method set"),
            _("None: RMS chooses by itself."),
            InfoKind.DELIVERY,
            is_required=False,
        ),
    ),
    per_second=1.0,
    burst=5,
    expiry_help=_("Rakuten tells when the license key ends: 90 days after it was issued."),
)
