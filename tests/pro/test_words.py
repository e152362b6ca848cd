"""Codes with figures become words where they are shown, in the reader's language (R3.2)."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext_lazy

from pro.models import OperationRunItem
from pro.operations import words
from pro.operations.words import Change

REGISTRIES = ("_findings", "_summaries", "_failures", "_fields", "_objects", "_schedules", "_forms")


@pytest.fixture(autouse=True)
def _registries_of_this_test(monkeypatch):
    for name in REGISTRIES:
        monkeypatch.setattr(words, name, dict(getattr(words, name)))


def test_a_finding_reads_with_its_figures_and_plural():
    words.name_finding("toy", ngettext_lazy("%(count)s thing is missing", "%(count)s things are missing", "count"))
    assert words.finding_text({"code": "toy", "values": {"count": 1}}) == "1 thing is missing"
    assert words.finding_text({"code": "toy", "values": {"count": 3}}) == "3 things are missing"


def test_a_text_is_taken_in_the_language_of_the_reader():
    words.name_summary("toy", gettext_lazy("Work status"))
    with translation.override("ko"):
        assert words.summary_text({"code": "toy", "values": {}}) == "작업현황"
    with translation.override("en"):
        assert words.summary_text({"code": "toy"}) == "Work status"


@pytest.mark.parametrize("stored", [{}, {"code": ""}, {"values": {"count": 1}}])
def test_nothing_stored_reads_as_nothing(stored):
    assert words.finding_text(stored) == ""


def test_a_code_of_a_former_release_and_a_missing_figure_show_the_code():
    words.name_finding("toy", "%(count)s things")
    assert words.finding_text({"code": "gone", "values": {}}) == "gone"
    assert words.finding_text({"code": "toy", "values": {}}) == "toy"


def test_one_code_means_one_thing():
    words.name_finding("toy", "one")
    with pytest.raises(ValueError, match="toy"):
        words.name_finding("toy", "another")


def test_a_failure_is_a_code_or_the_text_as_it_was_written_down():
    words.name_failure("too_large", "The picture is too large.")
    assert words.failure_text("too_large") == "The picture is too large."
    assert words.failure_text("It cannot shout.") == "It cannot shout."


def test_only_what_differs_shows_with_its_label_and_values_as_text():
    words.name_field("toy", "name", "Name")
    words.name_field("toy", "price", "Price", lambda value: f"{value} won")
    item = OperationRunItem(
        object_type="toy",
        before={"name": "", "price": 1, "same": 5, "tags": ["a"], "gone": True},
        after={"name": "Mug", "price": 2, "same": 5, "tags": ["a", "b"], "facts": {"size": None}},
    )
    assert words.changes_of(item) == [
        Change("Name", "-", "Mug"),
        Change("Price", "1 won", "2 won"),
        Change("tags", "a", "a, b"),
        Change("facts", "-", "size: -"),
        Change("gone", "Yes", "-"),
    ]


def test_a_thing_leads_to_its_page_where_it_has_one():
    assert words.object_url("product", 7) == "/admin/products/7/"
    assert words.object_url("order", 7) == ""
    assert words.object_label("spaceship") == "spaceship"


def test_a_form_that_is_not_there_has_no_address():
    words.own_form("toy", "pro:overview")
    words.own_form("other", "pro:no_such_page")
    assert (words.form_url("toy"), words.form_url("other"), words.form_url("none")) == ("/admin/pro/", "", "")
