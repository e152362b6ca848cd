"""Put translations into the catalogues: `python scripts/add_translations.py ko translations.json`.

The file maps message ids to texts (a list of texts for a plural). Messages the sources do not have are refused, so a
typing mistake in an id does not go unnoticed; fuzzy marks are taken off.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from messages import LANGUAGES, as_po, key_of, path_of, read


def add(language: str, texts: dict[str, str | list[str]], root: Path | None = None) -> list[str]:
    """Fill the catalogue and return the ids it does not have; a known translation is replaced."""
    path = path_of(language, root) if root else path_of(language)
    catalogue = read(path, language)
    left = set(texts)
    for message in catalogue:
        _context, identifier = key_of(message)
        if identifier and identifier in texts:
            text = texts[identifier]
            message.string = text if isinstance(text, str) else tuple(text)
            message.flags.discard("fuzzy")
            left.discard(identifier)
    path.write_text(as_po(catalogue))
    return sorted(left)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or arguments[0] not in LANGUAGES:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    unknown = add(arguments[0], json.loads(Path(arguments[1]).read_text()))
    sys.stderr.write("".join(f"Not in the sources: {identifier!r}\n" for identifier in unknown))
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
