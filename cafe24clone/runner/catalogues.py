"""`python -m cafe24clone.runner.catalogues`: compile message catalogues with Babel, without GNU gettext."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cafe24clone.runner.programs import PROJECT


def compile_catalogues(project: Path = PROJECT) -> list[Path]:
    """Write a .mo beside each .po that is newer; return what was written. Fuzzy messages are left out."""
    return [po for po in sorted(project.glob("locale/*/LC_MESSAGES/*.po")) if _compile(po)]


def _compile(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
        return False
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parts[-3])
    new = mo.with_suffix(".mo.new")
    with new.open("wb") as target:
        write_mo(target, catalogue)
    new.replace(mo)
    return True


if __name__ == "__main__":
    for path in compile_catalogues():
        print(f"Compiled {path.relative_to(PROJECT)}")
