"""The app by its own API: which version it speaks (wire contract 2.1 and 2.7, apps)."""

from __future__ import annotations

import pytest

from developer_center.api.resources.apps import expires_on
from developer_center.models import App, AppEvent
from tests.developer_center.api.conftest import Api
from tests.factories_apps import install, make_token


@pytest.fixture
def apis(mall, other_mall, installation) -> tuple[Api, Api]:
    """The same app in two malls."""
    theirs = install(other_mall, app=installation.app)
    return Api(mall, make_token(installation)), Api(other_mall, make_token(theirs))


def test_an_app_tells_its_versions(api):
    assert api.get("apps").json() == {
        "app": {
            "version": "2026-03-01",
            "version_expiration_date": None,
            "initial_version": "2026-03-01",
            "previous_version": "",
            "extension_type": "section",
        }
    }


def test_a_change_holds_in_every_mall_from_the_next_call_on(apis, installation):
    first, second = apis
    answer = first.put("apps", {"version": "2025-06-01", "extension_type": "embedded"})
    assert answer.json() == {"app": {"version": "2025-06-01", "extension_type": "embedded"}}
    for api in apis:
        row = api.get("apps").json()["app"]
        assert (row["version"], row["previous_version"]) == ("2025-06-01", "2026-03-01")
        assert row["version_expiration_date"] == "2026-12-01"
        assert "unit_system" not in api.get("shops", {"fields": "shop_no,unit_system"}).json()["shops"][0]
    event = AppEvent.objects.get(app_no=installation.app_id)
    assert event.after == {"api_version": "2025-06-01", "extension_type": "embedded"}
    assert (event.user_id, event.reason) == (installation.app.user_id, "PUT apps")
    second.put("apps", {"version": "2025-06-01"})
    assert AppEvent.objects.count() == 1  # the same again is no change


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"version": "2020-01-01"}, "version"),
        ({"version": "newest"}, "version"),
        ({"version": None}, "version"),
        ({"extension_type": "page"}, "extension_type"),
    ],
)
def test_other_versions_than_the_supported_ones_are_refused(api, request_, field):
    response = api.put("apps", request_)
    assert response.status_code == 422
    assert response.json()["error"]["message"].endswith(f"(parameter.{field})")
    assert api.get("apps").json()["app"]["version"] == "2026-03-01"


def test_an_app_under_review_stays_as_it_is(api):
    App.objects.update(state=App.State.UNDER_REVIEW)
    assert api.put("apps", {"version": "2025-06-01"}).status_code == 422
    assert api.get("apps").json()["app"]["version"] == "2026-03-01"


def test_a_version_lives_a_year_beyond_its_successor():
    assert expires_on("2024-06-01") == "2026-06-01"
    assert expires_on("2026-03-01") is None
