"""The error of signatures that carry a time: the market finds it too far from its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pro.marketplaces.errors import InvalidRequest


class ClockOff(InvalidRequest):
    """The keys may be right: what is wrong is the time of this server, which whoever runs it sets."""

    text = _("The marketplace says the time of this server is off. Ask whoever runs this server to set its clock.")
