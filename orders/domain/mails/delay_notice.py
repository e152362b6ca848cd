"""Tell whoever ordered that it takes longer: once per order, and only while something has not left."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.outbox import is_refused
from orders.domain.mails.letter import Addressee, order_stream, post_automated
from orders.domain.mails.values import order_values, shop_of
from orders.domain.progress import lock_order
from orders.models import MailKind, OrderStage

WAITING: Final = (OrderStage.PREPARING, OrderStage.AWAITING_SHIPMENT)


class NothingToSend(Exception):
    """Nobody can be told: the switches of this kind are off, or the address takes no mail."""


@transaction.atomic
def notify_of_delay(order_id: int, *, actor: Actor) -> int:
    """Post the automated email "Shipping delay" and answer how many mails that were.

    0, and nothing is written, where the order has left, is on hold or in a claim by now, or was told before.
    Raises Order.DoesNotExist, and NothingToSend.
    """
    order = lock_order(order_id)
    if order.delay_noticed_at is not None or order.stage not in WAITING or order.has_open_claim:
        return 0
    if not order.buyer_email or is_refused(order.buyer_email):
        raise NothingToSend(order.number)
    shop = shop_of(order.shop_no, order.mall_id)
    to = Addressee(order.buyer_email, order.language, order_stream(order.pk))
    posted = post_automated(MailKind.DELAYED, shop, lambda language: order_values(order, shop, language), to)
    if not posted:
        raise NothingToSend(order.number)
    order.delay_noticed_at = timezone.now()
    order.save(update_fields=["delay_noticed_at"])
    record("order.delay_noticed", order, actor=actor, after={"number": order.number})
    return len(posted)
