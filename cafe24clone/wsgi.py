"""The WSGI application that Granian serves. Loading it refuses where one mall could see another (design 3.6)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe24clone.settings")

application = get_wsgi_application()

from accounts.tenancy.startup import refuse_holes  # noqa: E402 - needs the apps

refuse_holes()
