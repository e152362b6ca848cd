"""Statements written once find the same rows as the ORM, and give the same objects."""

from __future__ import annotations

import pytest
from django.db import models

from accounts.models import Job, Mall, Operator, User
from accounts.written_once import RowOf
from tests.factories import UserFactory

BY_USER = RowOf(Operator, "t.user_id = %s AND t.is_active", related="mall")
pytestmark = pytest.mark.django_db


def values(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_comes_whole_and_with_its_related_row(mall: Mall, django_assert_num_queries):
    expected = Operator.objects.select_related("mall").get(mall=mall, is_owner=True)
    with django_assert_num_queries(1):
        found = BY_USER.first(expected.user_id)
        assert found is not None
        assert values(found.mall) == values(expected.mall)
    assert values(found) == values(expected)
    assert found == expected
    assert not found._state.adding


def test_nobody_is_found_where_the_condition_does_not_hold(mall: Mall):
    user = UserFactory()
    Operator.objects.create(mall=mall, user=user, menus=["orders"], is_active=False)
    assert BY_USER.first(user.pk) is None
    assert BY_USER.first(0) is None


def test_a_found_row_can_be_saved(mall: Mall):
    by_id = RowOf(User, "t.id = %s")
    user = by_id.first(UserFactory(mode="basic").pk)
    assert user is not None
    user.mode = "advanced"
    user.save(update_fields=["mode"])
    assert User.objects.get(pk=user.pk).mode == "advanced"


def test_a_model_whose_values_django_converts_is_refused():
    with pytest.raises(TypeError, match="converted on its way"):
        RowOf(Job, "t.id = %s").first(0)
