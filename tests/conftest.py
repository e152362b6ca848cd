"""Fixtures of all tests: a database of one's own, a mall, another mall, and a cast of people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from accounts import tenancy
from accounts.models import Mall
from cafe24clone.runner.processes import free_port
from cafe24clone.runner.testing import copy_template
from tests.buckets import forget_buckets
from tests.cast import Cast
from tests.factories import MallFactory
from tests.live import LiveServer, celery_worker, web_server

ALIASES = ["default", "counters", "batch", "support"]
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    """Copy the migrated template for this worker; queries then run as role app (design 3.7)."""
    name = f"test_{worker_id}"
    copy_template(os.environ["DATABASE_MIGRATOR_URL"], name)
    for alias in settings.DATABASES:
        connections[alias].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        yield
        for alias in settings.DATABASES:
            connections[alias].close()


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A database where commits are real, for races, workers and other connections; migrator cleans up."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            for alias in settings.DATABASES:
                connections[alias].close()
            _truncate()
            connections["migrator"].close()


def _truncate() -> None:
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
            "AND NOT relispartition AND relname <> ALL(%s)",
            [list(KEPT_TABLES)],
        )
        tables = ", ".join(name for (name,) in cursor.fetchall())
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings) -> None:
    """Mails and files of one test are its own."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.EMAIL_BACKEND = "accounts.mail.EmlFileBackend"


@pytest.fixture(autouse=True)
def _nothing_cached() -> Iterator[None]:
    """Keys of rows come back in other tests, so what Redis keeps by them must not."""
    yield
    caches["pages"].clear()
    forget_buckets()


@pytest.fixture
def rows(request: pytest.FixtureRequest) -> None:
    """Rows that vanish after the test; really committed ones where the test asks for `committed`."""
    request.getfixturevalue("committed" if "committed" in request.fixturenames else "db")


@pytest.fixture
def mall(rows: None) -> Mall:
    """An open mall with its owner and base shop; its door is not open."""
    return MallFactory()


@pytest.fixture
def other_mall(rows: None) -> Mall:
    """A second mall, whose rows must not show anywhere."""
    return MallFactory()


@pytest.fixture
def inside(mall: Mall) -> Iterator[Mall]:
    """The mall with its door open for the whole test."""
    with tenancy.mall(mall.pk):
        yield mall


@pytest.fixture
def cast(mall: Mall) -> Cast:
    """People to sign in as."""
    return Cast(mall)


@pytest.fixture
def client() -> Client:
    """A browser on the platform host."""
    return Client(HTTP_HOST=settings.PLATFORM_HOST)


@pytest.fixture
def shopper(mall: Mall) -> Client:
    """A browser on the mall's host."""
    return Client(HTTP_HOST=f"{mall.host}.{settings.MALL_DOMAIN}")


@pytest.fixture
def live_port() -> int:
    """The port of this test's `site`, which links in the mails of its `live_worker` name too."""
    return free_port()


@pytest.fixture
def site(committed: None, tmp_path: Path, live_port: int) -> Iterator[LiveServer]:
    """A web server of two processes on this test's database; its mails and files are where the test's are.

    It is not called live_server: pytest-django lays hands on a fixture of that name.
    """
    with web_server(tmp_path, port=live_port) as server:
        yield server


@pytest.fixture
def live_worker(committed: None, tmp_path: Path, live_port: int) -> Iterator[Path]:
    """A Celery worker on this test's database; gives the path of its log."""
    with celery_worker(tmp_path, PORT=str(live_port)) as log_path:
        yield log_path
