"""An app says whether it wants to hear of a mall at all (PUT webhooks/setting)."""

from __future__ import annotations

from django.db import transaction

from accounts.audit import Actor, record
from developer_center.models import Installation


def receives(installation_id: int) -> bool:
    """Whether the mall's events are sent to the app."""
    return Installation.objects.values_list("receives_webhooks", flat=True).get(pk=installation_id)


@transaction.atomic
def set_reception(installation_id: int, *, receives: bool, actor: Actor) -> bool:
    """Send the open mall's events to the app, or none; what waits then is cancelled when its turn comes.

    False where it is so already.
    """
    row = Installation.objects.select_for_update(no_key=True).get(pk=installation_id)
    if row.receives_webhooks == receives:
        return False
    before = {"receives_webhooks": row.receives_webhooks}
    row.receives_webhooks = receives
    row.save(update_fields=["receives_webhooks"])
    record("app.webhooks_switched", row, actor=actor, before=before, after={"receives_webhooks": receives})
    return True
