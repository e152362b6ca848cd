"""What merchants fill in for Naver SmartStore, and what its Commerce API does not allow."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import Ability, CredentialField, Guide, Marketplace

SELF: Final = "SELF"
SELLER: Final = "SELLER"

MARKET: Final = Marketplace(
    code="SHOPN",
    slug="naver",
    name=_("Naver SmartStore"),
    region=_("Korea"),
    currency="KRW",
    hosts={"api": "https://api.commerce.naver.com/external"},
    fields=(
        CredentialField(
            "client_id",
            _("Application ID"),
            _("The ID of your application at the Commerce API Center."),
            max_length=100,
        ),
        CredentialField(
            "client_secret",
            _("Application secret"),
            _("The secret of the same application. It begins with $2a$ and has 29 letters."),
            is_secret=True,
            notes=(_("Copy it whole, with every $ and without spaces."),),
            max_length=100,
        ),
        CredentialField(
            "kind",
            _("Whose application"),
            _("Whether the application belongs to the store itself or to a company that works for several stores."),
            choices=(
                (SELF, _("My own store's (SELF)")),
                (SELLER, _("A solution's, for the store below (SELLER)")),
            ),
        ),
        CredentialField(
            "account_id",
            _("Seller UID"),
            _("Only for a solution's application: the UID of the store that it works for."),
            is_required=False,
            notes=(_("For your own store's application leave it empty."),),
            max_length=100,
        ),
    ),
    guides=(
        Guide(
            _("Make an application at the Commerce API Center"),
            (
                _("Sign in to the Commerce API Center with the integrated manager's account of the store."),
                _("Register an application. As API call IP enter the IP address of this server that is shown here."),
                _("Add the API groups for products, sellers and delivery, then copy application ID and secret."),
            ),
        ),
        Guide(
            _("Connect the account"),
            (
                _("Enter both values, choose whose application it is and press Save. Your account is read as a trial."),
                _("If it says that the secret is malformed, a letter was lost in copying: copy it again."),
                _("If the IP address is refused, add it to the application's API call IPs and save again."),
            ),
        ),
    ),
    info_guide=Guide(
        _("Address book, bundle groups and return carriers"),
        (
            _("Change addresses at the SmartStore Center under seller information first."),
            _("Press Retrieve market information here, compare old and new, and apply."),
            _("Products point to entries of the address book; until you apply, they go on with the old ones."),
        ),
    ),
    abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT}),
    limits=(
        _("Registering products at this marketplace is not offered; importing them is."),
        _("Naver does not tell whether an application's secret has an end; if it is renewed there, enter the new one."),
        _("Only products on sale and sold out products are imported."),
        _("Options that shoppers type in, and simple options without combinations, cannot be read with their stock."),
    ),
    per_second=2.0,
    burst=4,
    rate_header="gncp-gw-ratelimit-replenish-rate",
    asks_for_ip=True,
)
