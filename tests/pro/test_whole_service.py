"""From the application to a translated overseas shop, through PRO as it is wired (R3.28 to R3.37, R3.101)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Shop
from catalog.models import ProductListing
from pro.domain.contract import TERMS_VERSION, apply, approve
from pro.models import Contract, OperationRun
from pro.operations.words import finding_text, summary_text
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs


@pytest.mark.usefixtures("committed", "scope", "texts")
def test_an_approved_contract_opens_the_shops_it_names_and_fills_them(mall, settings):
    settings.TRANSLATION_ENGINE = "glossary"
    owner = Actor.operator(mall.operators.get(is_owner=True).user_id)
    with tenancy.mall(mall.pk):
        product = make_product("머그컵", price=13000, weight_grams=300)
        contract = apply(["en", "ja"], terms_version=TERMS_VERSION, actor=owner)
    run_due_jobs()
    contract.refresh_from_db()
    assert (contract.state, contract.screened_at is not None) == (Contract.State.SCREENING, True)
    assert Shop.objects.filter(mall=mall).count() == 1
    approve(contract.pk, actor=Actor.staff(1))
    run_due_jobs()
    shops = {shop.shop_no: (shop.language, shop.currency) for shop in Shop.objects.filter(mall=mall)}
    assert shops == {1: ("ko", "KRW"), 2: ("en", "USD"), 3: ("ja", "JPY")}
    with tenancy.mall(mall.pk):
        listings = {row.shop_no: row for row in ProductListing.objects.filter(product=product)}
        assert set(listings) == {1, 2, 3}
        for shop_no in (2, 3):
            shop = Shop.objects.get(mall=mall, shop_no=shop_no)
            assert listings[shop_no].price == shop.from_base(product.price)
            assert listings[shop_no].sources["name"] == "machine"
            assert listings[shop_no].texts["name"] != "머그컵"
            assert listings[shop_no].name_folded == listings[shop_no].texts["name"].casefold()
        runs = list(OperationRun.objects.filter(state=OperationRun.State.DONE))
        assert {run.key for run in runs} >= {"overseas_copy", "translation"}
        for run in runs:  # a code that nobody put into words would be shown as it is
            assert finding_text(run.finding) != run.finding.get("code")
            assert summary_text(run.summary) != run.summary.get("code", "-")
