"""Apps in the merchant's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry, register
from accounts.rights import name_right

name_right("apps", _("Apps"))
register(
    Entry("apps", _("Installed apps"), "apps:installed", "apps", "settings", right="apps", order=10),
    Entry("app-store", _("App store"), "apps:store", "apps", "settings", right="apps", order=11),
)
