"""The platform's addresses and, behind the same middleware, bare views to measure them against."""

from __future__ import annotations

from django.urls import include, path

from bench import measured, measured_api, measured_import, measured_sheet, measured_translation
from bench.views import same_bytes
from cafe24clone.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("-/bench/same-bytes", same_bytes),
    path("-/bench/same-sql", measured.same_sql),
    path("-/bench/sql-time", measured.sql_time),
    path("-/bench/app", measured_api.app),
    path("-/bench/bare-api", measured_api.BareView.as_view()),
    path("-/bench/api-queries", measured_api.queries),
    path("-/bench/has", measured.has),
    path("-/bench/sign-in", measured.sign_in),
    path("-/bench/cursor", measured.cursor),
    path("-/bench/fold", measured.fold),
    path("-/bench/import", measured_import.bring_in),
    path("-/bench/sheet", measured_sheet.apply_sheet),
    path("-/bench/translate", measured_translation.translate),
    path("", include("cafe24clone.urls")),
]
