"""The sample app of docs/sample_app, as a module and as a running program."""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import requests
from django.conf import settings

PROGRAM = Path(settings.BASE_DIR, "docs/sample_app/app.py")


def load() -> ModuleType:
    """The program as a module; nothing is served."""
    spec = importlib.util.spec_from_file_location("sample_app", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["sample_app"] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def running(port: int, folder: Path, variables: Mapping[str, str]) -> Iterator[str]:
    """The unchanged program in an environment of these variables alone; yields its address."""
    url = f"http://localhost:{port}"
    own = {"APP_PORT": str(port), "TOKENS": str(folder / "tokens.json"), "PYTHONUNBUFFERED": "1"}
    log = folder / "sample_app.log"
    with log.open("wb") as file:
        process = subprocess.Popen([sys.executable, str(PROGRAM)], env={**variables, **own}, stdout=file, stderr=file)
    try:
        deadline = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"{url}/nothing", timeout=5)
                break
            time.sleep(0.05)
        yield url
        assert process.poll() is None, log.read_text()
        assert "Traceback" not in log.read_text()
    finally:
        process.terminate()
        process.wait(10)
