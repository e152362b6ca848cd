"""Extra inputs of an item of an order. Shapes: not in our contract (C), from the public manual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from rest_framework import serializers

from catalog.domain.options import LONGEST_INPUT, MOST_EXTRA_INPUTS, VALUE_LENGTH
from developer_center.api.call import Call
from developer_center.api.errors import unchanged, wrong
from developer_center.api.operation import operation
from developer_center.api.params import TF
from developer_center.api.resources.order_codes import items_named, order_named
from orders.domain.item_inputs import InputRefused, answer_inputs, change_inputs
from orders.domain.progress import StatusRefused
from orders.models import Order

FIELD: Final = "additional_options"
ANSWERS: Final = "[{additional_option_name:str, additional_option_value:str}]"
HEAD: Final = "shop_no:int, order_id:str, order_item_code:str"
REFUSALS: Final = {
    "unknown": "The product has no such input",
    "answered": "This input is answered already; change it with PUT",
    "unanswered": "This input has no answer yet; answer it with POST",
    "too_long": "The answer is longer than the input takes",
    "empty": "This input needs an answer",
}


class Answer(serializers.Serializer[Any]):
    """The name of an input and what is typed into it."""

    additional_option_name = serializers.CharField(max_length=VALUE_LENGTH)
    additional_option_value = serializers.CharField(max_length=LONGEST_INPUT, allow_blank=True)


class AnswersBody(serializers.Serializer[Any]):
    """Body of POST .../options. There are no bundles here: `product_bundle` is F."""

    product_bundle = TF()
    additional_options = serializers.ListField(child=Answer(), allow_empty=False, max_length=MOST_EXTRA_INPUTS)


class ChangedAnswersBody(serializers.Serializer[Any]):
    """Body of PUT .../options."""

    additional_options = serializers.ListField(child=Answer(), allow_empty=False, max_length=MOST_EXTRA_INPUTS)


@operation(
    "POST",
    "orders/{order_id}/items/{order_item_code}/options",
    body=AnswersBody,
    answers=f"{{item:{{{HEAD}, product_bundle:TF, additional_options:{ANSWERS}, bundle_additional_options:null}}}}",
)
def post_options(call: Call, order_id: str, order_item_code: str) -> dict[str, Any]:
    """Answer inputs that have no answer yet."""
    order = order_named(order_id)
    (item,) = items_named(order, [order_item_code])
    if call.body["product_bundle"]:
        raise wrong("product_bundle", "The item is no bundle.")
    with refused():
        answers = answer_inputs(order.pk, item.pk, _answers(call.body[FIELD]), actor=call.actor)
    row = _row(order, order_item_code, answers, call.body[FIELD])
    return row | {"product_bundle": "F", "bundle_additional_options": None}


@operation(
    "PUT",
    "orders/{order_id}/items/{order_item_code}/options",
    body=ChangedAnswersBody,
    answers=f"{{item:{{{HEAD}, additional_options:{ANSWERS}}}}}",
)
def put_options(call: Call, order_id: str, order_item_code: str) -> dict[str, Any]:
    """Correct answers that the item has. 409 where they say so already."""
    order = order_named(order_id)
    (item,) = items_named(order, [order_item_code])
    if FIELD not in call.body:
        raise wrong(FIELD, f"{FIELD} is required.")
    with refused():
        answers = change_inputs(order.pk, item.pk, _answers(call.body[FIELD]), actor=call.actor)
    if answers == item.extra_inputs:
        raise unchanged()
    return _row(order, order_item_code, answers, call.body[FIELD])


@contextmanager
def refused() -> Iterator[None]:
    """Say why an answer was refused."""
    try:
        yield
    except InputRefused as error:
        raise wrong(FIELD, f"{REFUSALS[error.code]}: {error.name}.") from error
    except StatusRefused as error:
        raise wrong("order_item_code", "What was typed can be changed until the item is shipped.") from error


def _answers(given: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {one["additional_option_name"]: one["additional_option_value"] for one in given}


def _row(order: Order, code: str, answers: Mapping[str, str], given: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The answers that the call was about, as they are kept."""
    names = dict.fromkeys(one["additional_option_name"] for one in given)
    kept = [{"additional_option_name": name, "additional_option_value": answers[name]} for name in names]
    return {"shop_no": order.shop_no, "order_id": order.number, "order_item_code": code, FIELD: kept}
