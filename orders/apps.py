"""Orders: from the cart to the parcel, and back."""

from __future__ import annotations

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Listens to the actions that send automated emails, and names its actions for history lists."""

    name = "orders"

    def ready(self) -> None:
        from orders import mail_names, mail_subscriptions  # noqa: PLC0415 - models load first

        # --- Automated emails (o-mails)
        mail_subscriptions.subscribe_all()
        mail_names.register_all()
