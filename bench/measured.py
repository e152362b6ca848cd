"""Views of the measured server that look into it: what SQL a page runs and how long, cursors, the fold."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import login
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client

from accounts import tenancy
from accounts.models import Mall, User
from catalog import stream
from catalog.domain.events import count_view
from catalog.domain.fold import fold_statistics
from catalog.models import Product
from orders.models import Order

TIMED = 40
Statement = tuple[str, Any]


class Recorder:
    """Keeps each statement of a page with its time in seconds."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append((sql, params))
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began


@contextmanager
def recording() -> Iterator[Recorder]:
    recorder = Recorder()
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(recorder))
        yield recorder


def fetch(request: HttpRequest) -> HttpResponse:
    """The page `?of=` as this request's user sees it."""
    client = Client(HTTP_HOST=request.get_host())
    client.cookies.load(dict(request.COOKIES))
    return client.get(request.GET["of"])  # type: ignore[return-value]


_pages: dict[str, tuple[bytes, list[Statement]]] = {}


def same_sql(request: HttpRequest) -> HttpResponse:
    """The bytes of the page `?of=` after running its very statements, and nothing else."""
    path = request.GET["of"]
    if path not in _pages:
        with recording() as recorder:
            _pages[path] = fetch(request).content, recorder.statements
    body, statements = _pages[path]
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
    return HttpResponse(body)


def sql_time(request: HttpRequest) -> JsonResponse:
    """How long the statements of a page take together, the median of some; how many they are; and how long as many
    `SELECT 1` take here and now, which tells a slow machine from slow SQL."""
    rounds = []
    for _ in range(TIMED):
        with recording() as recorder:
            fetch(request)
        rounds.append(recorder)
    floors = []
    for _ in range(TIMED):
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for _statement in rounds[-1].statements:
                cursor.execute("SELECT 1")
                cursor.fetchone()
        floors.append(time.perf_counter() - began)
    queries = [sql for sql, _params in rounds[-1].statements if not sql.startswith("SET LOCAL")]
    seconds = statistics.median(one.seconds for one in rounds)
    floor = statistics.median(floors)
    return JsonResponse({"milliseconds": seconds * 1000, "floor": floor * 1000, "queries": len(queries)})


def has(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"found": fetch(request).status_code == 200})


def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in without a password: this server is the bench's own, on loopback, with made-up malls."""
    login(request, User.objects.get(login_id=request.GET["who"]), "accounts.backends.LoginIdBackend")
    return HttpResponse(status=204)


def cursor(request: HttpRequest) -> JsonResponse:
    """The order after which a page begins that lies `?skip=` orders down, and things to search for."""
    mall = Mall.objects.get(operators__user=request.user.pk or 0)
    with tenancy.mall(mall.pk):
        order = Order.objects.order_by("-placed_at", "-id")[int(request.GET["skip"])]
        product = Product.objects.order_by("-pk")[0]
    microseconds = round(order.placed_at.timestamp() * 1_000_000)
    return JsonResponse(
        {
            "before": f"{microseconds}-{order.pk}",
            "number": order.number,
            "phone": order.buyer_phone_digits,
            "product": quote(f"/product/{product.slug}/{product.pk}/"),
        }
    )


def fold(request: HttpRequest) -> JsonResponse:
    """Append events of all malls, skewed like shoppers are, and count them."""
    count = int(request.GET["events"])
    rnd = random.Random(1)  # noqa: S311
    malls = list(Mall.objects.values_list("pk", flat=True))
    began = time.perf_counter()
    for number in range(2000):
        count_view(rnd.choice(malls), 1, int(rnd.paretovariate(1.1)), session=str(number % 500))
    intake = 2000 / (time.perf_counter() - began)
    fold_statistics()
    pipeline = stream.writer(settings.REDIS_URL).pipeline(transaction=False)
    now = int(time.time())
    for number in range(count):
        product = int(rnd.paretovariate(1.1)) % 200
        pipeline.xadd(stream.KEY, {"e": f"{rnd.choice(malls)} 1 {product} v {rnd.choice(('00', '11'))} {now}"})
        if number % 10_000 == 9_999:
            pipeline.execute()
    pipeline.execute()
    began = time.perf_counter()
    folded = fold_statistics(seconds=300)
    return JsonResponse({"per_second": folded.entries / (time.perf_counter() - began), "intake_per_second": intake})
