"""A step of a new mall: hand work over to PRO."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.first_steps import FirstStep, register
from pro.queries.contract import standing_contract

register(
    FirstStep(
        key="pro",
        title=_("Let PRO work for you"),
        text=_("PRO looks through your store every day, does what is needed and shows you what it changed."),
        url_name="pro:overview",
        action=_("Apply for PRO"),
        icon="sparkles",
        is_done=lambda mall: standing_contract(mall.pk) is not None,
        right="pro",
        order=300,
    )
)
