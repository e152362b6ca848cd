"""The addresses that the description is made of: the Admin API where it stands on every host."""

from __future__ import annotations

from django.urls import path

from developer_center.api.urls import endpoints

urlpatterns = [path(f"api/v2/admin/{one.pattern}", one.callback, name=one.name) for one in endpoints()]
