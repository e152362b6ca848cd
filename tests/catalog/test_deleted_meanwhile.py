"""What somebody else deletes between the look and the change: a page that says so, and no mistake of the server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from catalog.domain.categories import add_category
from catalog.models import Category, Product, ProductImage
from tests.factories_catalog import make_product

PATIENCE_SECONDS = 60


def answer_to(cast, path: str, form: dict[str, str], *, meanwhile: Callable[[], object], mall) -> int:
    """Send a form that has to wait for a lock; `meanwhile` is done by whoever holds it, and then committed."""
    client = Client(HTTP_HOST=settings.PLATFORM_HOST, raise_request_exception=False)
    cast.sign_in(client, "owner")
    statuses: list[int] = []

    def send() -> None:
        statuses.append(client.post(path, form).status_code)
        connections.close_all()

    thread = threading.Thread(target=send)
    with tenancy.mall(mall.pk):
        list(Product.objects.select_for_update())
        list(Category.objects.select_for_update())
        thread.start()
        wait_for_somebody_to_wait()
        meanwhile()
    thread.join(PATIENCE_SECONDS)
    (status,) = statuses
    return status


def wait_for_somebody_to_wait() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waited for the lock.")


@pytest.mark.parametrize("action", ["remove", "describe", "down"])
def test_a_picture_removed_meanwhile_is_not_there(committed, cast, mall, action):
    with tenancy.mall(mall.pk):
        product = make_product("Cup", image=True)
        image = ProductImage.objects.get()
    path = reverse("catalog:product_image", args=[product.pk, image.pk])
    form = {"action": action, "alt": "x"}
    assert answer_to(cast, path, form, meanwhile=lambda: ProductImage.objects.all().delete(), mall=mall) == 404


def test_a_category_deleted_meanwhile_is_not_there(committed, cast, mall):
    with tenancy.mall(mall.pk):
        category = add_category("Tops", parent_id=None, actor=Actor.system())
    path = reverse("catalog:category_edit", args=[category.pk])
    form = {"name": "New"}
    assert answer_to(cast, path, form, meanwhile=lambda: Category.objects.all().delete(), mall=mall) == 404
