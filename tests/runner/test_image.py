"""The image takes over what pages are made of, and no more: no Docker is needed to see that."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from accounts.templatetags.frame import ICON_FOLDER

NODE_MODULES = Path(settings.BASE_DIR, "node_modules")
TAKEN = re.compile(r"^\s+((?:@tabler|htmx)\S.*?)\s*\\?$", re.MULTILINE)


def taken_over() -> list[str]:
    """The paths below node_modules that the Dockerfile copies."""
    text = Path(settings.BASE_DIR, "Dockerfile").read_text()
    return [path for line in TAKEN.findall(text) for path in line.split()]


def test_the_image_holds_every_folder_that_pages_are_served_from_and_no_others():
    folders = [Path(entry[1] if isinstance(entry, tuple) else entry) for entry in settings.STATICFILES_DIRS]
    from_npm = [folder for folder in [*folders, ICON_FOLDER] if folder.is_relative_to(NODE_MODULES)]
    served = {str(folder.relative_to(NODE_MODULES)) for folder in from_npm}
    copied = taken_over()
    assert {path for path in copied if Path(path).suffix == "" and Path(path).name != "LICENSE"} == served
    assert [path for path in copied if not (NODE_MODULES / path).exists()] == []
