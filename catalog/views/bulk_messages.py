"""Tell a merchant what came of a change to many products."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.domain.bulk_result import BulkResult, Reason, Refusal

NAMES_SHOWN: Final = 10
REASONS: Final[dict[Reason, Promise]] = {
    "price_out_of_range": gettext_lazy("The price would be below zero or too large"),
    "weight_missing": gettext_lazy("No weight, so not sold overseas"),
    "weight_needed": gettext_lazy("An overseas shop sells it and needs the weight"),
    "not_in_shop": gettext_lazy("No price in this shop yet"),
}


def tell(request: HttpRequest, result: BulkResult, *, is_deletion: bool = False) -> None:
    """One message per outcome; refused products by name, under why."""
    if result.changed and is_deletion:
        text = ngettext("%(count)s product was deleted.", "%(count)s products were deleted.", result.changed)
        messages.success(request, text % {"count": result.changed})
    elif result.changed:
        text = ngettext("%(count)s product was changed.", "%(count)s products were changed.", result.changed)
        messages.success(request, text % {"count": result.changed})
    elif result.same and not result.refused:
        messages.info(request, _("The products were like that already; nothing was changed."))
    for reason in REASONS:
        names = [one for one in result.refused if one.reason == reason]
        if names:
            messages.warning(request, _refused(reason, names))
    if result.gone:
        text = ngettext("%(count)s product is no longer there.", "%(count)s products are no longer there.", result.gone)
        messages.info(request, text % {"count": result.gone})


def _refused(reason: Reason, refused: list[Refusal]) -> str:
    names = ", ".join(one.name for one in refused[:NAMES_SHOWN])
    values = {"reason": REASONS[reason], "names": names, "count": len(refused) - NAMES_SHOWN}
    if len(refused) > NAMES_SHOWN:
        return _("Not changed. %(reason)s: %(names)s and %(count)s more.") % values
    return _("Not changed. %(reason)s: %(names)s.") % values
