"""Orders: from the cart to the parcel, and back."""

from __future__ import annotations

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Names the actions of orders for histories and hears of what it acts on later."""

    name = "orders"

    def ready(self) -> None:
        from accounts.audit import subscribe  # noqa: PLC0415 - models load first
        from orders import history_claims  # noqa: PLC0415

        # Claims and shipping
        history_claims.register_all()
        subscribe("order.shipped", "orders.open_declarations")
