"""scripts/messages.py: the ids it finds are the ids that Django looks up, and its files stay as people left them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine, engines
from django.utils import translation
from django.utils.translation import trans_real

from scripts import messages

TEMPLATES = {
    "a translated word": '{% translate "Save" %}',
    "a word in single quotes": "{% trans 'Save all' %}",
    "a word in a variable": '{% translate "Cancel" as word %}{{ word }}',
    "a context": '{% translate "May" context "month" %}',
    "a percent sign": '{% translate "10% off" %}',
    "a block": "{% blocktranslate %}Hello {{ name }}!{% endblocktranslate %}",
    "a block over lines": (
        "<p>\n  {% blocktranslate trimmed %}\n    Hello\n      there, {{ name }}\n  {% endblocktranslate %}\n</p>"
    ),
    "a block as it stands": "{% blocktranslate %}\n  Hello\n  you\n{% endblocktranslate %}",
    "a plural": (
        "{% blocktranslate trimmed count n=count %}\n  {{ n }} product\n{% plural %}\n  {{ n }} products\n"
        "{% endblocktranslate %}"
    ),
    "a plural in a context": (
        '{% blocktranslate count n=count context "cart" %}one thing{% plural %}{{ n }} things{% endblocktranslate %}'
    ),
    "a percent sign in a block": "{% blocktranslate %}{{ count }}% of it{% endblocktranslate %}",
    "an argument": '{% firstof nothing _("Nothing yet") %}',
    "a filter's argument": '{{ nothing|default:_("None") }}',
    "a literal": '{{ _("Literal") }}',
    "quotes in a page": '<p title="it\'s">don\'t</p>\n      {% translate "It\'s here" %}',
}


class Notes(trans_real.DjangoTranslation):
    """A catalogue that knows nothing and notes what it was asked for, in the form gettext stores it."""

    def __init__(self, asked: set[messages.Key]) -> None:
        super().__init__("ko")
        self.asked = asked

    def gettext(self, message: str) -> str:
        context, _sep, identifier = message.rpartition("\x04")
        self.asked.add((context, identifier))
        return identifier

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1) if n == 1 else self.gettext(msgid1) + msgid2.rpartition("\x04")[2]


def ids_looked_up(source: str, monkeypatch: pytest.MonkeyPatch) -> set[messages.Key]:
    asked: set[messages.Key] = set()
    engine = Engine(libraries={"i18n": "django.templatetags.i18n"}, builtins=["django.templatetags.i18n"])
    with translation.override("ko"):
        notes = Notes(asked)
        monkeypatch.setattr(trans_real, "catalog", lambda: notes)
        monkeypatch.setattr(trans_real._active, "value", notes)  # type: ignore[attr-defined]
        engine.from_string(source).render(Context({"name": "Kim", "count": 3, "nothing": ""}))
        monkeypatch.undo()
    return asked


@pytest.mark.parametrize("source", TEMPLATES.values(), ids=list(TEMPLATES))
def test_ids_of_a_template_are_those_that_rendering_looks_up(source, monkeypatch):
    found = {key for key, _plural in messages.messages_of_template(source)}
    assert found == ids_looked_up(source, monkeypatch)
    assert found


JINJA = {
    "a word": '<b title="{{ _("Save") }}">x</b>',
    "a word in a variable": "{% set label = _('Cancel') %}{{ label }}",
    "a percent sign": '{{ _("10%% off") }}',
    "a value": '{{ _("Hello %(name)s!", name=name) }}',
    "a plural": '{{ ngettext("%(num)s product", "%(num)s products", count) }}',
    "a context": '{{ pgettext("month", "May") }}',
    "an argument": '{{ nothing or _("Nothing yet") }}',
    "a block": "{% trans %}Hello there, {{ name }}{% endtrans %}",
}


@pytest.mark.parametrize("source", JINJA.values(), ids=list(JINJA))
def test_ids_of_a_jinja_template_are_those_that_rendering_looks_up(source, monkeypatch):
    """Both kinds of template look into the same catalogues (docs/adr/0014)."""
    asked: set[messages.Key] = set()
    made = engines["jinja2"].from_string(source)
    with translation.override("ko"):
        notes = Notes(asked)
        monkeypatch.setattr(trans_real, "catalog", lambda: notes)
        monkeypatch.setattr(trans_real._active, "value", notes)  # type: ignore[attr-defined]
        made.render({"name": "Kim", "count": 3, "nothing": ""})
        monkeypatch.undo()
    found = {key for key, _plural in messages.messages_of_jinja(source)}
    assert found == asked
    assert found


def test_jinja_templates_are_read_as_such(tmp_path):
    folder = tmp_path / "templates" / "jinja2"
    folder.mkdir(parents=True)
    (folder / "list.html").write_text('{% set word = _("Only in Jinja2") %}{{ word }}')
    assert set(messages.collect(tmp_path)) == {("", "Only in Jinja2")}


def test_python_calls_are_found_with_plural_and_context():
    source = (
        b"from django.utils.translation import gettext_lazy as _\n"
        b"A = _('One ' 'line')\n"
        b"B = ngettext_lazy('%(n)d row', '%(n)d rows', 'n')\n"
        b"C = pgettext('month', 'May') + other('not this')\n"
        b"D = npgettext('cart', 'thing', 'things', 2)\n"
        b"E = _(variable)\n"
    )
    assert dict(messages.messages_of_python(source)) == {
        ("", "One line"): "",
        ("", "%(n)d row"): "%(n)d rows",
        ("month", "May"): "",
        ("cart", "thing"): "things",
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "templates/storefront").mkdir(parents=True)
    (tmp_path / "accounts").mkdir()
    (tmp_path / "templates/admin.html").write_text('{% translate "Save" %}{% translate "Leave, %(name)s" %}')
    (tmp_path / "templates/storefront/cart.html").write_text('{% translate "Cart" %}')
    return tmp_path


def po(project: Path, language: str) -> str:
    return messages.path_of(language, project).read_text()


def test_extract_keeps_translations_drops_unused_ones_and_writes_the_same_file_twice(project):
    messages.extract(project)
    messages.fill("ko", {"Save": "저장", "Cart": "장바구니"}, project)
    messages.extract(project)
    first = po(project, "ko")
    assert 'msgid "Save"\nmsgstr "저장"' in first
    assert "Date" not in first
    assert "#:" not in first
    (project / "templates/admin.html").write_text('{% translate "Save" %}{% translate "Add" %}')
    messages.extract(project)
    messages.extract(project)
    ids = [line for line in po(project, "ko").splitlines() if line.startswith("msgid ")]
    assert ids == ['msgid ""', 'msgid "Add"', 'msgid "Cart"', 'msgid "Save"']
    assert "저장" in po(project, "ko")


def test_japanese_holds_what_shoppers_see_and_nothing_else(project):
    messages.extract(project)
    assert 'msgid "Cart"' in po(project, "ja")
    assert 'msgid "Save"' not in po(project, "ja")


CHECKS: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "all is well": ({"Leave, %(name)s": "%(name)s 님, 나가기"}, "", []),
    "untranslated": ({}, "", ["ko: 'Leave, %(name)s' is not translated (templates/admin.html)"]),
    "a placeholder lost": (
        {"Leave, %(name)s": "나가기"},
        "",
        ["ko: 'Leave, %(name)s' has other placeholders: ['name'] (templates/admin.html)"],
    ),
    "fuzzy": (
        {"Leave, %(name)s": "%(name)s 님, 나가기"},
        "#, fuzzy\n",
        ["ko: 'Leave, %(name)s' is fuzzy (templates/admin.html)"],
    ),
}


@pytest.mark.parametrize(("texts", "mark", "lines"), CHECKS.values(), ids=list(CHECKS))
def test_check_lists_what_a_reader_would_not_get(project, texts, mark, lines):
    (project / "templates/admin.html").write_text("{% blocktranslate %}Leave, {{ name }}{% endblocktranslate %}")
    messages.extract(project)
    messages.fill("ko", {"Cart": "장바구니", **texts}, project)
    messages.fill("ja", {"Cart": "カート"}, project)
    path = messages.path_of("ko", project)
    path.write_text(path.read_text().replace('msgid "Leave', f'{mark}msgid "Leave'))
    assert messages.check(project) == lines


def test_fill_tells_ids_that_no_source_says(project):
    messages.extract(project)
    assert messages.fill("ko", {"Svae": "저장"}, project) == ["Svae"]
