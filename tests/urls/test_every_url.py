"""Every URL of both hosts, read from the resolver: who may come in, and what answers the others (A13, design 3.7).

Nothing ever answers with a server error, and nobody sees a page that is not theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from accounts import tenancy
from accounts.audience import audience_of
from accounts.models import DataExport, Job, Mall, Operator, OutboxMessage, Shop, User
from accounts.tenancy.catalog import tenant_models
from developer_center.models import App
from tests.cast import Cast
from tests.factories import UserFactory
from tests.tenancy.rows import make_row
from tests.urls.pages import FOREIGN_ID, Page, all_pages

pytestmark = pytest.mark.django_db(databases=["default", "counters", "support"])

PAGES = all_pages()
AUDIENCES = {"public", "shopper", "admin", "signed_in", "developer", "staff", "api", "oauth"}
REFUSED = {401, 403, 404}


def browser(host_kind: str, mall: Mall, **options: object) -> Client:
    host = settings.PLATFORM_HOST if host_kind == "platform" else f"{mall.host}.{settings.MALL_DOMAIN}"
    return Client(HTTP_HOST=host, raise_request_exception=True, **options)


@pytest.fixture
def foreign_rows(other_mall: Mall) -> Mall:
    """Mall B has a row of every kind under the one id that the sample addresses name."""
    user = UserFactory(pk=FOREIGN_ID)
    Operator.objects.create(pk=FOREIGN_ID, mall=other_mall, user=user, menus=[])
    job = Job.objects.create(pk=FOREIGN_ID, mall=other_mall, task="accounts.tidy_up")
    Shop.objects.create(pk=FOREIGN_ID, mall=other_mall, shop_no=2, name="B", language="ko", currency="KRW")
    DataExport.objects.create(pk=FOREIGN_ID, mall=other_mall, requested_by=user, job=job)
    App.objects.create(pk=FOREIGN_ID, user=user, name="B", app_url="https://b.example", kind="web", secret="x")
    OutboxMessage.objects.create(pk=FOREIGN_ID, mall=other_mall, kind="x", recipient="b@example.com", subject="B")
    with tenancy.mall(other_mall.pk):
        for model in tenant_models():
            make_row(model, id=FOREIGN_ID)
    return other_mall


def test_there_are_pages_to_walk():
    assert len(PAGES) > 20


def of(*audiences: str) -> list[Page]:
    return [page for page in PAGES if page.audience in audiences]


def answers(pages: list[Page], ask: Callable[[Page], Iterable[tuple[str, HttpResponse]]]) -> dict[str, str]:
    """What came back where it should not have, by page and question; each answer is judged by ASKED's own rule."""
    wrong = {}
    for page in pages:
        for question, response in ask(page):
            if not is_fine(question, response):
                wrong[f"{page} {question}"] = f"{response.status_code} {response.get('Location', '')}"
    return wrong


def is_sent_away(response: HttpResponse) -> bool:
    """To the sign-in, to prove the password again, or to the page of a second factor."""
    return response.status_code == 302 and response["Location"].startswith(("/login/", "/admin/account/"))


# question -> whether an answer to it is one of those that are right
RIGHT: dict[str, Callable[[HttpResponse], bool]] = {
    "refused": lambda response: is_sent_away(response) or response.status_code in {*REFUSED, 405},
    "forbidden": lambda response: response.status_code in {403, 405},
    "no mistake": lambda response: response.status_code < 500,
    "bad request": lambda response: response.status_code == 400,
    "no such page": lambda response: response.status_code in {400, 404},
    "wrong method": lambda response: response.status_code in {302, 400, 401, 403, 404, 405},
    "no token": lambda response: response.status_code in {401, 403, 404, 405},
    "no credentials": lambda response: response.status_code == 401 and not response.cookies,
    "no app": lambda response: response.status_code in {401, 404} and "error" in response.json(),
}


def is_fine(question: str, response: HttpResponse) -> bool:
    return RIGHT[question.partition(":")[0]](response)


def get_and_post(client: Client, page: Page, question: str) -> list[tuple[str, HttpResponse]]:
    return [(f"{question}: GET", client.get(page.path)), (f"{question}: POST", client.post(page.path))]


@pytest.fixture
def browsers(mall: Mall) -> Callable[[Page], Client]:
    """A browser per host, anonymous at first."""
    kinds = {kind: browser(kind, mall) for kind in ("platform", "mall")}
    return lambda page: kinds[page.host_kind]


def test_every_page_states_its_audience() -> None:
    unstated = {page.name: str(page.view) for page in PAGES if page.audience not in AUDIENCES}
    assert unstated == {}, "decorate these (accounts.audience), or list others' views in tests/urls/pages.py"


def test_a_stranger_is_sent_to_sign_in(browsers) -> None:
    pages = of("admin", "signed_in", "developer", "staff")
    assert answers(pages, lambda page: get_and_post(browsers(page), page, "refused")) == {}


def test_open_pages_answer_a_stranger_without_a_mistake(browsers) -> None:
    assert answers(of("public", "shopper"), lambda page: get_and_post(browsers(page), page, "no mistake")) == {}


def test_the_api_answers_no_browser(browsers, cast: Cast) -> None:
    """Neither a stranger nor a signed-in merchant is an app; both hosts, every method (R2.40)."""

    def ask(page: Page) -> list[tuple[str, HttpResponse]]:
        calls = ("GET", "POST", "PUT", "DELETE")
        return [(f"no app: {method}", browsers(page).generic(method, page.path)) for method in calls]

    assert len(of("api")) > 2
    assert answers(of("api"), ask) == {}
    cast.sign_in(browsers(PAGES[0]), "owner")
    assert answers(of("api"), ask) == {}


