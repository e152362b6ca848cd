"""What the terminal shows once the first page can be opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cafe24clone.runner.console import paint

DEMO_FILE = "demo.json"


@dataclass(frozen=True)
class SignIn:
    """One line of the demo's sign-ins."""

    label: str
    url: str
    login: str
    password: str


def demo_sign_ins(var: Path) -> list[SignIn]:
    """What `manage.py load_demo` left in VAR/demo.json; none where there is no demo, or an unreadable one."""
    try:
        entries = json.loads((var / DEMO_FILE).read_text(encoding="utf-8"))
        fields = ("label", "url", "login", "password")
        return [SignIn(*(str(entry.get(field, "")) for field in fields)) for entry in entries]
    except (OSError, ValueError, AttributeError, TypeError):
        return []


def summary(port: int, var: Path, seconds: float, app_environment: Mapping[str, str] | None = None) -> str:
    """Addresses, sign-ins and what an app written for Cafe24 is started with, as a block of text."""
    base = f"http://localhost:{port}"
    addresses = [
        ("Platform", f"{base}/"),
        ("Merchant admin", f"{base}/admin/"),
        ("Developer Center", f"{base}/developers/"),
        ("Support staff", f"{base}/support/"),
        ("Storefronts", f"http://{{mall}}.localhost:{port}/"),
        ("Sent mails", f"{base}/-/mail/"),
    ]
    lines = [paint(f"Ready in {seconds:.1f} s.", 1), ""]
    lines += [f"  {label:<19}{url}" for label, url in addresses]
    sign_ins = demo_sign_ins(var)
    if sign_ins:
        lines += ["", paint("Demo", 1), ""]
        lines += [_sign_in_line(entry) for entry in sign_ins]
    if app_environment:
        lines += ["", paint("An app written for Cafe24 runs unchanged with these set (README):", 1), ""]
        lines += [f"  {name}={value}" for name, value in app_environment.items()]
    lines += ["", f"  Data is in {var}. Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def _sign_in_line(entry: SignIn) -> str:
    access = f"   {entry.login} / {entry.password}" if entry.login else ""
    return f"  {entry.label:<19}{entry.url}{access}"
