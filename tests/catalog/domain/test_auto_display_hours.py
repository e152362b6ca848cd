"""At which hour which malls refresh their main categories."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts import tenancy
from accounts.models import Job
from catalog.domain.auto_display import SEOUL, refresh_due_categories, wake_due_malls
from tests.catalog.domain.test_auto_display import section
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs


def last_time_it_was(hour: int) -> dt.datetime:
    """The newest full hour that is over, so that the test holds at every time of a day in Korea."""
    now = timezone.now().astimezone(SEOUL)
    at = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at <= now else at - dt.timedelta(days=1)


def test_only_malls_whose_hour_it_is_get_a_job_and_a_second_run_changes_nothing(committed, mall, other_mall):
    with tenancy.mall(mall.pk):
        product = make_product("mine")
        due = section(auto_sort="newest")
    with tenancy.mall(other_mall.pk):
        make_product("theirs")
        later = section(auto_sort="newest", auto_hours=[7])
    slot = last_time_it_was(6)
    assert wake_due_malls(slot) == 1
    assert run_due_jobs("catalog.refresh_mall_display") == 1
    assert Job.objects.get(task="catalog.refresh_mall_display").state == Job.State.DONE
    with tenancy.mall(mall.pk):
        assert [row.product_id for row in due.placements.all()] == [product.pk]
        assert refresh_due_categories(slot) == 0
    with tenancy.mall(other_mall.pk):
        assert not later.placements.exists()
