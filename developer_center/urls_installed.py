"""Pages of apps in the merchant admin, below /admin/apps/."""

from __future__ import annotations

from django.urls import path

from developer_center.views import installed

app_name = "apps"
urlpatterns = [
    path("", installed.installed, name="installed"),
    path("store/", installed.store, name="store"),
    path("store/<int:app_id>/install/", installed.start_install, name="install"),
    path("<int:installation_id>/", installed.detail, name="detail"),
    path("<int:installation_id>/open/", installed.open_app, name="open"),
    path("<int:installation_id>/remove/", installed.remove, name="remove"),
]
