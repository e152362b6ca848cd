"""PRO in the merchant's menu."""

from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry, register

# --- Overseas shops and translation
register(
    Entry("shops", _("Shops"), "pro:shops", "my-store", "sell-more", right="store", order=3),
    Entry("translation", _("Translation"), "pro:translation", "pro", "sell-more", right="pro", order=330),
)
