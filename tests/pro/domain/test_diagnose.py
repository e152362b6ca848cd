"""PRO's own work: in order, exactly once, and stopped by OFF and by the contract's end (R3-G)."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall
from catalog.models import Product
from pro.domain.diagnose import run_operation, wake_malls
from pro.domain.switches import SwitchRefused, may_run, switch
from pro.models import Contract, Operation, OperationRun, OperationRunItem, OperationSwitch
from tests.factories_catalog import make_product
from tests.pro.factories import make_contract
from tests.pro.toy_operation import Shout

SYSTEM = Actor.system()


def run(mall: Mall, operation: Shout, slot: str = "2026-11-26") -> OperationRun | None:
    with tenancy.acting_for(mall.pk):
        return run_operation(operation, slot=slot)


def test_a_run_shows_what_changed_and_what_could_not_be_done(mall, shout):
    """R3.2, R3.91: before and after of each thing; a failure leaves its thing as it was and the others go on."""
    with tenancy.mall(mall.pk):
        cup, mute, pot = make_product("cup"), make_product("mute"), make_product("pot!")
    ended = run(mall, shout)
    assert ended is not None
    with tenancy.mall(mall.pk):
        assert (ended.state, ended.total_items, ended.done_items) == ("partly", 2, 2)
        assert ended.finding == {"code": "quiet", "values": {"count": 2}}
        rows = {row.object_id: (row.state, row.before, row.after, row.error) for row in ended.items.all()}
        assert rows == {
            cup.pk: ("changed", {"name": "cup"}, {"name": "cup!"}, ""),
            mute.pk: ("failed", {}, {}, "It cannot shout."),
        }
        names = dict(Product.objects.values_list("pk", "name"))
        assert names == {cup.pk: "cup!", mute.pk: "mute", pot.pk: "pot!"}
        assert OperationSwitch.objects.get(key="shout").checked_at is not None


def test_a_second_delivery_of_the_same_slot_does_nothing(mall, shout):
    with tenancy.mall(mall.pk):
        make_product("cup")
    first = run(mall, shout)
    with tenancy.mall(mall.pk):
        make_product("new after the run")
    second = run(mall, shout)
    assert first is not None
    assert second is not None
    assert (second.pk, len(shout.treated)) == (first.pk, 1)


def test_a_run_that_died_midway_treats_only_what_is_left(mall, shout, monkeypatch):
    with tenancy.mall(mall.pk):
        one, two = make_product("one"), make_product("two")
    real = shout.treat

    def die_at_two(object_id: int):
        if object_id == two.pk:
            raise KeyboardInterrupt
        return real(object_id)

    monkeypatch.setattr(shout, "treat", die_at_two)
    with pytest.raises(KeyboardInterrupt):
        run(mall, shout)
    monkeypatch.setattr(shout, "treat", real)
    ended = run(mall, shout)
    assert ended is not None
    with tenancy.mall(mall.pk):
        assert (ended.state, ended.changed_items) == ("done", 2)
        assert list(Product.objects.order_by("pk").values_list("name", flat=True)) == ["one!", "two!"]
    assert shout.treated == [one.pk, two.pk]


def test_nothing_to_do_leaves_no_run(mall, shout):
    assert run(mall, shout) is None
    with tenancy.mall(mall.pk):
        assert not OperationRun.objects.exists()


def test_off_stops_later_runs_and_restores_nothing(mall, shout):
    """R3.7, R3.100, R3.106."""
    with tenancy.mall(mall.pk):
        make_product("cup")
    run(mall, shout, "day 1")
    with tenancy.mall(mall.pk):
        make_product("pot")
        switch("shout", is_on=False, actor=SYSTEM)
    assert run(mall, shout, "day 2") is None
    with tenancy.mall(mall.pk):
        assert set(Product.objects.values_list("name", flat=True)) == {"cup!", "pot"}


def test_off_in_the_middle_stops_the_rest(mall, shout, monkeypatch):
    """R3.95: it takes effect at once, also in a run that is going on."""
    with tenancy.mall(mall.pk):
        make_product("one"), make_product("two")
    real = shout.treat

    def treat_and_switch_off(object_id: int):
        treated = real(object_id)
        switch("shout", is_on=False, actor=SYSTEM)
        return treated

    monkeypatch.setattr(shout, "treat", treat_and_switch_off)
    ended = run(mall, shout)
    assert ended is not None
    assert (ended.state, ended.changed_items) == ("off", 1)


@pytest.mark.parametrize("state", ["applied", "screening", "suspended", "terminated"])
def test_nothing_runs_without_an_active_contract(mall, shout, contract, state):
    """R3.103."""
    with tenancy.mall(mall.pk):
        make_product("cup")
    Contract.objects.update(state=state, reason="Over.")
    assert run(mall, shout) is None
    assert wake_malls(dt.date(2026, 11, 26)) == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_visible": False}, "unknown"),
        ({"switched_by": "agent"}, "agent"),
        ({"switched_by": "form"}, "form"),
    ],
)
def test_the_scope_page_switches_only_what_it_may(mall, shout, change, reason):
    """R3.107: the main display by its form, other automatic items through an agent."""
    Operation.objects.filter(key="shout").update(**change)
    with tenancy.mall(mall.pk), pytest.raises(SwitchRefused) as caught:
        switch("shout", is_on=False, actor=SYSTEM)
    assert caught.value.reason == reason


def test_nobody_switches_after_the_contract_ended(mall, shout, contract):
    """R3.99."""
    Contract.objects.update(state="terminated")
    with tenancy.mall(mall.pk), pytest.raises(SwitchRefused) as caught:
        switch("shout", is_on=False, actor=SYSTEM)
    assert caught.value.reason == "no_contract"


def test_what_staff_hide_runs_nowhere(mall, shout):
    Operation.objects.filter(key="shout").update(is_visible=False)
    with tenancy.mall(mall.pk):
        assert not may_run("shout")


def test_one_mall_s_switch_and_runs_are_its_own(mall, other_mall, shout):
    make_contract(other_mall)
    for owner in (mall, other_mall):
        with tenancy.mall(owner.pk):
            make_product("cup")
    with tenancy.mall(mall.pk):
        switch("shout", is_on=False, actor=SYSTEM)
    assert run(mall, shout) is None
    ended = run(other_mall, shout)
    assert ended is not None
    assert ended.changed_items == 1
    with tenancy.mall(mall.pk):
        assert not OperationRunItem.objects.exists()
