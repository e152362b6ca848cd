"""Place an order: stock, number, items, discounts and search rows in one transaction, once per key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import Actor, record
from accounts.domain.activity import stamp_activity
from accounts.models import Shop
from accounts.tenancy import current_mall_id
from catalog.models import Variant
from orders.domain.checkout import Checkout, CheckoutRefused, PricedLine, Quote
from orders.domain.discounts import take_discount
from orders.domain.documents import DocumentsChanged, keep_consent
from orders.domain.order_number import next_order_number
from orders.domain.quote import quote
from orders.domain.shipping_fee import policy_of
from orders.folding import digits, folded_name, grams_of
from orders.models import Customer, ItemStatus, Order, OrderItem, OrderNameGram, OrderStage, ShopDocument, StockMove


@transaction.atomic
def place_order(shop: Shop, checkout: Checkout, *, actor: Actor) -> Order:
    """Turn a checkout into an order of the open mall and take its stock.

    A second call with the same idempotency key returns the first order, also when the first answer was lost at
    COMMIT (security.md F2). Raises CheckoutRefused and changes nothing where the order cannot be placed as asked.
    The confirmation mail and the statistics hear of it through the audit action `order.placed`.
    """
    _one_at_a_time(checkout.idempotency_key)
    placed = Order.objects.filter(idempotency_key=checkout.idempotency_key).first()
    if placed is not None:
        return placed
    if checkout.customer_id is None and not policy_of(shop).allows_guests:
        raise CheckoutRefused("guests_not_allowed", at="customer")
    _lock_customer(checkout.customer_id)
    lock_variants(line.variant_id for line in checkout.lines)
    priced = quote(
        shop,
        checkout.lines,
        country=checkout.receiver.country,
        coupon_code=checkout.coupon_code,
        customer_id=checkout.customer_id,
    )
    if checkout.shown_total is not None and priced.total_amount > checkout.shown_total:
        raise CheckoutRefused("total_changed", at="total")
    order = _create_order(checkout, priced, _consent(shop, checkout))
    items = _create_items(order, priced.lines)
    _take_stock(items, priced.lines)
    for taken in priced.discounts:
        take_discount(order, taken)
    grams = [OrderNameGram(gram=gram, order=order, placed_at=order.placed_at) for gram in grams_of(order.buyer_name)]
    OrderNameGram.objects.bulk_create(grams)
    stamp_activity(current_mall_id())
    record("order.placed", order, actor=actor, after={"number": order.number, "total": str(order.total_amount)})
    return order


def _one_at_a_time(key: str) -> None:
    digest = hashlib.sha256(f"{current_mall_id()}:{key}".encode()).digest()[:8]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest, "big", signed=True)])


def _lock_customer(customer_id: int | None) -> None:
    """One order of a customer at a time: the second sees what the first bought, and whether it is the first."""
    if customer_id is not None:
        Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).values_list("pk").first()


def lock_variants(variant_ids: Iterable[int]) -> None:
    """Lock variants in the order of ids, so that two orders never wait for each other."""
    list(Variant.objects.select_for_update().filter(pk__in=set(variant_ids)).order_by("pk").values_list("pk"))


def _consent(shop: Shop, checkout: Checkout) -> dict[str, int]:
    """The versions of the terms and the privacy notice that this order agrees to."""
    try:
        return keep_consent(shop, seen=checkout.documents_seen)
    except DocumentsChanged as error:
        raise CheckoutRefused("documents_changed", at="accepts_terms") from error


def _create_order(checkout: Checkout, priced: Quote, consent: dict[str, int]) -> Order:
    now = timezone.now()
    is_first = checkout.customer_id is not None and not Order.objects.filter(customer_id=checkout.customer_id).exists()
    order = Order(
        shop_no=checkout.shop_no,
        currency=priced.currency,
        language=checkout.language,
        customer_id=checkout.customer_id,
        guest_password="" if checkout.customer_id else make_password(checkout.guest_password),
        idempotency_key=checkout.idempotency_key,
        buyer_name=checkout.buyer.name,
        buyer_name_folded=folded_name(checkout.buyer.name),
        buyer_email=checkout.buyer.email,
        buyer_email_folded=checkout.buyer.email.casefold(),
        buyer_phone=checkout.buyer.phone,
        buyer_phone_digits=digits(checkout.buyer.phone),
        receiver_name=checkout.receiver.name,
        receiver_phone=checkout.receiver.phone,
        receiver_zipcode=checkout.receiver.zipcode,
        receiver_address1=checkout.receiver.address1,
        receiver_address2=checkout.receiver.address2,
        receiver_city=checkout.receiver.city,
        receiver_state=checkout.receiver.state,
        receiver_country=checkout.receiver.country,
        shipping_message=checkout.shipping_message,
        payer_name=checkout.payer_name or checkout.buyer.name,
        payment_method=checkout.payment_method if priced.total_amount else Order.PaymentMethod.NOTHING_DUE,
        is_first_order=is_first,
        placed_at=now,
        terms_version=consent[ShopDocument.Kind.TERMS],
        privacy_version=consent[ShopDocument.Kind.PRIVACY],
        items_amount=priced.items_amount,
        discount_amount=priced.discount_amount,
        coupon_amount=priced.coupon_amount,
        shipping_fee=priced.shipping_fee,
        total_amount=priced.total_amount,
        total_weight_grams=priced.weight_grams,
        stage=OrderStage.AWAITING_PAYMENT,
    )
    order.number = next_order_number(now)
    order.number_digits = digits(order.number)
    order.save(force_insert=True)
    return order


def _create_items(order: Order, lines: tuple[PricedLine, ...]) -> list[OrderItem]:
    return OrderItem.objects.bulk_create([item_of(order, line, line_no) for line_no, line in enumerate(lines, start=1)])


def item_of(order: Order, line: PricedLine, line_no: int) -> OrderItem:
    """The item that an order keeps of a line, with what was said of the product when it was sold; not saved."""
    return OrderItem(
        order=order,
        line_no=line_no,
        product=line.product,
        variant=line.variant,
        product_name=line.name,
        option_text=line.option_text,
        extra_inputs=line.extra_inputs,
        unit_price=line.unit_price,
        quantity=line.quantity,
        discount_amount=line.discount or Decimal(0),
        weight_grams=line.product.weight_grams,
        tax_type=line.product.sale_terms.tax_type,
        tax_rate=line.product.sale_terms.tax_rate,
        status=ItemStatus.AWAITING_PAYMENT,
        takes_stock=line.variant.tracks_stock,
    )


def _take_stock(items: list[OrderItem], lines: tuple[PricedLine, ...]) -> None:
    """Take each line's pieces; a line that finds too few left refuses the whole order."""
    moves: list[StockMove] = []
    for item, line in zip(items, lines, strict=True):
        if not item.takes_stock:
            continue
        enough = Variant.objects.filter(pk=line.variant.pk, stock__gte=item.quantity)
        if not enough.update(stock=F("stock") - item.quantity):
            raise CheckoutRefused("too_few_left", name=line.name)
        moves.append(
            StockMove(variant_id=line.variant.pk, item=item, kind=StockMove.Kind.SOLD, quantity=-item.quantity)
        )
    StockMove.objects.bulk_create(moves)
