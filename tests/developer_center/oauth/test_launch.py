"""The signed launch link (wire contract 1.5): its test vectors, its order, and who it says opens the app."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mall, Shop
from developer_center.domain.launch import launch_address, signature, sorted_query
from tests.cast import Cast
from tests.factories_apps import AppFactory, InstallationFactory

FACTS = {
    "user_type": "P",
    "user_name": "Demo Owner",
    "user_id": "demomall",
    "timestamp": "1700000000",
    "shop_no": "1",
    "nation": "KR",
    "mall_id": "demomall",
    "lang": "ko_KR",
    "is_multi_shop": "F",
}
QUERY = (
    "is_multi_shop=F&lang=ko_KR&mall_id=demomall&nation=KR&shop_no=1&timestamp=1700000000"
    "&user_id=demomall&user_name=Demo%20Owner&user_type=P"
)
KEY = "TESTSECRETTESTSECRET22"


def test_the_contracts_vector_with_a_blank_as_percent_20():
    assert sorted_query(FACTS) == QUERY
    assert signature(QUERY, KEY) == "nJAXMkYLQwTS3xMaQs4N/tuHCQk5DdERYni/4Mmt5fo="


def test_the_contracts_vector_with_a_blank_as_plus():
    assert signature(QUERY.replace("%20", "+"), KEY) == "5QsGXfpD8cD5FBTZePx90/pTxYkjTddnIJzx8lrHi+Y="


def test_values_that_an_address_cannot_hold_are_encoded_before_they_are_signed():
    query = sorted_query({"user_name": "김 & 이/=+", "mall_id": "m"})
    assert query == "mall_id=m&user_name=%EA%B9%80%20%26%20%EC%9D%B4%2F%3D%2B"


def test_what_the_app_url_brought_along_stands_in_the_order_too():
    assert sorted_query({"lang": "ko_KR", "nation": "KR"}, "mode=a%20b&about=1&hmac=x&lang=xx") == (
        "about=1&lang=ko_KR&mode=a%20b&nation=KR"
    )


def as_the_official_sample_checks(address: str, secret: str) -> bool:
    """Cut the raw query at its last `&` and compare (wire contract 1.5)."""
    message, _mark, last = urlsplit(address).query.rpartition("&")
    name, _equals, given = last.partition("=")
    made = base64.b64encode(hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest()).decode()
    return name == "hmac" and unquote(given) == made and message.split("&") == sorted(message.split("&"))


@pytest.mark.django_db
def test_a_link_passes_the_official_samples_check(mall: Mall):
    app = AppFactory(app_url="https://app.example.com:8443/start?plan=x")
    owner = mall.operators.get(is_owner=True)
    owner.user.name = "김 사장"
    Shop.objects.create(mall=mall, shop_no=2, name="EN", language="en", currency="USD")
    with time_machine.travel(timezone.now(), tick=False):
        address = launch_address(app, owner)
        now = str(int(timezone.now().timestamp()))
    assert address.startswith("https://app.example.com:8443/start?is_multi_shop=T&lang=ko_KR&mall_id=")
    assert as_the_official_sample_checks(address, app.reveal("secret"))
    assert not as_the_official_sample_checks(address.replace("=T", "=F"), app.reveal("secret"))
    told = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert told.pop("hmac")
    assert told == {
        "is_multi_shop": "T",
        "lang": "ko_KR",
        "mall_id": mall.host,
        "nation": "KR",
        "plan": "x",
        "shop_no": "1",
        "timestamp": now,
        "user_id": owner.user.login_id,
        "user_name": "김 사장",
        "user_type": "P",
    }


@pytest.mark.django_db
def test_a_sub_operator_is_of_type_a_in_their_language(client: Client, cast: Cast, mall: Mall):
    installation = InstallationFactory(mall=mall)
    person = cast.sign_in(client, "operator_with_apps")
    person.language = "en"
    person.save()
    response = client.get(reverse("apps:open", args=[installation.pk]))
    told = parse_qs(urlsplit(response["Location"]).query)
    assert (told["user_type"], told["lang"], told["is_multi_shop"]) == (["A"], ["en_US"], ["F"])
    assert told["user_id"] == told["user_name"] == [person.login_id]
    assert response["Referrer-Policy"] == "no-referrer"
    assert as_the_official_sample_checks(response["Location"], installation.app.reveal("secret"))
