"""An app that listens, installed in a mall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest
import structlog

from accounts.models import Mall, User
from developer_center.domain.register_app import register_app
from developer_center.domain.webhooks.endpoint import save_endpoint
from developer_center.models import App, Installation
from developer_center.scopes import ALL_SCOPES
from developer_center.webhook_events import LABELS
from tests.developer_center.webhooks.receiver import Receiver
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _own_machine(settings) -> None:
    """As in development: apps may run on this machine (R9.9)."""
    settings.ALLOWS_LOOPBACK_APPS = True


@pytest.fixture(autouse=True)
def _no_request() -> None:
    """What a page of an earlier test bound in this process: entries of one request go together."""
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def receivers() -> Iterator[Callable[..., Receiver]]:
    made: list[Receiver] = []

    def make(*args: object) -> Receiver:
        made.append(Receiver(*args))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def receiver(receivers) -> Receiver:
    return receivers()


def listening_app(developer: User, url: str, events: Iterable[int] | None = None, name: str = "Listener") -> App:
    """An app with every permission that hears of all events, or of these."""
    app = register_app(developer, name=name, app_url="https://app.example.com", kind="web")
    App.objects.filter(pk=app.pk).update(scopes=sorted(ALL_SCOPES))
    save_endpoint(developer, app.pk, url=url, events=LABELS if events is None else events)
    return App.objects.get(pk=app.pk)


def install(app: App, mall: Mall, **values: object) -> Installation:
    return Installation.objects.create(**{"app": app, "mall": mall, "scopes": sorted(ALL_SCOPES)} | values)


@pytest.fixture
def hooked(developer, mall, receiver) -> App:
    """An app with all permissions and all events, installed in the mall, with a receiver that says 200."""
    app = listening_app(developer, receiver.url)
    install(app, mall)
    return app


@pytest.fixture
def another_developer(rows) -> User:
    return UserFactory(login_id="devtwo", email="two@example.com")
