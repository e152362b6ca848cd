"""What merchants fill in for eBay, its sites, and what its Inventory API does not allow."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import Ability, CredentialField, Guide, Marketplace

SITES: Final = {
    "EBAY_US": _("United States (USD)"),
    "EBAY_GB": _("United Kingdom (GBP)"),
    "EBAY_DE": _("Germany (EUR)"),
    "EBAY_AU": _("Australia (AUD)"),
    "EBAY_CA": _("Canada (CAD)"),
    "EBAY_FR": _("France (EUR)"),
    "EBAY_IT": _("Italy (EUR)"),
    "EBAY_ES": _("Spain (EUR)"),
}

MARKET: Final = Marketplace(
    code="EBAY",
    slug="ebay",
    name=_("eBay"),
    region=_("Worldwide"),
    currency="USD",
    hosts={
        "api": "https://api.ebay.com",
        "identity": "https://apiz.ebay.com",
        "auth": "https://auth.ebay.com",
    },
    fields=(
        CredentialField(
            "marketplace_id",
            _("eBay site"),
            _("The site whose prices and policies are read. One seller may sell on several."),
            choices=tuple(SITES.items()),
        ),
        CredentialField(
            "client_id",
            _("App ID (Client ID)"),
            _("The App ID of your production keyset at eBay's developer site."),
            max_length=120,
        ),
        CredentialField(
            "client_secret",
            _("Cert ID (Client Secret)"),
            _("The Cert ID of the same keyset."),
            is_secret=True,
            notes=(_("Keys of the sandbox do not work here: use those of production."),),
            max_length=120,
        ),
        CredentialField(
            "ru_name",
            _("RuName"),
            _("eBay's name for the address you come back to after you agree. It is no web address itself."),
            notes=(
                _("At eBay, set its accepted address to this admin's address followed by /admin/pro/markets/consent/."),
                _("After you save, eBay asks you to sign in and to agree."),
            ),
            max_length=120,
        ),
    ),
    guides=(
        Guide(
            _("Make a keyset at eBay"),
            (
                _("Sign in to eBay's developer site and make an application with a production keyset."),
                _("Under user tokens, add a redirect address for OAuth; eBay shows its RuName."),
                _("Copy the App ID, the Cert ID and the RuName."),
            ),
        ),
        Guide(
            _("Connect the account"),
            (
                _("Choose the site, enter App ID, Cert ID and RuName, and press Save."),
                _("Press Continue, go to the marketplace, sign in with the account you sell with, and agree."),
                _("You come back here automatically. We ask eBay who you are as a trial."),
            ),
        ),
    ),
    info_guide=Guide(
        _("Policies and locations"),
        (
            _("Change business policies and inventory locations at eBay first."),
            _("Press Retrieve market information here, compare old and new, and apply."),
            _("Until you apply them, work goes on with the old values."),
        ),
    ),
    abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT}),
    limits=(
        _("Listings that were not made with eBay's Inventory API are missing: its list does not hold them."),
        _("Only items with a fixed price offered on the chosen site are imported; the others have no price there."),
        _("Products cannot be registered at eBay from here; they are only imported."),
        _("No call that we know tells return addresses; return policies are read instead. Categories are not read."),
    ),
    per_second=5.0,
    burst=20,
    has_consent=True,
    expiry_help=_("eBay tells when your consent ends: about 18 months after you agreed."),
)
