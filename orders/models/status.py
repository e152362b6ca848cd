"""Status codes of an order item, as the wire contract and the admin of the guides name them (screens.md 4.5)."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemStatus(models.TextChoices):
    """Where one item stands. Status sits on the item: partial shipping, cancel and return are normal."""

    AWAITING_PAYMENT = "N00", _("Awaiting payment")
    REPLACEMENT_ACCEPTED = "N01", _("Replacement accepted")
    PREPARING_PRODUCT = "N10", _("Preparing product")
    PREPARING_SHIPMENT = "N20", _("Preparing shipment")
    AWAITING_SHIPMENT = "N21", _("Awaiting shipment")
    SHIPMENT_HELD = "N22", _("Shipment on hold")
    IN_TRANSIT = "N30", _("In transit")
    DELIVERED = "N40", _("Delivered")
    PURCHASE_CONFIRMED = "N50", _("Purchase confirmed")
    CANCEL_REQUESTED = "C00", _("Cancellation requested")
    CANCEL_ACCEPTED = "C10", _("Cancellation accepted")
    CANCELLED_REFUNDED = "C40", _("Cancelled")
    CANCELLED_BEFORE_REFUND = "C41", _("Cancelled, before refund")
    CANCELLED_UNPAID_BY_BUYER = "C47", _("Cancelled before payment by the buyer")
    CANCELLED_UNPAID_BY_ITSELF = "C48", _("Cancelled before payment automatically")
    CANCELLED_UNPAID_BY_ADMIN = "C49", _("Cancelled before payment by the store")
    RETURN_REQUESTED = "R00", _("Return requested")
    RETURN_ACCEPTED = "R10", _("Return accepted")
    RETURN_COLLECTED = "R20", _("Return collected")
    RETURNED_REFUNDED = "R40", _("Returned")
    RETURNED_BEFORE_REFUND = "R41", _("Returned, before refund")
    EXCHANGE_REQUESTED = "E00", _("Exchange requested")
    EXCHANGE_ACCEPTED = "E10", _("Exchange accepted")
    EXCHANGE_COLLECTED = "E20", _("Exchange collected")
    EXCHANGED = "E40", _("Exchanged")


UNPAID: Final = frozenset({ItemStatus.AWAITING_PAYMENT})
BEFORE_SHIPPING: Final = frozenset(
    {
        ItemStatus.PREPARING_PRODUCT,
        ItemStatus.PREPARING_SHIPMENT,
        ItemStatus.AWAITING_SHIPMENT,
        ItemStatus.SHIPMENT_HELD,
        ItemStatus.REPLACEMENT_ACCEPTED,
    }
)
SHIPPED: Final = frozenset({ItemStatus.IN_TRANSIT, ItemStatus.DELIVERED, ItemStatus.PURCHASE_CONFIRMED})
CANCELLED: Final = frozenset(
    {
        ItemStatus.CANCELLED_REFUNDED,
        ItemStatus.CANCELLED_BEFORE_REFUND,
        ItemStatus.CANCELLED_UNPAID_BY_BUYER,
        ItemStatus.CANCELLED_UNPAID_BY_ITSELF,
        ItemStatus.CANCELLED_UNPAID_BY_ADMIN,
    }
)
ENDED: Final = CANCELLED | {ItemStatus.RETURNED_REFUNDED, ItemStatus.RETURNED_BEFORE_REFUND, ItemStatus.EXCHANGED}


class OrderStage(models.TextChoices):
    """The tab of Orders > Fulfillment that an order stands in: the earliest stage of its living items."""

    AWAITING_PAYMENT = "awaiting_payment", _("Awaiting payment")
    PREPARING = "preparing", _("Preparing for shipment")
    AWAITING_SHIPMENT = "awaiting_shipment", _("Awaiting shipment")
    HELD = "held", _("Pending shipment")
    IN_TRANSIT = "in_transit", _("In transit")
    DELIVERED = "delivered", _("Delivered")
    CLOSED = "closed", _("Cancelled, returned or exchanged")


STAGE_OF_ITEM: Final[dict[str, str]] = {
    ItemStatus.AWAITING_PAYMENT: OrderStage.AWAITING_PAYMENT,
    ItemStatus.PREPARING_PRODUCT: OrderStage.PREPARING,
    ItemStatus.REPLACEMENT_ACCEPTED: OrderStage.PREPARING,
    ItemStatus.PREPARING_SHIPMENT: OrderStage.PREPARING,
    ItemStatus.AWAITING_SHIPMENT: OrderStage.AWAITING_SHIPMENT,
    ItemStatus.SHIPMENT_HELD: OrderStage.HELD,
    ItemStatus.IN_TRANSIT: OrderStage.IN_TRANSIT,
    ItemStatus.DELIVERED: OrderStage.DELIVERED,
    ItemStatus.PURCHASE_CONFIRMED: OrderStage.DELIVERED,
}

STAGE_OF_CLAIMED: Final[dict[str, str]] = {
    ItemStatus.CANCEL_REQUESTED: OrderStage.PREPARING,
    ItemStatus.CANCEL_ACCEPTED: OrderStage.PREPARING,
    ItemStatus.RETURN_REQUESTED: OrderStage.DELIVERED,
    ItemStatus.RETURN_ACCEPTED: OrderStage.DELIVERED,
    ItemStatus.RETURN_COLLECTED: OrderStage.DELIVERED,
    ItemStatus.EXCHANGE_REQUESTED: OrderStage.DELIVERED,
    ItemStatus.EXCHANGE_ACCEPTED: OrderStage.DELIVERED,
    ItemStatus.EXCHANGE_COLLECTED: OrderStage.DELIVERED,
}
