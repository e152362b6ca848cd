"""The platform's settings with the yardsticks' addresses beside its own."""

from cafe24clone.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
MALL_URLCONF = "bench.mall_urls"
