"""The database backend of all connections."""

from __future__ import annotations

from django.db import models
from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    """PostgreSQL takes `GROUP BY id` for all columns only where `id` is the whole primary key."""

    def allows_group_by_selected_pks_on_model(self, model: type[models.Model]) -> bool:
        """No for tenant models: Django then groups by every column, as it does on other databases."""
        return model._meta.managed and not hasattr(model, "stamp_mall")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with our features."""

    features_class = DatabaseFeatures
