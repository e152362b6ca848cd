"""Write docs/api-coverage.md: which of the contract's operations are served. `--check` only says if it is current."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "api-coverage.md"
HEAD = """# What the Admin API serves

{served} of the {all} operations that Cafe24's Admin API has in version 2026-03-01 are served. The others answer 404
with a message that says so. Made by `scripts/api_coverage.py` from the table of operations; a test compares.

| Group | Served | Of |
|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
    from developer_center.api.contract.index import Operation, operations  # noqa: PLC0415 - after django.setup()
    from developer_center.api.operation import registered  # noqa: PLC0415
    from developer_center.api.urls import load_resources  # noqa: PLC0415

    load_resources()
    served = {entry.operation.key for entry in registered() if not entry.is_extension}
    groups: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations().values():
        groups[operation.group].append(operation)
    lines = [HEAD.format(served=len(served), all=len(operations()))]
    for name, group in sorted(groups.items()):
        lines.append(f"| {name} | {sum(one.key in served for one in group)} | {len(group)} |\n")
    extensions = [entry.operation for entry in registered() if entry.is_extension]
    if extensions:
        lines.append("\nOur own, which Cafe24 does not have: " + ", ".join(f"`{one}`" for one in extensions) + ".\n")
    for name, group in sorted(groups.items()):
        lines.append(f"\n## {name}\n\n")
        lines += [f"- {'served' if one.key in served else '**not served**'}: `{one}`\n" for one in group]
    return "".join(lines)


def main() -> int:
    """0 where the page is current, or was written."""
    text = page()
    if "--check" in sys.argv:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe24clone.settings")
    import django

    django.setup()
    raise SystemExit(main())
