"""Test malls of a developer, and whether a mall is one."""

from __future__ import annotations

from accounts.models import User
from developer_center.models import TestMall


def is_test_mall_of(user_id: int, mall_id: int) -> bool:
    """Whether this developer made the mall to try apps in: apps that nobody reviewed may be installed there."""
    return TestMall.objects.filter(user_id=user_id, mall_id=mall_id).exists()


def own_test_malls(user: User) -> list[TestMall]:
    """A developer's test malls that are not deleted, newest first, each with its mall and job; one query."""
    return list(TestMall.objects.alive().filter(user=user).select_related("mall", "job").order_by("-pk"))
