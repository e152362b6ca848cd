"""Views of the measured server for the Admin API: an app with tokens, and a bare DRF view that answers the same."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import set_token_value
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import tenancy
from accounts.models import Mall
from bench.measured import recording
from catalog.models import Product
from developer_center.domain.register_app import register_app
from developer_center.models import AccessToken, App, Installation, RefreshToken
from developer_center.scopes import ALL_SCOPES
from orders.models import Order


def app(request: HttpRequest) -> JsonResponse:
    """Put an app with every permission into the mall of this request's user; `?chains=` says how many token pairs."""
    mall = Mall.objects.get(operators__user=request.user.pk or 0)
    made = register_app(request.user, name="Bench", app_url="https://app.example.com", kind="web")  # type: ignore[arg-type]
    App.objects.filter(pk=made.pk).update(scopes=sorted(ALL_SCOPES), state=App.State.FOR_SALE)
    installation = Installation.objects.create(app=made, mall=mall, user_id=request.user.pk, scopes=sorted(ALL_SCOPES))
    pairs = [_tokens(installation) for _ in range(int(request.GET.get("chains", 1)))]
    with tenancy.mall(mall.pk):
        newest = Order.objects.order_by("-placed_at", "-id")[0].placed_at
        product = Product.objects.order_by("-pk")[0].pk
    return JsonResponse(
        {
            "access_token": pairs[0][0],
            "refresh_tokens": [refresh for _access, refresh in pairs],
            "client_id": made.client_id,
            "client_secret": made.reveal("secret"),
            "product_no": product,
            "until": f"{newest:%Y-%m-%d}",
            "since": f"{newest - dt.timedelta(days=60):%Y-%m-%d}",
        }
    )


def _tokens(installation: Installation) -> tuple[str, str]:
    common: dict[str, Any] = {
        "user_id": installation.user_id,
        "application": installation.app,
        "installation": installation,
    }
    access_raw, refresh_raw = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    access = AccessToken(**common, scope=" ".join(installation.scopes), expires=timezone.now() + dt.timedelta(days=1))
    set_token_value(access, access_raw)
    access.save()
    refresh = RefreshToken(**common, access_token=access, token_family=uuid.uuid4())
    set_token_value(refresh, refresh_raw)
    refresh.save()
    return access_raw, refresh_raw


_answers: dict[str, Any] = {}


class BareView(APIView):
    """Answers what the API answers at `?of=`, without authentication, SQL or rules: DRF's own cost."""

    def get(self, request: Request) -> Response:
        path = request.query_params["of"]
        if path not in _answers:
            answer = Client(HTTP_HOST=request.get_host()).get(path, headers={"Authorization": _token_of(request)})
            _answers[path] = json.loads(answer.content)
        return Response(_answers[path])

    def post(self, request: Request) -> Response:
        return Response(dict.fromkeys(("access_token", "refresh_token", "expires_at", "scopes", "mall_id"), "x" * 30))


def queries(request: HttpRequest) -> JsonResponse:
    """How many statements the call `?of=` runs, the door's own (SET LOCAL, savepoints) left out, and what it weighs."""
    client = Client(HTTP_HOST=request.get_host())
    headers = {"Authorization": request.headers.get("Authorization", "")}
    client.get(request.GET["of"], headers=headers)
    with recording() as recorder:
        answer = client.get(request.GET["of"], headers=headers)
    told = [sql for sql, _params in recorder.statements if not sql.startswith(("SET LOCAL", "SAVEPOINT", "RELEASE"))]
    return JsonResponse({"queries": len(told), "bytes": len(answer.content), "status": answer.status_code})


def _token_of(request: Request) -> str:
    return str(request.headers.get("Authorization", ""))
