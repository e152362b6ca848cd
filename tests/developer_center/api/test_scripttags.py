"""Scripts of apps by the API, and on the pages they name (wire contract 2.7; docs/adr/0043-scripttags.md)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import AuditEntry, Shop
from developer_center.domain.install import remove
from developer_center.domain.script_tags import forget_scripts
from developer_center.models import Installation, ScriptTag
from tests.developer_center.api.conftest import Api
from tests.factories_apps import install, make_token
from tests.factories_catalog import make_product

SRC = "https://cdn.example.com/widget.js?v=2"
SHA384 = "sha384-" + "A" * 64
AROUND_A_CALL = 5


def add(api, locations="all", **more):
    return api.post("scripttags", {"src": SRC, "display_location": locations, **more})


def sources(page) -> list[str]:
    """What the page loads from elsewhere."""
    return re.findall(r'<script src="(https?://[^"]*)"', page.content.decode())


def policy(page) -> dict[str, list[str]]:
    parts = (part.split() for part in page["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def test_a_script_is_read_back_as_it_was_written(api, installation):
    response = add(api, ["MAIN", "PRODUCT_LIST"], exclude_path=["/search/"], skin_no=[1, 101], integrity=SHA384)
    assert response.status_code == 201
    made = response.json()["scripttag"]
    assert made["script_no"].isdigit()
    assert made["client_id"] == installation.app.client_id
    assert (made["src"], made["integrity"]) == (SRC, SHA384)
    assert (made["display_location"], made["exclude_path"]) == (["MAIN", "PRODUCT_LIST"], ["/search/"])
    assert made["skin_no"] == [1, 101]
    assert api.get(f"scripttags/{made['script_no']}").json()["scripttag"] == made
    assert api.get("scripttags").json()["scripttags"] == [made]
    assert api.get("scripttags/count").json() == {"count": 1}


def test_what_may_be_left_out_may_be_null_and_one_value_stands_for_a_list(api):
    made = add(api, "MAIN", exclude_path=None, skin_no=None, integrity=None).json()["scripttag"]
    assert made["display_location"] == ["MAIN"]
    assert (made["exclude_path"], made["skin_no"], made["integrity"]) == ([], [], "")


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"display_location": ["all"]}, "src"),
        ({"src": SRC}, "display_location"),
        ({"src": SRC, "display_location": []}, "display_location"),
        ({"src": SRC, "display_location": ["main page"]}, "display_location"),
        ({"src": "http://cdn.example.com/a.js", "display_location": "all"}, "src"),
        ({"src": "javascript:alert(1)", "display_location": "all"}, "src"),
        ({"src": 'https://cdn.example.com/a.js"><b>', "display_location": "all"}, "src"),
        ({"src": "https://cdn.example.com;script-src *", "display_location": "all"}, "src"),
        ({"src": SRC, "display_location": "all", "integrity": "sha256-" + "A" * 43}, "integrity"),
        ({"src": SRC, "display_location": "all", "integrity": "sha384-AAAA"}, "integrity"),
        ({"src": SRC, "display_location": "all", "exclude_path": ["search"]}, "exclude_path"),
        ({"src": SRC, "display_location": "all", "skin_no": "first"}, "skin_no"),
    ],
)
def test_a_script_that_cannot_be_is_refused(api, request_, field):
    response = api.post("scripttags", request_)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")
    assert api.get("scripttags/count").json() == {"count": 0}


def test_http_on_this_machine_is_for_development_alone(api, settings):
    local = {"src": "http://127.0.0.1:9000/a.js", "display_location": "all"}
    assert api.post("scripttags", local).status_code == 201
    settings.ALLOWS_LOOPBACK_APPS = False
    assert api.post("scripttags", local).status_code == 422


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"src": SRC}, 2),
        ({"display_location": "MAIN"}, 1),
        ({"display_location": "MAIN,all"}, 2),
        ({"exclude_path": "/search/"}, 1),
        ({"skin_no": "7"}, 0),
        ({"integrity": SHA384}, 1),
        ({"created_start_date": "2020-01-01", "created_end_date": "2020-01-02"}, 0),
        ({"updated_start_date": "2020-01-01", "updated_end_date": "2099-01-02"}, 2),
    ],
)
def test_the_filters_of_the_contract_hold(api, query, count):
    add(api, "MAIN", integrity=SHA384)
    add(api, "all", exclude_path="/search/")
    assert len(api.get("scripttags", query).json()["scripttags"]) == count
    assert api.get("scripttags/count", query).json() == {"count": count}


def test_a_theme_whose_number_is_too_large_has_no_scripts(api):
    add(api, skin_no=[1])
    assert api.get("scripttags", {"skin_no": "9" * 18}).json() == {"scripttags": []}
    assert len(api.get("scripttags", {"skin_no": "1," + "9" * 18}).json()["scripttags"]) == 1


def test_an_app_sees_and_touches_its_own_scripts_only(mall, other_mall, api, installation):
    number = add(api).json()["scripttag"]["script_no"]
    others = [make_token(install(mall)), make_token(install(other_mall, app=installation.app))]
    for place, token in zip((mall, other_mall), others, strict=True):
        stranger = Api(place, token)
        assert stranger.get("scripttags").json() == {"scripttags": []}
        assert stranger.get(f"scripttags/{number}").status_code == 404
        assert stranger.put(f"scripttags/{number}", {"src": "https://evil.example/a.js"}).status_code == 404
        assert stranger.delete(f"scripttags/{number}").status_code == 404
    assert api.get(f"scripttags/{number}").json()["scripttag"]["src"] == SRC


def test_a_script_is_changed_and_deleted_with_the_app_in_the_history(api, mall, installation):
    made = add(api).json()["scripttag"]
    path = f"scripttags/{made['script_no']}"
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5), tick=False):
        changed = api.put(path, {"display_location": ["MAIN"], "integrity": SHA384}).json()["scripttag"]
    assert (changed["display_location"], changed["integrity"], changed["src"]) == (["MAIN"], SHA384, SRC)
    assert changed["updated_date"] > made["updated_date"]
    assert api.delete(path).json() == {"scripttag": {"script_no": made["script_no"]}}
    assert api.delete(path).status_code == 404
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(object_type="scripttag").order_by("id")
        assert [(e.action, e.actor_kind, e.actor_id) for e in entries] == [
            (f"scripttag.{what}", "app", installation.app_id) for what in ("added", "changed", "deleted")
        ]


def test_an_app_has_twenty_scripts_in_a_mall_at_most(api, mall, installation):
    with tenancy.mall(mall.pk):
        for _number in range(20):
            ScriptTag.objects.create(app_id=installation.app_id, src=SRC, display_locations=["MAIN"])
    assert add(api).status_code == 422


def test_the_list_is_one_query_whatever_its_length(mall, installation, django_assert_num_queries):
    api = Api(mall, make_token(installation))
    for _number in range(3):
        add(api)
        with django_assert_num_queries(AROUND_A_CALL + 1):
            api.get("scripttags")


def test_a_page_that_is_named_loads_the_script_and_lets_its_host_in(committed, api, shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
    address = f"/product/cup/{product.pk}/"
    before = policy(shopper.get(address))
    add(api, "PRODUCT_DETAIL", integrity=SHA384)
    page = shopper.get(address)
    assert sources(page) == [SRC]
    assert f'integrity="{SHA384}" crossorigin="anonymous"' in page.content.decode()
    for directive in ("script-src", "connect-src", "img-src"):
        assert policy(page)[directive] == [*before[directive], "https://cdn.example.com"]
    assert {
        name: values for name, values in policy(page).items() if name not in ("script-src", "connect-src", "img-src")
    } == {name: values for name, values in before.items() if name not in ("script-src", "connect-src", "img-src")}
    assert sources(shopper.get("/")) == []
    assert policy(shopper.get("/")) == before


def test_a_kept_page_has_the_same_policy_when_it_is_warm(api, shopper, django_assert_num_queries):
    add(api, "MAIN")
    cold = shopper.get("/")
    with django_assert_num_queries(0):
        warm = shopper.get("/")
    assert (warm.content, policy(warm)) == (cold.content, policy(cold))
    assert "https://cdn.example.com" in policy(warm)["script-src"]


PAGES = ["/", "/search/", "/cart/", "/checkout/", "/login/", "/account/sign-up/", "/account/forgotten/", "/terms/"]


@pytest.mark.parametrize(
    ("location", "pages"),
    [
        ("MAIN", ["/"]),
        ("PRODUCT_SEARCH", ["/search/"]),
        ("ORDER_BASKET", ["/cart/"]),
        ("MEMBER_LOGIN", ["/login/"]),
        ("MEMBER_JOIN", ["/account/sign-up/"]),
        ("BOARD_FREE_LIST", []),
        ("all", ["/", "/search/", "/cart/", "/terms/"]),
    ],
)
def test_passwords_and_checkout_are_not_among_all_pages(api, shopper, location, pages):
    """A page where a password or an address is typed has to be named (ADR 43)."""
    add(api, location)
    answers = {page: shopper.get(page) for page in PAGES}
    assert [page for page, answer in answers.items() if sources(answer)] == pages


def test_a_path_that_is_left_out_is_left_out_with_what_is_below_it(api, shopper, mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup")
    add(api, "all", exclude_path=["/", "/product/"])
    assert sources(shopper.get("/")) == []
    assert sources(shopper.get(f"/product/{product.pk}/")) == []
    assert sources(shopper.get("/search/")) == [SRC]


def test_a_script_belongs_to_one_shop(mall, installation, shopper):
    Shop.objects.create(mall=mall, shop_no=2, name="English", language="en", currency="KRW")
    api = Api(mall, make_token(installation))
    api.post("scripttags", {"src": SRC, "display_location": "all", "exclude_path": "/search/"}, shop_no=2)
    assert sources(shopper.get("/")) == []
    assert sources(shopper.get("/shop2/")) == [SRC]
    assert sources(shopper.get("/shop2/search/")) == []
    assert api.get("scripttags").json() == {"scripttags": []}
    assert len(api.get("scripttags", {"shop_no": "2"}).json()["scripttags"]) == 1


def test_another_mall_s_pages_do_not_load_it(api, other_mall):
    add(api)
    theirs = Client(HTTP_HOST=f"{other_mall.host}.{settings.MALL_DOMAIN}")
    assert sources(theirs.get("/")) == []


@pytest.mark.parametrize("state", ["removed", "needs_approval"])
@pytest.mark.parametrize("way", ["save", "update"])
def test_pages_forget_the_scripts_of_an_app_that_is_taken_out(committed, mall, installation, shopper, state, way):
    add(Api(mall, make_token(installation)), "MAIN")
    assert sources(shopper.get("/")) == [SRC]
    if way == "save":
        installation.state = state
        installation.save(update_fields=["state"])
    else:
        Installation.objects.filter(pk=installation.pk).update(state=state)
    assert sources(shopper.get("/")) == []
    assert "example.com" not in shopper.get("/")["Content-Security-Policy"]


def test_an_app_that_comes_back_begins_without_scripts(committed, mall, installation, shopper):
    api = Api(mall, make_token(installation))
    add(api, "MAIN")
    installation.installed_at = timezone.now() + dt.timedelta(seconds=1)
    installation.save()
    assert sources(shopper.get("/")) == []
    assert api.get("scripttags/count").json() == {"count": 0}
    with tenancy.mall(mall.pk):
        assert ScriptTag.objects.count() == 1
        assert forget_scripts(installation.app_id) == 1
        assert forget_scripts(installation.app_id) == 0


def test_pages_show_each_change_with_the_next_request(committed, mall, installation, shopper):
    api = Api(mall, make_token(installation))
    assert sources(shopper.get("/")) == []
    number = add(api, "MAIN").json()["scripttag"]["script_no"]
    assert sources(shopper.get("/")) == [SRC]
    api.put(f"scripttags/{number}", {"src": "https://cdn.example.com/other.js"})
    assert sources(shopper.get("/")) == ["https://cdn.example.com/other.js"]
    api.delete(f"scripttags/{number}")
    assert sources(shopper.get("/")) == []


def test_the_removal_of_an_app_deletes_its_scripts(api, mall, installation):
    add(api, "MAIN")
    with tenancy.mall(mall.pk):
        remove(mall.pk, installation.pk, actor=Actor.system())
        assert not ScriptTag.objects.exists()


@pytest.mark.parametrize(
    ("location", "loads"), [("BOARD_PRODUCT_LIST", "/board/4/"), ("BOARD_FREE_LIST", "/board/1/"), ("all", "/board/4/")]
)
def test_boards_load_the_scripts_that_name_them(api, shopper, location, loads):
    add(api, location)
    assert sources(shopper.get(loads)) == [SRC]
    other = "/board/1/" if loads == "/board/4/" else "/board/4/"
    assert sources(shopper.get(other)) == ([SRC] if location == "all" else [])
