"""A mail to the owner about orders and requests that wait for the store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from accounts.domain.business_days import is_business_day
from accounts.domain.dormancy import owner_of, page_url
from accounts.models import Mall
from accounts.outbox import Mail, is_refused, post
from accounts.tenancy import current_mall_id
from orders.models import Claim, Order
from pro.models import Area, OperationRunItem
from pro.operations.base import Finding, Line, NotTreatable, Treated
from pro.operations.cs.late_orders import SEOUL, late_before, unshipped_orders

KEY: Final = "order-digest"
SAID_AGAIN_AFTER: Final = dt.timedelta(days=7)
MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for the store at a moment: late orders, requests to answer, claims to finish."""

    late: int
    requests: int
    claims: int

    @property
    def total(self) -> int:
        return self.late + self.requests + self.claims

    def as_values(self) -> dict[str, int]:
        return {"late": self.late, "requests": self.requests, "claims": self.claims}


class OrderDigest:
    """On business days, where something is new since the last mail, or still waits a week after it."""

    line: ClassVar[Line] = Line(
        KEY,
        Area.CS,
        "Digest of orders that wait",
        "지연 주문·미답변 요청 알림",
        "Mails the owner on business days when paid orders have not been sent for more than three business days, when "
        "customers wait for an answer to a cancellation, return or exchange, or when accepted claims are unfinished. "
        "Without anything new there is a reminder once a week. PRO pays for the mails.",
        "결제 후 3영업일이 지나도록 발송되지 않은 주문, 답변을 기다리는 취소·반품·교환 요청, 처리가 끝나지 않은 접수 "
        "건이 있으면 영업일에 대표 운영자에게 메일로 알려 드립니다. 새로운 내용이 없으면 일주일에 한 번만 알립니다. "
        "발송 비용은 PRO가 부담합니다.",
        position=40,
    )
    object_type: ClassVar[str] = "mall"

    def diagnose(self) -> Finding | None:
        now = timezone.now()
        if not is_business_day(now.astimezone(SEOUL).date()):
            return None
        waiting = what_waits(now)
        if not waiting.total or not _is_news(now):
            return None
        return Finding("orders_wait", waiting.as_values(), [current_mall_id()])

    def treat(self, object_id: int) -> Treated:
        mall, owner, now = Mall.objects.get(pk=object_id), owner_of(object_id), timezone.now()
        if not owner.email or is_refused(owner.email):
            raise NotTreatable("owner_has_no_address", label=mall.name)
        waiting = what_waits(now)
        context = _context(mall, waiting, now)
        post(Mail("pro_order_digest", owner.email, owner.language, context, mall_id=mall.pk))
        return Treated(mall.name, {}, waiting.as_values(), mails=1)


def what_waits(now: dt.datetime) -> Waiting:
    """Counted in the open mall; three queries."""
    return Waiting(late=_late(now).count(), requests=_requests().count(), claims=_claims().count())


def _is_news(now: dt.datetime) -> bool:
    """Whether something began to wait after the last mail, or that mail is a week old."""
    rows = OperationRunItem.objects.filter(
        run__key=KEY, object_type=OrderDigest.object_type, object_id=current_mall_id(), state="changed"
    )
    last: dt.datetime | None = rows.aggregate(last=Max("run__started_at"))["last"]
    if last is None or last <= now - SAID_AGAIN_AFTER:
        return True
    became_late = _late(now).filter(paid_at__gte=late_before(last, _business_days()))
    return bool(
        became_late.exists()
        or _requests().filter(requested_at__gt=last).exists()
        or _claims().filter(decided_at__gt=last).exists()
    )


def _late(now: dt.datetime) -> Any:
    return unshipped_orders(late_before(now, _business_days()))


def _requests() -> Any:
    return Claim.objects.filter(kind__in=Claim.Kind.values, state=Claim.State.REQUESTED)


def _claims() -> Any:
    return Claim.objects.filter(kind__in=Claim.Kind.values, state__in=[Claim.State.ACCEPTED, Claim.State.COLLECTED])


def _context(mall: Mall, waiting: Waiting, now: dt.datetime) -> dict[str, Any]:
    late: list[Order] = list(_late(now).order_by("paid_at", "pk")[:MOST_NAMED])
    requests: list[Claim] = list(_requests().select_related("order").order_by("requested_at", "pk")[:MOST_NAMED])
    return {
        "mall": mall,
        "waiting": waiting,
        "late_orders": late,
        "requests": requests,
        "business_days": _business_days(),
        "more_orders": waiting.late - len(late),
        "more_requests": waiting.requests - len(requests),
        "action_url": page_url("orders:list"),
    }


def _business_days() -> int:
    days: int = settings.PRO_LATE_AFTER_BUSINESS_DAYS
    return days
