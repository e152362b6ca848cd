"""Customers and their group over the Admin API (wire contract 2.4, 2.7; R2.41, R9.5)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry
from orders.models import Customer, Order
from tests.developer_center.api.conftest import Api
from tests.factories_apps import make_token
from tests.orders.claiming import paid_order
from tests.orders.customers import make_customer

pytestmark = pytest.mark.django_db


def ids(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["member_id"] for row in next(iter(response.json().values()))]


@pytest.fixture
def people(mall, other_mall) -> dict[str, Customer]:
    with tenancy.mall(other_mall.pk):
        make_customer("minji", phone="010-1111-2222")
    with tenancy.mall(mall.pk):
        now = timezone.now()
        return {
            "minji": make_customer("minji", phone="010-1111-2222", created_at=now - dt.timedelta(days=40)),
            "Hana": make_customer("Hana", name="Lee Hana", phone="01011112222", wants_newsletter=True),
            "blocked": make_customer("blocked", is_active=False, created_at=now - dt.timedelta(days=2)),
        }


def test_customers_are_told_only_to_who_knows_their_id_or_number(api, people):
    for query in ({}, {"cellphone": ""}, {"cellphone": "-"}, {"member_id": ","}, {"shop_no": 1}):
        response = api.get("customers", query)
        assert response.status_code == 422
        assert "(parameter.cellphone)" in response.json()["error"]["message"]
    assert ids(api.get("customers", {"member_id": "HANA"})) == ["Hana"]
    assert set(ids(api.get("customers", {"cellphone": "010-1111-2222"}))) == {"minji", "Hana"}
    assert ids(api.get("customers", {"cellphone": "01011112222", "member_id": "minji"})) == ["minji"]
    assert ids(api.get("customers", {"member_id": "nobody"})) == []
    row = api.get("customers", {"member_id": "blocked"}).json()["customers"][0]
    assert (row["use_blacklist"], row["group_no"], row["gender"]) == ("T", 1, None)
    assert not {"name", "email", "phone", "cellphone"} & row.keys()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Hana", "blocked", "minji"]),
        ({"limit": 1, "offset": 1}, ["blocked"]),
        ({"member_id": "minji,hana"}, ["Hana", "minji"]),
        ({"name": "lee hana"}, ["Hana"]),
        ({"email": "minji@example.com"}, ["minji"]),
        ({"cellphone": "010 1111 2222"}, ["Hana", "minji"]),
        ({"phone": "010-1111-2222", "news_mail": "F"}, ["minji"]),
        ({"cellphone": "no number"}, []),
        ({"use_blacklist": "T"}, ["blocked"]),
        ({"group_no": "1"}, ["Hana", "blocked", "minji"]),
        ({"group_no": "2"}, []),
        ({"sms": "T"}, []),
        ({"gender": "F"}, []),
        ({"created_start_date": "2020-01-01", "created_end_date": "2020-02-01"}, []),
    ],
)
def test_customersprivacy_finds_what_fits_newest_first_and_counts_it(api, people, query, found):
    assert ids(api.get("customersprivacy", query)) == found
    if "limit" not in query:
        assert api.get("customersprivacy/count", query).json() == {"count": len(found)}


def test_customersprivacy_by_the_day_of_signing_up(api, people):
    now = timezone.now()
    query = {
        "search_type": "created_date",
        "created_start_date": f"{now - dt.timedelta(days=4):%Y-%m-%d}",
        "created_end_date": f"{now - dt.timedelta(days=1):%Y-%m-%d}",
    }
    assert ids(api.get("customersprivacy", query)) == ["blocked"]
    assert api.get("customersprivacy", {"search_type": "created_date"}).status_code == 422
    assert api.get("customersprivacy", {"created_start_date": "2026-01-01"}).status_code == 422


@pytest.mark.parametrize("query", [{"limit": 1001}, {"offset": 8001}, {"limit": 0}, {"news_mail": "yes"}])
def test_customersprivacy_has_the_bounds_of_the_contract(api, query):
    assert api.get("customersprivacy", query).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_customers_ask_once(api, mall, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        for number in range(count):
            make_customer(f"member{number}", phone="010")
    for path, query in (("customers", {"cellphone": "010"}), ("customersprivacy", {})):
        with django_assert_num_queries(5 + 1):
            assert len(ids(api.get(path, query))) == count


def test_a_customer_is_changed_and_read_back(api, mall, people, installation):
    body = {"cellphone": "010-9999-0000", "email": "New@Example.com", "address1": "2 Toegye-ro", "news_mail": "T"}
    answer = api.put("customersprivacy/minji", body)
    assert answer.status_code == 200, answer.content
    assert answer.json()["customersprivacy"]["news_mail"] == "T"
    row = api.get("customersprivacy/MINJI").json()["customersprivacy"]
    assert (row["cellphone"], row["email"], row["address1"], row["name"]) == (
        "010-9999-0000",
        "New@Example.com",
        "2 Toegye-ro",
        "Kim Minji",
    )
    assert ids(api.get("customers", {"cellphone": "01099990000"})) == ["minji"]
    with tenancy.mall(mall.pk):
        entry = AuditEntry.objects.get(action="customer.changed")
    assert (entry.actor_kind, entry.actor_id) == ("app", installation.app_id)
    assert api.put("customersprivacy/minji", {"email": "none"}).status_code == 422
    assert api.put("customersprivacy/nobody", body).status_code == 404


def test_a_customer_who_is_deleted_left_and_the_orders_stay(api, mall, other_mall, people, installation):
    with tenancy.mall(mall.pk):
        order = paid_order(customer_id=people["Hana"].pk, guest_password="")
    assert api.delete("customers/hana").json()["customer"] == {"shop_no": 1, "member_id": "Hana"}
    assert api.delete("customers/hana").status_code == 404
    assert api.get("customersprivacy/hana").status_code == 404
    with tenancy.mall(mall.pk):
        assert Order.objects.get(pk=order.pk).customer is None
        entry = AuditEntry.objects.get(action="customer.left")
    assert (entry.actor_kind, entry.actor_id) == ("app", installation.app_id)


def test_another_mall_s_customer_is_404(api, mall, other_mall):
    with tenancy.mall(other_mall.pk):
        make_customer("stranger")
    for call in (api.get, api.delete):
        path = "customersprivacy/stranger" if call == api.get else "customers/stranger"
        assert call(path).status_code == 404
    assert ids(api.get("customers", {"member_id": "stranger"})) == []
    with tenancy.mall(other_mall.pk):
        assert Customer.objects.count() == 1


def test_personal_values_need_the_privacy_scope(mall, installation, people):
    app = Api(mall, make_token(installation, scopes=["mall.read_customer"]))
    assert app.get("customers", {"member_id": "minji"}).status_code == 200
    assert app.get("customersprivacy").status_code == 404
    assert app.delete("customers/minji").status_code == 404


def test_there_is_one_group_of_customers(api):
    assert [row["group_no"] for row in api.get("customergroups").json()["customergroups"]] == [1]
    assert api.get("customergroups", {"group_no": "2"}).json()["customergroups"] == []
    assert api.get("customergroups/count").json() == {"count": 1}
    assert api.get("customergroups/1").json()["customergroup"]["group_no"] == 1
    assert api.get("customergroups/2").status_code == 404
