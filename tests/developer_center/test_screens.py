"""The list of screens that an app publishes: what is taken of it (R2.43)."""

from __future__ import annotations

import json

import pytest

from developer_center.screens import MOST_RIGHTS, ListMalformed, name_in, read_screens, rights_in
from tests.developer_center.listing import SCREENS


def read(value):
    return read_screens(json.dumps(value).encode())


def screen(**values):
    return {"screens": [{"id": "a", "name": "A"} | values]}


def test_a_list_is_read_into_screens_with_their_actions():
    screens = read(SCREENS)
    assert rights_in(screens) == ["orders", "orders:refund", "orders:memo", "stats"]
    assert screens[0]["name"] == {"ko": "주문", "en": "Orders"}
    assert screens[0]["actions"][1] == {"id": "memo", "name": {"en": "Memo"}}
    assert screens[1] == {"id": "stats", "name": {"ko": "통계"}, "actions": []}


def test_what_is_not_described_is_left_out():
    assert read(screen(secret="x", name={"en": "A", "fr": "B"})) == [{"id": "a", "name": {"en": "A"}, "actions": []}]


@pytest.mark.parametrize(("language", "shown"), [("ko", "주문"), ("en", "Orders"), ("ja", "주문"), ("en-us", "Orders")])
def test_a_name_is_shown_in_the_readers_language_where_there_is_one(language, shown):
    assert name_in({"ko": "주문", "en": "Orders"}, language) == shown


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ([], "screens"),
        ({}, "screens"),
        ({"screens": {}}, "screens"),
        ({"screens": ["a"]}, "screens"),
        (screen(id=1), "screens[0].id"),
        (screen(id=""), "screens[0].id"),
        (screen(id="a b"), "screens[0].id"),
        (screen(id="a" * 41), "screens[0].id"),
        (screen(id="a:b"), "screens[0].id"),
        (screen(name=None), "screens[0].name"),
        (screen(name=""), "screens[0].name"),
        (screen(name={"fr": "A"}), "screens[0].name"),
        (screen(name={"en": 5}), "screens[0].name"),
        (screen(name="A" * 101), "screens[0].name"),
        (screen(name="A\nB"), "screens[0].name"),
        (screen(actions="x"), "screens[0].actions"),
        (screen(actions=[{"id": "b"}]), "screens[0].actions[0].name"),
        (screen(actions=[{"id": "b", "name": "B"}] * 2), "screens[0].actions"),
        ({"screens": [{"id": "a", "name": "A"}] * 2}, "screens"),
        ({"screens": [{"id": f"s{number}", "name": "S"} for number in range(MOST_RIGHTS + 1)]}, "screens"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(value, where):
    with pytest.raises(ListMalformed) as error:
        read(value)
    assert error.value.where == where


@pytest.mark.parametrize("text", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_said_to_be_none(text):
    with pytest.raises(ListMalformed, match="is not JSON"):
        read_screens(text)
