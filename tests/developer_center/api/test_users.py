"""Operators by the API (wire contract 2.7)."""

from __future__ import annotations

import pytest

from accounts.models import Operator
from tests.developer_center.api.conftest import Api
from tests.factories import OperatorFactory, UserFactory
from tests.factories_apps import make_token

AROUND_A_CALL = 5


@pytest.fixture
def staff(mall, other_mall):
    """Two operators of the mall and one of another mall."""
    for login_id, name, menus in (("clerk1", "Kim Minji", ["orders"]), ("packer1", "Lee Jun", [])):
        OperatorFactory(mall=mall, user=UserFactory(login_id=login_id, name=name), menus=menus)
    OperatorFactory(mall=other_mall, user=UserFactory(login_id="clerk2", name="Kim Other"))


def ids(response) -> list[str]:
    assert response.status_code == 200
    return [row["user_id"] for row in response.json()["users"]]


def test_the_owner_comes_first_and_nobody_of_another_mall_at_all(api, mall, staff):
    rows = api.get("users").json()["users"]
    assert [(row["user_id"], row["admin_type"]) for row in rows] == [
        (mall.host, "P"),
        ("clerk1", "A"),
        ("packer1", "A"),
    ]
    assert rows[1]["user_name"] == "Kim Minji"
    assert rows[1]["last_login_date"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"admin_type": "A"}, ["clerk1", "packer1"]),
        ({"keyword": "CLERK"}, ["clerk1"]),
        ({"search_type": "member_Id", "keyword": "er1"}, ["packer1"]),
        ({"search_type": "name", "keyword": "kim"}, ["clerk1"]),
        ({"search_type": "name", "keyword": "clerk"}, []),
    ],
)
def test_users_are_found_by_id_name_and_kind(api, staff, query, found):
    assert ids(api.get("users", query)) == found


def test_only_the_kind_of_owner_is_left(api, mall, staff):
    assert ids(api.get("users", {"admin_type": "P"})) == [mall.host]


@pytest.mark.parametrize(("name", "value"), [("admin_type", "X"), ("search_type", "phone")])
def test_unknown_values_of_filters_are_refused(api, name, value):
    response = api.get("users", {name: value})
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{name})")


def test_an_operator_tells_which_menus_they_may_open(api, staff):
    user = api.get("users/clerk1").json()["user"]
    assert (user["user_name"], user["admin_type"], user["available"]) == ("Kim Minji", "A", "T")
    tree = user["menu_access_authority"]
    assert tree["orders"]["authority"] is True
    assert tree["orders"]["detail_setting"]["orders"] == {"key": "orders", "name": "Orders", "authority": True}
    assert tree["products"]["authority"] is False
    assert user["detail_authority_setting"]["order"] == {"orders": "T", "customers": "F"}


def test_the_owner_may_open_everything_and_a_suspended_operator_is_not_available(api, mall, staff):
    owner = api.get(f"users/{mall.host}").json()["user"]
    assert owner["admin_type"] == "P"
    assert all(head["authority"] for head in owner["menu_access_authority"].values())
    Operator.objects.filter(user__login_id="clerk1").update(is_active=False)
    assert api.get("users/clerk1").json()["user"]["available"] == "F"


@pytest.mark.parametrize("user_id", ["clerk2", "nobody", "x" * 300])
def test_somebody_of_another_mall_or_nobody_is_not_found(api, staff, user_id):
    assert api.get(f"users/{user_id}").status_code == 404


def test_users_are_one_query_whatever_their_number(mall, installation, django_assert_num_queries):
    api = Api(mall, make_token(installation))
    for number in range(3):
        with django_assert_num_queries(AROUND_A_CALL + 1):
            api.get("users")
        OperatorFactory(mall=mall, user=UserFactory(login_id=f"more{number}"))
