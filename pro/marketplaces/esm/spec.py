"""What merchants fill in for Gmarket and Auction, and what ESM's Trading API does not allow."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import Ability, CredentialField, Guide, Marketplace

EITHER: Final = _("At least one of the two seller IDs is needed.")

MARKET: Final = Marketplace(
    code="ESM",
    slug="esm",
    name=_("Gmarket and Auction (ESM)"),
    region=_("Korea"),
    currency="KRW",
    hosts={"api": "https://sa2.esmplus.com"},
    fields=(
        CredentialField(
            "master_id",
            _("ESM master ID"),
            _("The master ID you sign in to ESM PLUS with; the seller IDs belong to it."),
            max_length=60,
        ),
        CredentialField(
            "secret_key",
            _("Secret key"),
            _("The key that ESM sent you after you applied for its API by e-mail."),
            is_secret=True,
            notes=(_("Register this server's IP address with your application, or ESM refuses every call."),),
            max_length=200,
        ),
        CredentialField(
            "gmarket_id",
            _("Gmarket seller ID"),
            _("The ID of your shop at Gmarket, if you sell there."),
            is_required=False,
            notes=(EITHER,),
            max_length=60,
        ),
        CredentialField(
            "auction_id",
            _("Auction seller ID"),
            _("The ID of your shop at Auction, if you sell there."),
            is_required=False,
            notes=(EITHER,),
            max_length=60,
        ),
    ),
    guides=(
        Guide(
            _("Apply for the API"),
            (
                _("Have an ESM master ID that your Gmarket and Auction seller IDs are joined to."),
                _("Apply to ESM for the Trading API by e-mail: master ID, what you use it for, and the IP shown here."),
                _("Once it is approved you are sent a secret key. Copy it whole, without spaces."),
            ),
        ),
        Guide(
            _("Connect the account"),
            (
                _("Enter the master ID, the secret key and the seller ID of Gmarket, of Auction, or both; press Save."),
                _("We read your places of dispatch as a trial."),
                _("If the keys are refused, check that the seller IDs belong to the master ID."),
            ),
        ),
    ),
    info_guide=Guide(
        _("Addresses, places of dispatch and dispatch policies"),
        (
            _("Change addresses, places and policies in ESM PLUS first."),
            _("Press Retrieve market information here, compare old and new, and apply."),
            _("Until you apply them, work goes on with the old values."),
        ),
    ),
    abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT}),
    limits=(
        _("A product that is at both sites is imported once, with the price and the stock of Gmarket."),
        _("Options that shoppers choose one by one without combinations are not imported if there are several."),
        _("ESM allows 20 product searches a minute, so a large import takes its time. It has no test environment."),
        _("Products cannot be registered at Gmarket and Auction from here. Only the top categories are read."),
    ),
    per_second=2.0,
    burst=20,
    asks_for_ip=True,
)
