"""What merchants fill in for Coupang, and what Wing's API does not allow."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import Ability, CredentialField, Guide, Marketplace

MARKET: Final = Marketplace(
    code="COUPANG",
    slug="coupang",
    name=_("Coupang"),
    region=_("Korea"),
    currency="KRW",
    hosts={"api": "https://api-gateway.coupang.com", "image": "https://image1.coupangcdn.com/image"},
    fields=(
        CredentialField(
            "vendor_id",
            _("Vendor code"),
            _("The code of your company at Coupang. Wing shows it next to the keys; it begins with A00."),
            max_length=20,
            placeholder="A00000000",
        ),
        CredentialField(
            "access_key",
            _("Access key"),
            _("The first of the two keys that Wing issues for the Open API."),
            is_secret=True,
            max_length=100,
        ),
        CredentialField(
            "secret_key",
            _("Secret key"),
            _("The second key that Wing issues. It belongs to the access key; a new pair replaces both."),
            is_secret=True,
            max_length=100,
        ),
        CredentialField(
            "key_ends_on",
            _("Key valid until"),
            _("The last day of the keys as Wing shows it, written as year-month-day."),
            notes=(
                _("Coupang's API does not tell this day, so please copy it. Keys last six months at most."),
                _("We warn you 30 and 7 days before it."),
            ),
            max_length=10,
            placeholder="2027-01-31",
        ),
    ),
    guides=(
        Guide(
            _("Issue the keys in Wing"),
            (
                _("Sign in to Coupang Wing, open the seller information and go to the Open API keys."),
                _("As the linked company choose Cafe24, then enter the IP address of this server that is shown here."),
                _("Have the keys issued. Copy the vendor code, the access key, the secret key and their last day."),
            ),
        ),
        Guide(
            _("Connect the account"),
            (
                _("Enter the four values and press Save. We read one place of dispatch and one product as a trial."),
                _("If the IP address is refused, correct it in Wing and wait ten minutes: it stays blocked so long."),
                _("Issue new keys in Wing before the last day and enter them here with their new last day."),
            ),
        ),
    ),
    info_guide=Guide(
        _("Places of dispatch and return centres"),
        (
            _("Change places of dispatch or return centres in Wing under address book management first."),
            _("Press Retrieve market information here, compare old and new, and apply."),
            _("Places that Wing has switched off are listed too and marked as not usable."),
        ),
    ),
    abilities=frozenset({Ability.VERIFY, Ability.INFO, Ability.IMPORT}),
    limits=(
        _("Registering products at this marketplace is not offered; importing them is."),
        _("Coupang tells neither the shop's name nor the last day of the keys: you enter the day, we warn before it."),
        _("Stock of products that Coupang has not approved yet cannot be read and is imported as not told."),
        _("Only one company can be linked in Wing at a time."),
    ),
    per_second=5.0,
    burst=10,
    asks_for_ip=True,
    expiry_help=_("Coupang does not tell when keys end; we count down to the day you entered."),
)
