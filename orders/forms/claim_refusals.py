"""Why a claim or a step of it was refused, as people read it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orders.domain.claims.rules import ClaimRefused


def claim_refusal_text(error: ClaimRefused) -> str:
    """One sentence in the reader's language, with the item's name where there is one."""
    texts = {
        "nothing_chosen": _("Choose how many pieces of which item it is about."),
        "wrong_quantity": _("There are not that many pieces left to choose. The page shows how many there are now."),
        "not_claimable": _("This cannot be asked for from where the item stands now."),
        "exchange_open": _("This item replaces another one whose exchange is not finished yet."),
        "wrong_reason": _("Choose one of the reasons."),
        "window_not_started": _(
            "The item has not been marked as delivered yet, so the time to return it has not begun."
        ),
        "window_over": _("The time to ask for this is over for this reason."),
        "wrong_state": _("Somebody else has moved this on in the meantime. The page shows where it stands now."),
        "no_refusal": _("Say why it is refused. The customer reads it."),
        "too_few_left": _("Too few pieces are in stock for the replacement."),
        "wrong_variant": _("Choose what goes out instead: an option of the same product at the same price."),
        "replacement_sent": _("The replacement is on its way already."),
    }
    text = texts[error.code]
    return f"{error.name}: {text}" if error.name and error.code not in {"wrong_state", "replacement_sent"} else text
