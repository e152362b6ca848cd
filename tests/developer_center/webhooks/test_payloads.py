"""What is done in a mall becomes the events of the wire contract, section 3, with its fields and types."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor, record
from accounts.domain.delete_account import delete_account
from accounts.domain.operators import add_operator, change_operator, remove_operator
from accounts.domain.store_profile import change_store_profile
from accounts.models import AuditEntry, AuditPersonal, Job, Operator, Shop
from catalog.domain.categories import (
    add_category,
    change_category,
    delete_category,
    set_app_settings,
    step_category,
)
from catalog.domain.change_fields import change_fields
from catalog.domain.change_variants import VariantChange, change_variants
from catalog.domain.delete_product import delete_product
from catalog.domain.set_visibility import set_visibility
from catalog.models import Product
from developer_center.api.resources.category_rows import SETTINGS, CategoryTree
from developer_center.domain.webhooks.samples import SAMPLES, sample
from developer_center.models import Installation, WebhookBody, WebhookDelivery
from developer_center.webhook_events import ENABLED_BY, LABELS
from developer_center.wire import variant_code
from orders.domain.add_items import add_items
from orders.domain.boards.change import change_article, delete_article
from orders.domain.boards.comment import delete_comment
from orders.domain.cancel_unpaid import cancel_unpaid
from orders.domain.cart.change import add_to_cart
from orders.domain.cart.find import open_cart
from orders.domain.change_parcel import change_parcel
from orders.domain.change_recipient import Recipient, change_recipient
from orders.domain.checkout import Line
from orders.domain.claims.cancel_fee import cancel_shipping_fee
from orders.domain.claims.request import BankAccount
from orders.domain.customer_account.change import Profile, change_profile, leave
from orders.domain.customer_account.sign_in import sign_in_customer
from orders.domain.customer_account.sign_up import NewCustomer, sign_up_customer
from orders.domain.customers import set_customer_active
from orders.domain.memos import add_memo, delete_memo, pin_memo
from orders.domain.promotions import Promotion, change_promotion, create_promotion, end_promotion
from orders.domain.refunds import mark_refunded
from orders.domain.ship_items import Shipment, ship_items
from orders.models import Customer, Order, Refund, ShippingPolicy
from pro.domain.change_rate import change_shop
from tests.developer_center.webhooks.conftest import install, listening_app
from tests.developer_center.webhooks.shapes import SHAPES, misfits
from tests.ledger import run_due_jobs
from tests.orders.claiming import ask, deliver, paid_order, settle
from tests.orders.shop import SYSTEM, base_shop, make_order, make_paid_order, make_product
from tests.orders.writing import make_article, make_comment

DISPATCH = "developer_center.dispatch_webhooks"
BY = Actor.operator(1)


@pytest.fixture
def app(developer, mall):
    """Installed, with every permission, listening to everything."""
    found = listening_app(developer, "http://127.0.0.1:9/hooks")
    install(found, mall)
    return found


def told(mall, act: Callable[[], Any], *, after: Callable[[], Any] | None = None) -> list[tuple[int, dict[str, Any]]]:
    """The events that an act in the mall becomes, in the order in which they are sent, each as the contract says."""
    made = None
    if after is not None:
        with tenancy.mall(mall.pk):
            made = after()
        run_due_jobs(DISPATCH)
        WebhookDelivery.objects.all().delete()
    with tenancy.mall(mall.pk):
        act(made) if after is not None else act()
    run_due_jobs(DISPATCH)
    found = []
    with tenancy.mall(mall.pk):
        bodies = dict(WebhookBody.objects.values_list("delivery_id", "text"))
    for row in WebhookDelivery.objects.order_by("pk"):
        body = json.loads(row.open_body or bodies[row.pk])
        assert body["event_no"] == row.event_no
        assert misfits(row.event_no, body["resource"]) == []
        found.append((row.event_no, body["resource"]))
    return found


def numbers(found: list[tuple[int, dict[str, Any]]]) -> list[int]:
    return [number for number, _resource in found]


def test_a_product_from_its_registration_to_its_end(app, mall):
    [(number, created)] = told(mall, lambda: make_product(name="Cup", price="12000"))
    assert (number, created["product_name"], created["price"]) == (90001, "Cup", "12000.00")
    assert (created["mall_id"], created["event_shop_no"], created["display"]) == (mall.host, "1", "T")
    [(number, edited)] = told(mall, lambda p: change_fields(p.pk, {"name": "Mug"}, actor=BY), after=make_product)
    assert (number, edited["product_name"]) == (90002, "Mug")
    [(number, gone)] = told(mall, lambda p: delete_product(p.pk, actor=BY), after=make_product)
    assert (number, sorted(gone)) == (90003, ["event_shop_no", "mall_id", "product_code", "product_no"])


def test_what_an_app_keeps_of_a_product_is_told(app, mall):
    def act(product: Product) -> None:
        Product.objects.filter(pk=product.pk).update(app_facts={"supply_price": "9000.00", "tax_rate": 10})
        change_fields(product.pk, {"name": "Mug"}, actor=BY)

    [(_number, edited)] = told(mall, act, after=make_product)
    assert (edited["supply_price"], edited["product_name"]) == ("9000.00", "Mug")


def test_products_that_one_request_changed_are_one_event(app, mall):
    def hide(products: list[Product]) -> None:
        import structlog  # noqa: PLC0415 - what the middleware does for each request

        with structlog.contextvars.bound_contextvars(request_id="one-request"):
            set_visibility([one.pk for one in products], "display", False, shop_no=1, actor=BY)

    found = told(mall, hide, after=lambda: [make_product(name=name) for name in ("A", "B", "C")])
    assert numbers(found) == [90041]
    assert found[0][1]["product_no"].count(",") == 2
    assert found[0][1]["action"] == "batch"


def test_an_app_that_does_not_hear_of_bulk_edits_hears_of_each_product(developer, mall):
    install(listening_app(developer, "http://127.0.0.1:9/", events=[90002]), mall)

    def hide(products: list[Product]) -> None:
        for one in products:
            change_fields(one.pk, {"name": one.name + "!"}, actor=BY)

    found = told(mall, hide, after=lambda: [make_product(name=name) for name in ("A", "B")])
    assert [resource["product_name"] for _number, resource in found] == ["A!", "B!"]


def test_stock_by_hand_and_the_last_piece(app, mall):
    def sell_out(product: Product) -> None:
        variant = product.variants.get()
        change_variants(product.pk, [VariantChange(variant.pk, Decimal(0), True, True, -10)], actor=BY)

    found = told(mall, sell_out, after=make_product)
    assert numbers(found) == [90075, 90150]
    assert found[0][1]["status_text"] == "Sold out"
    assert found[1][1]["sold_out"] == {"1": "T"}


def test_another_price_of_a_variant_changes_the_product_and_no_stock(app, mall):
    def raise_price(product: Product) -> None:
        variant = product.variants.get()
        change_variants(product.pk, [VariantChange(variant.pk, Decimal(500), True, True)], actor=BY)

    assert numbers(told(mall, raise_price, after=make_product)) == [90002]


def test_a_variant_that_is_gone_changes_the_product(app, mall):
    def lose(product: Product) -> None:
        record("product.variants_changed", product, actor=BY, before={"Blue": "T"}, after={"Blue": ""})

    assert numbers(told(mall, lose, after=make_product)) == [90002]


def test_an_order_takes_stock_and_its_cancellation_gives_it_back(app, mall):
    placed = told(mall, lambda p: make_order(p, quantity=2), after=lambda: make_product(stock=2))
    assert numbers(placed) == [90023, 90075, 90150]
    order = placed[0][1]
    assert (order["buyer_name"], order["paid"], order["order_price_amount"]) == ("Kim Minji", "F", "24000.00")
    assert order["member_id"] == ""
    back = told(
        mall, lambda o: cancel_unpaid(o.pk, actor=BY), after=lambda: make_order(make_product(stock=1), quantity=1)
    )
    assert numbers(back) == [90026, 90075, 90150]
    assert back[0][1]["cancel_date"] != ""
    assert back[2][1]["sold_out_by_current_shop"] == "F"


def test_an_order_that_is_paid_and_sent(app, mall):
    paid = told(mall, make_paid_order)
    assert [number for number in numbers(paid) if number not in {90001, 90075}] == [90023, 90025]
    assert paid[-1][1]["paid"] == "T"
    sent = told(mall, lambda o: ship_items(o.pk, Shipment("0006", "123456789"), actor=BY), after=make_paid_order)
    assert [(number, one["shipping_status"]) for number, one in sent] == [(90024, "M")]


@pytest.mark.parametrize(("kind", "number"), [("cancel", 90026), ("return", 90027), ("exchange", 90028)])
def test_claims_by_their_kind(app, mall, kind, number):
    """`event_code` is in the words of Cafe24's public samples."""

    def order():
        return paid_order() if kind == "cancel" else deliver(paid_order())

    found = told(mall, lambda o: ask(o, kind), after=order)
    assert [(no, one["event_code"]) for no, one in found] == [(number, f"{kind}_order_request")]


