"""A developer with an app, and pictures."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from developer_center.domain.register_app import register_app
from developer_center.models import App
from tests.factories import UserFactory

PASSWORD = "correct horse battery"


@pytest.fixture
def developer(rows) -> User:
    """Somebody with an account and no mall."""
    user = UserFactory(login_id="devmin", email="dev@example.com")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def app(developer) -> App:
    """An app in production."""
    return register_app(developer, name="Order helper", app_url="https://app.example.com:8443/start", kind="web")


def put(app: App, **values: object) -> App:
    """An app with other values than its own, as if it had come that far."""
    App.objects.filter(pk=app.pk).update(**values)
    app.refresh_from_db()
    return app


def picture(kind: str = "PNG", size: tuple[int, int] = (120, 120), name: str = "icon.png") -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", size, "#2f55e7").save(made, kind)
    return SimpleUploadedFile(name, made.getvalue())
