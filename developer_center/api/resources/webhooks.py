"""What an app was told of the mall, and whether it is told at all (scope group application, wire contract 2.7)."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call
from developer_center.api.operation import Paging, operation
from developer_center.api.params import TF, Int, Moment, Period
from developer_center.domain.webhooks.reception import receives, set_reception
from developer_center.models import LogType, WebhookLog
from developer_center.queries.webhooks import LogText, logs_in_mall, may_be_read, texts_of
from developer_center.wire import moment, tf

FILTERS: Final[dict[str, str]] = {
    "event_no": "event_no",
    "success": "is_success",
    "log_type": "log_type",
    "requested_start_date": "requested_at__gte",
    "requested_end_date": "requested_at__lte",
    "since_log_id": "pk__gt",
}


class LogFilters(Period):
    """`since_log_id` lists what came after an entry, oldest first; without it the newest come first."""

    event_no = Int(required=False)
    success = TF(required=False)
    log_type = serializers.ChoiceField(choices=LogType.values, required=False)
    requested_start_date = Moment(required=False)
    requested_end_date = Moment(ends=True, required=False)
    since_log_id = Int(required=False)


class Reception(serializers.Serializer[Any]):
    """PUT webhooks/setting."""

    reception_status = TF()


@operation("GET", "webhooks/logs", params=LogFilters, paging=Paging(most=10_000))
def webhook_logs(call: Call) -> list[dict[str, Any]]:
    """Attempts to tell the app of the mall of its token; without the texts of what it may not hear of any more."""
    wanted = {FILTERS[name]: value for name, value in call.params.items()}
    rows = logs_in_mall(call.caller.app_id, call.caller.mall_id).filter(**wanted)
    ordered = rows.order_by("pk" if "since_log_id" in call.params else "-pk")
    logs = list(ordered[call.offset : call.offset + call.limit])
    wants_texts = call.wants("request_body") or call.wants("response_body")
    texts = texts_of(filter(may_be_read, logs), call.caller.scopes) if wants_texts else {}
    return [_log_row(log, texts.get(log.pk, LogText()), call) for log in logs]


@operation("GET", "webhooks/setting")
def webhook_setting(call: Call) -> dict[str, Any]:
    """The permissions that enable events, and whether any are sent."""
    is_on = receives(call.caller.installation_id)
    return {"scopes": sorted(call.caller.scopes), "reception_status": tf(is_on)}


@operation("PUT", "webhooks/setting", body=Reception)
def change_webhook_setting(call: Call) -> dict[str, Any]:
    """Send this mall's events, or none. The same again is no mistake: apps set it whenever they start."""
    if "reception_status" in call.body:
        set_reception(call.caller.installation_id, receives=call.body["reception_status"], actor=call.actor)
    return {"reception_status": tf(receives(call.caller.installation_id))}


def _log_row(log: WebhookLog, text: LogText, call: Call) -> dict[str, Any]:
    return {
        "log_id": str(log.pk),
        "log_type": log.log_type,
        "event_no": log.event_no,
        "mall_id": call.caller.mall_host,
        "trace_id": str(log.delivery.trace_id),
        "requested_time": moment(log.requested_at),
        "request_endpoint": log.endpoint,
        "request_body": text.body or log.delivery.open_body,
        "success": tf(log.is_success),
        "response_http_code": log.http_code,
        "response_body": text.answer or log.open_answer or None,
    }
