"""What shipping costs until a merchant says otherwise: standard fees per currency, and a table for overseas."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.money import decimals_of

EVERYWHERE_ELSE: Final = "*"

# Won per unit of a currency, rounded: the standard tables are a beginning, and the page says to check them.
WON_PER_UNIT: Final = {
    "KRW": Decimal(1),
    "USD": Decimal(1400),
    "JPY": Decimal("9.5"),
    "CNY": Decimal(195),
    "TWD": Decimal(44),
    "EUR": Decimal(1550),
    "BRL": Decimal(250),
    "VND": Decimal("0.055"),
}
HOME_FEE_KRW: Final = 3000

# Name, countries, and fees in won by the highest weight in grams.
GRAMS: Final = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000)
STANDARD_REGIONS: Final[tuple[tuple[Promise, tuple[str, ...], tuple[int, ...]], ...]] = (
    (_("Near Korea"), ("JP", "CN", "TW", "HK", "MO"), (15_000, 18_000, 23_000, 36_000, 55_000, 92_000, 130_000)),
    (
        _("South-East Asia"),
        ("SG", "MY", "TH", "VN", "PH", "ID", "KH", "LA", "MM", "BN"),
        (17_000, 21_000, 28_000, 45_000, 72_000, 125_000, 178_000),
    ),
    (_("North America"), ("US", "CA", "MX"), (25_000, 32_000, 46_000, 84_000, 140_000, 250_000, 360_000)),
    (
        _("Europe and Oceania"),
        ("GB", "IE", "FR", "DE", "ES", "IT", "PT", "NL", "BE", "AT", "CH", "SE", "NO", "DK", "FI", "PL", "AU", "NZ"),
        (26_000, 33_000, 47_000, 86_000, 145_000, 258_000, 370_000),
    ),
    (_("Everywhere else"), (EVERYWHERE_ELSE,), (30_000, 40_000, 58_000, 110_000, 185_000, 330_000, 475_000)),
)


@lru_cache(maxsize=1)
def _standard_names() -> dict[str, Promise]:
    found: dict[str, Promise] = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(name): name for name, _countries, _fees in STANDARD_REGIONS}
    return found


def region_label(name: str) -> str:
    """A region's name for the page: a standard one in the page's language, whatever it was made in; else as it is."""
    return str(_standard_names().get(name, name))


def in_currency(won: int, currency: str) -> Decimal:
    """An amount in won as a round amount of another currency: whole units, or tens where units are small."""
    amount = Decimal(won) / WON_PER_UNIT[currency]
    step = Decimal(1) if decimals_of(currency) else Decimal(10 if currency == "JPY" else 100)
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step
