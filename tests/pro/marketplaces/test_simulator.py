"""The simulator says what it is, is the same at every start, and can be steered from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
import requests

from cafe24clone.runner.programs import PROJECT, programs
from pro.marketplaces import registry
from pro.marketplaces.simulator.goods import COUNT, invent

TIMEOUT = 10


def test_every_answer_and_every_product_says_that_it_is_simulated(simulator):
    for path in ("/", "/nothing", "/rakuten/nothing", "/qoo10/-pictures/mug-sea.jpg"):
        assert requests.get(simulator.url + path, timeout=TIMEOUT).headers["X-Simulator"] == "cafe24clone"
    assert "[simulated]" in requests.get(simulator.url, timeout=TIMEOUT).text
    for market in simulator.markets.values():
        assert len(market.products) == COUNT
        assert all(product.name.startswith("[simulated]") for product in market.products)
        assert market.name in requests.get(simulator.url, timeout=TIMEOUT).text


def test_every_market_is_simulated_with_keys_for_each_of_its_fields(simulator):
    for market in registry.markets():
        fields = {field.name for field in market.fields if field.is_required}
        assert fields <= set(simulator[market.slug].keys), market.slug


def test_products_are_invented_alike_each_time():
    assert invent("rakuten", "ja", "JPY", 20) == invent("rakuten", "ja", "JPY", 20)
    assert invent("rakuten", "ja", "JPY", 3) != invent("qoo10", "ja", "JPY", 3)


def test_a_market_is_steered_by_its_control_pages(simulator):
    control = f"{simulator.url}/-control/rakuten"
    assert (
        requests.post(f"{control}/mode", json={"mode": "broken", "times": 1}, timeout=TIMEOUT).json()["mode"]
        == "broken"
    )
    url = f"{simulator.url}/rakuten/es/2.0/items/search"
    assert [requests.get(url, timeout=TIMEOUT).status_code for _ in range(2)] == [500, 401]
    requests.post(f"{control}/return-address", json={"address": "Elsewhere 1"}, timeout=TIMEOUT)
    assert simulator["rakuten"].return_address == "Elsewhere 1"
    assert len(requests.get(f"{control}/log", timeout=TIMEOUT).json()) == 2
    assert requests.post(f"{control}/mode", json={"mode": "nonsense"}, timeout=TIMEOUT).status_code == 400
    assert requests.post(f"{simulator.url}/-control/nobody/mode", json={}, timeout=TIMEOUT).status_code == 404
    requests.post(f"{control}/reset", timeout=TIMEOUT)
    assert simulator["rakuten"].calls() == []


def test_make_run_starts_it():
    assert "markets" in [program.name for program in programs(8000)]


@pytest.mark.slow
def test_the_command_serves_on_loopback_in_a_mode():
    command = [sys.executable, "manage.py", "market_simulator", "--port", "0", "--mode", "broken"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cafe24clone.settings_test"}
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+", line)[0]
        answer = requests.get(f"{url}/rakuten/es/2.0/items/search", timeout=TIMEOUT)
        assert answer.status_code == 500
    finally:
        process.terminate()
        assert process.wait(20) == 0
        process.stdout.close()
