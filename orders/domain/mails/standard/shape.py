"""What a text of a mail consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The four parts of a mail (screens.md 4.8)."""

    subject: str
    title: str
    body: str
    footer: str


@dataclass(frozen=True, slots=True)
class Labels:
    """Short words inside tables and values. `time` is a strftime pattern, in Korean time."""

    product: str
    quantity: str
    price: str
    items: str
    discount: str
    coupon: str
    shipping_fee: str
    total: str
    free: str
    time: str
    pay_to: str
    pay_from: str
    coupon_back: str
    ask_store_how_to_pay: str
    methods: dict[str, str]
    reasons: dict[str, str]
    refund_by_hand: str
    refund_same_way: str