def test_a_product_that_is_added_to_an_order_moves_its_stock_too(app, mall):
    """Wire contract 3, 90031; the pieces leave the shelf with it."""

    def act(made):
        order, cup = made
        add_items(order.pk, [Line(cup.variants.get().pk, 1)], actor=BY)

    def an_hour_ago():
        with time_machine.travel(timezone.now() - dt.timedelta(hours=1), tick=False):
            return make_order(), make_product(name="Cup", price="5000", stock=1)

    found = told(mall, act, after=an_hour_ago)
    assert numbers(found) == [90031, 90075, 90150]
    added = found[0][1]
    assert added["ordering_product_name"] == "Linen shirt,Cup"
    assert added["order_price_amount"] == "17000.00"


def test_an_added_product_does_not_tell_of_the_stock_that_the_order_took_before(app, mall):
    """Both within the seconds in which moves count as one step: the last shirt was told of when it was ordered."""

    def made():
        shirt, cup = make_product(stock=1), make_product(name="Cup", price="5000", stock=1)
        return make_order(shirt), cup

    def act(one):
        add_items(one[0].pk, [Line(one[1].variants.get().pk, 1)], actor=BY)

    found = told(mall, act, after=made)
    assert numbers(found) == [90031, 90075, 90150]
    assert found[1][1]["product_name"] == "Cup"


