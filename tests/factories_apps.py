"""Apps, installations and access tokens for tests."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

import factory
from django.utils import timezone
from oauth2_provider.models import set_token_value

from accounts.models import Mall, User
from developer_center.models import AccessToken, App, Installation
from developer_center.scopes import ALL_SCOPES
from tests.factories import MallFactory, UserFactory


class AppFactory(factory.django.DjangoModelFactory):
    """An app on sale that may ask for everything."""

    class Meta:
        model = App
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"App {n}")
    app_url = "https://app.example.com/start"
    kind = App.Kind.WEB
    redirect_urls = ["https://app.example.com/callback"]
    scopes = sorted(ALL_SCOPES)
    state = App.State.FOR_SALE
    secret = "unreadable"

    @factory.post_generation
    def sealed(app: App, create: bool, _extracted: object, **_kwargs: object) -> None:  # noqa: N805
        app.seal("secret", f"secret-of-{app.client_id}")
        if create:
            app.save(update_fields=["secret"])


class InstallationFactory(factory.django.DjangoModelFactory):
    """An app that a mall's owner consented to, with all it asks for."""

    class Meta:
        model = Installation

    app = factory.SubFactory(AppFactory)
    mall = factory.SubFactory(MallFactory)
    user = factory.LazyAttribute(lambda row: row.mall.operators.get(is_owner=True).user)
    scopes = factory.LazyAttribute(lambda row: list(row.app.scopes))


def install(mall: Mall, *, app: App | None = None, scopes: Iterable[str] | None = None) -> Installation:
    """An app in a mall, by consent of the mall's owner."""
    app = app or AppFactory()
    owner = mall.operators.get(is_owner=True).user
    wanted = sorted(ALL_SCOPES if scopes is None else scopes)
    return Installation.objects.create(app=app, mall=mall, user=owner, scopes=wanted)


def make_token(
    installation: Installation, *, scopes: Iterable[str] | None = None, user: User | None = None, seconds: int = 7200
) -> str:
    """An access token of an installation, as its app has it; the database holds its checksum only."""
    raw = secrets.token_urlsafe(24)
    token = AccessToken(
        user=user or installation.user,
        application=installation.app,
        installation=installation,
        scope=" ".join(installation.scopes if scopes is None else scopes),
        expires=timezone.now() + dt.timedelta(seconds=seconds),
    )
    set_token_value(token, raw)
    token.save()
    return raw
