"""What becomes of apps when an account ends: the mall's are taken out of it, and those of its people have no keys.

Test malls of its people end with it.
"""

from __future__ import annotations

from accounts.audit import Actor
from accounts.endings import when_deleted
from accounts.models import User
from developer_center.domain.end_test_mall import end_test_malls_of
from developer_center.domain.events import Doer, note
from developer_center.domain.install import remove_all_from, remove_everywhere
from developer_center.domain.register_app import give_secret
from developer_center.models import App


@when_deleted
def end_test_malls_with_account(mall_id: int) -> None:
    """The test malls of everybody who works in the mall, by the same way: each says goodbye to its developer.

    First of these, because it locks people and malls, which come before apps and installations (domain/locks.py).
    """
    for user_id in User.objects.filter(operator__mall_id=mall_id).order_by("pk").values_list("pk", flat=True):
        end_test_malls_of(user_id)


@when_deleted
def take_apps_out(mall_id: int) -> None:
    """The apps that the mall had installed: their codes and tokens are gone with the account (security.md F14)."""
    remove_all_from(mall_id, actor=Actor.system())


@when_deleted
def end_apps_with_account(mall_id: int) -> None:
    """The apps of everybody who works in the mall: nobody is left to answer for them. Their rows stay for staff.

    They are off sale, are taken out of every mall that had them, and have a secret that nobody knows.
    """
    people = User.objects.filter(operator__mall_id=mall_id)
    held = App.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    for app in held.filter(user__in=people).order_by("pk"):
        before = {"state": app.state}
        give_secret(app)
        app.state, app.rejection_reason = App.State.SALE_ENDED, ""
        app.save(update_fields=["state", "rejection_reason", "secret", "secret_made_at"])
        remove_everywhere(app, actor=Actor.system())
        note(app, "account_ended", Doer.developer(app.user), before=before, after={"state": app.state})
