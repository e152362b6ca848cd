"""What merchants fill in for Shopee, and what its Open Platform does not allow."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import Ability, CredentialField, Guide, Marketplace

MARKET: Final = Marketplace(
    code="SHOPEE",
    slug="shopee",
    name=_("Shopee"),
    region=_("South-East Asia and Taiwan"),
    currency="SGD",
    hosts={"api": "https://partner.shopeemobile.com", "auth": "https://open.shopee.com"},
    fields=(
        CredentialField(
            "partner_id",
            _("Partner ID"),
            _("The number of your app at the Shopee Open Platform, of its live version."),
            max_length=20,
            placeholder="2000000",
        ),
        CredentialField(
            "partner_key",
            _("Partner key"),
            _("The live key of the same app. Calls are signed with it; it is never sent."),
            is_secret=True,
            notes=(
                _("After Save you go to Shopee to agree for one shop. The shop's number comes back by itself."),
                _("If Shopee's console shows an end for the key, issue a new one before and enter it here."),
            ),
            max_length=200,
        ),
    ),
    guides=(
        Guide(
            _("Make an app at the Shopee Open Platform"),
            (
                _("Sign in to the Shopee Open Platform and make an app of the type for sellers' own systems."),
                _("Enter this platform's domain as the redirect domain, and this server's IP address if asked."),
                _("Once the app is live, copy its live partner ID and live partner key."),
            ),
        ),
        Guide(
            _("Connect a shop"),
            (
                _("Enter partner ID and partner key and press Save, then press the button that takes you to Shopee."),
                _("Sign in there with the shop's own account, not with a main account, and agree."),
                _("You come back here and the shop is connected. The consent lasts up to a year; then agree again."),
            ),
        ),
    ),
    info_guide=Guide(
        _("Addresses and delivery channels"),
        (
            _("Change pickup and return addresses or channels in Shopee's Seller Centre first."),
            _("Press Retrieve market information here, compare old and new, and apply."),
            _("An address that serves for pickup and for returns is listed under both."),
        ),
    ),
    abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT}),
    limits=(
        _("Registering products at this marketplace is not offered; importing them is."),
        _("Shops of mainland China and Brazil use other gateways of Shopee and cannot be connected."),
        _("A main account with several shops cannot agree for all of them at once: connect each shop by itself."),
        _("Prices are the regular ones, not those of promotions. Pictures inside long descriptions are not read."),
    ),
    per_second=5.0,
    burst=10,
    asks_for_ip=True,
    has_consent=True,
    expiry_help=_("Shopee tells when your consent ends. Agree again before that day, with the button on this page."),
)
