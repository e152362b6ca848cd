"""The catalog: what a mall sells."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Names the catalog's actions for history lists."""

    name = "catalog"

    def ready(self) -> None:
        from catalog import history_names  # noqa: PLC0415 - models load first

        history_names.register_all()
