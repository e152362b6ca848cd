"""Addresses of the main display's reading pages."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from pro.views import display_runs

URLS: Final[list[URLPattern]] = [
    path("main-display/current/", display_runs.current, name="display_current"),
    path("main-display/runs/", display_runs.runs, name="display_runs"),
    path("main-display/runs/<slug:key>/", display_runs.run, name="display_run"),
    path("main-display/preview/", display_runs.preview, name="display_preview"),
    path("main-display/effect/", display_runs.effect, name="display_effect"),
]
