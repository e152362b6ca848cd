"""What merchants fill in for Amazon, and what the Selling Partner API does not allow.

Two ways: the operator has an app at Amazon (MARKET_AMAZON_APP_ID, _CLIENT_ID, _CLIENT_SECRET, and _DRAFT=1 while Amazon
has not published it), and merchants consent to it; or, without one, each merchant authorises an app of their own and
types its keys.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import Ability, CredentialField, Guide, Marketplace

JAPAN: Final = "A1VC38T7YXB528"
UNITED_STATES: Final = "ATVPDKIKX0DER"
# Which of the hosts below a marketplace is called at, and where its sellers consent.
API_HOSTS: Final = {JAPAN: "api", UNITED_STATES: "na"}
CONSENT_HOSTS: Final = {JAPAN: "consent", UNITED_STATES: "consent_na"}
APP_PARTS: Final = ("ID", "CLIENT_ID", "CLIENT_SECRET")

MARKETPLACE_FIELD: Final = CredentialField(
    "marketplace_id",
    _("Marketplace"),
    _("The country you sell in. For a second country connect a second account."),
    choices=((JAPAN, _("Japan (amazon.co.jp)")), (UNITED_STATES, _("United States (amazon.com)"))),
)
OWN_APP_FIELDS: Final = (
    CredentialField(
        "seller_id",
        _("Seller ID"),
        _("Your merchant token. Seller Central shows it under account information."),
        max_length=40,
        placeholder="A1B2C3D4E5F6G7",
    ),
    CredentialField(
        "client_id",
        _("LWA client ID"),
        _("The client identifier of your own app at Amazon. It begins with amzn1.application-oa2-client."),
        max_length=120,
    ),
    CredentialField(
        "client_secret",
        _("LWA client secret"),
        _("The client secret of the same app."),
        is_secret=True,
        notes=(_("Amazon has it renewed every 180 days. Enter the new one here before the old one ends."),),
        max_length=200,
    ),
    CredentialField(
        "refresh_token",
        _("Refresh token"),
        _("What Amazon shows once when you authorise your own app for your account. It begins with Atzr|."),
        is_secret=True,
        notes=(_("If you have lost it, authorise the app again: Amazon then shows a new one."),),
        max_length=2000,
    ),
)
OWN_APP_GUIDES: Final = (
    Guide(
        _("Make and authorise an app of your own"),
        (
            _("Sign in to Seller Central and open Develop Apps. Register as a developer for your own company."),
            _("Add an app for the production API with the roles for product listing and for seller information."),
            _("Open its LWA credentials and copy both, then authorise the app and copy the refresh token at once."),
        ),
    ),
    Guide(
        _("Connect the account"),
        (
            _("Choose the marketplace, enter seller ID, client ID, client secret and refresh token, then press Save."),
            _("We ask Amazon for a token, read where you may sell, and one of your listings."),
            _("If it says that a function is not switched on, add the missing role to the app and authorise it again."),
        ),
    ),
)
CONSENT_GUIDES: Final = (
    Guide(
        _("Agree at Amazon"),
        (
            _("Choose the marketplace and press Save, then press the button that takes you to Amazon."),
            _("Sign in to Seller Central with the main user of the account and authorise the app."),
            _("You come back here and the account is connected. Nothing has to be typed."),
        ),
    ),
)


def marketplace(*, has_app: bool) -> Marketplace:
    """Amazon with the operator's app, to which merchants consent, or with each merchant's own."""
    return Marketplace(
        code="AMAZON",
        slug="amazon",
        name=_("Amazon"),
        region=_("Japan and the United States"),
        currency="JPY",
        hosts={
            "api": "https://sellingpartnerapi-fe.amazon.com",
            "na": "https://sellingpartnerapi-na.amazon.com",
            "lwa": "https://api.amazon.com",
            "consent": "https://sellercentral.amazon.co.jp",
            "consent_na": "https://sellercentral.amazon.com",
        },
        fields=(MARKETPLACE_FIELD, *(() if has_app else OWN_APP_FIELDS)),
        guides=CONSENT_GUIDES if has_app else OWN_APP_GUIDES,
        info_guide=Guide(
            _("Business address and shipping templates"),
            (
                _("Change the business address or shipping templates in Seller Central first."),
                _("Press Retrieve market information here, compare old and new, and apply."),
                _("A shipping template appears once a listing uses it."),
            ),
        ),
        abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT}),
        limits=(
            _("Registering products at this marketplace is not offered; importing them is."),
            _("Amazon tells no return address, and shipping templates only by the listings that use them (first 200)."),
            _("Amazon's list of listings ends at 1,000; what a larger catalogue has beyond them is not imported."),
            _("Stock in Amazon's own warehouses is not told. Listings without a price of yours are left out."),
            _("Only the marketplaces of Japan and the United States can be connected."),
        ),
        per_second=5.0,
        burst=5,
        rate_header="x-amzn-ratelimit-limit",
        has_consent=has_app,
        expiry_help=_("Amazon does not tell when a secret or an authorisation ends; it says so once it has."),
    )


MARKET: Final = marketplace(has_app=all(settings.MARKET_AMAZON_APP.get(part) for part in APP_PARTS))
