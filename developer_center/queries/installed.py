"""What a mall's pages of apps show: those it has, and those it can have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from accounts.models import Operator
from developer_center.models import App, Installation, TestMall
from developer_center.scopes import Wanted, in_words

IN_STORE_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class InstalledRow:
    """An installed app as the list shows it."""

    installation: Installation
    wanted: list[Wanted]

    @property
    def app(self) -> App:
        return self.installation.app


def installed_in(mall_id: int) -> list[InstalledRow]:
    """The mall's apps, newest first; one query."""
    rows = Installation.objects.in_mall(mall_id).select_related("app__user", "user").order_by("-installed_at", "-pk")
    return [InstalledRow(row, in_words(row.scopes)) for row in rows]


def installation_in(mall_id: int, installation_id: int) -> Installation | None:
    """One of the mall's installed apps."""
    rows = Installation.objects.in_mall(mall_id).select_related("app__user", "user")
    return rows.filter(pk=installation_id).first()


def apps_to_install(mall_id: int) -> list[App]:
    """Apps for sale, and those of a developer who works in the mall or tests in it, that it lacks; newest first."""
    return list(_installable(mall_id).order_by("-pk")[:IN_STORE_AT_MOST])


def app_to_install(mall_id: int, app_id: int) -> App | None:
    """One of them, to open it."""
    return _installable(mall_id).filter(pk=app_id).first()


def _installable(mall_id: int) -> QuerySet[App]:
    here = Operator.objects.filter(mall_id=mall_id, is_active=True).values("user_id")
    installed = Installation.objects.in_mall(mall_id).values("app_id")
    whose = TestMall.objects.filter(mall_id=mall_id).values("user_id")
    may = Q(state=App.State.FOR_SALE) | Q(user_id__in=here) | Q(user_id__in=whose)
    return App.objects.filter(may).exclude(pk__in=installed).select_related("user")
