"""Help pages as they are read: links by page name become addresses."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from pro.models import HelpPage

LINK: Final = re.compile(r'<a href="page:([a-z0-9:_/-]+)"[^>]*>(.*?)</a>', re.DOTALL)


def help_pages() -> list[HelpPage]:
    """All that staff show, in their order."""
    return list(HelpPage.objects.filter(is_visible=True))


def html_of(page: HelpPage) -> SafeString:
    """The text in the present language. It was cleaned when it was saved; a link to no page of ours loses its link."""
    return mark_safe(LINK.sub(_link, page.shown_body))  # noqa: S308 - cleaned by pro.domain.help_pages


def _link(found: re.Match[str]) -> str:
    name, inside = found.groups()
    address = _address(name)
    return f'<a href="{escape(address)}">{inside}</a>' if address else inside


def _address(name: str) -> str:
    """`pro:scope`, `pro:help_page/<key>`, or one of the two places outside."""
    outside = {"help-center": settings.HELP_CENTER_URL, "enterprise": settings.ENTERPRISE_URL}
    if name in outside:
        return outside[name]
    url_name, _slash, key = name.partition("/")
    try:
        return reverse(url_name, args=[key] if key else [])
    except NoReverseMatch:
        return ""
