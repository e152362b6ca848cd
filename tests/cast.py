"""People that tests sign in as."""

from __future__ import annotations

from django.test import Client

from accounts.models import Mall, User
from tests.factories import MallFactory, OperatorFactory, UserFactory


class Cast:
    """`cast.sign_in(client, "owner")`; operators are made when first asked for.

    Who: owner · operator_with_<menu> · operator_without_<menu> · other_mall · staff · None (nobody).
    """

    def __init__(self, mall: Mall) -> None:
        self.mall = mall

    def user(self, who: str) -> User:
        if who == "owner":
            return self.mall.operators.get(is_owner=True).user
        if who == "other_mall":
            return MallFactory().operators.get(is_owner=True).user
        if who == "staff":
            return UserFactory(is_staff=True, is_superuser=True)
        word, _sep, menu = who.removeprefix("operator_").partition("_")
        menus = {"with": [menu], "without": []}[word]
        return OperatorFactory(mall=self.mall, menus=menus).user

    def sign_in(self, client: Client, who: str | None) -> User | None:
        if who is None:
            return None
        user = self.user(who)
        client.force_login(user)
        return user
