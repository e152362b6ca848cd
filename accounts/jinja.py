"""The Jinja2 environment of hot lists (docs/adr/0014-jinja2-for-hot-lists.md): what their templates know.

Everything else is a Django template. Autoescaping is on, an unknown name is an error, and texts come from the same
catalogues: `{{ _("Save") }}`, `{{ ngettext("%(num)s order", "%(num)s orders", count) }}`.
"""

from __future__ import annotations

from html import escape as escape_text
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup, escape

from accounts.templatetags.frame import asset, badge, icon


def escaped(value: object) -> str:
    """What `{{ value }}` puts out: plain text escaped without becoming a Markup, what is marked safe as it is."""
    kind = type(value)
    if kind is str:
        return escape_text(value)  # type: ignore[arg-type]  # it is a str
    return value if kind is Markup else escape(value)  # type: ignore[return-value]  # a Markup is a str


class QuickOutput(CodeGenerator):
    """Has `{{ }}` call `escaped`: half a thousand values a page, of each of which Jinja2 makes two objects."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class QuickEnvironment(Environment):
    """Jinja2's environment with that output; where autoescaping is in doubt, Jinja2's own stays."""

    code_generator_class = QuickOutput
    escaped = staticmethod(escaped)


def environment(**options: Any) -> Environment:
    """Called once by Django's backend, which passes its own options (loader, autoescape and the like)."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = QuickEnvironment(extensions=["jinja2.ext.i18n"], **options)
    # New style: values are escaped as they are put into a text, so a translation cannot carry markup in by a name.
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(icon=icon, asset=asset, badge=badge)
    return made


def drawn(name: str, context: dict[str, Any]) -> SafeString:
    """A template of `templates/jinja2/` as a block of a Django page; what it shows is escaped already."""
    return mark_safe(render_to_string(name, context, using="jinja2"))  # noqa: S308 - by Jinja2
