"""Pages of work requests: what is offered, what they say, who sees them (R3.3, R3.4, R3.12 to R3.27, R3.89, R3.90)."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from catalog.domain.copy_listings import copy_listings
from catalog.models import Product
from pro.domain.market_accounts import unlink_account
from pro.domain.switches import switch
from pro.marketplaces import registry
from pro.models import ImportChoice, Operation, WorkRequest, WorkRequestBody
from tests.factories_catalog import make_product
from tests.ledger import run_due_jobs

pytestmark = [pytest.mark.django_db(databases=["default", "counters"]), pytest.mark.usefixtures("texts")]
LIST = "/admin/pro/requests/"
NAMES = [
    "requests",
    "request_register",
    "request_import",
    "request_import_markets",
    "request_edit",
    "request_promotion",
]
QUERIES, DETAIL_QUERIES = 13, 16
GOOD = {"name": "머그", "price": "12000", "weight_grams": "400"}
EMPTY_ROWS = {"row-TOTAL_FORMS": "0", "row-INITIAL_FORMS": "0"}


@pytest.fixture
def owner(client, cast):
    cast.sign_in(client, "owner")
    return client


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("operator_with_pro", 200), ("operator_without_pro", 403), (None, 302)]
)
def test_the_pages_need_the_right_to_pro(client, cast, contract, name, who, status):
    cast.sign_in(client, who)
    assert client.get(reverse(f"pro:{name}")).status_code == status


def test_only_what_can_be_requested_has_a_card(owner, contract):
    """R3.4, R3.12, R3.90: what staff took out of the scope is gone; what is off says so; the agent is there."""
    text = page(owner, LIST)
    for name in ("request_register", "request_import", "request_edit", "request_promotion", "agent"):
        assert f'class="request-card" href="{reverse(f"pro:{name}")}"' in text
    assert f'class="request-card" href="{reverse("pro:main_display")}"' in text
    assert reverse("pro:stop_main_display") not in text  # there is nothing to stop
    Operation.objects.filter(key="request-edit").update(is_visible=False)
    with tenancy.mall(contract.mall_id):
        switch("market-import", is_on=False, actor=Actor.system())
    text = page(owner, LIST)
    assert f'class="request-card" href="{reverse("pro:request_edit")}"' not in text
    assert "Off in the service scope" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_row_and_three(owner, contract, ask_register, count):
    for _ in range(count):
        ask_register(GOOD)
    page(owner, LIST)
    with CaptureQueriesContext(connection) as queries:
        page(owner, LIST)
    assert len(queries) == QUERIES


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_request_takes_the_same_queries_for_one_row_and_three(owner, contract, ask_register, count):
    request = ask_register(*[GOOD] * count)
    page(owner, f"{LIST}{request.number}/")
    with CaptureQueriesContext(connection) as queries:
        page(owner, f"{LIST}{request.number}/")
    assert len(queries) == DETAIL_QUERIES


def test_filters_narrow_the_list(owner, ask_register):
    ask_register(GOOD)
    assert "Nothing fits these filters" in page(owner, f"{LIST}?state=done")
    assert f'href="{LIST}1/"' in page(owner, f"{LIST}?state=received&kind=register")


def test_another_malls_request_is_not_found(owner, other_mall, ask_register):
    request = ask_register(GOOD)
    WorkRequest.objects.filter(pk=request.pk).update(mall=other_mall, number=9)
    for end in ("", "progress/", "bad-rows.csv"):
        assert owner.get(f"{LIST}9/{end}").status_code == 404
    assert f"{LIST}9/" not in page(owner, LIST)


def test_a_registration_by_the_form_with_one_more_row(owner, mall, contract, overseas):
    """R3.13: a row is added without a script; errors name the field; what is good is filed."""
    url = reverse("pro:request_register")
    typed = EMPTY_ROWS | {"row-TOTAL_FORMS": "1", "row-0-name": "머그", "row-0-price": "12000", "add": "1"}
    more = owner.post(url, typed).content.decode()
    assert 'name="row-1-name"' in more
    assert 'value="머그"' in more
    assert WorkRequest.objects.count() == 0
    del typed["add"]
    bad = owner.post(url, typed | {"row-0-price": "x"})
    assert bad.status_code == 422
    assert "is no price in KRW" in bad.content.decode()
    answer = owner.post(url, typed | {"where-shops": ["2"]})
    assert answer.status_code == 302
    request = WorkRequest.objects.get()
    with tenancy.mall(mall.pk):
        body = WorkRequestBody.objects.get(request_id=request.pk)
    assert (request.state, body.shops, body.sells_in_base) == ("received", [2], False)
    text = page(owner, answer["Location"])
    assert "No weight: neither displayed nor sold overseas until you enter it." in text


def test_a_registration_by_a_file_and_the_bad_rows_back_as_csv(owner, mall, contract):
    sheet = "name,price,weight_grams\n머그,12000,400\n=1+1,oops,\n".encode()
    url = reverse("pro:request_register")
    answer = owner.post(url, EMPTY_ROWS | {"file": SimpleUploadedFile("p.csv", sheet)})
    assert answer.status_code == 302
    rows = list(csv.DictReader(io.StringIO(owner.get(f"{LIST}1/bad-rows.csv").content.decode("utf-8-sig"))))
    assert [(row["Row"], row["Product name"], row["Price"]) for row in rows] == [("3", "'=1+1", "oops")]
    assert "Price: " in rows[0]["What is wrong"]
    refused = owner.post(url, EMPTY_ROWS | {"file": SimpleUploadedFile("p.csv", b"a,b\n1,2\n")})
    assert (refused.status_code, WorkRequest.objects.count()) == (422, 1)


def test_the_sample_file_can_be_handed_in(owner, contract):
    sample = owner.get(reverse("pro:request_register_sample")).content
    answer = owner.post(reverse("pro:request_register"), EMPTY_ROWS | {"file": SimpleUploadedFile("s.csv", sample)})
    assert answer.status_code == 302


def test_without_a_linked_account_the_import_shows_how_to_prepare(owner, contract):
    """R3.15"""
    text = page(owner, reverse("pro:request_import"))
    assert "Before you can import" in text
    assert f'href="{reverse("pro:market_list")}"' in text
    assert 'name="account"' not in text
    answer = owner.post(reverse("pro:request_import"), {"account": "1", "is_understood": "on"})
    assert (answer.status_code, WorkRequest.objects.count()) == (422, 0)


def test_the_first_choice_is_warned_of_and_then_the_only_one_shown(owner, mall, rakuten, link):
    """R3.16, R3.20 to R3.23; the two settings and the pages of R3.17, R3.18, R3.24 to R3.27 are linked."""
    account, _market = rakuten
    other = link("Q0010")
    url = reverse("pro:request_import")
    text = page(owner, url)
    assert "Choose carefully: the account you choose first can never be changed." in text
    assert f'value="{account.pk}"' in text
    assert f'value="{other.pk}"' in text
    for name in ("market_plus_common", "market_plus_accounts", "request_import_markets"):
        assert f'href="{reverse(f"pro:{name}")}"' in text
    for key in ("import-from-a-marketplace", "product-detail-pages", "product-pictures"):
        link_url = reverse("pro:help_page", args=[key])
        assert f'href="{link_url}"' in text
        assert owner.get(link_url).status_code == 200
    assert owner.post(url, {"account": account.pk}).status_code == 422  # not confirmed
    assert owner.post(url, {"account": account.pk, "is_understood": "on"}).status_code == 302
    text = page(owner, url)
    assert "Choose carefully" not in text
    assert f'value="{other.pk}"' not in text
    assert owner.post(url, {"account": other.pk}).status_code == 422
    with tenancy.mall(mall.pk):
        unlink_account(account.pk, actor=Actor.system())
        assert ImportChoice.objects.count() == 1
    assert "The chosen account is not linked" in page(owner, url)


def test_the_page_of_marketplaces_says_which_support_the_import(owner, contract):
    """R3.17"""
    text = page(owner, reverse("pro:request_import_markets"))
    assert all(str(market.name) in text for market in registry.markets())
    assert text.count("Supported") >= 2


def test_the_bar_moves_and_reloads_the_page_at_the_end(owner, mall, rakuten, rate, ask_import):
    account, _market = rakuten
    request = ask_import(account)
    bar = owner.get(f"{LIST}{request.number}/progress/")
    assert 'hx-get="' in bar.content.decode()
    assert "HX-Refresh" not in bar
    run_due_jobs("pro.run_request")
    assert owner.get(f"{LIST}{request.number}/progress/")["HX-Refresh"] == "true"
    text = page(owner, f"{LIST}{request.number}/")
    assert "1 JPY = 9.1234 KRW" in text


def test_an_edit_shows_the_present_text_and_files_the_wanted_one(owner, mall, contract, overseas):
    """R3.39"""
    with tenancy.mall(mall.pk):
        product = make_product("머그", weight_grams=300)
        copy_listings([product.pk], overseas[0], actor=Actor.system())
    url = f"{reverse('pro:request_edit')}?product={product.pk}&shop=2&field=name"
    assert "머그" in page(owner, url)
    assert owner.post(url, {"text": "머그"}).status_code == 422
    assert owner.post(url, {"text": "Mug"}).status_code == 302
    assert owner.get(url.replace("shop=2", "shop=3")).status_code == 422


def test_a_promotion_is_filed(owner, mall, contract):
    with tenancy.mall(mall.pk):
        product = make_product("머그")
    today = timezone.localdate()
    values = {
        "products": str(product.pk),
        "starts_on": today.isoformat(),
        "ends_on": (today + dt.timedelta(days=2)).isoformat(),
        "badge_ko": "특가",
        "section": "1:",
        "position": "1",
    }
    url = reverse("pro:request_promotion")
    assert owner.post(url, values | {"badge_ko": ""}).status_code == 422
    assert owner.post(url, values | {"ends_on": "2020-01-01"}).status_code == 422
    assert owner.post(url, values | {"products": "999999"}).status_code == 422
    assert owner.post(url, values).status_code == 302
    assert WorkRequest.objects.get().kind == "promotion"


def test_without_a_contract_nothing_can_be_sent(owner, mall, scope):
    """R3.99"""
    assert "requests cannot be sent" in page(owner, LIST)
    answer = owner.post(
        reverse("pro:request_register"),
        EMPTY_ROWS | {"row-TOTAL_FORMS": "1", "row-0-name": "머그", "row-0-price": "1"},
    )
    assert answer.status_code == 422
    with tenancy.mall(mall.pk):
        assert Product.objects.count() == 0
