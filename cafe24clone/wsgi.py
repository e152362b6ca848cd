"""The WSGI application that Granian serves. Loading it refuses where one mall could see another (design 3.6)."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe24clone.settings")

# Code and classes are no garbage: looking for some while they are loaded was a sixth of the start.
gc.disable()

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - needs the environment
from django.urls import get_resolver  # noqa: E402

from accounts.tenancy.startup import refuse_holes  # noqa: E402 - needs the apps

refuse_holes()
for urls in (settings.ROOT_URLCONF, settings.MALL_URLCONF, settings.API_URLCONF):
    get_resolver(urls).url_patterns  # noqa: B018 - loads the views now, not with the first page of each process

gc.freeze()  # what is loaded stays: collections look through what requests make, not through all of it each time
gc.enable()
