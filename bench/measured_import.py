"""A view of the measured server that imports a simulated market (IMPORTED products, else 5,000) into a mall."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from unittest import mock

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, User
from pro.domain.import_choice import file_import
from pro.domain.market_accounts import AccountWish, register_account
from pro.domain.market_credentials import connected
from pro.domain.market_import import run_import
from pro.domain.requests import Asker, Where
from pro.marketplaces.simulator.goods import invent
from pro.marketplaces.simulator.server import running_simulator
from pro.models import Contract, ImportRun, MarketAccount

PRODUCTS = int(os.environ.get("IMPORTED", "") or 5000)


def bring_in(request: HttpRequest) -> JsonResponse:
    """Read all pages alone, import them, import them once more; the pace of the real market is not kept."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - tells mypy who signed in
    mall = user.operator.mall
    Contract.objects.get_or_create(
        mall=mall,
        state=Contract.State.ACTIVE,
        defaults={"terms_version": "bench", "applied_by": user.pk, "activated_at": timezone.now()},
    )
    no_pace = mock.patch("pro.marketplaces.http.take_token", return_value=(True, 0.0))
    with no_pace, running_simulator() as simulator:
        settings.MARKET_SIMULATOR_URL = simulator.url
        market = simulator["rakuten"]
        market.products = invent("rakuten", "ja", "JPY", PRODUCTS)
        with tenancy.acting_for(mall.pk):
            account = register_account("RKTN", AccountWish(market.keys), actor=Actor.system())
            read = _timed(lambda: _read(account))
        made = _timed(lambda: _import(mall, account, user.pk))
        known = _timed(lambda: _import(mall, account, user.pk))
    with tenancy.mall(mall.pk):
        runs = list(ImportRun.objects.order_by("pk").values_list("made", "known"))
    assert runs == [(PRODUCTS, 0), (0, PRODUCTS)], runs  # noqa: S101 - else nothing was measured
    return JsonResponse(
        {
            "read_per_second": PRODUCTS / read,
            "imported_per_second": PRODUCTS / made,
            "known_per_second": PRODUCTS / known,
        }
    )


def _read(account: MarketAccount) -> None:
    with connected(account) as connector:
        for _page in connector.iter_products():
            pass


def _import(mall: Mall, account: MarketAccount, user_id: int) -> None:
    with tenancy.mall(mall.pk):
        filed = file_import(account.pk, Where(sells_in_base=True), asker=Asker(Actor.operator(user_id), "en"))
    with tenancy.acting_for(mall.pk):
        run_import(filed.pk)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return max(time.perf_counter() - began, 1e-6)
