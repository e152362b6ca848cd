"""Template tags of the frame, the menu, and error pages that stand without anything else."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from accounts import menu
from accounts.templatetags import frame

TEMPLATES = Path(settings.BASE_DIR) / "templates"


class ProductForm(forms.Form):
    name = forms.CharField(help_text="Words that shoppers search for.\n* 100 characters at most.")
    display = forms.ChoiceField(choices=[("T", "Displayed"), ("F", "Hidden")], widget=forms.RadioSelect)
    password = forms.CharField(widget=forms.PasswordInput(attrs={"class": "wide"}), required=False)
    agree = forms.BooleanField(required=False)


def draw(source: str, **context: object) -> str:
    return Template("{% load frame %}" + source).render(Context(context))


def test_every_icon_that_a_template_names_exists():
    named = {name for path in TEMPLATES.rglob("*.html") for name in re.findall(r'icon "([\w-]+)"', path.read_text())}
    named |= {section.icon for sections in menu.SECTIONS.values() for section in sections}
    assert {name for name in named if not frame.icon_body(name)} == set()


@pytest.mark.parametrize("name", ["no-such-icon", "../../package", "HOME", ""])
def test_an_icon_that_does_not_exist_draws_an_empty_picture(name):
    assert draw("{% icon name %}", name=name).endswith("></svg>")


def test_help_opens_at_the_question_mark_and_starred_lines_stand_under_the_field():
    html = draw("{% field form.name %}", form=ProductForm())
    opened, _end, below = html.partition("</details>")
    assert "Words that shoppers search for." in opened
    assert "<li>* 100 characters at most.</li>" in below
    assert 'aria-describedby="id_name_notes"' in below


def test_a_wrong_field_names_its_errors_to_screen_readers():
    html = draw("{% field form.name %}", form=ProductForm({"name": ""}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_notes id_name_error"' in html
    assert 'id="id_name_error"' in html


@pytest.mark.parametrize(("name", "has_badge"), [("name", True), ("display", True), ("password", False)])
def test_required_fields_carry_the_badge_in_the_readers_language(name, has_badge):
    with translation.override("ko"):
        html = draw("{% field field %}", field=ProductForm()[name])
    assert ("필수" in html) is has_badge


def test_choices_are_a_fieldset_with_a_legend_and_keep_what_was_chosen():
    html = draw("{% field form.display %}", form=ProductForm({"display": "F"}))
    assert html.index("<fieldset") < html.index("<legend") < html.index('type="radio"')
    assert re.search(r'value="F"[^>]* checked', html)
    assert not re.search(r'value="T"[^>]* checked', html)


def test_a_widgets_own_class_stays():
    assert 'class="form-control wide"' in draw("{% field form.password %}", form=ProductForm())


def test_the_summary_links_each_error_to_its_field_and_escapes_what_was_sent():
    form = ProductForm({"name": "x"})
    form.add_error(None, "<b>together</b>")
    html = draw("{% form_errors form %}", form=form)
    assert 'href="#id_display_0"' in html
    assert "&lt;b&gt;together&lt;/b&gt;" in html


def test_the_summary_of_a_right_form_is_empty():
    assert draw("{% form_errors form %}", form=ProductForm({"name": "x", "display": "T"})).strip() == ""


ERROR_PAGES = ["400", "403", "403_csrf", "404", "405", "422", "429", "500", "503", "storefront/closed"]


@pytest.mark.parametrize("page", ERROR_PAGES)
@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_error_pages_need_no_request_and_no_database(page, language):
    with translation.override(language):
        html = render_to_string(f"{page}.html", {"request_id": "0b6f2c"})
    assert f'<html lang="{language}">' in html
    assert "0b6f2c" in html
    assert "<script" not in html
    assert "/admin/" not in html


def test_templates_carry_no_inline_script_style_or_handler():
    pages = [path for path in TEMPLATES.rglob("*.html") if "mail" not in path.relative_to(TEMPLATES).parts]
    data_or_file = r"""(?:src=|type="application/(?:ld\+)?json")"""
    bad = re.compile(rf"<style|\sstyle=|<script(?![^>]*\s{data_or_file})|\son[a-z]+=|javascript:")
    assert [path.name for path in pages if bad.search(path.read_text())] == []


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(menu, "_discovered", True)
    monkeypatch.setattr(menu, "address", lambda name: f"/admin/{name}/".replace("/home/", "/"))
    menu.register(
        menu.Entry("home", "Home", "home", "home", "home", order=0, is_exact=True),
        menu.Entry("list", "List", "products", "products", "products", right="products", order=1),
        menu.Entry("new", "New", "products/new", "products", "products", right="products", order=2),
        menu.Entry("mails", "Mails", "mails", "customers", None, order=3),
    )


def someone(*rights: str) -> SimpleNamespace:
    return SimpleNamespace(has_right=lambda right: right in rights)


@pytest.mark.usefixtures("registry")
class TestMenu:
    @pytest.mark.parametrize(
        ("path", "current"),
        [
            ("/admin/", ["Home"]),
            ("/admin/products/", ["List"]),
            ("/admin/products/17/", ["List"]),
            ("/admin/products/new/", ["New"]),
            ("/admin/profile/", []),
        ],
    )
    def test_the_closest_page_is_current(self, path, current):
        items = menu.menu_for(someone("products"), "advanced", path)
        lines = [line for item in items for line in (item.children or [item])]
        assert [line.label for line in lines if line.is_active] == current

    def test_pages_without_the_right_and_heads_without_pages_do_not_show(self):
        labels = [item.label for item in menu.menu_for(someone(), "advanced", "/admin/")]
        assert labels == ["Home", "Mails"]

    @pytest.mark.parametrize("mode", ["basic", "neither"])
    def test_basic_mode_leaves_out_what_it_does_not_hold(self, mode):
        urls = [item.url for item in menu.menu_for(someone("products"), mode, "/admin/")]
        assert urls == ["/admin/", "/admin/products/"]

    def test_an_entry_in_an_unknown_section_is_refused(self):
        with pytest.raises(ValueError, match="names no section"):
            menu.register(menu.Entry("x", "X", "x", "nowhere", None))

    def test_two_different_entries_of_one_key_are_refused(self):
        with pytest.raises(ValueError, match="Two menu entries"):
            menu.register(menu.Entry("home", "Other", "home", "home", "home"))
