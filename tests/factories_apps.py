"""Apps, their installations and tokens for tests."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

import factory
from django.utils import timezone
from oauth2_provider.models import set_token_value

from accounts.models import User
from developer_center.domain.register_app import give_secret
from developer_center.models import AccessToken, App, Installation
from developer_center.scopes import in_order
from tests.factories import MallFactory, UserFactory

REDIRECT = "https://app.example.com/oauth/callback"
SCOPES = ["mall.read_product", "mall.write_product", "mall.read_order", "mall.read_store"]


class AppFactory(factory.django.DjangoModelFactory):
    """An app for sale with a real secret (`app.reveal("secret")`), one Redirect URL and some permissions."""

    class Meta:
        model = App

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Helper {n}")
    app_url = "https://app.example.com/start"
    kind = App.Kind.WEB
    state = App.State.FOR_SALE
    redirect_urls = factory.LazyFunction(lambda: [REDIRECT])
    scopes = factory.LazyFunction(lambda: list(SCOPES))

    @classmethod
    def _create(cls, model_class: type[App], *args: Any, **kwargs: Any) -> App:
        app = model_class(*args, **kwargs)
        give_secret(app)
        app.save(force_insert=True)
        return app


class InstallationFactory(factory.django.DjangoModelFactory):
    """An app that a mall's owner consented to, with all it asks for."""

    class Meta:
        model = Installation

    app = factory.SubFactory(AppFactory)
    mall = factory.SubFactory(MallFactory)
    user = factory.LazyAttribute(lambda row: row.mall.operators.get(is_owner=True).user)
    scopes = factory.LazyAttribute(lambda row: in_order(row.app.scopes))


def make_token(
    installation: Installation,
    scopes: Sequence[str] | None = None,
    user: User | None = None,
    *,
    lives_for: dt.timedelta = dt.timedelta(hours=2),
) -> str:
    """A raw access token of an installation, kept as its checksum; for its scopes and its operator if not said."""
    raw = secrets.token_urlsafe(22)
    row = AccessToken(
        installation=installation,
        application=installation.app,
        user=user or installation.user,
        scope=" ".join(installation.scopes if scopes is None else scopes),
        expires=timezone.now() + lives_for,
    )
    set_token_value(row, raw)
    row.save(force_insert=True)
    return raw
