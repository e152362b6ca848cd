"""PRO and Market Plus in the merchant's menu. Each part registers its own entries below its heading."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry, Label, register

# --- Contract, scope, Work status (order 10 to 90; work requests fit in at 30) ---------------------------------
CORE: list[tuple[str, Label, str, int]] = [
    ("pro-overview", _("About PRO"), "pro:overview", 10),
    ("pro-status", _("Work status"), "pro:status", 20),
    ("pro-scope", _("Service scope"), "pro:scope", 40),
    ("pro-agent", _("Talk to an agent"), "pro:agent", 50),
    ("pro-credits", _("Message credit"), "pro:credits", 60),
    ("pro-help", _("Help"), "pro:help", 90),
]
register(
    *(Entry(key, label, url_name, "pro", "sell-more", right="pro", order=order) for key, label, url_name, order in CORE)
)

# --- Marketplaces (pro-markets) -----------------------------------------------------------------------------
register(
    Entry(
        "market-accounts",
        _("Marketplace Account Settings"),
        "pro:market_list",
        advanced="pro",
        basic="sell-more",
        right="pro",
        group=_("Settings"),
        order=80,
    ),
    Entry(
        "market-plus-common",
        _("Common settings"),
        "pro:market_plus_common",
        advanced="market-plus",
        basic=None,
        right="market-plus",
        order=10,
    ),
    Entry(
        "market-plus-accounts",
        _("Account settings"),
        "pro:market_plus_accounts",
        advanced="market-plus",
        basic=None,
        right="market-plus",
        order=11,
    ),
    Entry(
        "market-plus-register",
        _("Register at marketplaces"),
        "pro:market_register",
        advanced="market-plus",
        basic="sell-more",
        right="market-plus",
        order=82,
    ),
)

# --- Work requests
register(Entry("pro-requests", _("Work requests"), "pro:requests", "pro", "sell-more", right="pro", order=30))

# --- Main display
register(Entry("pro-main-display", _("Main display"), "pro:main_display", "pro", "sell-more", right="pro", order=42))

# --- Overseas shops and translation
register(
    Entry("shops", _("Shops"), "pro:shops", "my-store", "sell-more", right="store", order=3),
    Entry("translation", _("Translation"), "pro:translation", "pro", "sell-more", right="pro", order=45),
)
