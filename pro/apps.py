"""Cafe24 PRO: the contract, the work PRO does, marketplaces, overseas shops, translation."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProConfig(AppConfig):
    """Registers the operations, names actions for history lists, writes down what runs by the clock."""

    name = "pro"
    verbose_name = "Cafe24 PRO"

    def ready(self) -> None:
        import pro.operations.all  # noqa: F401, PLC0415 - models load first
        from accounts import stuck_sections  # noqa: PLC0415
        from pro import core_words, history_names, schedules  # noqa: PLC0415
        from pro.operations import market_lines  # noqa: PLC0415
        from pro.queries.stuck_markets import connections_in_trouble  # noqa: PLC0415

        core_words.register_all()
        history_names.register_all()
        schedules.register_all()
        market_lines.register_all()
        stuck_sections.register(connections_in_trouble)
        self._overseas()
        self._requests()
        self._display()
        post_migrate.connect(make_scope, sender=self)

    def _overseas(self) -> None:
        from pro import history_overseas  # noqa: PLC0415 - models load first
        from pro.operations import overseas  # noqa: PLC0415
        from pro.translation import words  # noqa: PLC0415

        history_overseas.register_all()
        overseas.register_all()
        words.register_all()

    def _requests(self) -> None:
        from pro import request_words  # noqa: PLC0415 - models load first
        from pro.operations import request_lines  # noqa: PLC0415

        request_lines.register_all()
        request_words.register_all()

    def _display(self) -> None:
        from pro import display_reasons, display_words  # noqa: PLC0415 - models load first

        display_words.register_all()
        display_reasons.register_all()


def make_scope(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Right after migrations: the lines of the scope, help pages and limits that are new in this release."""
    from catalog.domain.partitions import MIGRATOR  # noqa: PLC0415 - models load first
    from pro.domain.help_pages import add_missing_texts  # noqa: PLC0415
    from pro.domain.scope_lines import add_missing_lines  # noqa: PLC0415

    if using == MIGRATOR:
        add_missing_lines(using)
        add_missing_texts(using)
