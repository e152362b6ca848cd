"""What merchants fill in for Lazada, its countries, and what its platform does not allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import Ability, CredentialField, Guide, Marketplace, Text


@dataclass(frozen=True, slots=True)
class Country:
    """A Lazada of its own: name among our hosts, real host, currency of its prices."""

    host: str
    url: str
    currency: str
    name: Text


COUNTRIES: Final = {
    "sg": Country("api", "https://api.lazada.sg", "SGD", _("Singapore")),
    "my": Country("my", "https://api.lazada.com.my", "MYR", _("Malaysia")),
    "th": Country("th", "https://api.lazada.co.th", "THB", _("Thailand")),
    "id": Country("id", "https://api.lazada.co.id", "IDR", _("Indonesia")),
    "ph": Country("ph", "https://api.lazada.com.ph", "PHP", _("Philippines")),
    "vn": Country("vn", "https://api.lazada.vn", "VND", _("Vietnam")),
}

MARKET: Final = Marketplace(
    code="LAZADA",
    slug="lazada",
    name=_("Lazada"),
    region=_("Southeast Asia"),
    currency="SGD",
    hosts={**{one.host: one.url for one in COUNTRIES.values()}, "auth": "https://auth.lazada.com"},
    fields=(
        CredentialField(
            "country",
            _("Country"),
            _("The Lazada site you sell on. Each site has its own address and currency."),
            notes=(_("If you sell in several countries, connect one account per country."),),
            choices=tuple((code, one.name) for code, one in COUNTRIES.items()),
        ),
        CredentialField(
            "app_key",
            _("App key"),
            _("The number that Lazada Open Platform shows for your app."),
            max_length=40,
            placeholder="100123",
        ),
        CredentialField(
            "app_secret",
            _("App secret"),
            _("The secret beside the app key. It signs every call and is never sent itself."),
            is_secret=True,
            notes=(_("After you save, Lazada asks you to sign in and to agree. Use the store's main account."),),
            max_length=100,
        ),
    ),
    guides=(
        Guide(
            _("Make an app at Lazada"),
            (
                _("Sign in to Lazada Open Platform and make an app for your own store."),
                _("Its callback address is the address of this admin followed by /admin/pro/markets/consent/."),
                _("Copy the app key and the app secret. Test apps work too, but must be agreed to every 14 days."),
            ),
        ),
        Guide(
            _("Connect the account"),
            (
                _("Choose the country, enter app key and app secret, and press Save."),
                _("Press Continue, go to the marketplace, and sign in with the store's main account."),
                _("You come back here automatically. We read your seller profile as a trial."),
            ),
        ),
    ),
    info_guide=Guide(
        _("Shipment providers and categories"),
        (
            _("Change delivery settings in Lazada Seller Center first."),
            _("Press Retrieve market information here, compare old and new, and apply."),
            _("Until you apply them, work goes on with the old values."),
        ),
    ),
    abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT}),
    limits=(
        _("Products cannot be registered at Lazada from here; they are only imported."),
        _("Return addresses and warehouses cannot be read: which call tells them is not established."),
        _("Special prices are not imported: Lazada ties them to a period. The regular price is."),
        _("Where Lazada does not name what tells variations apart, they are told apart by their seller SKU."),
    ),
    per_second=2.0,
    burst=10,
    has_consent=True,
    expiry_help=_("Lazada tells when your consent ends: 180 days after you agreed, 14 days for a test app."),
)
