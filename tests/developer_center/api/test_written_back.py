"""Apps read a row, change a key and write the whole row back: what GET answers, PUT takes (wire contract 2.7, 4.5)."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import tenancy
from accounts.models import Mall
from tests.developer_center.api.conftest import Api
from tests.factories_catalog import make_product
from tests.orders.claiming import paid_order
from tests.orders.customers import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(api: Api, mall: Mall, settings) -> dict[str, str]:
    """An address of each kind of row that can be read and written, by its name."""
    settings.API_CALLS_PER_SECOND = 1000
    with tenancy.mall(mall.pk):
        plain, pictured = make_product("Cup").pk, make_product("Pot", image=True).pk
        order = paid_order(name="Kim").number
        make_customer()
    category = api.post("categories", {"category_name": "Kitchen"}).json()["category"]["category_no"]
    script = api.post("scripttags", {"src": "https://a.example.com/x.js", "display_location": ["all"]})
    variant = api.get(f"products/{plain}/variants").json()["variants"][0]["variant_code"]
    return {
        "product": f"products/{plain}",
        "product with a picture": f"products/{pictured}",
        "variant": f"products/{plain}/variants/{variant}",
        "inventory": f"products/{plain}/variants/{variant}/inventories",
        "options": f"products/{plain}/options",
        "seo": f"products/{plain}/seo",
        "category": f"categories/{category}",
        "buyer": f"orders/{order}/buyer",
        "receivers": f"orders/{order}/receivers",
        "customer": "customersprivacy/minji",
        "scripttag": f"scripttags/{script.json()['scripttag']['script_no']}",
        "app": "apps",
        "webhook": "webhooks/setting",
        "board": "boards/1",
    }


def row_at(api: Api, path: str) -> Any:
    (row,) = api.get(path).json().values()
    return row


def without_times(row: Any) -> Any:
    if isinstance(row, list):
        return [without_times(one) for one in row]
    return {name: value for name, value in row.items() if name != "updated_date"}


def test_what_was_read_can_be_written_back_and_changes_nothing(api, addresses):
    refused, changed = {}, {}
    for name, path in addresses.items():
        before = row_at(api, path)
        response = api.put(path, before)
        if response.status_code not in {200, 409}:
            refused[name] = response.json()["error"]["message"]
        if without_times(row_at(api, path)) != without_times(before):
            changed[name] = row_at(api, path)
    assert refused == {}
    assert changed == {}
