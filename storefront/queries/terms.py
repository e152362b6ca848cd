"""A product's terms of sale in words, as its page shows them to everybody."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models.sale_terms import Beside, Buyers, QuantityTerms, SaleTerms


def term_notes(terms: SaleTerms) -> list[str]:
    """One line for each term that is not what shoppers expect anyway."""
    notes = _quantity_notes(terms.quantity)
    if terms.buyers in {Buyers.CHOSEN, Buyers.CHOSEN_HIDDEN}:
        notes.append(_("For certain customers only."))
    elif terms.is_for_members:
        notes.append(_("For customers with an account only."))
    if terms.is_once:
        notes.append(_("Each customer can buy it once."))
    if terms.beside == Beside.NOTHING:
        notes.append(_("Can only be ordered by itself."))
    elif terms.beside == Beside.OTHERS_ONLY:
        notes.append(_("Can only be ordered together with another product."))
    return notes


def _quantity_notes(terms: QuantityTerms) -> list[str]:
    notes = []
    if terms.least > 1:
        notes.append(
            ngettext("At least %(number)s piece an order.", "At least %(number)s pieces an order.", terms.least)
            % {"number": terms.least}
        )
    if terms.most:
        notes.append(
            ngettext("At most %(number)s piece an order.", "At most %(number)s pieces an order.", terms.most)
            % {"number": terms.most}
        )
    if terms.unit > 1:
        notes.append(_("In units of %(number)s pieces.") % {"number": terms.unit})
    return notes
