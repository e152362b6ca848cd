"""Orders: from the cart to the parcel, and back."""

from __future__ import annotations

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Names the actions of orders for history lists, writes down what runs by the clock, listens for mails."""

    name = "orders"

    def ready(self) -> None:
        from orders import (  # noqa: PLC0415 - models load first
            history_boards,
            history_names,
            mail_names,
            mail_subscriptions,
            schedules,
        )
        from orders.domain import hand_over_legal  # noqa: F401, PLC0415 - registers itself

        history_names.register_all()
        history_boards.register_all()
        schedules.register_all()
        # --- Automated emails (o-mails)
        mail_names.register_all()
        mail_subscriptions.subscribe_all()
        self._claims_and_shipping()

    def _claims_and_shipping(self) -> None:
        from accounts.audit import subscribe  # noqa: PLC0415
        from orders import history_claims  # noqa: PLC0415

        history_claims.register_all()
        subscribe("order.shipped", "orders.open_declarations")