def test_money_that_went_back(app, mall):
    def refund(order):
        settle(ask(order, "cancel"))
        refunds = list(Refund.objects.filter(order=order))
        for one in refunds:
            mark_refunded(one.pk, actor=BY)

    found = told(mall, refund, after=lambda: paid_order(gateway="cash"))
    assert 90029 in numbers(found)


def test_a_shipping_fee_that_goes_back_is_a_refund_and_no_cancellation(app, mall):
    """Nothing was cancelled, so no event says so and none has a `cancel_date`."""

    def act(order):
        cancel_shipping_fee(order.pk, reason="delay", detail="", bank=BankAccount(), actor=BY)
        mark_refunded(Refund.objects.get(order=order).pk, actor=BY)

    def with_a_fee():
        ShippingPolicy.objects.update_or_create(shop_no=1, defaults={"home_fee": Decimal(3000)})
        return paid_order(gateway="cash")

    [(number, refund)] = told(mall, act, after=with_a_fee)
    assert (number, refund["cancel_date"]) == (90029, "")


def test_recipient_and_memos_name_the_order_and_no_person(app, mall):
    writer = mall.operators.get(is_owner=True).user

    def act(order):
        change_recipient(order.pk, Recipient("Lee", "010", "04524", "2 Street", "", "", "", ""), actor=BY)
        memo = add_memo(order.pk, "call before", actor=Actor.operator(writer.pk))
        pin_memo(order.pk, memo.pk, is_pinned=True, actor=Actor.app(app.pk))
        delete_memo(order.pk, memo.pk, actor=BY)

    found = told(mall, act, after=make_paid_order)
    assert numbers(found) == [90064, 90066, 90068, 90069]
    assert "Lee" not in json.dumps(found)
    assert (found[1][1]["executor_id"], found[1][1]["execute_method"]) == (writer.login_id, "ADMIN")
    assert (found[2][1]["executor_id"], found[2][1]["execute_method"]) == (app.client_id, "V2X")
    codes = ["changing_recipient_information", "insert_admin_memo", "modify_admin_memo", "delete_admin_memo"]
    assert [one["event_code"] for _number, one in found] == codes


