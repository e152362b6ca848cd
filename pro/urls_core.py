"""Cafe24 PRO: the contract, the service scope, Work status, the agent, message credit, help_pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from pro.views import agent, help_pages, message_credit, overview, scope, status

urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("apply/", overview.apply, name="apply"),
    path("terminate/", overview.terminate, name="terminate"),
    path("terms/", overview.terms, name="terms"),
    path("scope/", scope.scope, name="scope"),
    path("scope/<slug:key>/", scope.switch_item, name="switch"),
    path("status/", status.status, name="status"),
    path("status/export.csv", status.export, name="status_export"),
    path("status/<int:run_id>/", status.run, name="run"),
    path("status/<int:run_id>/progress/", status.run_progress, name="run_progress"),
    path("agent/", agent.agent, name="agent"),
    path("agent/question/", agent.question, name="question"),
    path("agent/<int:conversation_id>/", agent.talk, name="talk"),
    path("credits/", message_credit.message_credit, name="credits"),
    path("help/", help_pages.help_list, name="help"),
    path("help/limits/", help_pages.sales_limits, name="sales_limits"),
    path("help/<slug:key>/", help_pages.help_page, name="help_page"),
]
