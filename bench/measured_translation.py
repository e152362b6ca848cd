"""A view of the measured server that opens an overseas shop and translates its products against a stand-in engine."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

import httpx
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import User
from catalog.models import Product
from pro.domain.copy_products import Occasion, copy_products
from pro.domain.open_overseas_shop import NewShop, open_overseas_shop
from pro.domain.translate_mall import translate_mall
from pro.models import Contract, TranslationTask, TranslationUsage
from pro.rates import Rate

FIELDS = 4  # of each product that this view makes


class Stub(http.server.BaseHTTPRequestHandler):
    """LibreTranslate in its wire form, answering at once."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps({"translatedText": [f"t {text}" for text in asked["q"]]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Keep quiet."""


def translate(request: HttpRequest) -> JsonResponse:
    """The products of the signed-in mall: copied to a new shop, translated; and the same requests made bare."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - tells mypy who signed in
    mall = user.operator.mall
    Contract.objects.get_or_create(
        mall=mall,
        state=Contract.State.ACTIVE,
        defaults={"terms_version": "bench", "applied_by": user.pk, "activated_at": timezone.now()},
    )
    with stub() as url:
        settings.TRANSLATION_ENGINE, settings.LIBRETRANSLATE_URL = "libretranslate", url
        settings.TRANSLATION_TURN_PRODUCTS = settings.TRANSLATED_EXISTING_PRODUCTS = 1_000_000
        with tenancy.mall(mall.pk):
            _open_shop()
        with tenancy.acting_for(mall.pk):
            copied = _timed(lambda: copy_products(2, Occasion("bench", by_pro=False)))
            with tenancy.step():
                # Four fields each: a name, and what the seeding leaves empty.
                Product.objects.filter(summary="").update(summary="요약", material="면", short_description="간략")
                products = Product.objects.count()
            translated = _timed(lambda: translate_mall("bench"))
            with tenancy.step():
                done = TranslationTask.objects.filter(state="done").count()
                requests = sum(TranslationUsage.objects.values_list("requests", flat=True))
        bare = _timed(lambda: _bare(url, requests))
    return JsonResponse(
        {
            "products": products,
            "copied_per_second": products / copied,
            "translated_per_second": done / translated,
            "fields_per_request": done * FIELDS / max(1, requests),
            "bare_per_second": done / bare,
        }
    )


def _open_shop() -> None:
    rate = Rate("KRW", "USD", Decimal(1300), "bench", timezone.localdate())
    open_overseas_shop(NewShop("Bench", "en", "USD"), rate, actor=Actor.system())


def _bare(url: str, requests: int) -> None:
    texts = ["상품 이름 하나"] * 50
    for _ in range(requests):
        with httpx.Client() as client:
            client.post(f"{url}/translate", json={"q": texts}).json()


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return max(time.perf_counter() - began, 1e-6)


@contextmanager
def stub() -> Iterator[str]:
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{web.server_port}"
    finally:
        web.shutdown()
        web.server_close()
        thread.join()
