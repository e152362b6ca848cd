"""The sample app, unchanged, against the real thing: TLS, proxy, OAuth, Admin API, webhooks (R2.39, R2.43)."""

from __future__ import annotations

import json
import re

import pytest
import requests
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from cafe24clone.runner.processes import free_port
from catalog.domain.change_fields import change_fields
from developer_center.api.operation import registered
from developer_center.api.urls import load_resources
from developer_center.domain.change_app import Basics, change_basics, change_permissions
from developer_center.domain.register_app import register_app
from developer_center.models import RightsList
from tests.developer_center import sample_app
from tests.ledger import run_due_jobs
from tests.live import GATEWAY_KEY
from tests.orders.shop import make_product
from tests.runner.gateways import running_gateway

install = pytest.importorskip("developer_center.domain.install")
webhooks = pytest.importorskip("developer_center.domain.webhooks.endpoint")
load_resources()
has_products = any(entry.operation.path == "products" for entry in registered())
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not has_products, reason="The API has no products yet.")]

PRODUCT_EDITED = 90002
AGREE = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def owner(mall):
    return mall.operators.get(is_owner=True).user


@pytest.fixture
def product(mall):
    with tenancy.mall(mall.pk):
        return make_product(name="Blue cup")


@pytest.fixture
def app_port():
    return free_port()


@pytest.fixture
def app(owner, app_port):
    """Registered by hand, as the app's README says."""
    own = f"http://localhost:{app_port}"
    made = register_app(owner, name="Sample", app_url=f"{own}/", kind="web")
    change_basics(owner, made.pk, Basics("Sample", f"{own}/", [f"{own}/callback"]))
    url = f"{own}/screens.json"
    return change_permissions(owner, made.pk, scopes=["mall.read_product"], operator_rights_url=url)


@pytest.fixture
def key(owner, app, app_port):
    url = f"http://localhost:{app_port}/webhook"
    return webhooks.save_endpoint(owner, app.pk, url=url, events=[PRODUCT_EDITED]).reveal("key")


@pytest.fixture
def running(site, app, key, app_port, tmp_path):
    """The gateway before the site, and the app in an environment of its variables and its keys."""
    with running_gateway(tmp_path, site.port, GATEWAY_KEY) as gateway:
        keys = {"CLIENT_ID": app.client_id, "CLIENT_SECRET": app.reveal("secret"), "WEBHOOK_KEY": key}
        with sample_app.running(app_port, tmp_path, gateway.app_environment() | keys) as url:
            yield gateway, url


@pytest.fixture
def merchant(site, owner, running):
    """The owner's browser, signed in, that finds Cafe24's API name."""
    gateway, _url = running
    client = Client()
    client.force_login(owner)
    with requests.Session() as browser:
        browser.trust_env = False
        browser.proxies = {"https": gateway.app_environment()["HTTPS_PROXY"]}
        browser.verify = gateway.app_environment()["REQUESTS_CA_BUNDLE"]
        browser.cookies.set(site.cookie_name("SESSION_COOKIE_NAME"), client.session.session_key)
        yield browser


def consent(browser, site, app):
    """Install from the store, through the app's launch link, to the consent page, and agree."""
    asked = browser.get(f"{site.url}{reverse('apps:install', args=[app.pk])}", timeout=30)
    assert asked.status_code == 200, asked.text
    assert [hop.url.partition("?")[0].rpartition("//")[2] for hop in asked.history][2].endswith("/oauth/authorize")
    assert "If you agree, the app may" in asked.text
    token = AGREE.search(asked.text)[1]
    return browser.post(asked.url, {"csrfmiddlewaretoken": token, "answer": "agree"}, timeout=30)


def test_it_installs_reads_products_hears_of_a_change_and_is_removed(
    site, mall, owner, product, app, running, merchant, tmp_path
):
    _gateway, url = running
    page = consent(merchant, site, app)
    assert page.url == f"{url}/products", page.text
    assert "Blue cup" in page.text

    with tenancy.mall(mall.pk):
        change_fields(product.pk, {"name": "Green cup"}, actor=Actor.operator(owner.pk))
    run_due_jobs("developer_center.dispatch_webhooks")
    run_due_jobs("developer_center.deliver_webhooks")
    page = merchant.get(f"{url}/products", timeout=30)
    assert "Green cup" in page.text
    assert f"event {PRODUCT_EDITED}" in page.text

    installation = app.installations.get()
    opened = merchant.get(f"{site.url}{reverse('apps:open', args=[installation.pk])}", timeout=30)
    assert opened.url == f"{url}/products"  # it has its token: no second consent
    assert len(opened.history) == 2

    before = expire(tmp_path / "tokens.json", mall.host)
    assert "Green cup" in merchant.get(f"{url}/products", timeout=30).text
    after = json.loads((tmp_path / "tokens.json").read_text())[mall.host]
    assert after["refresh_token"] != before["refresh_token"]

    with tenancy.mall(mall.pk):
        install.remove(mall.pk, installation.pk, actor=Actor.operator(owner.pk))
    refused = merchant.get(f"{url}/products", timeout=30)
    assert refused.status_code in {401, 502}
    assert "Green cup" not in refused.text


def test_its_list_of_screens_is_read(site, app, running, merchant):
    consent(merchant, site, app)
    address = f"{site.url}{reverse('app_rights:rights', args=[app.installations.get().pk])}"
    token = AGREE.search(merchant.get(address, timeout=30).text)[1]
    answer = merchant.post(f"{address}read/", {"csrfmiddlewaretoken": token}, timeout=30)
    assert "Screens: 1." in answer.text
    assert RightsList.objects.get(app=app).screens[0]["id"] == "products"


def expire(path, mall_host):
    """As if two hours had gone by for the app."""
    kept = json.loads(path.read_text())
    before = dict(kept[mall_host])
    kept[mall_host]["good_until"] = 0
    path.write_text(json.dumps(kept))
    return before
