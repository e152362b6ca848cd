"""The service scope on its page: every item, its switch, and what may not be switched (R3.8, R3.92 to R3.107)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from pro.models import OperationSwitch
from pro.operations import registry, words
from tests.pro.factories import make_contract, make_line, make_run
from tests.pro.pages import get, text


def test_the_scope_lists_items_by_area_with_the_way_to_turn_each_off(owner, mall, contract, monkeypatch):
    """R3.8, R3.92, R3.105, R3.107."""
    monkeypatch.setattr(words, "_forms", {"by-form": ("pro:overview", "")})
    make_line("by-merchant")
    make_line("by-agent", area="cs", switched_by="agent")
    make_line("by-form", area="promotion", switched_by="form")
    make_line("hidden", is_visible=False)
    with tenancy.mall(mall.pk):
        run = make_run("by-merchant")
        planned = make_run("by-merchant", state="scheduled")
        OperationSwitch.objects.create(key="by-merchant", checked_at=timezone.now())
    page = text(owner, "scope")
    assert page.index("Name of by-merchant") < page.index("Name of by-form") < page.index("Name of by-agent")
    assert "Name of hidden" not in page
    assert "What by-agent does" in page
    assert f'action="{reverse("pro:switch", args=["by-merchant"])}"' in page
    assert f"{reverse('pro:agent')}?item=by-agent" in page
    assert f'href="{reverse("pro:overview")}"' in page
    assert reverse("pro:run", args=[run.pk]) in page
    assert reverse("pro:run", args=[planned.pk]) not in page  # the last run is one that began
    assert page.count("Not checked yet") == 2 + len(registry.lines())  # those of this release, and two of ours


def test_texts_are_shown_in_korean(client, cast, mall, contract):
    make_line()
    cast.sign_in(client, "owner")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
    page = text(client, "scope")
    assert "toy 이름" in page
    assert "서비스 운영 범위" in page


def test_off_and_on_from_the_scope_page(owner, mall, contract):
    """R3.94, R3.100."""
    make_line()
    url = reverse("pro:switch", args=["toy"])
    assert owner.post(url, {"is_on": "0", "next": "/admin/pro/status/"})["Location"] == "/admin/pro/status/"
    with tenancy.mall(mall.pk):
        assert not OperationSwitch.objects.get().is_on
    response = owner.post(url, {"is_on": "1", "next": "https://elsewhere.example/"})
    assert response["Location"] == reverse("pro:scope")
    with tenancy.mall(mall.pk):
        assert OperationSwitch.objects.get().is_on


@pytest.mark.parametrize(
    ("values", "state", "says"),
    [
        ({}, "terminated", "Nothing can be switched now"),
        ({"switched_by": "agent"}, "active", "An agent turns this item off"),
        ({"switched_by": "form"}, "active", "has a form of its own"),
    ],
)
def test_what_may_not_be_switched_there_stays_as_it_is(owner, mall, values, state, says):
    """R3.99, R3.107."""
    make_contract(mall, state)
    make_line(**values)
    response = owner.post(reverse("pro:switch", args=["toy"]), {"is_on": "0"}, follow=True)
    assert says in response.content.decode()
    with tenancy.mall(mall.pk):
        assert not OperationSwitch.objects.exists()


def test_after_the_end_no_switch_is_offered(owner, mall):
    """R3.99."""
    make_contract(mall, "terminated")
    make_line()
    page = text(owner, "scope")
    assert "Items can be switched while PRO works" in page
    assert reverse("pro:switch", args=["toy"]) not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_scope_costs_the_same_for_any_number_of_items(owner, mall, contract, django_assert_num_queries, count):
    for number in range(count):
        make_line(f"item-{number}")
        with tenancy.mall(mall.pk):
            make_run(f"item-{number}")
            OperationSwitch.objects.create(key=f"item-{number}", is_on=False)
    with django_assert_num_queries(12):
        get(owner, "scope")
