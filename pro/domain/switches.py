"""Whether PRO may do something in a mall now: contract, visibility, switch; and OFF, which holds at once (R3.7)."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.models import Mall
from accounts.tenancy import current_mall_id
from pro.models import Contract, Operation, OperationRun, OperationSwitch

WORK_LOCK = 22_000  # the second number of an advisory lock; the first is the mall's


class SwitchRefused(Exception):
    """The switch cannot be moved: `reason` is no_contract (R3.99), agent, form or unknown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hold_mall(mall_id: int) -> None:
    """Lock the mall's row before its contract's, as a deletion does: parents before children, so nobody deadlocks."""
    Mall.objects.select_for_update(no_key=True).filter(pk=mall_id).first()


def stop_work_in(mall_id: int) -> None:
    """Let no PRO work begin in a mall until this transaction ends, and wait for what is being treated now.

    A queue in order of arrival: the work that goes on thing by thing cannot overtake whoever wants to stop it, as it
    could at the contract's row, which a new locker takes before those who already wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [mall_id % 2**31, WORK_LOCK])


def has_active_contract(mall_id: int) -> bool:
    """Whether PRO works for this mall now."""
    return Contract.objects.active().filter(mall_id=mall_id).exists()


def may_run(key: str) -> bool:
    """Whether an operation may run in the open mall at this moment.

    Asked again before each thing that is treated, in its transaction: OFF and the contract's end wait until that one
    is over, and then stop the rest. So nothing is treated after a merchant was told that it is off.
    """
    if not _hold_active_contract(current_mall_id()):
        return False
    is_off = OperationSwitch.objects.filter(key=key, is_on=False).exists()
    return not is_off and Operation.objects.filter(key=key, is_visible=True).exists()


def _hold_active_contract(mall_id: int) -> bool:
    """Whether PRO works for this mall, and goes on doing so until this transaction ends.

    Those who work share the lock and do not wait for each other; those who end it wait (`stop_work_in`). The row's
    own share lock, which Django's ORM does not offer, holds off a deletion, which knows nothing of PRO's lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [mall_id % 2**31, WORK_LOCK])
        cursor.execute(
            "SELECT 1 FROM pro_contract c JOIN accounts_mall m ON m.id = c.mall_id "
            "WHERE c.mall_id = %s AND c.state = %s AND m.status = %s FOR SHARE OF c",
            [mall_id, Contract.State.ACTIVE, Mall.Status.OPEN],
        )
        return cursor.fetchone() is not None


@transaction.atomic
def switch(key: str, *, is_on: bool, actor: Actor, through: str = Operation.SwitchedBy.MERCHANT) -> OperationSwitch:
    """Turn an operation on or off in the open mall; what waited to run is turned off with it, nothing is restored.

    `through` is how it is asked: a line that only an agent or a form may switch refuses the scope page. A second
    call changes nothing. Raises SwitchRefused.
    """
    line = Operation.objects.filter(key=key, is_visible=True).first()
    if line is None:
        raise SwitchRefused("unknown")
    if not _lock_active_contract(current_mall_id()):
        raise SwitchRefused("no_contract")
    if line.switched_by != through:
        raise SwitchRefused(str(line.switched_by))
    OperationSwitch.objects.get_or_create(key=key)
    row: OperationSwitch = OperationSwitch.objects.select_for_update().get(key=key)
    if row.is_on == is_on:
        return row
    row.is_on, row.changed_at = is_on, timezone.now()
    row.save(update_fields=["is_on", "changed_at"])
    if not is_on:
        OperationRun.objects.filter(key=key, state=OperationRun.State.SCHEDULED).update(
            state=OperationRun.State.OFF, finished_at=timezone.now()
        )
    record(
        "pro.operation_switched",
        row,
        actor=actor,
        before={"operation": key, "is_on": not is_on},
        after={"operation": key, "is_on": is_on, "through": through},
    )
    return row


def _lock_active_contract(mall_id: int) -> bool:
    """The same for whoever stops work: waits for what is being treated (`may_run`)."""
    hold_mall(mall_id)
    stop_work_in(mall_id)
    rows = Contract.objects.active().select_for_update(of=("self",)).filter(mall_id=mall_id)
    return rows.first() is not None
