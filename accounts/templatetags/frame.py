"""Parts of every page: icons, form fields, error summary, status badges.

Everything here also works on the error pages: without a request, without context processors, without the database.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from accounts.frame_parts import Rights, Who, menu_html, top_html

register = template.Library()

ICON_FOLDER = settings.BASE_DIR / "node_modules" / "@tabler" / "icons" / "icons"
ICON_NAME = re.compile(r"[a-z0-9-]+")
SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
TONES = {"success": "green", "warning": "yellow", "danger": "red", "info": "blue", "neutral": "secondary"}


@lru_cache(maxsize=512)
def icon_body(name: str) -> str:
    """The paths of a Tabler icon; empty when there is none, so that a page never fails over a picture."""
    folder, stem = ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
    path = ICON_FOLDER / folder / f"{stem}.svg"
    if not ICON_NAME.fullmatch(name) or not path.is_file():
        return ""
    found = SVG_BODY.search(path.read_text())
    return " ".join(found[1].split()) if found else ""


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "home" %}`: an inline SVG in the colour of the text, hidden from screen readers.

    `name` is a name of tabler.io/icons; `-filled` at its end takes the filled one.
    """
    paint = 'fill="currentColor"' if name.endswith("-filled") else 'fill="none" stroke="currentColor"'
    return format_html(
        '<svg class="icon {}" width="20" height="20" viewBox="0 0 24 24" {} stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        css,
        mark_safe(paint),  # noqa: S308 - two literals
        mark_safe(icon_body(name)),  # noqa: S308 - a file of the pinned icon package
    )


@register.simple_tag
def asset(path: str) -> str:
    """`{% asset "platform/frame.css" %}`: like `static`, but a file that was never collected fails no error page."""
    try:
        return _address_of_file(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@lru_cache(maxsize=256)
def _address_of_file(path: str) -> str:
    """Files are collected before the process starts, so their addresses stay; a missing one is asked for again."""
    return static(path)


@register.simple_tag
def platform_name() -> str:
    """`{% platform_name %}`: what this installation calls itself."""
    return str(getattr(settings, "PLATFORM_NAME", "Cafe24 Clone"))


@register.simple_tag
def badge(text: object, tone: str = "neutral") -> SafeString:
    """`{% badge order.get_status_display "success" %}`; tones: success, warning, danger, info, neutral."""
    colour = TONES.get(tone, "secondary")
    return format_html('<span class="status status-{}"><span class="status-dot"></span>{}</span>', colour, text)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """`{% field form.name %}`: label, Required badge, "?" help, control, "*" lines and errors, tied together.

    Options: `label`, `help` (replaces the form's help text), `prefix` and `suffix` (text in the control's box),
    `switch=True` (a checkbox as a switch), `hide_label=True`, `optional=True` (no badge on a required field).
    Lines of the help text that start with "*" stand under the field; the other lines open at the "?".
    """
    kind = kind_of(bound.field.widget)
    help_lines, notes = split_help(str(options.get("help", bound.help_text)))
    field_id = bound.auto_id or bound.html_name
    described_by = [f"{field_id}_notes"] if notes else []
    if bound.errors:
        described_by.append(f"{field_id}_error")
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described_by)} if described_by else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "kind": kind,
        "control": "" if kind == "choices" else control(bound, kind, attrs),
        "label": options.get("label") or bound.label,
        "is_required": bound.field.required and not options.get("optional"),
        "help_lines": help_lines,
        "notes": notes,
        "field_id": field_id,
        "described_by": " ".join(described_by),
        "prefix": options.get("prefix", ""),
        "suffix": options.get("suffix", ""),
        "is_switch": options.get("switch", False),
        "hides_label": options.get("hide_label", False),
    }


@register.filter
def attributes(data: dict[str, Any]) -> SafeString:
    """The attributes of one choice of a group (`subwidget.data`), without a class of its own."""
    return flatatt({name: value for name, value in data["attrs"].items() if name != "class"})


def kind_of(widget: forms.Widget) -> str:
    """Which shape of field a widget takes: choices, checkbox, password, hidden or text."""
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.PasswordInput):
        return "password"
    return "hidden" if widget.is_hidden else "text"


def control(bound: BoundField, kind: str, attrs: dict[str, Any]) -> SafeString:
    """The widget itself with the classes of its kind added to its own."""
    widget = bound.field.widget
    css = "form-check-input" if kind == "checkbox" else "form-control"
    if isinstance(widget, forms.Select):
        css = "form-select"
    invalid = "is-invalid" if bound.errors else ""
    attrs["class"] = " ".join(filter(None, [css, invalid, widget.attrs.get("class", "")]))
    return bound.as_widget(attrs=attrs)


def split_help(text: str) -> tuple[list[str], list[str]]:
    """Help for the "?" and the lines that start with "*", which stand under the field."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (
        [line for line in lines if not line.startswith("*")],
        [line for line in lines if line.startswith("*")],
    )


@register.inclusion_tag("components/form_errors.html")
def form_errors(*all_forms: forms.BaseForm) -> dict[str, Any]:
    """`{% form_errors form %}` (or several forms): what is wrong, each line a link to its field."""
    rows = []
    for form in all_forms:
        if not isinstance(form, forms.BaseForm) or not form.is_bound:
            continue
        rows += [{"href": "", "label": "", "text": text} for text in form.non_field_errors()]
        rows += [row for bound in form for row in error_rows(bound)]
    return {"rows": rows}


def error_rows(bound: BoundField) -> list[dict[str, Any]]:
    """A line per error of one field; a group of choices is reached at its first choice."""
    if bound.field.widget.is_hidden:
        href = ""
    else:
        href = f"#{bound.auto_id}_0" if kind_of(bound.field.widget) == "choices" else f"#{bound.auto_id}"
    return [{"href": href, "label": bound.label, "text": text} for text in bound.errors]


@register.simple_tag(takes_context=True)
def admin_menu(context: Context) -> SafeString:
    """`{% admin_menu %}`: the menu of the operator whose page this is (R0.26); empty while their mall is not open."""
    operator, request = context.get("operator"), context.get("request")
    rights = Rights.of(operator) if operator is not None and operator.mall.is_open else None
    return menu_html(rights, str(context.get("admin_mode", "")), request.path if request else "")


@register.simple_tag(takes_context=True)
def admin_top(context: Context) -> SafeString:
    """`{% admin_top %}`: the bar at the top: mode, way to the store, account, language, log-out (R0.26, R0.27)."""
    user, mall, request = context.get("user"), context.get("mall"), context.get("request")
    who = Who(
        getattr(user, "login_id", ""),
        getattr(user, "mode", ""),
        mall.name if mall else "",
        mall.storefront_url if mall else "",
        mall.is_test if mall else False,
    )
    full_path = request.get_full_path() if request else ""
    return top_html(who, csrf_token=str(context.get("csrf_token", "")), full_path=full_path)


@register.simple_tag
def frame_languages() -> list[tuple[str, str]]:
    """`{% frame_languages as offered %}`: code and own name of each language the platform's pages come in."""
    codes = getattr(settings, "ADMIN_LANGUAGES", [code for code, _name in settings.LANGUAGES])
    return [(code, get_language_info(code)["name_local"]) for code in codes]
