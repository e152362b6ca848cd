"""Extra inputs of an item, answered or corrected by the store (wire contract, Appendix B, items/{code}/options)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from accounts.audit import Actor, record
from catalog.domain.options import ExtraInput, extra_inputs_of
from catalog.models import ProductListing
from orders.domain.choose_items import code_of
from orders.domain.progress import StatusRefused, lock_order
from orders.models import Order, OrderItem
from orders.models.status import BEFORE_SHIPPING, UNPAID

MAY_CHANGE: Final = UNPAID | BEFORE_SHIPPING


class InputRefused(Exception):
    """An answer cannot be kept; `code` says why, `name` is the input.

    Codes: unknown, answered, unanswered, too_long, empty.
    """

    def __init__(self, code: str, name: str) -> None:
        super().__init__(f"{code} {name}")
        self.code, self.name = code, name


@transaction.atomic
def answer_inputs(order_id: int, item_id: int, answers: Mapping[str, str], *, actor: Actor) -> dict[str, str]:
    """Answer extra inputs of the item's product that have no answer yet, by their names in the order's shop.

    Returns all that is answered now. It costs nothing. Raises InputRefused for an input that the product does not
    have, that is answered already, or whose answer is too long; StatusRefused once the item has left.
    """
    order, item = _locked(order_id, item_id)
    known = _inputs(order, item)
    for name in answers:
        if name in item.extra_inputs:
            raise InputRefused("answered", name)
        if name not in known:
            raise InputRefused("unknown", name)
    return _write(order, item, known, answers, actor)


@transaction.atomic
def change_inputs(order_id: int, item_id: int, answers: Mapping[str, str], *, actor: Actor) -> dict[str, str]:
    """Correct answers that an item has, also those to inputs that its product no longer asks for.

    Returns all that is answered. The same answers again change nothing. Raises InputRefused for what was not answered,
    or for an answer that is too long or empty where one is required; StatusRefused once the item has left.
    """
    order, item = _locked(order_id, item_id)
    for name in answers:
        if name not in item.extra_inputs:
            raise InputRefused("unanswered", name)
    return _write(order, item, _inputs(order, item), answers, actor)


def _locked(order_id: int, item_id: int) -> tuple[Order, OrderItem]:
    order = lock_order(order_id)
    item = OrderItem.objects.select_related("product").get(order=order, pk=item_id)
    if item.status not in MAY_CHANGE:
        raise StatusRefused(item.status, [code_of(order, item)])
    return order, item


def _inputs(order: Order, item: OrderItem) -> dict[str, ExtraInput]:
    """The inputs of the item's product by what the order's shop calls them; none once the product is gone."""
    if item.product is None:
        return {}
    listing = ProductListing.objects.filter(product=item.product, shop_no=order.shop_no).first()
    wanted = extra_inputs_of(item.product.extra_inputs)
    return {(listing.extra_input_name(one.name) if listing else one.name): one for one in wanted}


def _write(
    order: Order, item: OrderItem, known: Mapping[str, ExtraInput], answers: Mapping[str, str], actor: Actor
) -> dict[str, str]:
    cleaned = {name: text.strip() for name, text in answers.items()}
    for name, text in cleaned.items():
        _check(name, text, known.get(name))
    before: dict[str, str] = dict(item.extra_inputs)
    after = before | cleaned
    if after != before:
        item.extra_inputs = after
        item.save(update_fields=["extra_inputs"])
        facts = {"items": [code_of(order, item)], "inputs": sorted(cleaned)}
        typed = {"before": {"typed": list(before.values())}, "after": {"typed": list(after.values())}}
        record("order.inputs_changed", order, actor=actor, after=facts, personal=typed)
    return after


def _check(name: str, text: str, wanted: ExtraInput | None) -> None:
    if wanted is None:
        return
    if len(text) > wanted.max_length:
        raise InputRefused("too_long", name)
    if wanted.is_required and not text:
        raise InputRefused("empty", name)
