"""Addresses of the Developer Center, below /developers/."""

from __future__ import annotations

from django.urls import path

from developer_center.views import apps, guides, icon, operator_rights, test_malls, webhooks

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
    path("test-malls/<int:test_mall_id>/delete/", test_malls.test_mall_delete, name="test_mall_delete"),
    path("apps/<int:app_id>/webhooks/", webhooks.webhooks, name="webhooks"),
    path("apps/<int:app_id>/webhooks/key/", webhooks.webhook_key, name="webhook_key"),
    path("apps/<int:app_id>/webhooks/key/reissue/", webhooks.webhook_key_reissue, name="webhook_key_reissue"),
    path("apps/<int:app_id>/webhooks/switch/", webhooks.webhook_switch, name="webhook_switch"),
    path("apps/<int:app_id>/webhooks/test/", webhooks.webhook_test, name="webhook_test"),
    path("apps/<int:app_id>/webhooks/log/", webhooks.webhook_log, name="webhook_log"),
    path("apps/<int:app_id>/webhooks/log/<int:log_id>/", webhooks.webhook_log_entry, name="webhook_log_entry"),
    path("apps/<int:app_id>/webhooks/log/<int:log_id>/resend/", webhooks.webhook_resend, name="webhook_resend"),
    path("icons/<str:digest>.png", icon.icon, name="icon"),
]
