"""Help pages and sales limits: seeded from the release where rows are missing, kept by staff after that (R3.97)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import nh3

from pro.models import HelpPage, SalesLimit

TEXTS: Final = Path(__file__).resolve().parent.parent / "texts"
PAGE_SCHEME: Final = "page"
SCHEMES: Final = {"http", "https", "mailto", PAGE_SCHEME}


def clean_help(html: str) -> str:
    """HTML without anything that runs; links by page name (`page:pro:scope`) stay."""
    return nh3.clean(html, url_schemes=SCHEMES, link_rel=None)


def save_help_page(page: HelpPage) -> HelpPage:
    """Save a page that staff edited, its texts cleaned."""
    page.body, page.body_ko = clean_help(page.body), clean_help(page.body_ko)
    page.save()
    return page


def add_missing_texts(using: str) -> int:
    """Insert help pages and limits that the database does not know; what staff have edited stays. Says how many."""
    return _add_pages(using) + _add_limits(using)


def seeded_pages() -> list[dict[str, Any]]:
    """The pages of this release: `texts/help/<kind>-<position>-<key>.<language>.html`, the title in the first line."""
    return [_page(path) for path in sorted((TEXTS / "help").glob("*.en.html"))]


def seeded_limits() -> list[dict[str, Any]]:
    """The overseas sales limits of this release: `texts/limits.toml`."""
    tables = tomllib.loads((TEXTS / "limits.toml").read_text(encoding="utf-8"))
    lists = ("words", "exceptions")
    return [{"key": key, **table, **{name: "\n".join(table[name]) for name in lists}} for key, table in tables.items()]


def _page(path: Path) -> dict[str, Any]:
    kind, position, key = path.name.removesuffix(".en.html").split("-", 2)
    title, body = _read(path)
    title_ko, body_ko = _read(path.with_name(path.name.replace(".en.html", ".ko.html")))
    return {
        "kind": kind,
        "position": int(position),
        "key": key,
        "title": title,
        "title_ko": title_ko,
        "body": body,
        "body_ko": body_ko,
    }


def _read(path: Path) -> tuple[str, str]:
    title, _newline, body = path.read_text(encoding="utf-8").partition("\n")
    return title.strip(), clean_help(body.strip())


def _add_pages(using: str) -> int:
    known = set(HelpPage.objects.using(using).values_list("key", flat=True))
    missing = [HelpPage(**page) for page in seeded_pages() if page["key"] not in known]
    HelpPage.objects.using(using).bulk_create(missing)
    return len(missing)


def _add_limits(using: str) -> int:
    known = set(SalesLimit.objects.using(using).values_list("key", flat=True))
    missing = [SalesLimit(**limit) for limit in seeded_limits() if limit["key"] not in known]
    SalesLimit.objects.using(using).bulk_create(missing)
    return len(missing)
