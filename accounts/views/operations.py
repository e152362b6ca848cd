"""What machines ask: is it alive, is it ready, how is it doing; and the development mailbox."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable

import redis
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest, multiprocess
from prometheus_client import REGISTRY as PROCESS_REGISTRY

from accounts.audience import public_view
from accounts.models import Job, OutboxMessage


@public_view
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public_view
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether requests can be served: PostgreSQL must answer; Redis away is told but is not a reason to stop."""
    states = {"postgresql": _state(_ask_postgresql), "redis": _state(_ask_redis)}
    return JsonResponse(states, status=200 if states["postgresql"] == "ok" else 503)


@public_view
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; in production behind `Authorization: Bearer METRICS_TOKEN`."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise PermissionDenied
    return HttpResponse(generate_latest(_registry()) + generate_latest(_ledger()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:

    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return PROCESS_REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _ledger() -> CollectorRegistry:
    registry = CollectorRegistry()
    Gauge("jobs_stuck", "Jobs that people should look at.", registry=registry).set(Job.objects.stuck().count())
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING).count()
    Gauge("messages_waiting", "Messages not sent yet.", registry=registry).set(waiting)
    return registry


def _ask_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5).ping()


def _state(ask: Callable[[], None]) -> str:
    try:
        ask()
    except (DatabaseError, redis.RedisError, OSError) as error:
        return f"away: {type(error).__name__}"
    return "ok"