def test_a_customer_from_joining_to_leaving(app, mall):
    new = NewCustomer("minji", "customer password", "Kim Minji", "minji@example.com", "010-1")

    def act():
        customer = sign_up_customer(base_shop(), new)
        change_profile(customer.pk, Profile("Kim Minji", "new@example.com", "010-2", wants_newsletter=True))

    found = told(mall, act)
    assert numbers(found) == [90032, 90080]
    assert found[1][1]["diff_key"] == ["email", "phone", "cellphone", "news_mail"]
    assert (found[1][1]["member_id"], found[1][1]["sub_event_code"]) == ("minji", "EC_FRONT")
    assert "new@example.com" not in str(found[1][1])
    with tenancy.mall(mall.pk):
        customer = Customer.objects.get()
    WebhookDelivery.objects.all().delete()
    [(number, left)] = told(mall, lambda: leave(customer.pk))
    assert (number, left["member_id"]) == (90147, "minji")


def test_who_left_is_told_though_the_farewell_mail_went_first(app, mall):
    """The mail needs name and address and erases them; the ID stays until apps have heard of it, a day at most."""
    new = NewCustomer("minji", "customer password", "Kim Minji", "minji@example.com", "010-1")
    with tenancy.mall(mall.pk):
        customer = sign_up_customer(base_shop(), new)
    run_due_jobs(DISPATCH)
    WebhookDelivery.objects.all().delete()
    with tenancy.mall(mall.pk):
        leave(customer.pk)
    run_due_jobs("orders.mail_on_action")
    with tenancy.mall(mall.pk):
        assert list(AuditPersonal.objects.values_list("values", flat=True)) == [{"member_id": "minji"}]
    run_due_jobs(DISPATCH)
    with tenancy.mall(mall.pk):
        told_of = json.loads(WebhookBody.objects.order_by("-pk")[0].text)
    assert (told_of["event_no"], told_of["resource"]["member_id"]) == (90147, "minji")
    with time_machine.travel(timezone.now() + dt.timedelta(days=2), tick=False):
        run_due_jobs("orders.forget_who_left")
    with tenancy.mall(mall.pk):
        assert not AuditPersonal.objects.exists()


@pytest.mark.django_db(databases=["default", "counters"])
def test_a_customer_who_signs_in_is_blocked_and_let_back_in(app, mall):
    """90143, 90145, 90146: sent only where an app ticked them, and no sign-in stands in the log."""
    new = NewCustomer("minji", "customer password", "Kim Minji", "minji@example.com", "010-1")

    def act(customer: Customer) -> None:
        sign_in_customer("Minji", "customer password", network="n", is_mobile=True)
        set_customer_active(customer.pk, is_active=False, actor=BY)
        set_customer_active(customer.pk, is_active=True, actor=BY)

    found = told(mall, act, after=lambda: sign_up_customer(base_shop(), new))
    assert numbers(found) == [90143, 90145, 90146]
    assert {one["member_id"] for _number, one in found} == {"minji"}
    assert found[0][1]["inflow_name"] == "Mobile"
    with tenancy.mall(mall.pk):
        assert not AuditEntry.objects.filter(action="customer.signed_in").exists()


@pytest.mark.parametrize("is_guest", [True, False])
def test_what_is_put_into_a_cart(app, mall, is_guest):
    """90084, without any entry in the log; a guest has no ID."""
    new = NewCustomer("minji", "customer password", "Kim Minji", "minji@example.com", "010-1")

    def before() -> tuple[Product, Customer | None]:
        return make_product(), None if is_guest else sign_up_customer(base_shop(), new)

    def act(made: tuple[Product, Customer | None]) -> None:
        product, customer = made
        cart = open_cart(1, token="t" * 20, customer_id=customer.pk if customer else None)
        for quantity in (2, 1):
            add_to_cart(cart, product.variants.get().pk, quantity, {})

    found = told(mall, act, after=before)
    assert [(number, one["quantity"]) for number, one in found] == [(90084, 2), (90084, 1)]
    first = found[0][1]
    assert first["variant_code"] == variant_code(first["product_no"], 0)
    assert first["member_id"] == ("" if is_guest else "minji")
    assert {row.resource[:5] for row in WebhookDelivery.objects.all()} == {"cart:"}
    with tenancy.mall(mall.pk):
        assert not AuditEntry.objects.filter(action="cart.added").exists()


