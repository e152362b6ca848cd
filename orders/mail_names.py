"""How the audit entries of mails, customers and promotions read in a history."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import hide_field, name_action, name_field
from accounts.menu import Label
from accounts.models import Mall
from orders.models import Customer, Discount, MailKind, MailText, Order

LONGEST_SHOWN = 120
ACTIONS: dict[str, Label] = {
    "mail.switched": gettext_lazy("Automated email switched"),
    "mail.text_changed": gettext_lazy("Text of an automated email changed"),
    "mail.text_reset": gettext_lazy("Text of an automated email reset"),
    "guest_password.sent": gettext_lazy("New guest password sent"),
    "customer.signed_up": gettext_lazy("Account opened"),
    "customer.left": gettext_lazy("Account closed by the customer"),
    "customer.password_sent": gettext_lazy("Temporary password sent"),
    "customer.deactivated": gettext_lazy("Customer blocked"),
    "customer.activated": gettext_lazy("Customer let back in"),
    "customer.memo_added": gettext_lazy("Memo added"),
    "customer.memo_changed": gettext_lazy("Memo changed"),
    "customer.memo_deleted": gettext_lazy("Memo deleted"),
    "discount.created": gettext_lazy("Promotion created"),
    "discount.changed": gettext_lazy("Promotion changed"),
    "discount.ended": gettext_lazy("Promotion ended"),
}


def register_all() -> None:
    """Called once when the app is ready."""
    for action, label in ACTIONS.items():
        name_action(action, label)
    for model in (Mall, MailText):
        name_field(model, "mail", gettext_lazy("Automated email"), _kind)
    name_field(Mall, "to_customer", gettext_lazy("To the customer"), _yes_or_no)
    name_field(Mall, "to_admin", gettext_lazy("To the store"), _yes_or_no)
    for name in ("body", "footer"):
        name_field(MailText, name, gettext_lazy("Body") if name == "body" else gettext_lazy("Footer"), _short)
    name_field(Order, "password_number", gettext_lazy("Password number"), str)
    name_field(Customer, "password_number", gettext_lazy("Password number"), str)
    name_field(Customer, "memo", gettext_lazy("Memo"), _short)
    name_field(Customer, "is_important", gettext_lazy("Important"), _yes_or_no)
    name_field(Customer, "author_id", gettext_lazy("Written by"), str)
    hide_field(Customer, "memo_id")
    name_field(Customer, "shop_no", gettext_lazy("Shop number"), str)
    name_field(Discount, "kind", gettext_lazy("Kind"), lambda value: _choice(Discount.Kind, value))
    name_field(Discount, "unit", gettext_lazy("Unit"), lambda value: _choice(Discount.Unit, value))
    name_field(Discount, "shop_no", gettext_lazy("Shop number"), str)


def _kind(value: Any) -> str:
    return _choice(MailKind, value)


def _choice(choices: Any, value: Any) -> str:
    return str(dict(choices.choices).get(value, value))


def _yes_or_no(value: Any) -> str:
    return "-" if value is None else _("Yes") if value else _("No")


def _short(value: Any) -> str:
    text = " ".join(str(value or "-").split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
