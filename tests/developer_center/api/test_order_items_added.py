"""Products added to an order, and its items' extra inputs, over the Admin API (public manual; Appendix B)."""

from __future__ import annotations

import pytest

from accounts import tenancy
from accounts.models import AuditEntry
from catalog.domain.options import ExtraInput
from catalog.models import Product
from developer_center.wire import variant_code
from orders.models import Order
from tests.orders.invariants import assert_invariants
from tests.orders.shop import make_order, make_paid_order, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(mall) -> Order:
    """Waiting for its payment."""
    with tenancy.mall(mall.pk):
        return make_order(make_product(price="12000"))


@pytest.fixture
def ring(mall) -> Product:
    with tenancy.mall(mall.pk):
        inputs = (ExtraInput("Engraving", is_required=True, max_length=10), ExtraInput("Note"))
        return make_product(name="Ring", price="5000", stock=3, extra_inputs=inputs)


def code(product: Product) -> str:
    return variant_code(product.pk, 0)


def test_products_are_added_and_the_order_tells_its_new_sum(api, mall, order, ring):
    entries = [{"variant_code": code(ring)}, {"variant_code": code(ring), "was_product_bundle": "F"}]
    answer = api.call("POST", f"orders/{order.number}/items", body={"requests": entries})
    assert answer.status_code == 201, answer.content
    told = [(row["order_item_code"], row["quantity"], row["order_status"]) for row in answer.json()["items"]]
    assert told == [(f"{order.number}-02", 1, "N00"), (f"{order.number}-03", 1, "N00")]
    row = api.get(f"orders/{order.number}").json()["order"]
    assert row["initial_order_amount"]["total_amount_due"] == f"{order.total_amount + 10000:.2f}"
    assert len(api.get(f"orders/{order.number}/items").json()["items"]) == 3
    with tenancy.mall(mall.pk):
        assert ring.variants.get().stock == 1
        assert AuditEntry.objects.get(action="order.item_added").actor_kind == "app"
        assert_invariants(mall.pk, inside=True)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({}, "variant_code"),
        ({"variant_code": "P00000ZZ000A"}, "variant_code"),
        ({"variant_code": "nonsense"}, "variant_code"),
        ({"variant_code": "{ring}", "was_product_bundle": "T"}, "was_product_bundle"),
        ({"variant_code": "{ring}", "original_bundle_item_no": "7"}, "was_product_bundle"),
    ],
)
def test_a_batch_with_a_wrong_entry_adds_nothing(api, mall, order, ring, entry, field):
    wrong = {name: value.replace("{ring}", code(ring)) for name, value in entry.items()}
    answer = api.call("POST", f"orders/{order.number}/items", body={"requests": [{"variant_code": code(ring)}, wrong]})
    assert answer.status_code == 422
    assert f"(parameter.{field})" in answer.json()["error"]["message"]
    with tenancy.mall(mall.pk):
        assert (order.items.count(), ring.variants.get().stock) == (1, 3)


def test_more_than_there_is_and_paid_orders_are_422(api, mall, order, ring):
    body = {"requests": [{"variant_code": code(ring)}] * 4}
    assert (
        "(parameter.variant_code)"
        in api.call("POST", f"orders/{order.number}/items", body=body).json()["error"]["message"]
    )
    with tenancy.mall(mall.pk):
        paid = make_paid_order()
    refused = api.post(f"orders/{paid.number}/items", {"variant_code": code(ring)})
    assert refused.status_code == 422
    assert "(parameter.order_id)" in refused.json()["error"]["message"]
    with tenancy.mall(mall.pk):
        assert (order.items.count(), paid.items.count(), ring.variants.get().stock) == (1, 1, 3)


def test_another_malls_orders_and_products_are_out_of_reach(api, mall, other_mall, order):
    with tenancy.mall(other_mall.pk):
        make_order()
        theirs, foreign = make_product(), make_order()
    assert api.post(f"orders/{foreign.number}/items", {"variant_code": code(theirs)}).status_code == 404
    assert api.post(f"orders/{order.number}/items", {"variant_code": code(theirs)}).status_code == 422
    options = f"orders/{foreign.number}/items/{foreign.number}-01/options"
    answers = {"additional_options": [{"additional_option_name": "Note", "additional_option_value": "x"}]}
    assert api.post(options, {"product_bundle": "F"} | answers).status_code == 404
    assert api.put(options, answers).status_code == 404
    with tenancy.mall(other_mall.pk):
        assert foreign.items.count() == 1


def answers(**typed: str) -> dict:
    return {
        "additional_options": [
            {"additional_option_name": name, "additional_option_value": value} for name, value in typed.items()
        ]
    }


def test_extra_inputs_are_answered_and_corrected(api, order, ring):
    api.post(f"orders/{order.number}/items", {"variant_code": code(ring)})
    options = f"orders/{order.number}/items/{order.number}-02/options"
    created = api.post(options, {"product_bundle": "F"} | answers(Engraving="Minji", Note="hello"))
    assert created.status_code == 201
    row = created.json()["item"]
    assert row["additional_options"] == answers(Engraving="Minji", Note="hello")["additional_options"]
    assert (row["product_bundle"], row["bundle_additional_options"]) == ("F", None)
    changed = api.put(options, answers(Engraving="M+J"))
    assert changed.json()["item"]["additional_options"] == answers(Engraving="M+J")["additional_options"]
    assert api.put(options, answers(Engraving="M+J")).status_code == 409
    item = api.get(f"orders/{order.number}/items").json()["items"][1]
    assert sorted(item["additional_option_value"].split(", ")) == ["Engraving=M+J", "Note=hello"]


@pytest.mark.parametrize(
    ("method", "body", "field"),
    [
        ("post", answers(Note="x"), "product_bundle"),
        ("post", {"product_bundle": "T"} | answers(Note="x"), "product_bundle"),
        ("post", {"product_bundle": "F"}, "additional_options"),
        ("post", {"product_bundle": "F"} | answers(Colour="red"), "additional_options"),
        ("post", {"product_bundle": "F"} | answers(Engraving="x" * 11), "additional_options"),
        ("put", {}, "additional_options"),
        ("put", answers(Note="x"), "additional_options"),
    ],
)
def test_answers_that_do_not_fit_are_422_and_change_nothing(api, mall, order, ring, method, body, field):
    api.post(f"orders/{order.number}/items", {"variant_code": code(ring)})
    response = getattr(api, method)(f"orders/{order.number}/items/{order.number}-02/options", body)
    assert response.status_code == 422
    assert f"(parameter.{field})" in response.json()["error"]["message"]
    with tenancy.mall(mall.pk):
        assert order.items.get(line_no=2).extra_inputs == {}