@pytest.mark.django_db(databases=["default", "counters"])
def test_nobody_who_ticked_other_events_costs_a_job_for_carts_and_sign_ins(developer, mall):
    """One query, and nothing is written: shoppers do both all the time."""
    install(listening_app(developer, "http://127.0.0.1:9/", events=[90001, 90032]), mall)
    with tenancy.mall(mall.pk):
        product = make_product()
        customer = sign_up_customer(base_shop(), NewCustomer("minji", "customer password", "K", "m@example.com", "1"))
        before = Job.objects.count()
        add_to_cart(open_cart(1, token="t" * 20, customer_id=None), product.variants.get().pk, 1, {})
        sign_in_customer(customer.member_id, "customer password", network="n")
    assert Job.objects.count() == before


def test_a_tracking_number_that_changes(app, mall):
    def act(order: Order) -> None:
        change_parcel(order.pk, 1, carrier="0006", tracking_number="999", actor=BY)

    def sent() -> Order:
        order = make_paid_order()
        ship_items(order.pk, Shipment("0006", "123"), actor=BY)
        return order

    found = told(mall, act, after=sent)
    assert [(number, one.get("tracking_no")) for number, one in found] == [(90024, None), (90162, "999")]
    assert found[0][1]["event_code"] == "update_invoice_no"
    assert found[1][1]["shipping_code"] == f"D-{found[1][1]['order_id']}-00"


def test_a_return_that_is_over_is_told_with_its_sums(app, mall):
    found = told(mall, lambda o: settle(ask(o, "return", "defect")), after=lambda: deliver(paid_order(gateway="cash")))
    assert [number for number in numbers(found) if number not in {90075, 90150}] == [90027, 90027, 90027, 90027, 90160]
    over = found[-1][1] if found[-1][0] == 90160 else next(one for number, one in found if number == 90160)
    assert (over["order_price_amount"], over["claim_reason_type"]) == ("12000.00", "K")
    assert Decimal(over["refund_amount"]) == Decimal(over["order_price_amount"]) + Decimal(over["refund_shipping_fee"])
    assert found[0][1]["claim_reason_type"] == "K"


def test_discounts_and_coupons_from_their_beginning_to_their_end(app, mall):
    """90047, 90048; 90153, 90151, 90154. What ended stays to be seen: it is not told as deleted."""

    def act() -> None:
        for kind, code in (("period", ""), ("coupon", "HELLO")):
            facts = Promotion(kind, 1, "Spring", "percent", timezone.now(), code=code, percent=Decimal(10))
            row = create_promotion(facts, actor=BY)
            change_promotion(row.pk, replace(facts, name="Summer"), actor=BY)
            end_promotion(row.pk, actor=BY)

    created = told(mall, act)
    assert numbers(created) == [90047, 90048, 90048, 90153, 90151, 90154]
    assert {one.get("benefit_name") or one.get("coupon_name") for _number, one in created} == {"Summer"}
    assert (created[2][1]["use_benefit"], created[5][1]["mode"]) == ("F", "pause")


def test_the_categories_below_a_deleted_one_are_told_too(app, mall):
    def tree() -> int:
        top = add_category("Tops", parent_id=None, actor=BY)
        add_category("Shirts", parent_id=top.pk, actor=BY)
        return top.pk

    found = told(mall, lambda pk: delete_category(pk, actor=BY), after=tree)
    assert [(number, one["category_name"]) for number, one in found] == [(90044, "Tops"), (90044, "Shirts")]


def test_posts_and_comments_of_boards(app, mall):
    def act():
        article = make_article(title="Lovely", content="A cup", rating=4)
        comment = make_comment(article)
        change_article(article.pk, {"rating": 5}, actor=BY)
        delete_comment(article.pk, comment.pk, actor=BY)
        delete_article(article.pk, actor=BY)

    found = told(mall, act)
    assert numbers(found) == [90037, 90036]  # what was gone by then is told of by its end alone

    [(number, written)] = told(mall, lambda: make_article(title="Lovely", content="A cup", rating=4))[2:]
    assert (number, written["title"], written["rating"], written["writer"]) == (90033, "Lovely", 4, "Han Jiho")


def test_a_secret_post_is_told_of_without_its_words(app, mall):
    found = told(mall, lambda: make_article(title="Private matter", content="My number is 1", is_secret=True))
    assert numbers(found) == [90033]
    assert not {"Private matter", "My number is 1", "Han Jiho"} & set(map(str, found[0][1].values()))
    assert found[0][1]["secret"] == "T"


