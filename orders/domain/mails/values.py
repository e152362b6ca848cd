"""Values of the variables: of a store, an order, a parcel, a claim, a refund and a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation

from accounts.countries import countries
from accounts.models import Shop
from accounts.money import format_amount
from orders.domain.claims.refund_sum import expected_refund
from orders.domain.give_back_discounts import coupons_coming_back
from orders.domain.mails.markup import Block, Value
from orders.domain.mails.standard import LABELS
from orders.domain.mails.words import spoken
from orders.domain.shipping_fee import policy_of
from orders.models import Claim, Customer, Order, OrderItem, Parcel, Refund
from orders.shop_paths import GUEST_LOOKUP, MY_ORDERS, shop_url

SEOUL: Final = ZoneInfo("Asia/Seoul")
Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of items."""

    name: str
    option: str
    quantity: int
    amount: str

    @property
    def text(self) -> str:
        option = f" ({self.option})" if self.option else ""
        return f"- {self.name}{option} x {self.quantity}: {self.amount}"


def shop_of(shop_no: int, mall_id: int) -> Shop:
    """The shop with its mall; the base shop where that one is gone."""
    shops = {shop.shop_no: shop for shop in Shop.objects.filter(mall_id=mall_id).select_related("mall")}
    return shops.get(shop_no) or shops[1]


def store_values(shop: Shop) -> Values:
    mall = shop.mall
    return {
        "MALL_NAME": shop.title,
        "MALL_EMAIL": mall.contact_email,
        "MALL_URL": shop_url(shop),
        "MALL_DOMAIN": mall.storefront_url.partition("://")[2],
    }


def member_values(customer: Customer) -> Values:
    return {"MEMBER_ID": customer.member_id, "MEMBER_NAME": customer.name}


def time_text(at: dt.datetime, language: str) -> str:
    """Date and time in Seoul, to the second."""
    return at.astimezone(SEOUL).strftime(LABELS[spoken(language)].time)


def order_values(order: Order, shop: Shop, language: str) -> Values:
    """Everything that mails about an order may say. Two queries: items and the shop's bank account."""
    labels = LABELS[spoken(language)]
    return {
        "CUSTOMER_NAME": order.buyer_name,
        "ORDER_NUMBER": order.number,
        "ORDER_DATE": time_text(order.placed_at, language),
        "ORDER_ITEMS": items_block(order.items.all(), order.currency, language),
        "AMOUNTS": amounts_block(order, language),
        "TOTAL": _money(order.total_amount, order, language),
        "PAYMENT_METHOD": labels.methods[order.payment_method],
        "PAYMENT_INFO": _payment_info(order, shop, language),
        "RECIPIENT": _recipient(order, language),
        "LOOKUP_URL": lookup_url(order, shop),
    }


def lookup_url(order: Order, shop: Shop) -> str:
    """A guest's look-up page with the number filled in, never the password (R0.52); a customer's own orders."""
    return shop_url(shop, GUEST_LOOKUP, number=order.number) if order.is_guest else shop_url(shop, MY_ORDERS)


def parcel_values(parcel: Parcel, order: Order, language: str) -> Values:
    with translation.override(language):
        carrier = str(parcel.get_carrier_display())
    return {
        "SHIPPED_ITEMS": items_block(parcel.items.order_by("line_no"), order.currency, language),
        "TRACKING": " ".join(filter(None, [carrier, parcel.tracking_number])),
    }


def claim_values(claim: Claim, order: Order, language: str) -> Values:
    rows = list(claim.items.select_related("item").order_by("item__line_no"))
    refund = expected_refund(claim, rows).amount if claim.is_open else claim.refund_amount
    lines = [_line(row.item, row.quantity, order.currency, language) for row in rows]
    return {
        "CLAIM_ITEMS": items_table(lines, language),
        "REASON": LABELS[spoken(language)].reasons.get(claim.reason, claim.get_reason_display()),
        "REFUND_AMOUNT": _money(refund, order, language),
        "COUPON_INFO": _coupon_info(order, language) if claim.kind == Claim.Kind.CANCEL else "",
    }


def unpaid_values(order: Order, status: str, language: str) -> Values:
    """Of an order that was cancelled before payment; `status` is the code that its items got (C47, C48, C49)."""
    return {
        "CLAIM_ITEMS": items_block(order.items.all(), order.currency, language),
        "REASON": LABELS[spoken(language)].reasons.get(status, ""),
        "REFUND_AMOUNT": _money(Decimal(0), order, language),
        "COUPON_INFO": _coupon_info(order, language),
    }


def refund_values(refund: Refund, order: Order, language: str) -> Values:
    labels = LABELS[spoken(language)]
    return {
        "REFUND_AMOUNT": _money(refund.amount, order, language),
        "REFUND_METHOD": labels.refund_by_hand if refund.account_number else labels.refund_same_way,
    }


def items_block(items: Iterable[OrderItem], currency: str, language: str) -> Block:
    return items_table([_line(item, item.quantity, currency, language) for item in items], language)


def amounts_block(order: Order, language: str) -> Block:
    labels = LABELS[spoken(language)]
    fee = _money(order.shipping_fee, order, language) if order.shipping_fee else labels.free
    rows = [(labels.items, _money(order.items_amount, order, language))]
    if order.discount_amount:
        rows.append((labels.discount, _money(-order.discount_amount, order, language)))
    if order.coupon_amount:
        rows.append((labels.coupon, _money(-order.coupon_amount, order, language)))
    rows += [(labels.shipping_fee, fee), (labels.total, _money(order.total_amount, order, language))]
    return amounts_table(rows)


def amounts_table(rows: list[tuple[str, str]]) -> Block:
    text = "\n".join(f"{label}: {amount}" for label, amount in rows)
    return Block(text, render_to_string("mail/shopper/_amounts.html", {"rows": rows}))


def items_table(lines: list[Line], language: str) -> Block:
    context = {"lines": lines, "labels": LABELS[spoken(language)]}
    return Block("\n".join(line.text for line in lines), render_to_string("mail/shopper/_items.html", context))


def _line(item: OrderItem, quantity: int, currency: str, language: str) -> Line:
    amount = format_amount(item.unit_price * quantity, currency, spoken(language))
    return Line(item.product_name, item.option_text, quantity, amount)


def _money(amount: Decimal, order: Order, language: str) -> str:
    return format_amount(amount, order.currency, spoken(language))


def _payment_info(order: Order, shop: Shop, language: str) -> str:
    if order.payment_method != Order.PaymentMethod.BANK_TRANSFER or order.paid_at is not None:
        return ""
    labels = LABELS[spoken(language)]
    account, total = policy_of(shop).bank_account, _money(order.total_amount, order, language)
    if not account:
        return labels.ask_store_how_to_pay.format(total=total)
    lines = [labels.pay_to.format(total=total, account=account), labels.pay_from.format(name=order.payer_name)]
    return "\n".join(lines)


def _coupon_info(order: Order, language: str) -> str:
    """That the coupon of an order that is cancelled as a whole can be used again; empty where none comes back."""
    codes = coupons_coming_back(order)
    return LABELS[spoken(language)].coupon_back.format(codes=", ".join(codes)) if codes else ""


def _recipient(order: Order, language: str) -> str:
    country = dict(countries(spoken(language))).get(order.receiver_country, order.receiver_country)
    place = [order.receiver_address1, order.receiver_address2, order.receiver_city, order.receiver_state]
    lines = [
        order.receiver_name,
        " ".join(filter(None, place)),
        f"{order.receiver_zipcode} {country}",
    ]
    return "\n".join(line.strip() for line in lines if line.strip())
