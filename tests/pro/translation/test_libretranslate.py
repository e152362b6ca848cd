"""LibreTranslate over real HTTP (integrations.md 4)."""

from __future__ import annotations

import pytest

from pro.translation.engines import EngineAway, EngineBusy, EngineFailed, KeyRefused, Text, chosen_engine
from tests.pro.stand_in import Answer, stand_in
from tests.pro.translation.conftest import copy, listing, translate
from tests.pro.translation.engine import libre


@pytest.fixture
def server(settings):
    with stand_in(libre) as running:
        settings.TRANSLATION_ENGINE, settings.LIBRETRANSLATE_URL = "libretranslate", f"{running.url}/"
        settings.LIBRETRANSLATE_API_KEY = "secret"
        yield running


def test_texts_go_out_as_a_list_and_come_back_in_order(server):
    engine = chosen_engine()
    assert engine.translate([Text("상의"), Text("하의")], "ko", "ja") == ["ja[상의]", "ja[하의]"]
    assert engine.translate([Text("<p>글</p>", is_html=True)], "ko", "en") == ["<p>en[글]</p>"]
    bodies = [asked.json for asked in server.asked]
    assert bodies[0] == {"q": ["상의", "하의"], "source": "ko", "target": "ja", "format": "text", "api_key": "secret"}
    assert bodies[1]["format"] == "html"
    assert server.asked[0].path == "/translate"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(403, {"error": "Invalid API key"}), KeyRefused),
        (Answer(429, {"error": "Slow down"}), EngineBusy),
        (Answer(500, "x"), EngineAway),
        (Answer(400, {"error": "ko is not supported"}), EngineFailed),
        (Answer(200, "<html>"), EngineFailed),
        (Answer(200, {"translatedText": ["one"]}), EngineFailed),
        (Answer(200, {"translatedText": "both"}), EngineFailed),
        (Answer(200, {"translatedText": [1, 2]}), EngineFailed),
        (Answer(200, b"x" * (5 * 1024 * 1024 + 1)), EngineFailed),
    ],
)
def test_each_failure_is_told_from_the_others(server, answer, error):
    server.answer = answer
    with pytest.raises(error):
        chosen_engine().translate([Text("상의"), Text("하의")], "ko", "en")


def test_a_wait_that_it_asks_for_is_kept(server):
    server.answer = Answer(429, {"error": "x"}, {"Retry-After": "17"})
    with pytest.raises(EngineBusy) as caught:
        chosen_engine().translate([Text("상의")], "ko", "en")
    assert caught.value.after_seconds == 17


def test_a_server_that_is_not_there_is_away(settings):
    settings.TRANSLATION_ENGINE, settings.LIBRETRANSLATE_URL = "libretranslate", "http://127.0.0.1:1"
    with pytest.raises(EngineAway):
        chosen_engine().translate([Text("상의")], "ko", "en")


def test_a_product_is_translated_by_it(mall, add_product, english, server):
    product_id = add_product(summary="요약")
    copy(mall)
    translate(mall)
    assert listing(mall, product_id).texts == {"name": "en[컵]", "summary": "en[요약]"}
