"""What merchants fill in for 11st, and what its Open API does not allow."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import Ability, CredentialField, Guide, Marketplace

MARKET: Final = Marketplace(
    code="SK11ST",
    slug="elevenst",
    name=_("11st"),
    region=_("Korea"),
    currency="KRW",
    hosts={"api": "https://api.11st.co.kr"},
    fields=(
        CredentialField(
            "seller_id",
            _("11st seller ID"),
            _("The ID you sign in to 11st Seller Office with. It names the account here."),
            notes=(_("11st does not tell whose key it is, so take care that ID and key belong together."),),
            max_length=60,
        ),
        CredentialField(
            "api_key",
            _("Open API key"),
            _("The key of 32 letters and digits that 11st Open API Center issued to you."),
            is_secret=True,
            notes=(
                _("Ordinary and global sellers have different keys; use the one of this seller ID."),
                _("Register this server's IP address at Open API Center, or 11st refuses every call."),
            ),
            max_length=32,
        ),
    ),
    guides=(
        Guide(
            _("Get the Open API key"),
            (
                _("Sign in to 11st Open API Center with your seller ID and apply for a service."),
                _("Register the IP address shown here as one that may call, and apply for the product APIs."),
                _("Once they are approved, copy the Open API key."),
            ),
        ),
        Guide(
            _("Connect the account"),
            (
                _("Enter the seller ID and the Open API key, then press Save."),
                _("We read your places of dispatch as a trial."),
                _("If the key is refused, check that it is copied whole and that the product APIs are approved."),
            ),
        ),
    ),
    info_guide=Guide(
        _("Places of dispatch, return addresses and delivery templates"),
        (
            _("Change addresses in 11st Seller Office under member information first."),
            _("Press Retrieve market information here, compare old and new, and apply."),
            _("Until you apply them, work goes on with the old values."),
        ),
    ),
    abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT}),
    limits=(
        _("Products on sale, sold out or not shown are imported; those that wait, ended or are banned are not."),
        _("Products cannot be registered at 11st from here; they are only imported."),
        _("About 500 list calls a day are said to be allowed. We read 50 products per call."),
        _("11st offers no test environment, and its key has no end that it would tell."),
    ),
    per_second=5.0,
    burst=10,
    asks_for_ip=True,
)
