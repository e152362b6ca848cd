"""Why a step was refused, as a merchant reads it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orders.domain.cancel_unpaid import NotUnpaid
from orders.domain.change_recipient import AlreadyShipped
from orders.domain.pay_order import NotPayable
from orders.domain.progress import StatusRefused
from orders.domain.ship_items import CarrierUnknown, TrackingNumberMissing
from orders.models import ItemStatus


class AlreadyPaid(Exception):
    """Nothing is left to confirm."""


REFUSALS = (AlreadyPaid, AlreadyShipped, CarrierUnknown, NotPayable, NotUnpaid, StatusRefused, TrackingNumberMissing)


def refusal_text(error: Exception) -> str:
    """One sentence in the reader's language for one of REFUSALS."""
    if isinstance(error, StatusRefused):
        wanted = ItemStatus(error.wanted).label
        return _("Nothing of the order can become “%(status)s” from where it stands.") % {"status": wanted}
    texts = {
        AlreadyPaid: _("The payment is confirmed already."),
        AlreadyShipped: _("A part of the order has been shipped, so the recipient can no longer be changed."),
        CarrierUnknown: _("Choose the carrier."),
        NotPayable: _("The order was cancelled before its payment."),
        NotUnpaid: _("The order is paid. Cancel it with a refund instead."),
        TrackingNumberMissing: _("Type the tracking number."),
    }
    return texts[type(error)]
