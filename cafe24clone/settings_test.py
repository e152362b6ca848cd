"""Settings for tests: the real parts on throw-away servers; only the cost of hashing is cut."""

from __future__ import annotations

import os

os.environ["ENVIRONMENT"] = "test"

from cafe24clone.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 - WhiteNoise warns where nothing was collected, and warnings are errors
