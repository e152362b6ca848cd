"""Rights of operators in apps, below /admin/apps/ of the merchant admin."""

from __future__ import annotations

from django.urls import path

from developer_center.views import operator_rights

app_name = "app_rights"
urlpatterns = [
    path("<int:installation_id>/rights/", operator_rights.operator_rights, name="rights"),
    path("<int:installation_id>/rights/read/", operator_rights.read_rights_list, name="read_list"),
]
