"""Data for tests: the fewest fields that make a valid row."""

from __future__ import annotations

from typing import Any

import factory

from accounts.models import LoginIdRegistry, Mall, Operator, Shop, User

PASSWORD = "a long enough password"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    login_id = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.login_id}@example.com")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def registered(user: User, _create: bool, _extracted: Any, **_kwargs: Any) -> None:  # noqa: N805
        LoginIdRegistry.objects.get_or_create(login_id=user.login_id.lower())


class OperatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Operator

    user = factory.SubFactory(UserFactory)


class MallFactory(factory.django.DjangoModelFactory):
    """An open mall with shop 1 and its owner, as sign-up makes it."""

    class Meta:
        model = Mall
        skip_postgeneration_save = True

    host = factory.Sequence(lambda n: f"mall{n}")
    name = factory.LazyAttribute(lambda mall: f"Store {mall.host}")
    country = "KR"

    @factory.post_generation
    def owner(mall: Mall, _create: bool, extracted: User | None, **_kwargs: Any) -> None:  # noqa: N805
        user = extracted or UserFactory(login_id=mall.host)
        OperatorFactory(mall=mall, user=user, is_owner=True)
        Shop.objects.create(mall=mall, shop_no=1, name=mall.name, language="ko", currency="KRW")
