"""Words for what the diagnosing operations store: findings, failures, and the fields of before and after."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.history import name_action
from pro.operations.words import name_failure, name_field, name_finding, name_object, name_summary

FINDINGS: Final[dict[str, Promise]] = {
    "weights_missing": gettext_lazy(
        "Displayed products without a weight: %(count)s. Similar products tell the weight of %(known)s of them; "
        "%(unknown)s need you."
    ),
    "names_untidy": ngettext_lazy(
        "%(count)s product name has doubled, invisible or full-width characters.",
        "%(count)s product names have doubled, invisible or full-width characters.",
        "count",
    ),
    "promotions_due": gettext_lazy("Promotions to begin: %(begin)s, to end: %(end)s."),
    "no_first_order_coupon": ngettext_lazy(
        "%(count)s overseas shop never had a coupon for first orders.",
        "%(count)s overseas shops never had a coupon for first orders.",
        "count",
    ),
    "alt_missing": ngettext_lazy(
        "%(count)s product picture has no alternative text.",
        "%(count)s product pictures have no alternative text.",
        "count",
    ),
    "summary_missing": ngettext_lazy(
        "%(count)s displayed product has a description but no summary.",
        "%(count)s displayed products have a description but no summary.",
        "count",
    ),
    "description_images_mute": ngettext_lazy(
        "%(count)s description holds pictures without an alternative text.",
        "%(count)s descriptions hold pictures without an alternative text.",
        "count",
    ),
    "pictures_heavy": ngettext_lazy(
        "%(count)s product picture weighs more than %(kilobytes)s KB.",
        "%(count)s product pictures weigh more than %(kilobytes)s KB.",
        "count",
    ),
    "orders_wait": gettext_lazy(
        "Orders that are late: %(late)s, requests without an answer: %(requests)s, claims to finish: %(claims)s."
    ),
    "orders_delayed": ngettext_lazy(
        "%(count)s order has not been sent for more than %(days)s business days.",
        "%(count)s orders have not been sent for more than %(days)s business days.",
        "count",
    ),
}
FAILURES: Final[dict[str, Promise]] = {
    "gone": gettext_lazy("It was deleted in the meantime."),
    "weight_unknown": gettext_lazy(
        "This needs you: no category of this product has five weights that lie close together. Please weigh it with "
        "its packaging and enter the weight."
    ),
    "name_unreadable": gettext_lazy("This needs you: the product name holds no readable character."),
    "nothing_to_sum_up": gettext_lazy("This needs you: the description holds no sentence to take a summary from."),
    "description_unreadable": gettext_lazy("This needs you: the HTML of this description could not be read."),
    "picture_unreadable": gettext_lazy("This needs you: the file of this picture is broken. Please upload it again."),
    "picture_stays_heavy": gettext_lazy("This needs you: the picture stays heavy in every size that is still good."),
    "section_full": gettext_lazy(
        "This needs you: the section of the main page is full. Take a product out, and the promotion begins."
    ),
    "codes_taken": gettext_lazy("This needs you: the coupon codes that PRO uses are all taken."),
    "owner_has_no_address": gettext_lazy("This needs you: your account has no email address that takes mails."),
    "customer_has_no_address": gettext_lazy("The customer's email address takes no mails."),
    "unexpected": gettext_lazy("Something went wrong on our side. Our staff see it."),
}
FIELDS: Final[dict[str, dict[str, Promise]]] = {
    "product": {
        "weight_grams": gettext_lazy("Weight (g)"),
        "like_category": gettext_lazy("Like the products of category"),
        "compared": gettext_lazy("Products compared"),
        "name": gettext_lazy("Product name"),
        "summary": gettext_lazy("Summary"),
        "mute_pictures": gettext_lazy("Pictures without alternative text"),
        "alt": gettext_lazy("Alternative text"),
    },
    "productimage": {
        "alt": gettext_lazy("Alternative text"),
        "kilobytes": gettext_lazy("Size (KB)"),
        "pixels": gettext_lazy("Pixels"),
    },
    "promotionproduct": {
        "section": gettext_lazy("Section of the main page"),
        "is_pinned": gettext_lazy("Pinned"),
    },
    "shop": {
        "coupon": gettext_lazy("Coupon code"),
        "percent": gettext_lazy("Percent off"),
        "most_amount": gettext_lazy("At most"),
        "minimum_amount": gettext_lazy("From an order of"),
        "most_uses": gettext_lazy("Uses in all"),
        "ends_on": gettext_lazy("Until"),
    },
    "mall": {
        "late": gettext_lazy("Late orders"),
        "requests": gettext_lazy("Requests without an answer"),
        "claims": gettext_lazy("Claims to finish"),
    },
    "order": {"is_told": gettext_lazy("Customer told"), "language": gettext_lazy("Language")},
}
OBJECTS: Final[dict[str, tuple[Promise, str]]] = {
    "product": (gettext_lazy("Product"), "catalog:product_edit"),
    "productimage": (gettext_lazy("Product picture"), ""),
    "promotionproduct": (gettext_lazy("Promotion product"), ""),
    "shop": (gettext_lazy("Shop"), ""),
    "mall": (gettext_lazy("Store"), ""),
    "order": (gettext_lazy("Order"), ""),
}
ACTIONS: Final[dict[str, Promise]] = {
    "promotion_product.planned": gettext_lazy("Promotion of a product planned"),
    "promotion_product.begun": gettext_lazy("Promotion of a product begun"),
    "promotion_product.ended": gettext_lazy("Promotion of a product ended"),
}


def name_all() -> None:
    """Called once, when the operations are registered."""
    for code, text in FINDINGS.items():
        name_finding(code, text)
    for code, text in FAILURES.items():
        name_failure(code, text)
    name_summary("unexpected", gettext_lazy("Something went wrong on our side. Our staff see it under %(reference)s."))
    for object_type, labels in FIELDS.items():
        for name, label in labels.items():
            name_field(object_type, name, label)
    name_field("promotionproduct", "badges", gettext_lazy("Badge"), _badges)
    for object_type, (label, url_name) in OBJECTS.items():
        name_object(object_type, label, url_name)
    for action, label in ACTIONS.items():
        name_action(action, label)


def _badges(value: Any) -> str:
    return " / ".join(dict(value or {}).values()) or "-"
