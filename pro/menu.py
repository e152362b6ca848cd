"""PRO and Market Plus in the merchant's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry, register

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
        order=12,
    ),
)
