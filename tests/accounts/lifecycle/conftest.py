"""Malls at the ends of their lives."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Mall, User


@pytest.fixture
def owner(mall: Mall) -> User:
    """Who owns `mall`."""
    return mall.operators.get(is_owner=True).user


@pytest.fixture
def dormant_mall(mall: Mall) -> Mall:
    """`mall`, asleep since yesterday."""
    mall.status, mall.dormant_at = Mall.Status.DORMANT, timezone.now() - dt.timedelta(days=1)
    mall.last_active_at = timezone.now() - dt.timedelta(days=366)
    mall.dormancy_warnings_sent = 2
    mall.save()
    return mall
