"""Tell shoppers, once per order, that theirs takes longer."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Final

from django.conf import settings
from django.utils import timezone

from accounts.audit import Actor
from orders.domain.mails.delay_notice import NothingToSend, notify_of_delay
from orders.domain.mails.switches import recipients_of
from orders.models import MailKind, Order
from pro.models import Area
from pro.operations.base import Finding, Line, NotTreatable, Treated
from pro.operations.cs.late_orders import late_before, unshipped_orders
from pro.operations.found import MOST_A_DAY, said_lately

KEY: Final = "delay-notices"
LOOKS_BACK: Final = dt.timedelta(days=30)  # an older order needs a person, not a standard mail


class DelayNotices:
    """The mail is the automated email "Shipping delay": the merchant's switch, words and languages hold for it."""

    line: ClassVar[Line] = Line(
        KEY,
        Area.CS,
        "Notice of a shipping delay",
        "배송 지연 안내 메일",
        "Mails customers, once per order, when a paid order has not been sent for more than five business days, in the "
        "language of the order. Orders on hold or in a claim, and those paid more than 30 days ago, get none. The text "
        "and its switch are under Automated emails. PRO pays for the mails.",
        "결제 후 5영업일이 지나도록 발송되지 않은 주문의 고객에게 주문마다 한 번, 주문한 언어로 안내 메일을 "
        "보냅니다. 배송 보류 중이거나 취소·반품·교환이 진행 중인 주문, 결제한 지 30일이 지난 주문은 제외합니다. "
        "문구와 발송 여부는 자동 메일 설정에서 바꿀 수 있습니다. 발송 비용은 PRO가 부담합니다.",
        position=42,
    )
    object_type: ClassVar[str] = "order"

    def diagnose(self) -> Finding | None:
        if not recipients_of(MailKind.DELAYED).to_customer:
            return None
        now = timezone.now()
        days: int = settings.PRO_DELAY_NOTICE_AFTER_BUSINESS_DAYS
        late = unshipped_orders(late_before(now, days)).filter(paid_at__gt=now - LOOKS_BACK, delay_noticed_at=None)
        ids = list(late.order_by("paid_at", "pk").values_list("pk", flat=True))
        told = said_lately(KEY) if ids else set()
        found = [pk for pk in ids if pk not in told]
        return Finding("orders_delayed", {"count": len(found), "days": days}, found[:MOST_A_DAY]) if found else None

    def treat(self, object_id: int) -> Treated:
        order = Order.objects.get(pk=object_id)
        try:
            mails = notify_of_delay(object_id, actor=Actor.system())
        except NothingToSend as error:
            raise NotTreatable("customer_has_no_address", label=order.number) from error
        if not mails:
            return Treated(order.number)
        return Treated(order.number, {"is_told": False}, {"is_told": True, "language": order.language}, mails=mails)
