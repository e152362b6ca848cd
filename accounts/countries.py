"""Countries of business, named in the language of the page (R0.10)."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

# Codes of CLDR that are no country: unions, pseudo-regions, "unknown", and parts that others speak for.
NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
FIRST = ("KR", "JP", "US")


@lru_cache(maxsize=8)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(ISO 3166 code, name), by name; the platform's main markets first."""
    names = {
        code: str(name)
        for code, name in Locale.parse(language, sep="-").territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    rest = sorted((name, code) for code, name in names.items() if code not in FIRST)
    return (*((code, names[code]) for code in FIRST), *((code, name) for name, code in rest))


def country_choices() -> list[tuple[str, str]]:
    """The list for a select box, in the language of the request."""
    return list(countries(get_language() or "en"))


def is_country(code: str) -> bool:
    return code in dict(countries("en"))


def country_name(code: str) -> str:
    """A country's name in the language of the request; the code itself where it is none."""
    return dict(countries(get_language() or "en")).get(code, code)
