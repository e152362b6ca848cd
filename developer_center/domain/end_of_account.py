"""What becomes of apps when their developer's account ends: they are off sale and have no secret any more."""

from __future__ import annotations

from accounts.endings import when_deleted
from accounts.models import User
from developer_center.domain.events import Doer, note
from developer_center.domain.register_app import give_secret
from developer_center.models import App


@when_deleted
def end_apps_with_account(mall_id: int) -> None:
    """The apps of everybody who works in the mall: nobody is left to answer for them. Their rows stay for staff."""
    people = User.objects.filter(operator__mall_id=mall_id)
    for app in (
        App.objects.select_for_update(of=("self",)).select_related("user").filter(user__in=people).order_by("pk")
    ):
        before = {"state": app.state}
        give_secret(app)
        app.state, app.rejection_reason = App.State.SALE_ENDED, ""
        app.save(update_fields=["state", "rejection_reason", "secret", "secret_made_at"])
        note(app, "account_ended", Doer.developer(app.user), before=before, after={"state": app.state})
