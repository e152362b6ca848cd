"""The main display's service: how it stands, applying for it, stopping it."""

from __future__ import annotations

from django.urls import path

from pro.views import main_display

urlpatterns = [
    path("main-display/", main_display.main_display, name="main_display"),
    path("main-display/apply/", main_display.apply, name="main_display_apply"),
    path("main-display/stop/", main_display.stop, name="stop_main_display"),
]
