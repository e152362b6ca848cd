"""Time tells nothing (R0.40, R0.45): for an address or ID that is known and one that is not, the pages run the same
statements, and what differs is left to a worker. Equal work is what makes the times equal; a clock on a busy machine
would prove less."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.signin.people import newest_code
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("committed")

KNOWN = "annaone@example.com"
UNKNOWN = "nobodyy@example.com"


def statements(act: Callable[[], object]) -> list[str]:
    """What ran on every connection, in order, without its values."""
    with ExitStack() as stack:
        captured = [stack.enter_context(CaptureQueriesContext(connections[one])) for one in ("default", "counters")]
        act()
    found = [query["sql"] for one in captured for query in one.captured_queries]
    return [re.sub(r"\s+", " ", re.sub(r"'(?:[^']|'')*'|\b\d+\b|s\d+_x\d+", "?", sql)) for sql in found]


def browsers() -> list[Client]:
    """Two that have seen one page before: no first visit among what is compared."""
    both = [Client(HTTP_HOST="localhost") for _ in range(2)]
    for one in both:
        one.get("/find-id/")
    return both


def test_asking_for_a_reset_is_the_same_work_for_any_pair():
    UserFactory(login_id="annaone", email=KNOWN)
    first, second, third = [*browsers(), *browsers()][:3]
    pairs = [(first, "annaone", KNOWN), (second, "nobodyy", UNKNOWN), (third, "annaone", UNKNOWN)]
    runs = [
        statements(lambda one=one, data={"login_id": name, "email": email}: one.post("/reset-password/", data))
        for one, name, email in pairs
    ]
    assert any("INSERT INTO" in sql for sql in runs[0])
    assert runs[0] == runs[1] == runs[2]


def test_asking_for_ids_is_the_same_work_for_any_address():
    UserFactory(login_id="annaone", email=KNOWN)
    runs = []
    for one, email in zip(browsers(), (KNOWN, UNKNOWN), strict=True):
        asked = statements(lambda one=one, email=email: one.post("/find-id/", {"email": email}))
        code = newest_code(email)
        entered = statements(lambda one=one, code=code: one.post("/find-id/code/", {"code": code}))
        runs.append((asked, entered))
    assert any("INSERT INTO" in sql for sql in runs[0][0])
    assert any("INSERT INTO" in sql for sql in runs[0][1])
    assert runs[0] == runs[1]
