"""Blocks drawn by Jinja2 keep what Django's templates promise: escaping, languages, shared parts (docs/adr/0014)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from accounts.jinja import drawn
from accounts.paging import KeysetPage

HOSTILE = """<script>alert("x")</script> & 'y' {{ 7 * 7 }}"""


def draw(source: str, **context: object) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


def test_values_are_escaped_in_text_and_in_attributes():
    html = draw('<b title="{{ name }}">{{ name }}</b>', name=HOSTILE)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2
    assert '"x"' not in html
    assert "'y'" not in html
    assert "{{ 7 * 7 }}" in html


@pytest.mark.parametrize(
    "source", ['{{ _("Hello %(name)s", name=name) }}', "{% trans %}Hello {{ name }}{% endtrans %}"]
)
def test_a_value_inside_a_text_is_escaped_too(source):
    assert "<script" not in draw(source, name=HOSTILE)


def test_what_django_marks_safe_stays_as_it_is():
    assert draw("{{ part }}", part=format_html("<i>{}</i>", "<")) == "<i>&lt;</i>"


def test_an_unknown_name_is_an_error_and_not_an_empty_place():
    with pytest.raises(UndefinedError):
        draw("{{ nobody }}")


def test_texts_come_in_the_language_of_the_request_and_icons_are_the_frames():
    with translation.override("ko"):
        assert draw('{{ _("Save") }}') == "저장"
    assert draw('{{ _("Save") }}') == "Save"
    assert draw('{{ icon("x") }}').startswith("<svg")


@pytest.mark.parametrize(
    "page",
    [
        KeysetPage([], first_url="?a=1&b=2", previous_url="?after=3", next_url="?before=4", summary="<3 orders>"),
        KeysetPage([], next_url="?before=4"),
        KeysetPage([], summary="3 orders"),
        KeysetPage([]),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_both_pagers_draw_the_same(page, language):
    with translation.override(language):
        ours = drawn("components/pager.html", {"page": page})
        djangos = render_to_string("components/pager.html", {"page": page})
    assert re.sub(r"\s+", "", ours) == re.sub(r"\s+", "", djangos)


@pytest.mark.parametrize(
    ("value", "drawn_as"),
    [
        ("<b>&'\"", "&lt;b&gt;&amp;&#x27;&quot;"),
        (7, "7"),
        (None, "None"),
        (gettext_lazy("Save"), "Save"),
        (Markup("<i>"), "<i>"),
        (format_html("<i>{}</i>", "<"), "<i>&lt;</i>"),
    ],
)
def test_every_kind_of_value_is_put_out_escaped_once(value, drawn_as):
    assert draw("{{ value }}", value=value) == drawn_as
    assert draw("{% set part %}{{ value }}{% endset %}{{ part }}", value=value) == drawn_as
    assert draw("{% macro m(v) %}{{ v }}{% endmacro %}{{ m(value) }}", value=value) == drawn_as
    assert unescape(draw("{{ value ~ '' }}", value=value)) == unescape(str(escape(value)))
    assert draw("{% autoescape false %}{{ value }}{% endautoescape %}", value=value) == str(value)
