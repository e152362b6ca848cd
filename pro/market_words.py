"""How marketplace work reads in Work status and on its own pages; stored are codes with figures.

FINDINGS and FAILURES are what `pro.operations.words` is told by `name_finding` and `name_failure`.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.types import InfoKind, Text

FINDINGS: Final[dict[str, Text]] = {
    "market_register": _("%(count)s products to register at %(market)s (%(account)s)."),
}
FAILURES: Final[dict[str, Text]] = {
    "market_held_back": _("Imported from another marketplace; Market Plus settings keep it from being sent."),
    "market_unknown_outcome": _(
        "The marketplace did not answer in time. Look there whether the product arrived before you send it again."
    ),
    "market_not_on_sale": _("The product is not on sale in the shop whose prices this marketplace gets."),
    "market_nothing_sold": _("None of the product's combinations is sold."),
}
INFO_KINDS: Final[dict[str, Text]] = {
    InfoKind.RETURN_ADDRESS: _("Return and exchange address"),
    InfoKind.SHIP_FROM: _("Places of dispatch"),
    InfoKind.SHOP: _("Shop"),
    InfoKind.DELIVERY: _("Delivery settings"),
    InfoKind.CATEGORY: _("Categories"),
    InfoKind.POLICY: _("Policies"),
}


def failure_text(error: str) -> str:
    """A failure in the present language, where it is one of ours; else as the market put it."""
    return str(FAILURES.get(error, error))
