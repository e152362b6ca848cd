"""The pages of an app's webhooks: address and ticks, key, test, off and on, log and "send again"."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from developer_center.domain.change_app import AppFrozen
from developer_center.domain.webhooks.endpoint import EventNotEnabled, save_endpoint
from developer_center.models import App, AppEvent, Installation, WebhookDelivery, WebhookEndpoint, WebhookLog
from tests.developer_center.conftest import PASSWORD, put
from tests.developer_center.webhooks.conftest import install, listening_app
from tests.developer_center.webhooks.receiver import Answer
from tests.developer_center.webhooks.sending import new_product, send

WITH_PASSWORD = pytest.mark.django_db(databases=["default", "counters"])  # wrong ones are counted


@pytest.fixture
def browser(client, developer):
    client.force_login(developer)
    return client


def url(name: str, app: App, *args: object) -> str:
    return reverse(f"developers:{name}", args=[app.pk, *args])


def text_of(response) -> str:
    return response.content.decode()


def test_an_app_gets_its_webhooks_and_a_key(browser, app):
    put(app, scopes=["mall.read_product"])
    response = browser.post(url("webhooks", app), {"url": "http://localhost:9000/hooks", "events": ["90001", "90003"]})
    assert response.status_code == 302
    endpoint = WebhookEndpoint.objects.get(app=app)
    assert (endpoint.url, endpoint.events) == ("http://localhost:9000/hooks", [90001, 90003])
    assert len(endpoint.reveal("key")) == 32
    assert endpoint.reveal("key") not in endpoint.key
    assert AppEvent.objects.filter(app_no=app.pk, action="webhooks_changed").count() == 1


def test_the_page_names_events_by_number_and_word_with_the_permissions_that_enable_them(browser, app):
    put(app, scopes=["mall.read_order"])
    page = text_of(browser.get(url("webhooks", app)))
    assert "<code>90023</code> Order received" in page
    assert "<code>90001</code> Product registered" in page
    assert "With permission to read one of these: Categories, Product, Collection, Supply, Promotion" in page
    assert "With permission to read one of these: Personal, Customer, Privacy" in page
    assert page.count("The app has none of them.") == 7  # of eight groups, orders alone are enabled


def test_a_tick_without_permission_is_refused_and_the_permission_named(browser, app, developer):
    put(app, scopes=["mall.read_order", "mall.write_product"])
    response = browser.post(url("webhooks", app), {"url": "http://localhost:9000/", "events": ["90023", "90001"]})
    assert response.status_code == 422
    assert "90001 Product registered needs the permission to read one of these" in text_of(response)
    assert "90023 Order received needs" not in text_of(response)
    assert not WebhookEndpoint.objects.exists()
    with pytest.raises(EventNotEnabled):
        save_endpoint(developer, app.pk, url="http://localhost:9000/", events=[90001])


def test_under_review_nothing_is_changed(browser, app, developer):
    put(app, state="under_review", scopes=["mall.read_product"])
    browser.post(url("webhooks", app), {"url": "http://localhost:9000/", "events": ["90001"]})
    assert not WebhookEndpoint.objects.exists()
    with pytest.raises(AppFrozen):
        save_endpoint(developer, app.pk, url="http://localhost:9000/", events=[])


@WITH_PASSWORD
def test_the_key_is_shown_to_whoever_gives_the_password(browser, hooked):
    key = WebhookEndpoint.objects.get().reveal("key")
    assert key not in text_of(browser.get(url("webhooks", hooked)))
    wrong = browser.post(url("webhook_key", hooked), {"password": "wrong"})
    assert (wrong.status_code, key in text_of(wrong)) == (422, False)
    assert key in text_of(browser.post(url("webhook_key", hooked), {"password": PASSWORD}))


@WITH_PASSWORD
def test_a_reissued_key_goes_with_the_next_delivery(browser, hooked, mall, receiver):
    before = WebhookEndpoint.objects.get().reveal("key")
    browser.post(url("webhook_key_reissue", hooked), {"password": "wrong"})
    assert WebhookEndpoint.objects.get().reveal("key") == before
    browser.post(url("webhook_key_reissue", hooked), {"password": PASSWORD})
    after = WebhookEndpoint.objects.get().reveal("key")
    assert after != before
    new_product(mall)
    send()
    assert receiver.got[0].headers["X-API-Key"] == after


def test_a_test_goes_out_once_and_says_that_it_is_a_sample(browser, hooked, receiver):
    """Wire contract 3: log_type T, a sample mall and a client id that begins with "sample"."""
    receiver.answer = Answer(500)
    browser.post(url("webhook_test", hooked), {"event": "90077"})
    send()
    send()
    [got] = receiver.got
    assert (got.event_no, got.json["resource"]["mall_id"]) == (90077, "samplemall")
    assert got.json["resource"]["client_id"].startswith("sample")
    log = WebhookLog.objects.get()
    assert (log.log_type, log.mall, log.is_success) == ("T", None, False)
    assert WebhookDelivery.objects.get().state == "failed"
    assert WebhookEndpoint.objects.get().failures == 0


def test_off_sends_nothing_but_tests_and_on_sends_what_happens_from_then_on(browser, hooked, mall, receiver):
    browser.post(url("webhook_switch", hooked))
    new_product(mall, "Cup")
    browser.post(url("webhook_test", hooked), {"event": "90001"})
    send()
    assert [got.json["resource"]["product_name"] for got in receiver.got] == ["Sample cup"]
    page = text_of(browser.get(url("webhooks", hooked)))
    assert "Switched off in the Developer Center" in page
    browser.post(url("webhook_switch", hooked))
    new_product(mall, "Plate")
    send()
    assert receiver.got[-1].json["resource"]["product_name"] == "Plate"
    assert len(receiver.got) == 2


def test_the_log_is_filtered_by_event_result_and_day(browser, hooked, mall, receiver):
    receiver.answer = lambda got: Answer(500 if got.json["resource"]["product_name"] == "Bad" else 200)
    new_product(mall, "Good")
    new_product(mall, "Bad")
    send()

    def shown(query: str) -> list[tuple[int, bool]]:
        rows = browser.get(f"{url('webhook_log', hooked)}?{query}").context["rows"]
        return [(row["log"].event_no, row["log"].is_success) for row in rows]

    today = f"{timezone.localtime():%Y-%m-%d}"
    assert sorted(shown("")) == [(90001, False), (90001, True)]
    assert shown("success=F") == [(90001, False)]
    assert shown("success=T&event=90001") == [(90001, True)]
    assert shown("event=90003") == []
    assert len(shown(f"start={today}&end={today}")) == 2
    assert shown("end=2020-01-01") == []
    assert len(shown("event=nonsense&start=nonsense")) == 2
    assert "No attempt matches" in text_of(browser.get(f"{url('webhook_log', hooked)}?success=T&event=90003"))


def test_an_empty_log_says_what_to_do(browser, hooked):
    assert "Nothing was sent yet" in text_of(browser.get(url("webhook_log", hooked)))


def test_the_log_is_paged_by_key_and_costs_the_same_for_one_row_and_for_three(
    browser, hooked, mall, receiver, django_assert_num_queries
):
    new_product(mall, "Cup 0")
    send()
    address = url("webhook_log", hooked)
    browser.get(address)
    with django_assert_num_queries(5):
        browser.get(address)
    for number in range(1, 3):
        new_product(mall, f"Cup {number}")
    send()
    with django_assert_num_queries(5):
        browser.get(address)
    row = WebhookLog.objects.latest("pk")
    WebhookLog.objects.bulk_create([_copy(row) for _ in range(40)])
    first = browser.get(address).context["page"]
    second = browser.get(address + first.next_url).context["page"]
    assert (len(first), len(second), second.next_url) == (30, 13, "")


def _copy(row: WebhookLog) -> WebhookLog:
    names = ["delivery_id", "app_id", "mall_id", "log_type", "event_no", "requested_at", "endpoint", "is_success"]
    return WebhookLog(**{name: getattr(row, name) for name in names})


def test_an_entry_shows_what_was_said_and_answered_while_the_app_is_installed(browser, hooked, mall, receiver):
    receiver.answer = Answer(200, "<b>thanks</b>")
    new_product(mall, "Cup")
    send()
    log = WebhookLog.objects.get()
    page = text_of(browser.get(url("webhook_log_entry", hooked, log.pk)))
    assert "&quot;event_no&quot;:90001" in page
    assert "&lt;b&gt;thanks&lt;/b&gt;" in page
    part = text_of(browser.get(url("webhook_log_entry", hooked, log.pk), headers={"hx-request": "true"}))
    assert "<html" not in part
    assert "&quot;product_name&quot;:&quot;Cup&quot;" in part
    Installation.objects.update(state="removed", removed_at=timezone.now())
    hidden = text_of(browser.get(url("webhook_log_entry", hooked, log.pk)))
    assert "The store has removed the app" in hidden
    assert "Cup" not in hidden


def test_sent_again_it_is_the_same_body_and_trace_id_in_an_entry_of_its_own(browser, hooked, mall, receiver):
    """Wire contract 3: log_type R."""
    new_product(mall, "Cup")
    send()
    browser.post(url("webhook_resend", hooked, WebhookLog.objects.get().pk))
    send()
    first, second = receiver.got
    assert (first.body, first.headers["X-Trace-Id"]) == (second.body, second.headers["X-Trace-Id"])
    assert list(WebhookLog.objects.order_by("pk").values_list("log_type", flat=True)) == ["G", "R"]


def test_what_a_store_took_back_is_not_sent_again(browser, hooked, mall, receiver):
    new_product(mall, "Cup")
    send()
    Installation.objects.update(state="removed", removed_at=timezone.now())
    response = browser.post(url("webhook_resend", hooked, WebhookLog.objects.get().pk), follow=True)
    send()
    assert "no longer lets the app hear of it" in text_of(response)
    assert len(receiver.got) == 1


def test_another_developers_webhooks_are_not_there(client, hooked, mall, another_developer, receiver):
    other = listening_app(another_developer, receiver.url)
    install(other, mall)
    new_product(mall)
    send()
    mine = WebhookLog.objects.get(app=hooked)
    client.force_login(another_developer)
    assert client.get(url("webhooks", hooked)).status_code == 404
    assert client.get(url("webhook_log", hooked)).status_code == 404
    for name in ("webhook_log_entry",):
        assert client.get(url(name, hooked, mine.pk)).status_code == 404
        assert client.get(url(name, other, mine.pk)).status_code == 404
    assert client.post(url("webhook_resend", other, mine.pk)).status_code == 404
    assert client.post(url("webhook_switch", hooked)).status_code == 404
    assert json.loads(receiver.got[0].body)["event_no"] == 90001
