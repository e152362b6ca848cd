"""Orders: from the cart to the parcel, and back."""

from __future__ import annotations

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Names the actions of orders for history lists, and writes down what runs by the clock."""

    name = "orders"

    def ready(self) -> None:
        from orders import history_names, schedules  # noqa: PLC0415 - models load first

        history_names.register_all()
        schedules.register_all()
