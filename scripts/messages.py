"""The message catalogues: `python scripts/messages.py extract | compile | check | fill <language> <file.json>`.

extract  reads all sources and brings locale/<language>/LC_MESSAGES/django.po up to date: keeps what is translated,
         adds what is new, drops what nobody says any more. The files are sorted and carry no dates and no places,
         so that two branches that add messages merge.
compile  writes the .mo files that Django reads (Babel does it; gettext's programs are not needed).
fill     puts translations of a JSON file {message id: text, or list of texts for a plural} into a catalogue.
check    ends with 1 and a list where a message has no translation, is fuzzy or has other placeholders.

Korean must be whole. Japanese holds what shoppers see: messages of the places in SHOPPER_PLACES.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
JINJA_FOLDER = "templates/jinja2/"
PYTHON_FOLDERS = ("accounts", "catalog", "orders", "pro", "developer_center", "storefront", "cafe24clone")
SHOPPER_PLACES = (
    "storefront/",
    "orders/models/status.py",  # states that order pages name
    "orders/models/order.py",
    "orders/queries/sums.py",  # what an order costs, on order pages
    "orders/models/fulfilment.py",
    "orders/models/document.py",
    "orders/models/board.py",
    "orders/gateways/",
    "templates/orders/documents/",
    "accounts/passwords.py",
    "templates/storefront/",
    "templates/base_storefront.html",
    "templates/base_error.html",
    "templates/4",  # error pages: the same for merchants and shoppers
    "templates/5",
    "templates/mail/base.",
    "templates/mail/shopper/",
    "orders/models/fulfilment.py",
    "orders/models/status.py",
)
LANGUAGES = ("ko", "ja")
# Function name -> where message, plural and context stand among its arguments.
KEYWORDS: dict[str, tuple[str, ...]] = {
    "_": ("id",),
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|(%[a-zA-Z])|\{(\w*)\}")
HEADER_KEPT = ("Language:", "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:", "Plural-Forms:")

# Babel's annotations say something else than what it reads and yields.
read_calls: Any = extract_python
read_jinja: Any = babel_extract

Key = tuple[str, str]  # context ("" for none) and message id


@dataclass
class Found:
    """A message of the sources, its plural and the files that say it."""

    plural: str = ""
    places: set[str] = field(default_factory=set)

    @property
    def is_for_shoppers(self) -> bool:
        return any(place.startswith(SHOPPER_PLACES) for place in self.places)


Messages = dict[Key, Found]


def messages_of_python(source: bytes) -> Iterator[tuple[Key, str]]:
    """Yield (context, id) and plural ("" for none) of each gettext call with literal arguments."""
    for _line, name, arguments, _comments in read_calls(io.BytesIO(source), list(KEYWORDS), [], {}):
        yield from message_of_call(name, arguments)


def message_of_call(name: str, arguments: Any) -> Iterator[tuple[Key, str]]:
    """One call as (context, id) and plural; nothing where the id is not a literal."""
    values = arguments if isinstance(arguments, tuple) else (arguments,)
    parts = dict(zip(KEYWORDS[name], values, strict=False))
    message = parts.get("id")
    if isinstance(message, str) and message:
        yield (str(parts.get("context") or ""), message), str(parts.get("plural") or "")


def messages_of_jinja(source: str) -> Iterator[tuple[Key, str]]:
    """The same for a Jinja2 template: its calls of gettext and, should one have them, its trans blocks."""
    options = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    for _line, name, arguments, _comments in read_jinja(io.BytesIO(source.encode()), list(KEYWORDS), [], options):
        yield from message_of_call(name, arguments)


def messages_of_template(source: str, name: str = "") -> Iterator[tuple[Key, str]]:
    """The same for a Django template, with exactly the ids that its tags look up when it is drawn."""
    as_python = templatize(source, origin=name)
    # Only the calls matter; indentation of the page would read as broken Python.
    lines = (line.strip() for line in as_python.splitlines())
    yield from messages_of_python("\n".join(lines).encode())


def source_files(root: Path) -> Iterator[Path]:
    for folder in PYTHON_FOLDERS:
        yield from (p for p in sorted((root / folder).rglob("*.py")) if "migrations" not in p.parts)
        yield from sorted((root / folder).glob("templates/**/*.*"))
    yield from (p for p in sorted((root / "templates").rglob("*.*")) if p.suffix in {".html", ".txt", ".xml"})


def collect(root: Path = ROOT) -> Messages:
    """Every message of the sources."""
    found: Messages = {}
    for path in source_files(root):
        place = path.relative_to(root).as_posix()
        if path.suffix == ".py":
            messages = messages_of_python(path.read_bytes())
        elif place.startswith(JINJA_FOLDER):
            messages = messages_of_jinja(path.read_text())
        else:
            messages = messages_of_template(path.read_text(), place)
        for key, plural in messages:
            entry = found.setdefault(key, Found())
            entry.plural = entry.plural or plural
            entry.places.add(place)
    return found


def wanted(found: Messages, language: str) -> Messages:
    """What a catalogue holds: all of it, or (Japanese) what shoppers see."""
    return found if language != "ja" else {key: entry for key, entry in found.items() if entry.is_for_shoppers}


def path_of(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def key_of(message: Message) -> Key:
    return (message.context or "", message.id if isinstance(message.id, str) else str(message.id[0]))


def updated(old: Catalog, found: Messages, language: str) -> Catalog:
    """A catalogue of exactly the found messages with the translations that the old one has for them."""
    known = {key_of(message): message for message in old if message.id}
    new = Catalog(locale=language, charset="utf-8")
    for key in sorted(found, key=lambda key: (key[1], key[0])):
        context, identifier = key
        plural = found[key].plural
        before = known.get(key)
        text = before.string if before else ""
        if plural and isinstance(text, str):
            text = (text,) * new.num_plurals
        elif not plural and not isinstance(text, str):
            text = (text or ("",))[0]
        flags = {"fuzzy"} if before and before.fuzzy else set()
        new.add((identifier, plural) if plural else identifier, text, flags=flags, context=context or None)
    return new


def as_po(catalog: Catalog) -> str:
    """The file's text: sorted, one line per string, a header without dates or names."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, no_location=True, sort_output=True, omit_header=False)
    _header, _gap, body = out.getvalue().decode().partition("\n\n")
    fields = [f"{name}: {value}" for name, value in catalog.mime_headers]
    kept = [line for line in fields if line.startswith(HEADER_KEPT)]
    header = "\n".join(['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in kept)])
    return f"{header}\n\n{body.strip()}\n" if body.strip() else f"{header}\n"


def extract(root: Path = ROOT) -> None:
    found = collect(root)
    for language in LANGUAGES:
        path = path_of(language, root)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_po(updated(read(path, language), wanted(found, language), language)))


def compile_catalogues(root: Path = ROOT) -> None:
    """Write each .mo that is missing or older than its .po."""
    for language in LANGUAGES:
        source = path_of(language, root)
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            continue
        out = io.BytesIO()
        write_mo(out, read(source, language))
        part = target.with_suffix(".part")
        part.write_bytes(out.getvalue())
        part.replace(target)


def placeholders(text: str) -> set[str]:
    """What a text leaves to fill in; `%%` is a percent sign."""
    return {a or b or f"{{{c}}}" for a, b, c in PLACEHOLDER.findall(text.replace("%%", ""))}


def problem_of(key: Key, entry: Found, message: Message | None) -> str:
    """What is wrong with one translation, or an empty string."""
    text = message.string if message else ""
    texts = [text] if isinstance(text, str) else list(text or [])
    if message is None or not texts or not all(texts):
        return "is not translated"
    if message.fuzzy:
        return "is fuzzy"
    asked = placeholders(key[1]) | placeholders(entry.plural)
    given = set().union(*(placeholders(text) for text in texts))
    # A plural form may leave the number out ("one product"); nothing may be added.
    if given - asked or (not entry.plural and asked - given):
        return f"has other placeholders: {sorted(asked ^ given)}"
    return ""


def check(root: Path = ROOT) -> list[str]:
    """A line per message that a reader of some language would not get right."""
    found = collect(root)
    lines = []
    for language in LANGUAGES:
        known = {key_of(message): message for message in read(path_of(language, root), language) if message.id}
        for key, entry in sorted(wanted(found, language).items()):
            problem = problem_of(key, entry, known.get(key))
            if problem:
                lines.append(f"{language}: {key[1]!r} {problem} ({', '.join(sorted(entry.places))})")
    return lines


def fill(language: str, texts: dict[str, str | list[str]], root: Path = ROOT) -> list[str]:
    """Put translations in, replacing known ones and taking fuzzy marks off; return the ids that no source says."""
    catalogue = read(path_of(language, root), language)
    unknown = set(texts)
    for message in catalogue:
        identifier = key_of(message)[1] if message.id else ""
        if identifier in texts:
            text = texts[identifier]
            message.string = text if isinstance(text, str) else tuple(text)
            message.flags.discard("fuzzy")
            unknown.discard(identifier)
    path_of(language, root).write_text(as_po(catalogue))
    return sorted(unknown)


def main(arguments: list[str]) -> int:
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    lines: list[str] = []
    match arguments:
        case ["extract"]:
            extract()
        case ["compile"]:
            compile_catalogues()
        case ["check"]:
            lines = check()
        case ["fill", language, file] if language in LANGUAGES:
            texts = json.loads(Path(file).read_text())
            lines = [f"no source says {identifier!r}" for identifier in fill(language, texts)]
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
