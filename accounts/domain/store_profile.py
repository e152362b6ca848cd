"""Change what a store tells about itself: its name and who runs it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts.audit import Actor, changes, record
from accounts.models import Mall

FIELDS = (
    "name",
    "business_name",
    "representative",
    "registration_number",
    "mail_order_number",
    "address",
    "phone",
    "contact_email",
    "privacy_officer",
)
PERSONAL = {"representative", "address", "phone", "contact_email", "privacy_officer"}


@transaction.atomic
def change_store_profile(mall_id: int, values: Mapping[str, str], *, actor: Actor) -> Mall:
    """Save the given FIELDS of the open mall, with an entry of what differs; equal values change nothing.

    Values that may be a person's stand in the part of the log that can be erased.
    """
    mall = Mall.objects.select_for_update().get(pk=mall_id)
    before, after = changes(
        {name: getattr(mall, name) for name in FIELDS}, {k: values[k] for k in FIELDS if k in values}
    )
    if not after:
        return mall
    for name, value in after.items():
        setattr(mall, name, value)
    mall.save(update_fields=list(after))
    record(
        "mall.profile_changed",
        mall,
        actor=actor,
        before={name: value for name, value in before.items() if name not in PERSONAL},
        after={name: value for name, value in after.items() if name not in PERSONAL},
        personal={
            "before": {name: value for name, value in before.items() if name in PERSONAL},
            "after": {name: value for name, value in after.items() if name in PERSONAL},
        }
        if PERSONAL & set(after)
        else None,
    )
    return mall
