"""The Jinja2 environment of hot lists (docs/adr/0014-jinja2-for-hot-lists.md): what their templates know.

Everything else is a Django template. Autoescaping is on, an unknown name is an error, and texts come from the same
catalogues: `{{ _("Save") }}`, `{{ ngettext("%(num)s order", "%(num)s orders", count) }}`.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from accounts.templatetags.frame import asset, badge, icon


def environment(**options: Any) -> Environment:
    """Called once by Django's backend, which passes its own options (loader, autoescape and the like)."""
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 - it is on, see above
    # New style: values are escaped as they are put into a text, so a translation cannot carry markup in by a name.
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(icon=icon, asset=asset, badge=badge)
    return made


def drawn(name: str, context: dict[str, Any]) -> SafeString:
    """A template of `templates/jinja2/` as a block of a Django page; what it shows is escaped already."""
    return mark_safe(render_to_string(name, context, using="jinja2"))  # noqa: S308 - by Jinja2
