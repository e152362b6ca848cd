"""Why an order or a claim was refused, in words, and which field of the form it belongs to."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Shop
from accounts.money import format_amount
from orders.domain.checkout import CheckoutRefused
from orders.domain.claims.rules import ClaimRefused

FIELDS = {"coupon_code": "coupon_code", "country": "country"}


def term_text(code: str, name: str, number: int) -> str:
    """What a product's terms of sale ask, by the code of a Problem (orders.queries.terms); empty for other codes."""
    texts = {
        "members_only": _("%(name)s is sold to customers with an account only. Please log in."),
        "not_for_member": _("%(name)s is sold to certain customers only, and your account is not among them."),
        "bought_before": _("Each customer can buy %(name)s once, and you have bought it already."),
        "only_alone": _(
            "%(name)s can only be ordered by itself. Order it with “Buy now” on its page, or order without it."
        ),
        "not_alone": _("%(name)s can only be ordered together with another product. Please add one to your cart."),
        "below_least": ngettext(
            "%(name)s: please order at least %(number)s piece.",
            "%(name)s: please order at least %(number)s pieces.",
            number,
        ),
        "above_most": ngettext(
            "%(name)s: an order can have at most %(number)s piece, with what is in your cart.",
            "%(name)s: an order can have at most %(number)s pieces, with what is in your cart.",
            number,
        ),
        "not_in_units": _("%(name)s is sold in units of %(number)s pieces: %(examples)s …"),
    }
    examples = ", ".join(str(number * times) for times in (1, 2, 3))
    return texts.get(code, "") % {"name": name, "number": number, "examples": examples}


def checkout_refusal(refusal: CheckoutRefused, shop: Shop) -> tuple[str | None, str]:
    """The field of the checkout form (None: the whole page) and the text."""
    texts = {
        "empty": _("There is nothing to order."),
        "not_on_sale": _("%(name)s is not on sale any more."),
        "sold_out": _("%(name)s is sold out."),
        "too_few_left": _("There are too few pieces of %(name)s left."),
        "weight_missing": _("%(name)s cannot be shipped overseas at the moment."),
        "no_shipping": _("We do not ship to this country."),
        "coupon_unknown": _("There is no such coupon at the moment."),
        "coupon_over": _("This coupon has been used up."),
        "coupon_minimum": _("Your order is below the minimum of this coupon (%(name)s)."),
        "coupon_first_order": _("This coupon is for the first order of a customer with an account."),
        "coupon_overseas": _("This coupon is for orders that are shipped overseas."),
        "coupon_used": _("You have used this coupon already."),
        "total_changed": _("The amount to pay has changed. Please look at it again before you order."),
        "extra_input_missing": _("Please fill in: %(name)s."),
        "guests_not_allowed": _("Please log in: this store sells to customers with an account only."),
    }
    name = refusal.name or _("A product")
    term = term_text(refusal.code, name, refusal.number)
    if term:
        return None, term
    if refusal.code == "coupon_minimum":
        name = format_amount(Decimal(refusal.name), shop.currency, shop.language)
    return FIELDS.get(refusal.field), texts[refusal.code] % {"name": name}


def claim_refusal(refusal: ClaimRefused) -> tuple[str | None, str]:
    """The field of the claim form (None: the whole form) and the text."""
    texts = {
        "nothing_chosen": _("Choose at least one piece."),
        "wrong_quantity": _("There are not that many pieces in this order."),
        "wrong_reason": _("Choose a reason from the list."),
        "window_not_started": _("You can ask for this once the item has been delivered."),
        "window_over": _("The time to ask for this is over."),
    }
    text = texts.get(refusal.code) or _("This is not possible any more. Please look at the present state of the order.")
    return ("reason" if refusal.field == "reason" else None), text