def test_the_owner_of_a_finds_nothing_under_bs_ids(browsers, foreign_rows: Mall, cast: Cast) -> None:
    pages = [page for page in of("admin", "signed_in", "developer") if page.has_ids]
    cast.sign_in(browsers(PAGES[0]), "owner")
    before = rows_of(foreign_rows)
    assert answers(pages, lambda page: get_and_post(browsers(page), page, "refused")) == {}
    assert rows_of(foreign_rows) == before


# What forms call the rows they are about; `step` and `action` say what is to become of them.
NAMED_IN_FORMS = ("product", "ids", "item", "order", "category", "parent", "moved", "target", "shop", "memo", "variant")
DEEDS = [{"action": "delete", "step": "apply"}, {"step": f"remove:{FOREIGN_ID}", "action": "remove", "where": "before"}]


def test_no_form_of_a_reaches_rows_by_bs_ids(browsers, foreign_rows: Mall, cast: Cast) -> None:
    """Ids stand in forms as well as in addresses (R9.27); whole forms are in tests/catalog/test_permissions.py."""
    cast.sign_in(browsers(PAGES[0]), "owner")
    before = rows_of(foreign_rows)
    named = dict.fromkeys(NAMED_IN_FORMS, str(FOREIGN_ID))

    def ask(page: Page) -> list[tuple[str, HttpResponse]]:
        return [(f"no mistake: {deed}", browsers(page).post(page.path, named | deed)) for deed in DEEDS]

    assert answers(of("admin", "shopper"), ask) == {}
    assert rows_of(foreign_rows) == before


def test_a_shopper_of_a_finds_nothing_under_bs_ids(browsers, foreign_rows: Mall) -> None:
    for page in of("public", "shopper"):
        if page.has_ids:
            response = browsers(page).get(page.path)
            assert foreign_rows.name not in response.content.decode(errors="replace"), page
            assert response.status_code < 500, page


def test_an_operator_without_the_right_is_refused(browsers, cast: Cast) -> None:
    pages = [page for page in PAGES if getattr(page.view, "menu", "") or getattr(page.view, "owner_only", False)]
    cast.sign_in(browsers(PAGES[0]), "operator_without_any")
    assert answers(pages, lambda page: get_and_post(browsers(page), page, "forbidden")) == {}


def test_a_merchant_is_refused_where_staff_work(browsers, cast: Cast) -> None:
    cast.sign_in(browsers(PAGES[0]), "owner")
    assert answers(of("staff"), lambda page: get_and_post(browsers(page), page, "refused")) == {}


def test_bad_input_is_a_bad_request_everywhere(browsers, cast: Cast) -> None:
    """R9.27, security.md F18: NUL and lone surrogates, in the path, the query and the form."""
    cast.sign_in(browsers(PAGES[0]), "owner")
    form = "application/x-www-form-urlencoded"

    def ask(page: Page) -> list[tuple[str, HttpResponse]]:
        client, path = browsers(page), page.path
        return [
            ("bad request: query", client.get(path + "?q=%00")),
            ("bad request: form", client.post(path, {"name": "a\x00b"})),
            ("no mistake: surrogate", client.post(path, b"name=%ED%A0%80", content_type=form)),
            ("no mistake: long", client.post(path, {"name": "x" * 1_000_000})),
            ("no such page: path", client.get(path.rstrip("/") + "/%00")),
        ]

    assert answers([page for page in PAGES if page.audience != "staff"], ask) == {}


def test_a_wrong_method_never_does_anything(browsers, cast: Cast) -> None:
    cast.sign_in(browsers(PAGES[0]), "owner")

    def ask(page: Page) -> list[tuple[str, HttpResponse]]:
        methods = ("DELETE", "PUT", "PROPFIND")
        return [(f"wrong method: {m}", browsers(page).generic(m, page.path)) for m in methods]

    assert answers(PAGES, ask) == {}


def test_a_form_without_its_token_is_refused(mall: Mall, cast: Cast) -> None:
    strict = {kind: browser(kind, mall, enforce_csrf_checks=True) for kind in ("platform", "mall")}
    cast.sign_in(strict["platform"], "owner")
    # Staff's: 302 for a merchant, before the token is looked at. Servers of apps have no cookie that could be abused.
    pages = [page for page in PAGES if page.audience not in {"staff", "oauth"}]
    before = users_and_malls()
    ask = {"name": "x"}
    assert answers(pages, lambda page: [("no token", strict[page.host_kind].post(page.path, ask))]) == {}
    assert users_and_malls() == before


def test_servers_of_apps_are_asked_for_their_credentials_whoever_is_signed_in(browsers, cast: Cast) -> None:
    cast.sign_in(browsers(PAGES[0]), "owner")
    ask = {"grant_type": "authorization_code", "code": "x", "token": "x"}
    found = answers(of("oauth"), lambda page: [("no credentials", browsers(page).post(page.path, ask))])
    assert (len(of("oauth")), found) == (4, {})


def test_every_view_of_ours_states_its_audience_itself():
    """The list in pages.py is for Django's and allauth's views only."""
    ours = [p for p in PAGES if p.view.__module__.partition(".")[0] in {"accounts", "catalog", "storefront"}]
    assert [p.name for p in ours if not audience_of(p.view) and not p.name.startswith("admin:")] == []


def users_and_malls() -> tuple[int, int]:
    return User.objects.count(), Mall.objects.count()


def rows_of(mall: Mall) -> list[object]:
    """A mall's control rows and all its tenant rows with their values, to see that nothing was touched."""
    control = [list(m.objects.filter(mall=mall).values()) for m in (Operator, Job, Shop, DataExport, OutboxMessage)]
    with tenancy.mall(mall.pk):
        return [*control, *(list(model.objects.order_by("pk").values()) for model in tenant_models())]
