"""Addresses of the Developer Center, below /developers/."""

from __future__ import annotations

from django.urls import path

from developer_center.views import apps, guides, icon, operator_rights, test_malls

app_name = "developers"
urlpatterns = [
    path("", apps.app_list, name="apps"),
    path("new/", apps.app_new, name="new"),
    path("apps/<int:app_id>/", apps.app_basics, name="basics"),
    path("apps/<int:app_id>/permissions/", apps.app_permissions, name="permissions"),
    path("apps/<int:app_id>/keys/", apps.app_keys, name="keys"),
    path("apps/<int:app_id>/keys/reissue/", apps.app_reissue, name="reissue"),
    path("apps/<int:app_id>/review/", apps.app_review, name="review"),
    path("apps/<int:app_id>/delete/", apps.app_delete, name="delete"),
    path("apps/<int:app_id>/rights-list/", operator_rights.check_rights_list, name="rights_list"),
    path("guides/", guides.guide_list, name="guides"),
    path("guides/<slug:slug>/", guides.guide, name="guide"),
    path("test-malls/", test_malls.test_malls, name="test_malls"),
    path("test-malls/<int:test_mall_id>/progress/", test_malls.test_mall_progress, name="test_mall_progress"),
    path("icons/<str:digest>.png", icon.icon, name="icon"),
]
