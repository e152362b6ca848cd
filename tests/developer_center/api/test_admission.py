"""Who is let into the Admin API, and what the others are told (wire contract 2.5, 2.6; R2.37, R2.39, R2.40, R9.5)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from django.utils import timezone

from accounts import tenancy
from accounts.models import Mall, Operator
from catalog.models import Category
from developer_center.api import endpoint
from developer_center.api.throttle import count_work
from developer_center.models import AccessToken, Installation
from developer_center.scopes import ALL_SCOPES
from tests.developer_center.api.conftest import Api
from tests.developer_center.api.periods import period
from tests.factories_apps import install, make_token


def test_a_call_with_a_token_is_answered_with_the_headers_of_the_contract(api):
    response = api.get("currency")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["X-Api-Call-Limit"] == "1/40"
    assert response["X-Cafe24-Call-Usage"] == "2"
    assert response["X-Cafe24-Time-Usage"] == "0"
    assert "X-Cafe24-Call-Remain" not in response
    assert not response.cookies


def test_http_is_refused_and_not_led_on(mall, installation, settings):
    """Wire contract 2.1, 2.6."""
    settings.SECURE_SSL_REDIRECT = True
    response = Api(mall, make_token(installation)).get("currency")
    assert response.status_code == 403
    assert response.json()["error"]["message"] == "It is not the https protocol."


def test_without_a_token_nobody_is_let_in(mall):
    response = Api(mall).get("currency")
    assert response.status_code == 401
    assert response.json()["error"]["code"] == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["nonsense", "x" * 5000, "a\x00b", "\ud800"])
def test_a_token_that_is_none_is_invalid(mall, token):
    response = Api(mall).get("currency", Authorization=f"Bearer {token}")
    assert response.status_code == 401
    assert "invalid_token" in response.json()["error"]["message"]


def test_an_expired_token_is_told_so_in_the_words_that_clients_compare(mall, installation):
    response = Api(mall, make_token(installation, seconds=-1)).get("currency")
    assert response.status_code == 401
    assert response.json()["error"]["message"] == "access_token time expired. (invalid_token)"


def test_a_token_of_one_mall_does_not_open_another_mall_s_host(mall, other_mall, installation):
    token = make_token(installation)
    assert Api(other_mall, token).get("currency").status_code == 401
    assert Api(mall, token).get("currency").status_code == 200


def test_a_missing_scope_is_404_with_its_name(mall, installation):
    token = make_token(installation, scopes=["mall.read_product"])
    response = Api(mall, token).get("currency")
    assert response.status_code == 404
    message = response.json()["error"]["message"]
    assert message.startswith("Permission unauthorized.")
    assert "mall.read_store" in message
    assert message.endswith("(insufficient_scope)")


def test_a_missing_scope_is_403_where_so_set(mall, installation, settings):
    settings.API_SCOPE_STATUS = 403
    token = make_token(installation, scopes=["mall.read_product"])
    assert Api(mall, token).get("currency").status_code == 403


def test_a_scope_that_the_last_consent_left_out_counts_no_more(mall, installation):
    token = make_token(installation)
    Installation.objects.update(scopes=sorted(ALL_SCOPES - {"mall.read_store"}))
    assert Api(mall, token).get("currency").status_code == 404


def gone_operator(mall: Mall, installation: Installation) -> None:
    Operator.objects.filter(user=installation.user).update(is_active=False)


def inactive_user(mall: Mall, installation: Installation) -> None:
    installation.user.is_active = False
    installation.user.save()


def needs_consent(mall: Mall, installation: Installation) -> None:
    Installation.objects.update(state=Installation.State.NEEDS_APPROVAL)


def removed(mall: Mall, installation: Installation) -> None:
    Installation.objects.update(state=Installation.State.REMOVED)


def dormant(mall: Mall, installation: Installation) -> None:
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DORMANT)


def deleted(mall: Mall, installation: Installation) -> None:
    Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DELETED)


@pytest.mark.parametrize(
    ("what", "status"),
    [
        (gone_operator, 401),
        (inactive_user, 401),
        (needs_consent, 403),
        (removed, 403),
        (dormant, 403),
        (deleted, 403),
    ],
)
def test_a_token_dies_with_what_stood_behind_it(mall, installation, what, status):
    api = Api(mall, make_token(installation))
    assert api.get("currency").status_code == 200
    what(mall, installation)
    response = api.get("currency")
    assert response.status_code == status
    assert "currency" not in response.json()


def test_forty_calls_at_once_pass_and_the_next_is_told_to_wait(api, settings):
    settings.API_CALLS_PER_SECOND = 0.01  # on a slow machine some would flow out in between
    statuses = [api.get("currency").status_code for _ in range(41)]
    assert statuses[:40] == [200] * 40
    last = api.get("currency")
    assert last.status_code == 429
    assert last["X-Api-Call-Limit"] == "40/40"
    assert last["X-Cafe24-Call-Usage"] == "100"
    assert int(last["X-Cafe24-Call-Remain"]) >= 1


def test_another_app_and_another_mall_have_buckets_of_their_own(mall, other_mall, api, settings):
    settings.API_CALLS_PER_SECOND = 0.01
    for _ in range(41):
        api.get("currency")
    assert Api(mall, make_token(install(mall))).get("currency").status_code == 200
    assert Api(other_mall, make_token(install(other_mall))).get("currency").status_code == 200


def test_nobody_is_refused_while_redis_is_away(api, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert api.get("currency").status_code == 200


def test_an_operation_of_the_contract_that_is_not_here_says_so(api):
    response = api.get("suppliers/count")
    assert response.status_code == 404
    assert "GET suppliers/count" in response.json()["error"]["message"]
    assert "not implemented" in response.json()["error"]["message"]


@pytest.mark.parametrize(("method", "path"), [("GET", "nonsense"), ("PUT", "nonsense/7"), ("DELETE", "currency")])
def test_an_address_that_the_api_does_not_have_is_404(api, method, path):
    response = api.call(method, path)
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "Cannot locate API."


@pytest.mark.parametrize("path", ["products/abc", "products/-1", "products/99999999999999999999", "products/"])
def test_a_served_operation_under_a_wrong_address_is_not_called_missing(api, path):
    response = api.get(path)
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "Cannot locate API."


def broken(api: Api, monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    def breaks(*_args: object) -> None:
        raise RuntimeError("not for anybody's eyes")

    monkeypatch.setattr("developer_center.api.endpoint.answer", breaks)
    return api.get("currency")


def database_away(api: Api, monkeypatch: pytest.MonkeyPatch) -> HttpResponse:
    def is_away(*_args: object) -> None:
        raise OperationalError

    monkeypatch.setattr("developer_center.api.admission.caller_of", is_away)
    return api.get("currency")


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda api, _patch: api.get("nonsense"), 404),
        (lambda api, _patch: api.get("suppliers/count"), 404),
        (lambda api, _patch: api.call("DELETE", "currency"), 404),
        (lambda api, _patch: api.get("products/abc"), 404),
        (lambda api, _patch: api.get("products", {"limit": 0}), 422),
        (lambda api, _patch: api.call("POST", "products"), 400),
        (lambda api, _patch: api.get("products", {"product_name": "a\x00"}), 400),
        (lambda api, _patch: Api(api.mall).get("products"), 401),
        (broken, 500),
        (database_away, 503),
    ],
)
def test_every_answer_has_the_headers_of_the_bucket(api, monkeypatch, ask, status):
    """Wire contract 2.5: clients read them of refusals and of mistakes too."""
    response = ask(api, monkeypatch)
    assert response.status_code == status
    assert re.fullmatch(r"\d+/40", response["X-Api-Call-Limit"])
    assert response["X-Cafe24-Call-Usage"].isdigit()
    assert response["X-Cafe24-Time-Usage"].isdigit()
    assert "X-Cafe24-Call-Remain" not in response


def test_a_parameter_without_a_value_is_none(api):
    """Forms of clients send what nobody filled in."""
    blank = {"order_status": "", "member_id": "", "date_type": "", "limit": "", "shop_no": "", "fields": ""}
    assert api.get("orders", period() | blank).status_code == 200


@pytest.mark.parametrize("text", ["2", "0", "x", "99999999999999999999", "-1"])
def test_a_shop_that_the_mall_does_not_have_is_named(api, text):
    response = api.get("currency", {"shop_no": text})
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith("(parameter.shop_no)")


def test_only_the_fields_that_are_asked_for_come_back(api):
    row = api.get("currency", {"fields": "shop_currency_code,exchangeRate,unknown"}).json()["currency"]
    assert row == {"shop_currency_code": "KRW"}
    assert len(api.get("currency", {"fields": "exchangeRate"}).json()["currency"]) == 6


def test_authentication_is_one_query(mall, installation, django_assert_num_queries):
    api = Api(mall, make_token(installation))
    api.get("currency")
    with django_assert_num_queries(6):  # the token; the door: savepoint, mall, mall again, release; the row
        api.get("currency")


def test_the_token_lies_in_the_database_as_a_checksum_only(installation):
    raw = make_token(installation)
    row = AccessToken.objects.get()
    assert row.token == ""
    assert raw not in (row.token_checksum, row.scope)
    assert row.expires > timezone.now() + dt.timedelta(minutes=119)


@pytest.mark.parametrize("host", ["{other}.{domain}.", "no-mall.{domain}", "1.{domain}"])
def test_an_odd_name_of_the_host_opens_no_other_mall(mall, other_mall, installation, host):
    """`mall.` is the same name as `mall` (RFC 1034 3.1), and what no mall can be called is no mall."""
    api = Api(mall, make_token(installation))
    api.client.defaults["HTTP_HOST"] = host.format(other=other_mall.host, domain=settings.API_DOMAIN)
    assert api.get("currency").status_code == 401


def test_a_call_that_is_refused_at_its_end_has_been_work(mall, installation, monkeypatch):
    """Else batches whose last entry is wrong would cost nothing."""
    counted = []
    monkeypatch.setattr(endpoint, "NOTED_SECONDS", 0)
    monkeypatch.setattr(endpoint, "count_work", lambda *given: counted.append(given[:2]))
    assert Api(mall, make_token(installation)).get("orders/20260101-0000001").status_code == 404
    assert counted == [(mall.pk, installation.app_id)]


def test_work_that_fills_its_bucket_is_waited_for(mall, other_mall, installation, settings):
    """60 seconds of work, then 429 with the seconds to wait; for nobody else (wire contract 2.5)."""
    settings.API_CALLS_PER_SECOND = 0.01
    api = Api(mall, make_token(installation))
    count_work(mall.pk, installation.app_id, 59)
    assert api.get("currency")["X-Cafe24-Time-Usage"] == "98"
    count_work(mall.pk, installation.app_id, 31)
    refused = api.get("currency")
    assert refused.status_code == 429
    assert refused["X-Cafe24-Time-Usage"] == "100"
    assert int(refused["X-Cafe24-Time-Remain"]) >= 30
    assert refused["X-Cafe24-Call-Usage"] != "100"
    assert Api(mall, make_token(install(mall))).get("currency").status_code == 200
    assert Api(other_mall, make_token(install(other_mall))).get("currency").status_code == 200


def test_a_call_that_was_let_in_before_its_mall_ended_writes_nothing(mall, installation, monkeypatch):
    """security.md F14: a deletion waits for a call that writes, and a call after it finds the mall closed."""
    read = endpoint.read

    def read_while_the_mall_ends(*given):
        call = read(*given)
        Mall.objects.filter(pk=mall.pk).update(status=Mall.Status.DELETED)
        return call

    monkeypatch.setattr(endpoint, "read", read_while_the_mall_ends)
    response = Api(mall, make_token(installation)).post("categories", {"category_name": "Too late"})
    assert response.status_code == 403
    assert response.json()["error"]["message"] == "This mall is closed."
    with tenancy.mall(mall.pk):
        assert not Category.objects.exists()
