"""One order: its tabs, its steps, its recipient and its memos (R0.61, R0.62)."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts import tenancy
from orders.domain.item_labels import add_labels, labels_of
from orders.domain.memos import add_memo
from orders.domain.ship_items import Shipment, ship_items
from orders.models import ItemStatus, Order, OrderMemo, Parcel
from tests.orders.shop import SYSTEM, make_order, make_paid_order, make_product, statuses_of

TABS = ["order", "payment", "customer", "recipient", "memo", "history"]
RECIPIENT = {
    "receiver_name": "Park Jiwoo",
    "receiver_phone": "010-2222-3333",
    "receiver_address1": "2 Teheran-ro",
}


def url(name: str, order: Order, *more) -> str:
    return reverse(f"orders:{name}", args=[order.number, *more])


@pytest.fixture
def order(mall):
    with tenancy.mall(mall.pk):
        yield make_paid_order(make_product(name="Linen shirt"), make_product(name="Cup", price="5000"))


@pytest.mark.parametrize("tab", [*TABS, "nonsense"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_tab_opens_in_both_languages(client, cast, order, tab, language):
    cast.sign_in(client, "owner")
    response = client.get(f"{url('detail', order)}?tab={tab}", headers={"Accept-Language": language})
    assert response.status_code == 200
    assert order.number in response.content.decode()
    assert response.context["tab"] == (tab if tab in TABS else "order")


PAGES = [
    ("detail", (), "get", {}),
    ("step", (), "post", {"action": "hold"}),
    ("parcel", (1,), "post", {"parcel1-carrier": "0006", "parcel1-tracking_number": "2"}),
    ("recipient", (), "post", RECIPIENT),
    ("memo_add", (), "post", {"text": "x"}),
    ("label_add", (), "post", {"label": "VIP"}),
    ("label_remove", (), "post", {"remove": "1:VIP"}),
    ("memo_pin", (1,), "post", {"pinned": "1"}),
    ("memo_delete", (1,), "post", {}),
]


@pytest.mark.parametrize(
    ("who", "status"),
    [("operator_without_orders", 403), ("other_mall", 404), (None, 302)],
)
@pytest.mark.parametrize(("name", "more", "method", "data"), PAGES)
def test_an_order_is_for_operators_of_its_mall_with_the_right(
    client, cast, order, who, status, name, more, method, data
):
    cast.sign_in(client, who)
    assert getattr(client, method)(url(name, order, *more), data).status_code == status
    assert statuses_of(order) == [ItemStatus.PREPARING_PRODUCT] * 2
    assert not OrderMemo.objects.exists()


@pytest.mark.parametrize(("name", "more", "method", "data"), PAGES)
def test_an_operator_with_the_right_may(client, cast, order, name, more, method, data):
    cast.sign_in(client, "operator_with_orders")
    assert getattr(client, method)(url(name, order, *more), data).status_code in (200, 302)


@pytest.mark.parametrize("name", ["step", "recipient", "memo_add"])
def test_changes_are_posted(client, cast, order, name):
    cast.sign_in(client, "owner")
    assert client.get(url(name, order)).status_code == 405


def test_ticked_items_leave_in_a_parcel_and_the_rest_stays(client, cast, order):
    cast.sign_in(client, "owner")
    first = order.items.get(line_no=1)
    data = {"action": "ship", "item": [first.pk], "carrier": "0006", "tracking_number": "123"}
    response = client.post(url("step", order), data, follow=True)
    assert "Parcel 1 is on its way." in response.content.decode()
    assert statuses_of(order) == [ItemStatus.IN_TRANSIT, ItemStatus.PREPARING_PRODUCT]
    assert "Partly shipped" in response.content.decode()
    client.post(url("step", order), data | {"item": [], "tracking_number": "124"})
    assert statuses_of(order) == [ItemStatus.IN_TRANSIT] * 2


def test_a_parcel_without_its_number_comes_back_as_it_was_typed(client, cast, order):
    cast.sign_in(client, "owner")
    second = order.items.get(line_no=2)
    data = {"action": "ship", "item": [second.pk], "carrier": "0018", "tracking_number": ""}
    response = client.post(url("step", order), data)
    assert response.status_code == 422
    page = " ".join(response.content.decode().split())
    assert "Type the tracking number." in page
    assert '<option value="0018" selected>' in page
    assert response.context["ticked"] == {second.pk}
    assert not Parcel.objects.exists()


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("prepare", [ItemStatus.PREPARING_SHIPMENT, ItemStatus.PREPARING_PRODUCT]),
        ("await-shipment", [ItemStatus.AWAITING_SHIPMENT, ItemStatus.PREPARING_PRODUCT]),
        ("hold", [ItemStatus.SHIPMENT_HELD, ItemStatus.PREPARING_PRODUCT]),
        ("deliver", [ItemStatus.PREPARING_PRODUCT] * 2),
        ("cancel", [ItemStatus.PREPARING_PRODUCT] * 2),
        ("nonsense", [ItemStatus.PREPARING_PRODUCT] * 2),
    ],
)
def test_a_step_is_for_the_ticked_items_or_says_why_not(client, cast, order, action, expected):
    cast.sign_in(client, "owner")
    response = client.post(url("step", order), {"action": action, "item": [order.items.get(line_no=1).pk]})
    assert response.status_code == 302
    assert len(list(get_messages(response.wsgi_request))) == 1
    assert statuses_of(order) == expected


def test_confirm_payment_shows_only_while_an_order_waits_for_it(client, cast, order):
    """Screens.md 4.6, C6."""
    cast.sign_in(client, "owner")
    waiting = make_order()
    assert "Confirm payment" in client.get(url("detail", waiting)).content.decode()
    assert "Confirm payment" not in client.get(url("detail", order)).content.decode()
    client.post(url("step", waiting), {"action": "confirm-payment"})
    assert statuses_of(waiting) == [ItemStatus.PREPARING_PRODUCT]
    assert waiting.payments.get().gateway == "cash"


def test_a_tracking_number_is_corrected(client, cast, order):
    cast.sign_in(client, "owner")
    ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    data = {"parcel1-carrier": "0018", "parcel1-tracking_number": "2"}
    assert client.post(url("parcel", order, 1), data).status_code == 302
    assert list(Parcel.objects.values_list("carrier", "tracking_number")) == [("0018", "2")]
    response = client.post(url("parcel", order, 1), data | {"parcel1-tracking_number": ""})
    assert response.status_code == 422
    assert "Type the tracking number." in response.content.decode()


def test_a_recipient_is_corrected_until_something_has_left(client, cast, order):
    cast.sign_in(client, "owner")
    assert client.post(url("recipient", order), RECIPIENT).status_code == 302
    order.refresh_from_db()
    assert order.receiver_name == "Park Jiwoo"
    incomplete = client.post(url("recipient", order), RECIPIENT | {"receiver_name": "", "receiver_city": "Typed"})
    assert incomplete.status_code == 422
    assert 'value="Typed"' in incomplete.content.decode()
    ship_items(order.pk, Shipment("0006", "1"), actor=SYSTEM)
    page = client.get(f"{url('detail', order)}?tab=recipient").content.decode()
    assert "until the first item is shipped" in page
    client.post(url("recipient", order), RECIPIENT | {"receiver_name": "Too Late"})
    order.refresh_from_db()
    assert order.receiver_name == "Park Jiwoo"


def test_memos_are_added_pinned_and_deleted(client, cast, order, mall):
    owner = cast.sign_in(client, "owner")
    client.post(url("memo_add", order), {"text": "First", "is_for_customer": "on"})
    client.post(url("memo_add", order), {"text": "Second"})
    first = OrderMemo.objects.get(text="First")
    assert (first.is_for_customer, first.author_name) == (True, owner.login_id)
    client.post(url("memo_pin", order, first.pk), {"pinned": "1"})
    page = client.get(f"{url('detail', order)}?tab=memo")
    assert [memo.text for memo in page.context["memos"]] == ["First", "Second"]
    assert client.post(url("memo_add", order), {"text": " "}).status_code == 422
    for _each in range(2):
        client.post(url("memo_delete", order, first.pk))
    assert OrderMemo.objects.get().text == "Second"


def test_a_memo_of_another_order_is_not_touched(client, cast, order):
    cast.sign_in(client, "owner")
    other = make_order()
    memo = add_memo(other.pk, "Theirs", actor=SYSTEM)
    client.post(url("memo_delete", order, memo.pk))
    assert OrderMemo.objects.filter(pk=memo.pk).exists()


def test_the_history_names_every_step_and_who_took_it(client, cast, order):
    owner = cast.sign_in(client, "owner")
    client.post(url("step", order), {"action": "hold"})
    client.post(url("recipient", order), RECIPIENT)
    rows = client.get(f"{url('detail', order)}?tab=history").context["history"]
    names = [str(row.what) for row in rows]
    assert names == ["Recipient changed", "Shipment put on hold", "Payment confirmed", "Order placed"]
    assert rows[1].who == owner.login_id


def test_the_customer_tab_names_the_buyer_and_never_a_password(client, cast, order):
    """R0.62, R0.67."""
    cast.sign_in(client, "owner")
    page = client.get(f"{url('detail', order)}?tab=customer").content.decode()
    for text in ("Kim Minji", "minji@example.com", "010-1234-5678", "Guest"):
        assert text in page
    assert order.guest_password not in page


def test_a_label_is_put_on_one_item_or_on_all_and_shown(client, cast, order):
    cast.sign_in(client, "owner")
    first, second = order.items.order_by("line_no")
    client.post(url("label_add", order), {"label": "Gift wrap", "item": str(first.pk)})
    client.post(url("label_add", order), {"label": "VIP", "item": ""})
    assert (labels_of(first), labels_of(second)) == (["Gift wrap", "VIP"], ["VIP"])
    page = client.get(url("detail", order)).content.decode()
    assert f'value="{first.pk}:Gift wrap"' in page
    assert f'value="{second.pk}:VIP"' in page


def test_a_label_is_taken_off_and_gone_the_second_time(client, cast, order):
    cast.sign_in(client, "owner")
    first = order.items.get(line_no=1)
    add_labels(order.pk, [first.pk], ["a:b"], actor=SYSTEM)
    for said in ("The label was removed.", "This label was removed in the meantime."):
        response = client.post(url("label_remove", order), {"remove": f"{first.pk}:a:b"})
        assert [str(one) for one in get_messages(response.wsgi_request)][-1] == said
    assert labels_of(first) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"label": ""}, "Type the label."),
        ({"label": "x" * 51}, "A label has at most 50 characters."),
        ({"label": "a,b"}, "A label has no comma and no slash."),
        ({"label": "VIP", "item": "999999"}, "Choose an item of this order."),
    ],
)
def test_what_is_no_label_or_no_item_is_told(client, cast, order, data, said):
    cast.sign_in(client, "owner")
    response = client.post(url("label_add", order), data)
    assert [str(one) for one in get_messages(response.wsgi_request)] == [said]
    assert not order.item_labels.exists()
