"""How long something took, in the support admin."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def length_of_time(took: dt.timedelta) -> str:
    """`{{ slot.took|length_of_time }}`: "0.8 s", "12 s", "3 min 5 s"."""
    seconds = took.total_seconds()
    if seconds < 10:
        return _("%(seconds)s s") % {"seconds": f"{seconds:.1f}"}
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": f"{seconds:.0f}"}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": int(seconds // 60), "seconds": int(seconds % 60)}