def test_the_category_tree(app, mall):
    def act():
        first = add_category("Cups", parent_id=None, actor=BY)
        second = add_category("Plates", parent_id=None, actor=BY)
        step_category(second.pk, "up", actor=BY)
        change_category(first.pk, name="Mugs", names={}, is_displayed=False, actor=BY)
        delete_category(second.pk, actor=BY)

    found = told(mall, act)
    assert numbers(found) == [90042, 90042, 90045, 90043, 90044] or numbers(found) == [90042, 90045, 90043, 90044]
    edited = next(resource for number, resource in found if number == 90043)
    assert (edited["category_name"], edited["use_display"]) == ("Mugs", "F")


def test_a_category_is_told_as_the_api_shows_it(app, mall):
    """Before an app has set anything, and after it (wire contract 3, 90042 and 90043)."""

    def act():
        first = add_category("Cups", parent_id=None, actor=BY)
        set_app_settings(first.pk, {"use_main": "F", "product_display_sort": "D"}, actor=BY)

    def shown(resource):
        return {name: value for name, value in resource.items() if name in {*SETTINGS, "category_no", "use_display"}}

    [(number, added)] = told(mall, lambda: add_category("Plates", parent_id=None, actor=BY))
    edited = told(mall, act)[-1][1]
    assert (number, edited["use_main"], edited["product_display_sort"]) == (90042, "F", "D")
    with tenancy.mall(mall.pk):
        tree = CategoryTree()
        for resource in (added, edited):
            row = tree.row(tree.rows[resource["category_no"]], 1)
            assert shown(resource) == {name: row[name] for name in shown(resource)}


def test_shops_operators_and_the_store(app, mall):
    owner = mall.operators.get(is_owner=True)
    shop = Shop.objects.create(mall=mall, shop_no=2, name="Global", language="en", currency="USD")

    def act():
        record("shop.opened", shop, actor=SYSTEM)
        change_shop(2, name="World", is_active=True, actor=BY)
        operator = add_operator(
            owner, login_id="helper1", name="Helper", email="h@example.com", rights=[], language="en"
        )
        change_operator(owner, operator.pk, name="Helper Kim", rights=[])
        remove_operator(owner, operator.pk)
        change_store_profile(mall.pk, {"name": "New name", "phone": "02-123"}, actor=BY)

    found = told(mall, act)
    # What is gone by the time it is told of is told of by its end alone.
    assert numbers(found) == [90110, 90111, 90115, 90121]
    assert found[1][1]["shop_name"] == "World"
    assert found[3][1]["shop_name"] == "New name"
    assert "02-123" not in json.dumps(found)
    assert not Operator.objects.filter(user__login_id="helper1").exists()


def test_a_store_that_sleeps_wakes_and_ends(app, mall):
    found = told(mall, lambda: [record(f"mall.{word}", mall, actor=SYSTEM) for word in ("dormant", "reactivated")])
    assert [(number, one["trigger_name"]) for number, one in found] == [
        (90167, "store_dormant"),
        (90168, "store_woken"),
    ]
    WebhookDelivery.objects.all().delete()
    owner = mall.operators.get(is_owner=True)
    delete_account(owner.user_id, actor=Actor.operator(owner.user_id))
    delivery = WebhookDelivery.objects.get()
    assert (delivery.event_no, delivery.state) == (90166, "waiting")
    assert misfits(90166, json.loads(delivery.open_body)["resource"]) == []


def test_an_app_hears_of_its_own_removal(app, mall, developer):
    other = listening_app(developer, "http://127.0.0.1:9/other")
    install(other, mall)
    row = Installation.objects.get(app=app)

    def remove():
        Installation.objects.filter(pk=row.pk).update(state="removed", removed_at=timezone.now())
        record("app.removed", row, actor=BY)

    found = told(mall, remove)
    assert numbers(found) == [90077]
    assert (found[0][1]["client_id"], found[0][1]["mall_id"]) == (app.client_id, mall.host)
    assert WebhookDelivery.objects.get().app_id == app.pk


def test_every_event_has_a_shape_a_sample_and_permissions():
    assert set(LABELS) == set(SHAPES) == set(SAMPLES) == set(ENABLED_BY)


@pytest.mark.parametrize("number", sorted(SHAPES))
def test_samples_have_the_shapes_of_the_real_ones_and_say_that_they_are_samples(number):
    resource = sample(number)
    assert misfits(number, resource) == []
    assert resource["mall_id"] == "samplemall"
    assert resource.get("client_id", "sample").startswith("sample")
