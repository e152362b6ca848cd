"""Work requests (업무 요청) of a mall."""

from __future__ import annotations

from django.urls import path

from pro.views import request_edit, request_import, request_promotion, request_register, requests

urlpatterns = [
    path("requests/", requests.request_list, name="requests"),
    path("requests/<int:number>/", requests.detail, name="request"),
    path("requests/<int:number>/progress/", requests.progress, name="request_progress"),
    path("requests/<int:number>/withdraw/", requests.withdraw, name="request_withdraw"),
    path("requests/<int:number>/bad-rows.csv", requests.bad_rows, name="request_bad_rows"),
    path("requests/register/", request_register.new, name="request_register"),
    path("requests/register/sample.csv", request_register.sample, name="request_register_sample"),
    path("requests/import/", request_import.new, name="request_import"),
    path("requests/import/marketplaces/", request_import.marketplaces, name="request_import_markets"),
    path("requests/edit/", request_edit.new, name="request_edit"),
    path("requests/promotion/", request_promotion.new, name="request_promotion"),
]
