"""How work requests and imports read: codes with figures are stored, words are found at display time."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.history import name_action
from pro.market_words import FAILURES as MARKET_FAILURES
from pro.marketplaces import errors
from pro.marketplaces.types import Text
from pro.models import WorkRequest
from pro.operations.words import name_failure, name_field, name_finding, name_object, name_summary

Kind = WorkRequest.Kind
REFUSALS: Final[dict[str, Text]] = {
    "not_running": _(
        "PRO cannot do this for your store now: its contract is not active, or this service is off in the scope."
    ),
    "nothing_given": _("Enter at least one product."),
    "too_many": _("At most 20 products at once."),
    "both": _("Use either the rows or a file, not both at once."),
    "no_product": _("A chosen product is no longer there. Look at the ticks and send the request again."),
    "no_account": _("Choose one of the accounts that are listed."),
    "other_account": _("Your first import fixed another account. Products come from that one only."),
    "trouble": _("The marketplace does not let us in with this account's keys now. Check the account first."),
    "under_way": _("An import is under way already. Wait until it is over."),
    "no_listing": _("This product is not in that shop."),
}
REASONS: Final[dict[str, Text]] = {
    "stopped": _("It was stopped: PRO's contract is not active any more, or this service was turned off."),
    "unlinked": _("It was stopped: the marketplace account was unlinked."),
    "no_rate": _("No source has an exchange rate between the marketplace's currency and your base shop's."),
    "no_listing": REFUSALS["no_listing"],
    "words_changed": _("The product's options have changed since the request. Please file it again."),
    **{f"market_{code}": kind.text for code, kind in errors.ALL.items()},
}
FAILURES: Final[dict[str, Text]] = {
    "market_no_name": _("The marketplace gives no name for it."),
    "market_price": _("Its price does not fit your base shop's currency."),
    "market_options": _("Its options cannot be told apart, or a name is missing."),
    "market_too_many_variants": _("It has more options or combinations than a product can have here."),
    "market_text_too_long": _("Its description is too long."),
    "market_not_storable": _("It could not be stored. It is tried again with your next import."),
    "picture_not_a_picture": _("One of its pictures is no picture."),
    "picture_too_many_bytes": _("One of its pictures is too large."),
    "picture_too_many_pixels": _("One of its pictures is too large."),
    "promotion_no_product": _("The product is no longer there."),
    "promotion_no_shop": _("The shop is not open."),
    "promotion_no_section": _("The section of the main page is no longer there."),
    "promotion_period": _("The end must come after the beginning."),
    "promotion_over": _("The period is over."),
    "promotion_badge": _("Enter a badge of at most 12 characters, or choose a section."),
    "promotion_overlap": _("The product is promoted in this shop in that time already."),
}
FLAGS: Final[dict[str, Text]] = {
    "no_weight": _("No weight: neither displayed nor sold overseas until you enter it."),
    "price_too_large": _("The converted price is too large for an overseas shop."),
}
FINDINGS: Final[dict[str, Text]] = {
    "market_import": _("Products of %(account)s are brought into the base shop."),
    "request_register": _("Request %(number)s: %(count)s products to register."),
    "request_edit": _("Request %(number)s: a text to change."),
    "request_promotion": _("Request %(number)s: %(count)s products to promote."),
}
SUMMARIES: Final[dict[str, Text]] = {
    "market_imported": _("%(made)s new, %(known)s were there already, %(failed)s failed."),
    "request_registered": _("%(count)s products were registered."),
    "request_edited": _("The text of request %(number)s stands in the shop."),
    "request_promoted": _("%(count)s promotions are planned."),
}
ACTIONS: Final[dict[str, Text]] = {
    "work_request.filed": _("Work request filed"),
    "work_request.check_began": _("Check of a work request began"),
    "work_request.let_run": _("Work request runs"),
    "work_request.refused": _("Work request refused"),
    "work_request.withdrawn": _("Work request withdrawn"),
    "work_request.ended": _("Work request ended"),
    "import_choice.made": _("Account for imports chosen for ever"),
}
TONES: Final[dict[str, str]] = {
    WorkRequest.State.RECEIVED: "neutral",
    WorkRequest.State.CHECKING: "info",
    WorkRequest.State.RUNNING: "info",
    WorkRequest.State.DONE: "success",
    WorkRequest.State.PARTLY: "warning",
    WorkRequest.State.REFUSED: "danger",
    WorkRequest.State.WITHDRAWN: "neutral",
}
FIELD_LABELS: Final[dict[str, Text]] = {
    "name": _("Product name"),
    "summary": _("Summary"),
    "options": _("Options"),
    "short_description": _("Short description"),
    "description": _("Detailed description"),
    "material": _("Material"),
    "extra_inputs": _("Extra input options"),
}
WHAT: Final[dict[str, Text]] = {
    Kind.REGISTER: _("New products, from a form or a file. They go into the base shop and are shown where you want."),
    Kind.IMPORT: _("Bring the products of one linked marketplace account into your store."),
    Kind.EDIT: _("Another text for a translated product in an overseas shop."),
    Kind.PROMOTION: _("A badge and a pinned place on the main page, for a time that you set."),
}


def register_all() -> None:
    """Called once when the app is ready."""
    for code, text in FINDINGS.items():
        name_finding(code, text)
    for code, text in SUMMARIES.items():
        name_summary(code, text)
    for code, text in {**MARKET_FAILURES, **FAILURES, **REASONS}.items():
        name_failure(code, text)
    for action, text in ACTIONS.items():
        name_action(action, text)
    name_object("market_product", _("Product at the marketplace"))
    name_object("request_row", _("Row of a request"))
    for name, label in FIELD_LABELS.items():
        name_field("product", name, label)
    name_field("product", "marketplace", _("Marketplace"))
    name_field("product", "number", _("Number at the marketplace"))
    name_field("product", "price", _("Price"))
    name_field("product", "promotion", _("Promotion from"))
    name_field("product", "flags", _("Still to do"), lambda codes: ", ".join(flag_texts(codes or [])) or "-")


def flag_texts(codes: list[str]) -> list[str]:
    """What is still to be done about a product, in the present language."""
    return [str(FLAGS.get(code, code)) for code in codes]
