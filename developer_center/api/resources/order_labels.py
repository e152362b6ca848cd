"""Labels on items of orders. Shapes: not in our contract (C), from the public manual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from rest_framework import serializers

from developer_center.api.call import Call, Page
from developer_center.api.errors import in_entry, not_found, unchanged, wrong
from developer_center.api.operation import Paging, operation
from developer_center.api.resources.order_codes import items_named, lock_numbers, order_named
from orders.domain.item_labels import MOST_LABELS, LabelRefused, add_labels, labels_of, remove_label, set_labels
from orders.models import OrderItemLabel
from orders.models.label import LABEL_LENGTH
from orders.queries.label_names import label_names

ITEM: Final = "orders/{order_id}/items/{order_item_code}/labels"
NAMES: Final = "{shop_no:int, names:[str]}"
OF_ITEM: Final = "{label:{shop_no:int, order_id:str, order_item_code:str, names:[str]}}"
MOST_CODES: Final = 100
REFUSALS: Final = {
    "empty": "A label has a name.",
    "too_long": f"A label has at most {LABEL_LENGTH} characters.",
    "wrong_character": "A label has no comma and no slash.",
    "too_many": f"An item bears at most {MOST_LABELS} labels.",
}


class Name(serializers.CharField):
    """The name of a label; its length is checked once its blanks are gone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10 * LABEL_LENGTH, **kwargs)


class LabelBody(serializers.Serializer[Any]):
    """An entry of POST labels: one label for many items."""

    name = Name()
    order_item_code = serializers.ListField(
        child=serializers.CharField(max_length=40), allow_empty=False, max_length=MOST_CODES
    )


class NamesBody(serializers.Serializer[Any]):
    """Labels for one item."""

    names = serializers.ListField(child=Name(), allow_empty=False, max_length=MOST_LABELS)


class AllNamesBody(serializers.Serializer[Any]):
    """All labels that an item is to bear; none takes them all off."""

    names = serializers.ListField(child=Name(), max_length=MOST_LABELS)


@operation(
    "GET",
    "labels",
    paging=Paging(most=1000, usual=100, offset_most=15000, links=True),
    answers=f"{{labels:{NAMES}}}",
)
def list_labels(call: Call) -> Page:
    """The labels that items of the mall bear, each once, by name. One query."""
    names = label_names(limit=call.limit + 1, offset=call.offset)
    return Page({"shop_no": call.shop_no, "names": names[: call.limit]}, len(names) > call.limit)


@operation("POST", "labels", body=LabelBody, answers="{labels:[{shop_no:int, name:str, order_item_code:[str]}]}")
def post_labels(call: Call) -> list[dict[str, Any]]:
    """Put labels on items of any orders; all of the entries, or none."""
    by_order = [_codes_by_order(body["order_item_code"]) for body in call.bodies]
    lock_numbers({number for one in by_order for number in one})
    for place, (body, codes) in enumerate(zip(call.bodies, by_order, strict=True)):
        with in_entry(place):
            _put(call, body["name"], codes)
    return [
        {"shop_no": call.shop_no, "name": " ".join(body["name"].split()), "order_item_code": body["order_item_code"]}
        for body in call.bodies
    ]


@operation("GET", ITEM, answers=f"{{labels:{NAMES}}}")
def labels_of_item(call: Call, order_id: str, order_item_code: str) -> dict[str, Any]:
    """What an item bears, in the order it was put on."""
    order = order_named(order_id)
    (item,) = items_named(order, [order_item_code])
    return {"shop_no": order.shop_no, "names": labels_of(item)}


@operation("POST", ITEM, body=NamesBody, answers=OF_ITEM)
def post_labels_of_item(call: Call, order_id: str, order_item_code: str) -> dict[str, Any]:
    """Put more labels on an item; the answer says all that it bears."""
    order = order_named(order_id)
    (item,) = items_named(order, [order_item_code])
    with refused("names"):
        add_labels(order.pk, [item.pk], call.body["names"], actor=call.actor)
    head = {"shop_no": order.shop_no, "order_id": order.number, "order_item_code": order_item_code}
    return head | {"names": labels_of(item)}


@operation("PUT", ITEM, body=AllNamesBody, answers=f"{{label:{NAMES}}}")
def put_labels_of_item(call: Call, order_id: str, order_item_code: str) -> dict[str, Any]:
    """Leave an item with these labels alone. 409 where it bears them already."""
    order = order_named(order_id)
    (item,) = items_named(order, [order_item_code])
    if "names" not in call.body:
        raise wrong("names", "names is required.")
    had = labels_of(item)
    with refused("names"):
        names = set_labels(order.pk, item.pk, call.body["names"], actor=call.actor)
    if set(names) == set(had):
        raise unchanged()
    return {"shop_no": order.shop_no, "names": names}


@operation("DELETE", f"{ITEM}/{{name}}", answers="{label:{shop_no:int, order_id:str, order_item_code:str, name:str}}")
def delete_label_of_item(call: Call, order_id: str, order_item_code: str, name: str) -> dict[str, Any]:
    """Take one label off an item."""
    order = order_named(order_id)
    (item,) = items_named(order, [order_item_code])
    try:
        remove_label(order.pk, item.pk, name, actor=call.actor)
    except OrderItemLabel.DoesNotExist as error:
        raise not_found(f"Label {name}") from error
    return {"shop_no": order.shop_no, "order_id": order.number, "order_item_code": order_item_code, "name": name}


@contextmanager
def refused(field: str) -> Iterator[None]:
    """Say why a label was refused."""
    try:
        yield
    except LabelRefused as error:
        raise wrong(field, REFUSALS[error.code]) from error


def _codes_by_order(codes: list[str]) -> dict[str, list[str]]:
    by_order: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        by_order[code.rpartition("-")[0]].append(code)
    return by_order


def _put(call: Call, name: str, by_order: Mapping[str, list[str]]) -> None:
    for number, codes in by_order.items():
        order = order_named(number)
        items = items_named(order, codes)
        with refused("name"):
            add_labels(order.pk, {item.pk for item in items}, [name], actor=call.actor)
