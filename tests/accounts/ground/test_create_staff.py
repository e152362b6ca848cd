"""`manage.py create_staff`."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.models import LoginIdRegistry, OutboxMessage, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_staff_account_gets_a_link_to_set_its_password(capsys):
    call_command("create_staff", "helper", "helper@example.com")
    user = User.objects.get(login_id="helper")
    assert user.is_staff
    assert not user.is_superuser
    assert not user.has_usable_password()
    assert LoginIdRegistry.objects.filter(login_id="helper").exists()
    assert "/reset-password/" in capsys.readouterr().out
    assert OutboxMessage.objects.get().recipient == "helper@example.com"


@pytest.mark.parametrize("login_id", ["HELPER", "helper"])
def test_a_taken_id_is_refused_in_a_line(login_id):
    UserFactory(login_id="helper")
    with pytest.raises(CommandError):
        call_command("create_staff", login_id, "helper@example.com")
    assert User.objects.count() == 1
