"""Orders: from the cart to the parcel, and back."""

from __future__ import annotations

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Names the actions of orders for history lists, and writes down what runs by the clock and after actions."""

    name = "orders"

    def ready(self) -> None:
        from orders import history_names, schedules  # noqa: PLC0415 - models load first

        history_names.register_all()
        schedules.register_all()
        self._claims_and_shipping()
        self._automated_emails()

    def _claims_and_shipping(self) -> None:
        from accounts.audit import subscribe  # noqa: PLC0415
        from orders import history_claims  # noqa: PLC0415

        history_claims.register_all()
        subscribe("order.shipped", "orders.open_declarations")

    def _automated_emails(self) -> None:
        from orders import mail_names, mail_subscriptions  # noqa: PLC0415

        mail_subscriptions.subscribe_all()
        mail_names.register_all()
