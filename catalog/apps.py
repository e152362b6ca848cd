"""The catalog: what a mall sells."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    """Names the catalog's actions for history lists, its schedules, and the statistics' partitions."""

    name = "catalog"

    def ready(self) -> None:
        from accounts.audit import subscribe  # noqa: PLC0415 - models load first
        from catalog import history_names, schedules  # noqa: PLC0415 - models load first

        history_names.register_all()
        schedules.register_all()
        subscribe("mall.opened", "catalog.set_up_main_display")
        post_migrate.connect(make_partitions, sender=self)


def make_partitions(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Right after migrations, so that statistics have somewhere to go before the clock's first round."""
    from catalog.domain.partitions import MIGRATOR, keep_partitions  # noqa: PLC0415 - models load first

    if using == MIGRATOR:
        keep_partitions()
