"""Every URL of both hosts, read from the resolver: who may come in, and what answers the others (A13, design 3.7).

Nothing ever answers with a server error, and nobody sees a page that is not theirs.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts import tenancy
from accounts.audience import audience_of
from accounts.models import DataExport, Job, Mall, Operator, OutboxMessage, Shop, User
from accounts.tenancy.catalog import tenant_models
from tests.cast import Cast
from tests.factories import UserFactory
from tests.tenancy.rows import make_row
from tests.urls.pages import FOREIGN_ID, Page, all_pages

pytestmark = pytest.mark.django_db(databases=["default", "counters", "support"])

PAGES = all_pages()
AUDIENCES = {"public", "shopper", "admin", "signed_in", "developer", "staff"}
REFUSED = {401, 403, 404}
NUL_PATH = "/%00"


def browser(page: Page, mall: Mall, **options: object) -> Client:
    host = settings.PLATFORM_HOST if page.host_kind == "platform" else f"{mall.host}.{settings.MALL_DOMAIN}"
    return Client(HTTP_HOST=host, raise_request_exception=True, **options)


def is_sent_to_sign_in(response) -> bool:
    return response.status_code == 302 and response["Location"].startswith(("/login/", "/reauthenticate", "/accounts/"))


@pytest.fixture
def foreign_rows(other_mall: Mall) -> Mall:
    """Mall B has a row of every kind under the one id that the sample addresses name."""
    user = UserFactory(pk=FOREIGN_ID)
    Operator.objects.create(pk=FOREIGN_ID, mall=other_mall, user=user, menus=[])
    job = Job.objects.create(pk=FOREIGN_ID, mall=other_mall, task="accounts.tidy_up")
    Shop.objects.create(pk=FOREIGN_ID, mall=other_mall, shop_no=2, name="B", language="ko", currency="KRW")
    DataExport.objects.create(pk=FOREIGN_ID, mall=other_mall, requested_by=user, job=job)
    OutboxMessage.objects.create(pk=FOREIGN_ID, mall=other_mall, kind="x", recipient="b@example.com", subject="B")
    with tenancy.mall(other_mall.pk):
        for model in tenant_models():
            make_row(model, id=FOREIGN_ID)
    return other_mall


def test_there_are_pages_to_walk():
    assert len(PAGES) > 20


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_page_states_its_audience(page: Page) -> None:
    assert page.audience in AUDIENCES, (
        f"{page.name}: decorate {page.view!r} (accounts.audience), or list it in pages.py"
    )


@pytest.mark.parametrize("page", [p for p in PAGES if p.audience in {"admin", "signed_in", "staff"}], ids=str)
def test_a_stranger_is_sent_to_sign_in(page: Page, mall: Mall) -> None:
    client = browser(page, mall)
    for method in (client.get, client.post):
        response = method(page.path)
        assert is_sent_to_sign_in(response) or response.status_code in {*REFUSED, 405}, response.status_code


@pytest.mark.parametrize("page", [p for p in PAGES if p.audience in {"public", "shopper"}], ids=str)
def test_open_pages_answer_a_stranger_without_a_mistake(page: Page, mall: Mall) -> None:
    client = browser(page, mall)
    for method in (client.get, client.post):
        assert method(page.path).status_code < 500


@pytest.mark.parametrize("page", [p for p in PAGES if p.audience == "admin" and p.has_ids], ids=str)
def test_the_owner_of_a_finds_nothing_under_bs_ids(page: Page, mall: Mall, foreign_rows: Mall, cast: Cast) -> None:
    client = browser(page, mall)
    cast.sign_in(client, "owner")
    for method in (client.get, client.post):
        response = method(page.path)
        assert response.status_code in {*REFUSED, 405}, f"{response.status_code} {response.content[:300]!r}"
        assert not mail_was_written_for(foreign_rows)


@pytest.mark.parametrize("page", [p for p in PAGES if p.audience in {"public", "shopper"} and p.has_ids], ids=str)
def test_a_shopper_of_a_finds_nothing_under_bs_ids(page: Page, mall: Mall, foreign_rows: Mall) -> None:
    response = browser(page, mall).get(page.path)
    assert foreign_rows.name not in response.content.decode(errors="replace")
    assert response.status_code < 500


@pytest.mark.parametrize(
    "page", [p for p in PAGES if getattr(p.view, "menu", "") or getattr(p.view, "owner_only", False)], ids=str
)
def test_an_operator_without_the_right_is_refused(page: Page, mall: Mall, cast: Cast) -> None:
    client = browser(page, mall)
    cast.sign_in(client, "operator_without_any")
    for method in (client.get, client.post):
        assert method(page.path).status_code in {403, 405}


@pytest.mark.parametrize("page", [p for p in PAGES if p.audience == "staff"], ids=str)
def test_a_merchant_is_refused_where_staff_work(page: Page, mall: Mall, cast: Cast) -> None:
    client = browser(page, mall)
    cast.sign_in(client, "owner")
    for method in (client.get, client.post):
        response = method(page.path)
        assert response.status_code in {*REFUSED, 405} or is_sent_to_sign_in(response), response.status_code


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_bad_input_is_a_bad_request_everywhere(page: Page, mall: Mall, cast: Cast) -> None:
    """R9.27, security.md F18: NUL and lone surrogates, in the path, the query and the form."""
    client = browser(page, mall)
    if page.host_kind == "platform":
        cast.sign_in(client, "owner")
    assert client.get(page.path + "?q=%00").status_code == 400
    assert client.post(page.path, {"name": "a\x00b"}).status_code == 400
    assert client.post(page.path, b"name=%ED%A0%80", content_type="application/x-www-form-urlencoded").status_code < 500
    assert client.get(page.path.rstrip("/") + NUL_PATH).status_code in {400, 404}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_wrong_method_never_does_anything(page: Page, mall: Mall, cast: Cast) -> None:
    client = browser(page, mall)
    if page.host_kind == "platform":
        cast.sign_in(client, "owner")
    for method in ("DELETE", "PUT", "PATCH", "PROPFIND"):
        response = client.generic(method, page.path)
        assert response.status_code in {302, 400, 401, 403, 404, 405}, f"{method}: {response.status_code}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_form_without_its_token_is_refused(page: Page, mall: Mall, cast: Cast) -> None:
    client = browser(page, mall, enforce_csrf_checks=True)
    if page.host_kind == "platform":
        cast.sign_in(client, "owner")
    before = users_and_malls()
    assert client.post(page.path, {"name": "x"}).status_code in {403, 404, 405}
    assert users_and_malls() == before


def test_every_view_of_ours_states_its_audience_itself():
    """The list in pages.py is for Django's and allauth's views only."""
    ours = [p for p in PAGES if p.view.__module__.partition(".")[0] in {"accounts", "catalog", "storefront"}]
    assert [p.name for p in ours if not audience_of(p.view) and not p.name.startswith("admin:")] == []


def users_and_malls() -> tuple[int, int]:
    return User.objects.count(), Mall.objects.count()


def mail_was_written_for(mall: Mall) -> bool:
    return OutboxMessage.objects.filter(mall=mall).exclude(pk=FOREIGN_ID).exists()
