"""Entries of many objects that one step changed: written together, told one by one (design 4)."""

from __future__ import annotations

import pytest

from accounts import audit, tenancy
from accounts.audit import Actor, Line, record_many, subscribe
from accounts.models import AuditEntry, Job, Mall
from accounts.tenancy import NoMallOpen
from tests.factories import MallFactory

pytestmark = pytest.mark.django_db
ACTION, ALL, EACH = "thing.changed", "tests.all_at_once", "tests.each_by_itself"


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, int]]:
    """Wake-up calls; subscriptions end with the test."""
    calls: list[tuple[str, int]] = []
    monkeypatch.setattr(audit, "_subscribers", audit.defaultdict(dict))
    monkeypatch.setattr(
        "accounts.jobs.ledger.celery_app.send_task", lambda task, kwargs, **_: calls.append((task, kwargs["job_id"]))
    )
    return calls


def change(things: list[Mall]) -> list[AuditEntry]:
    lines = [Line(thing, {"name": "a"}, {"name": "b", "at": number}) for number, thing in enumerate(things)]
    return record_many(ACTION, lines, actor=Actor.operator(7))


@pytest.mark.parametrize("count", [1, 3])
def test_the_statements_are_the_same_for_one_and_for_many(mall, sent, count, django_assert_num_queries):
    asked: list[int] = []
    subscribe(ACTION, ALL, only_if=lambda mall_id: not asked.append(mall_id), takes_all=True)
    with tenancy.mall(mall.pk):
        things = [MallFactory() for _each in range(count)]
        with django_assert_num_queries(2):  # entries, jobs
            change(things)
    assert asked == [mall.pk]


def test_entries_and_jobs_are_in_order_and_one_worker_is_called_where_one_takes_all(
    mall, sent, django_capture_on_commit_callbacks
):
    subscribe(ACTION, ALL, takes_all=True)
    subscribe(ACTION, EACH)
    subscribe(ACTION, "tests.nobody", only_if=lambda _mall_id: False)
    things = [MallFactory() for _each in range(3)]
    with django_capture_on_commit_callbacks(execute=True), tenancy.mall(mall.pk):
        entries = change(things)
        rows = AuditEntry.objects.filter(action=ACTION).order_by("pk")
        assert [(row.object_id, row.before, row.after["at"], row.actor_id) for row in rows] == [
            (thing.pk, {"name": "a"}, number, 7) for number, thing in enumerate(things)
        ]
    jobs = {task: list(Job.objects.filter(task=task).order_by("pk")) for task in (ALL, EACH)}
    for rows in jobs.values():
        assert [row.arguments for row in rows] == [{"entry_id": entry.pk} for entry in entries]
    assert sent == [(ALL, jobs[ALL][-1].pk), *((EACH, job.pk) for job in jobs[EACH])]
    assert not Job.objects.filter(task="tests.nobody").exists()
    assert [job.woken_at is not None for job in jobs[ALL]] == [False, False, True]


def test_nothing_changed_writes_nothing_and_no_open_mall_is_refused(mall, sent):
    subscribe(ACTION, EACH)
    with tenancy.mall(mall.pk):
        assert change([]) == []
    assert not Job.objects.exists()
    with pytest.raises(NoMallOpen):
        change([mall])
