"""A process of its own that shops: `python -m tests.faults.shopfloor <what> <arguments as JSON>`; answers JSON.

It runs our own code only; what goes wrong is done to it from outside.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe24clone.settings_test")
django.setup()

from django.db import DatabaseError, InterfaceError, connections  # noqa: E402

from accounts import tenancy  # noqa: E402
from catalog.domain.events import count_cart_add, count_view  # noqa: E402
from catalog.domain.fold import fold_statistics  # noqa: E402
from catalog.domain.options import Option  # noqa: E402
from orders.domain.checkout import CheckoutRefused, Line  # noqa: E402
from orders.domain.pay_order import pay_order  # noqa: E402
from orders.domain.place_order import place_order  # noqa: E402
from tests.factories import MallFactory  # noqa: E402
from tests.orders.customers import make_customer  # noqa: E402
from tests.orders.shop import SYSTEM, base_shop, make_checkout, make_product  # noqa: E402


def make(stock: int, host: str) -> dict[str, Any]:
    """A mall with one product."""
    mall = MallFactory(host=host)
    with tenancy.mall(mall.pk):
        product = make_product(stock=stock)
        return {"mall": mall.pk, "product": product.pk, "variant": product.variants.get().pk}


def make_once(host: str) -> dict[str, Any]:
    """A mall with a product in two colours that each customer buys once, and a customer."""
    mall = MallFactory(host=host)
    with tenancy.mall(mall.pk):
        options = (Option("Colour", ("Red", "Blue")),)
        product = make_product(options=options, app_facts={"repurchase_restriction": "T"})
        variants = list(product.variants.order_by("position").values_list("pk", flat=True))
        return {"mall": mall.pk, "product": product.pk, "variants": variants, "customer": make_customer().pk}


def buy(
    mall: int, variant: int, key: str, quantity: int = 1, pays: bool = False, customer: int | None = None
) -> dict[str, Any]:
    """Place one order; the error instead, where there is one."""
    checkout = make_checkout(Line(variant, quantity), idempotency_key=key, customer_id=customer)
    try:
        with tenancy.mall(mall):
            order = place_order(base_shop(), checkout, actor=SYSTEM)
            if pays:
                pay_order(order.pk, gateway="cash", actor=SYSTEM)
    except CheckoutRefused as refusal:
        return {"refused": refusal.code}
    except (DatabaseError, InterfaceError) as error:
        return {"error": type(error).__name__}
    return {"number": order.number, "id": order.pk}


def rush(mall: int, variant: int, buyers: int, at: float, keys: list[str]) -> list[dict[str, Any]]:
    """Many buyers at one moment, each a thread with a connection of its own; they take the keys in turns."""
    answers: list[dict[str, Any]] = []
    barrier = threading.Barrier(buyers)

    def one(number: int) -> None:
        with tenancy.mall(mall):
            base_shop()  # the connection stands before the race begins
        barrier.wait()
        time.sleep(max(0.0, at - time.time()))
        answers.append(buy(mall, variant, keys[number % len(keys)]))
        connections.close_all()

    threads = [threading.Thread(target=one, args=[number]) for number in range(buyers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def look(mall: int, product: int, times: int) -> dict[str, float]:
    """Views and a cart add; how long they took at most, in seconds."""
    longest = 0.0
    for number in range(times):
        began = time.monotonic()
        count_view(mall, 1, product, session=str(number))
        count_cart_add(mall, 1, product)
        longest = max(longest, time.monotonic() - began)
    return {"longest": longest}


def looked(stock: int, host: str) -> dict[str, Any]:
    """A mall whose product was looked at and put into a cart 20 times and bought once; nothing of it is folded yet."""
    made = make(stock, host)
    fold_statistics()
    look(made["mall"], made["product"], 20)
    buy(made["mall"], made["variant"], "the first sale", pays=True)
    return made


def fold() -> dict[str, Any]:
    folded = fold_statistics()
    return {"entries": folded.entries, "sales": folded.sales}


DOES: dict[str, Callable[..., Any]] = {
    "make": make,
    "make_once": make_once,
    "buy": buy,
    "rush": rush,
    "look": look,
    "looked": looked,
    "fold": fold,
}

if __name__ == "__main__":
    print(json.dumps(DOES[sys.argv[1]](**json.loads(sys.argv[2]))))  # noqa: T201 - its answer
