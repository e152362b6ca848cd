"""Who opens PRO's pages, and the contract's own: apply, how it stands, end it (R3.99 to R3.116)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from accounts import tenancy
from accounts.models import Mall
from pro.models import Contract
from tests.pro.factories import make_contract, make_line, make_run
from tests.pro.pages import get, text

PAGES = ["overview", "terms", "scope", "status", "status_export", "agent", "credits", "help", "sales_limits"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("operator_with_pro", 200), ("operator_without_any", 403), (None, 302)]
)
def test_pages_need_the_pro_menu(client, cast, texts, name, who, status):
    cast.sign_in(client, who)
    assert get(client, name).status_code == status


@pytest.mark.parametrize(("who", "status"), [("owner", 302), ("operator_with_pro", 403), (None, 302)])
def test_only_the_owner_applies_and_ends_it(client, cast, mall, who, status):
    cast.sign_in(client, who)
    response = client.post(reverse("pro:apply"), {"languages": ["en"], "accepts": "on"})
    assert response.status_code == status
    assert Contract.objects.filter(mall=mall).count() == (who == "owner")
    Contract.objects.all().delete()
    contract = make_contract(mall)
    response = client.post(reverse("pro:terminate"), {"confirm": mall.host})
    contract.refresh_from_db()
    assert (response.status_code, contract.state) == (status, "terminated" if who == "owner" else "active")


def test_terms_and_a_language_must_be_chosen(owner):
    response = owner.post(reverse("pro:apply"), {})
    assert response.status_code == 422
    assert "Choose at least one language." in response.content.decode()
    assert "Accept the terms first" in response.content.decode()
    assert not Contract.objects.exists()


def test_after_the_application_the_page_says_so_and_begins_the_contract_s_history(owner):
    response = owner.post(reverse("pro:apply"), {"languages": ["ja"], "accepts": "on"}, follow=True)
    page = " ".join(response.content.decode().split())
    assert response.status_code == 200
    assert "Your application is in." in page
    assert "<strong>Applied for PRO</strong>" in page
    assert "Languages: <ins>ja</ins>" in page


def test_a_second_application_shows_the_first(owner, mall):
    make_contract(mall, "screening")
    response = owner.post(reverse("pro:apply"), {"languages": ["en"], "accepts": "on"}, follow=True)
    assert "You have applied already." in response.content.decode()
    assert Contract.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "values", "says"),
    [
        ("applied", {}, "are being looked through"),
        ("screening", {}, "are being looked through"),
        ("screening", {"screened_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, "Support takes a last look"),
        ("active", {}, "PRO works for your store."),
    ],
)
def test_the_overview_says_how_it_stands_and_what_comes(owner, mall, state, values, says):
    make_contract(mall, state, **values)
    page = text(owner, "overview")
    assert says in page
    assert "What happens next" in page


def test_a_stopped_merchant_reads_the_reason_the_article_and_the_limits(owner, mall):
    """R3.113, R3.116."""
    example = {"kind": "product", "id": 77, "label": "Red <wine>", "word": "wine"}
    finding = {"limit": "alcohol", "name": "Alcohol", "name_ko": "주류", "count": 3, "examples": [example]}
    make_contract(mall, "suspended", reason="Wine was found.", findings=[finding])
    page = text(owner, "overview")
    for part in ("Wine was found.", "Alcohol", "Red &lt;wine&gt;", "/admin/products/77/", "and 2 more"):
        assert part in page
    assert f"{reverse('pro:terms')}#article-12" in page
    assert reverse("pro:sales_limits") in page
    assert "unsuitable for overseas sale" in text(owner, "terms")  # R3.115 in own words


def test_another_mall_s_contract_does_not_show(owner, other_mall):
    make_contract(other_mall, "suspended", reason="Their reason.")
    assert "Their reason." not in text(owner, "overview")
    assert get(owner, "terminate").status_code == 404


def test_ending_it_takes_the_id_typed_out_and_names_the_consequences(owner, mall, contract):
    with tenancy.mall(mall.pk):
        make_run(state="running"), make_run(state="scheduled"), make_run(state="done")
    page = text(owner, "terminate")
    assert "Nothing is put back." in page
    assert "2 pieces of work" in page
    response = owner.post(reverse("pro:terminate"), {"confirm": "something else"})
    contract.refresh_from_db()
    assert (response.status_code, contract.state) == (422, "active")
    owner.post(reverse("pro:terminate"), {"confirm": mall.host, "reason": "Too quick for me."})
    contract.refresh_from_db()
    assert (contract.state, contract.reason) == ("terminated", "Too quick for me.")
    assert "You can apply again." in text(owner, "overview")


def home(client) -> str:
    return " ".join(client.get(reverse("accounts:home")).content.decode().split())


def test_the_start_page_offers_pro_until_it_was_applied_for_and_then_shows_its_results(owner, mall):
    assert "Let PRO work for you" in home(owner)
    assert 'id="pro-title"' not in home(owner)
    make_line()
    contract = make_contract(mall)
    with tenancy.mall(mall.pk):
        make_run(total_items=2, changed_items=2)
    page = home(owner)
    assert 'id="pro-title"' in page
    assert "2 things changed" in page
    Contract.objects.filter(pk=contract.pk).update(state="suspended", reason="Wine.")
    assert "Wine." in home(owner)


def test_an_operator_without_the_right_sees_no_pro_on_the_start_page(client, cast, mall: Mall):
    make_contract(mall)
    cast.sign_in(client, "operator_with_products")
    assert 'id="pro-title"' not in home(client)
