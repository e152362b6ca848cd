"""A mall falls asleep after 365 idle days and two warnings (R0.75, R9.14)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from accounts import tenancy
from accounts.domain.activity import stamp_activity
from accounts.domain.dormancy import DormancyFailed, check_dormancy
from accounts.models import AuditEntry, Mall, OutboxMessage
from tests.factories import MallFactory

START = dt.datetime(2026, 3, 1, 1, 0, tzinfo=dt.UTC)  # ten in the morning in Seoul, when the job runs
DAY = dt.timedelta(days=1)


@pytest.fixture
def idle(mall: Mall) -> Mall:
    """`mall`, last active at START."""
    mall.last_active_at = START
    mall.save()
    return mall


def state(mall: Mall) -> tuple[str, int]:
    mall.refresh_from_db()
    return mall.status, mall.dormancy_warnings_sent


def run_days(time_machine, first: int, last: int) -> None:
    for day in range(first, last + 1):
        time_machine.move_to(START + day * DAY, tick=False)
        check_dormancy()


def mail_kinds() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("idle_for", "expected"),
    [
        (dt.timedelta(days=335) - dt.timedelta(seconds=1), ("open", 0)),
        (dt.timedelta(days=335), ("open", 1)),
        (dt.timedelta(days=357), ("open", 1)),
    ],
)
def test_the_first_warning_comes_thirty_days_before(idle, time_machine, idle_for, expected):
    time_machine.move_to(START + idle_for, tick=False)
    check_dormancy()
    assert state(idle) == expected


def test_a_year_goes_warning_warning_sleep_and_each_mail_once(idle, other_mall, owner, time_machine):
    Mall.objects.filter(pk=other_mall.pk).update(last_active_at=START + 400 * DAY)
    run_days(time_machine, 330, 334)
    assert state(idle) == ("open", 0)
    run_days(time_machine, 335, 357)
    assert state(idle) == ("open", 1)
    run_days(time_machine, 358, 364)
    assert state(idle) == ("open", 2)
    run_days(time_machine, 365, 370)
    assert state(idle) == ("dormant", 2)
    assert idle.dormant_at == START + 365 * DAY
    assert mail_kinds() == ["dormancy_warning", "dormancy_warning", "dormant"]
    assert set(OutboxMessage.objects.values_list("recipient", flat=True)) == {owner.email}
    assert state(other_mall) == ("open", 0)
    with tenancy.mall(idle.pk):
        actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["mall.dormancy_warned", "mall.dormancy_warned", "mall.dormant"]


def test_warnings_name_the_day(idle, time_machine):
    run_days(time_machine, 335, 358)
    first, second = OutboxMessage.objects.order_by("pk")
    for message in (first, second):
        assert "March 1, 2027" in message.text
        assert "/login/" in message.text


def test_warnings_come_in_korean_for_a_korean_owner(idle, owner, time_machine):
    owner.language = "ko"
    owner.save()
    run_days(time_machine, 335, 335)
    assert "2027년 3월 1일" in OutboxMessage.objects.get().text


def test_a_sign_of_life_puts_it_off_for_a_year(idle, time_machine):
    run_days(time_machine, 335, 358)
    time_machine.move_to(START + 359 * DAY, tick=False)
    stamp_activity(idle.pk)
    assert state(idle) == ("open", 0)
    run_days(time_machine, 365, 366)
    assert state(idle) == ("open", 0)
    run_days(time_machine, 359 + 335, 359 + 335)
    assert state(idle) == ("open", 1)


def test_nobody_falls_asleep_without_a_week_of_warning_though_the_clock_stood_still(idle, time_machine):
    run_days(time_machine, 500, 500)
    assert state(idle) == ("open", 2)
    assert "July 21, 2027" in OutboxMessage.objects.get().text
    run_days(time_machine, 501, 506)
    assert state(idle) == ("open", 2)
    run_days(time_machine, 507, 507)
    assert state(idle) == ("dormant", 2)


def test_one_mall_that_fails_holds_up_nobody(idle, time_machine):
    broken = MallFactory(last_active_at=START)
    broken.operators.all().delete()
    last = MallFactory(last_active_at=START)
    time_machine.move_to(START + 335 * DAY, tick=False)
    with pytest.raises(DormancyFailed, match="1 malls"):
        check_dormancy()
    assert state(idle) == ("open", 1)
    assert state(broken) == ("open", 0)
    assert state(last) == ("open", 1)


def test_a_deleted_or_dormant_mall_is_left_alone(idle, time_machine):
    for status in (Mall.Status.DORMANT, Mall.Status.DELETED):
        Mall.objects.filter(pk=idle.pk).update(status=status)
        run_days(time_machine, 500, 500)
        assert state(idle) == (status, 0)
    assert mail_kinds() == []


def test_activity_wakes_no_dormant_mall(dormant_mall):
    before = dormant_mall.last_active_at
    stamp_activity(dormant_mall.pk)
    dormant_mall.refresh_from_db()
    assert dormant_mall.is_dormant
    assert dormant_mall.last_active_at == before


def test_activity_is_written_once_an_hour(mall, time_machine, django_assert_num_queries):
    now = timezone.now()
    Mall.objects.filter(pk=mall.pk).update(last_active_at=now)
    for minutes, expected in ((30, now), (61, now + dt.timedelta(minutes=61))):
        time_machine.move_to(now + dt.timedelta(minutes=minutes), tick=False)
        with django_assert_num_queries(1):
            stamp_activity(mall.pk)
        mall.refresh_from_db()
        assert mall.last_active_at == expected


def test_the_storefront_of_a_dormant_mall_is_closed(dormant_mall, shopper):
    response = shopper.get("/")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "지금은 쇼핑몰을 이용할 수 없습니다." in response.content.decode()  # in the shop's own language


def test_each_admin_page_leads_to_the_notice(dormant_mall, cast, client):
    cast.sign_in(client, "owner")
    response = client.get("/admin/store/profile/")
    assert (response.status_code, response["Location"]) == (302, "/admin/dormant/")


def test_the_numbers_are_settings():
    assert settings.DORMANT_AFTER == 365 * DAY
    assert settings.DORMANCY_WARNINGS == (30 * DAY, 7 * DAY)
