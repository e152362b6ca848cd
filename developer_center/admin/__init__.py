"""Staff's pages of the Developer Center."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from developer_center import models

# django-oauth-toolkit put pages of its own there: secrets, codes and tokens are nothing for staff to browse.
_toolkits_own: list[Any] = [models.App, models.Grant, models.AccessToken, models.RefreshToken, models.IDToken]
for _model in _toolkits_own:
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)

from developer_center.admin import apps, webhooks  # noqa: E402 - takes the place that was freed

__all__ = ["apps", "webhooks"]
