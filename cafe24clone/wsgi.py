"""The WSGI application that Granian serves. Loading it refuses where one mall could see another (design 3.6)."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe24clone.settings")

application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - needs the apps

from accounts.tenancy.startup import refuse_holes  # noqa: E402

refuse_holes()
get_resolver().url_patterns  # noqa: B018 - loads all views now rather than in the first request
gc.collect()
gc.freeze()  # what is loaded stays: collections look through what requests make, not through all of it each time
