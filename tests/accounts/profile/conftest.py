"""Steps that tests of one's own account share."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD


def confirm_password(client: Client) -> None:
    """Give the password again, as the page in front of Security asks."""
    response = client.post(reverse("accounts:confirm"), {"password": PASSWORD})
    assert response.status_code == 302


@pytest.fixture
def confirm() -> Callable[[Client], None]:
    return confirm_password


@pytest.fixture
def owner(committed: None, mall, client: Client) -> User:
    """The owner of the mall, signed in, with commits that other connections see."""
    user = mall.operators.get(is_owner=True).user
    client.force_login(user)
    return user


def forget_confirmation(client: Client) -> None:
    """Let the ten minutes after the password pass."""
    session = client.session
    for record in session.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
        record["at"] = time.time() - 601
    session.save()
