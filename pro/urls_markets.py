"""Marketplace Account Settings and Market Plus."""

from __future__ import annotations

from django.urls import path

from pro.views import market_accounts, market_info, market_plus, market_register

urlpatterns = [
    path("markets/", market_accounts.market_list, name="market_list"),
    path("markets/consent/", market_accounts.consent_return, name="market_consent_return"),
    path("markets/<slug:code>/new/", market_accounts.market_new, name="market_new"),
    path("markets/<slug:code>/guide/", market_accounts.guide, name="market_guide"),
    path("markets/accounts/<int:account_id>/", market_accounts.account, name="market_account"),
    path("markets/accounts/<int:account_id>/check/", market_accounts.check, name="market_check"),
    path("markets/accounts/<int:account_id>/consent/", market_accounts.consent, name="market_consent"),
    path("markets/accounts/<int:account_id>/unlink/", market_accounts.unlink, name="market_unlink"),
    path("markets/accounts/<int:account_id>/info/", market_info.info, name="market_info"),
    path("markets/accounts/<int:account_id>/info/retrieve/", market_info.retrieve, name="market_info_retrieve"),
    path("markets/accounts/<int:account_id>/info/decide/", market_info.decide, name="market_info_decide"),
    path("market-plus/settings/", market_plus.common, name="market_plus_common"),
    path("market-plus/accounts/", market_plus.accounts, name="market_plus_accounts"),
    path("market-plus/products/", market_register.choose, name="market_register"),
    path("market-plus/products/<int:account_id>/", market_register.products, name="market_register_account"),
    path("market-plus/runs/<int:run_id>/", market_register.run, name="market_run"),
    path("market-plus/runs/<int:run_id>/progress/", market_register.progress, name="market_run_progress"),
]
