"""Every change of the catalog: who may not make it, and that ids of another mall inside a form reach nothing.

`tests/urls/test_every_url.py` walks all addresses with empty forms; here each form is a whole one that would change
something if it were let in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Job, Mall, Shop
from accounts.tenancy.catalog import tenant_models
from catalog.domain.categories import add_category
from catalog.domain.change_variants import VariantChange, change_variants
from catalog.domain.create_product import create_product
from catalog.domain.facts import ProductFacts
from catalog.domain.images import add_images
from catalog.domain.main_categories import add_main_category, change_main_category
from catalog.domain.main_products import add_main_products, pin_main_product
from catalog.domain.options import Option
from catalog.domain.place_in_categories import set_categories
from catalog.forms import PictureField
from catalog.models import (
    Category,
    MainCategory,
    Product,
    ProductImage,
    ProductImport,
    ProductImportError,
    ProductListing,
    Variant,
)
from tests.factories_catalog import make_product, picture_bytes

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


@dataclass(frozen=True)
class Rows:
    """A mall's catalog: two of everything, so that something can be moved."""

    products: list[Product]
    categories: list[Category]
    sections: list[MainCategory]
    images: list[ProductImage]
    variants: list[Variant]
    sheet: ProductImport

    @property
    def product(self) -> int:
        return self.products[0].pk


def rows_of(mall: Mall) -> Rows:
    """Product 0 has options and two pictures and stands in both categories and in section 0; product 1 beside it."""
    Shop.objects.create(mall=mall, shop_no=2, name="Overseas", language="en", currency="USD")
    options = (Option("Size", ("S", "M")),)
    with tenancy.mall(mall.pk):
        facts = ProductFacts("Shirt", Decimal(9000), display=True, options=options, weight_grams=100)
        products = [create_product(facts, stock=5, actor=SYSTEM), make_product("Cup")]
        categories = [add_category(name, parent_id=None, actor=SYSTEM) for name in ("Tops", "Cups")]
        sections = [add_main_category(name, shop_no=1, actor=SYSTEM) for name in ("Best", "New")]
        change_main_category(sections[0].pk, {"auto_display": True, "auto_hours": [3]}, actor=SYSTEM)
        picture = PictureField().clean(SimpleUploadedFile("shirt.png", picture_bytes()))
        add_images(products[0].pk, [picture, picture], actor=SYSTEM)
        set_categories(products[0].pk, [row.pk for row in categories], actor=SYSTEM)
        add_main_products(sections[0].pk, [row.pk for row in products], actor=SYSTEM)
        pin_main_product(sections[0].pk, products[1].pk, is_pinned=True, actor=SYSTEM)
        variants = list(Variant.objects.filter(product=products[0]).order_by("position"))
        change_variants(products[0].pk, [VariantChange(variants[0].pk, Decimal(0), True, True)], actor=SYSTEM)
        sheet = ProductImport(file_name="secret.csv", path="x", user_id=1)
        sheet.save()
        ProductImportError(product_import=sheet, row_no=2, field="Price", text="secret text").save()
        ProductListing.objects.create(product=products[0], shop_no=2, price=5)
        images = list(ProductImage.objects.filter(product=products[0]).order_by("position"))
    return Rows(products, categories, sections, images, variants, sheet)


def everything(mall: Mall) -> dict[str, Any]:
    """All rows of the mall, and its jobs."""
    with tenancy.mall(mall.pk):
        rows = {model._meta.label: list(model.objects.order_by("pk").values()) for model in tenant_models()}
    return rows | {"jobs": Job.objects.filter(mall=mall).count()}


def form_of_variants(rows: Rows) -> dict[str, Any]:
    fields = {"price_delta": "100", "is_sold": "on", "tracks_stock": "on", "stock": "9", "stock_shown": "5"}
    return {f"{name}_{row.pk}": value for row in rows.variants for name, value in fields.items()}


PRODUCT = {"name": "Other", "price": "1", "stock": "1", "stock_shown": "1", "tracks_stock": "on"}
SECTION = {
    "name": "Other",
    "sold_out": "B",
    "auto_sort": "views",
    "auto_descending": "no",
    "auto_period_days": "3",
    "auto_most": "5",
}

# name -> (menu, address of its rows, form of its rows); the form changes something when the owner sends it
Change = tuple[str, Callable[[Rows], str], Callable[[Rows], dict[str, Any]]]


def at(name: str, *ids: Callable[[Rows], Any]) -> Callable[[Rows], str]:
    return lambda rows: reverse(name, args=[of(rows) for of in ids])


def product(rows: Rows) -> int:
    return rows.product


def image(rows: Rows) -> int:
    return rows.images[0].pk


def section(rows: Rows) -> int:
    return rows.sections[0].pk


def bulk(**form: Any) -> Callable[[Rows], dict[str, Any]]:
    return lambda rows: {"product": [rows.products[1].pk, rows.product], **form}


IMAGE = at("catalog:product_image", product, image)
PLACED = at("catalog_display:main_products", section)
MOVED = at("catalog_display:main_move")
TREE = at("catalog:category_move")
BULK = at("catalog:product_bulk")
SHEET = b"code,name,price\nA1,Cup,1\n"
CHANGES: dict[str, Change] = {
    "new product": ("products", at("catalog:product_new"), lambda _rows: PRODUCT),
    "edit product": ("products", at("catalog:product_edit", product), lambda _rows: PRODUCT | {"display": "on"}),
    "delete product": ("products", at("catalog:product_delete", product), lambda _rows: {}),
    "combinations": ("products", at("catalog:product_variants", product), form_of_variants),
    "add pictures": (
        "products",
        at("catalog:product_images", product),
        lambda _rows: {"images": [SimpleUploadedFile("shirt.png", picture_bytes())]},
    ),
    "picture down": ("products", IMAGE, lambda _rows: {"action": "down"}),
    "picture described": ("products", IMAGE, lambda _rows: {"action": "describe", "alt": "A shirt"}),
    "picture removed": ("products", IMAGE, lambda _rows: {"action": "remove"}),
    "listing": (
        "products",
        at("catalog:product_listing", product, lambda _rows: 2),
        lambda _rows: {"display": "on", "price": "3.50", "price_from": "own"},
    ),
    "upload of a sheet": (
        "products",
        at("catalog:import_list"),
        lambda _rows: {"file": SimpleUploadedFile("p.csv", SHEET)},
    ),
    "category up": ("products", TREE, lambda rows: {"step": f"up:{rows.categories[1].pk}"}),
    "category dragged": (
        "products",
        TREE,
        lambda rows: {"moved": rows.categories[0].pk, "target": rows.categories[1].pk, "where": "inside"},
    ),
    "new category below": (
        "products",
        at("catalog:category_list"),
        lambda rows: {"name": "Sub", "parent": rows.categories[0].pk},
    ),
    "bulk display": ("products", BULK, bulk(action="display-off", step="apply")),
    "bulk price": ("products", BULK, bulk(action="price", step="apply", kind="percent", value="-10")),
    "bulk weight": ("products", BULK, bulk(action="weight", step="apply", weight_grams="7")),
    "bulk delete": ("products", BULK, bulk(action="delete", step="apply")),
    "bulk into category": (
        "products",
        BULK,
        lambda rows: {
            "action": "category",
            "step": "add",
            "product": [rows.products[1].pk],
            "category": rows.categories[0].pk,
        },
    ),
    "bulk in other shop": ("products", BULK, bulk(action="shops", step="display-on", shop="2")),
    "section edited": ("display", at("catalog_display:main_edit", section), lambda _rows: SECTION),
    "sections moved": ("display", MOVED, lambda rows: {"step": f"down:{rows.sections[0].pk}"}),
    "sections dragged": (
        "display",
        MOVED,
        lambda rows: {"moved": rows.sections[1].pk, "target": rows.sections[0].pk, "where": "before"},
    ),
    "section filled": (
        "display",
        at("catalog_display:main_products", lambda rows: rows.sections[1].pk),
        lambda rows: {"add": "yes", "product": [rows.product]},
    ),
    "product pinned": ("display", PLACED, lambda rows: {"step": f"pin:{rows.product}"}),
    "product let go": ("display", PLACED, lambda rows: {"step": f"unpin:{rows.products[1].pk}"}),
    "product taken out": ("display", PLACED, lambda rows: {"step": f"remove:{rows.product}"}),
    "product moved": (
        "display",
        PLACED,
        lambda rows: {"moved": rows.product, "target": rows.products[1].pk, "where": "before"},
    ),
    "section refreshed": ("display", at("catalog_display:main_refresh", section), lambda _rows: {}),
    "standard sections": (
        "display",
        lambda _rows: reverse("catalog_display:main_standard") + "?shop=2",
        lambda _rows: {},
    ),
    "section deleted": ("display", at("catalog_display:main_delete", section), lambda _rows: {}),
}


def send(client: Client, change: str, rows: Rows) -> HttpResponse:
    _menu, address, form = CHANGES[change]
    return client.post(address(rows), form(rows))


@pytest.mark.parametrize("who", ["owner", "operator_with"])
def test_whoever_may_makes_every_change(client, cast, mall, who):
    """Without this, the refusals below would prove nothing."""
    rows = rows_of(mall)
    before = everything(mall)
    for change, (menu, _address, _form) in CHANGES.items():
        with transaction.atomic():
            cast.sign_in(client, who if who == "owner" else f"{who}_{menu}")
            assert send(client, change, rows).status_code == 302, change
            assert everything(mall) != before, change
            transaction.set_rollback(True)
    assert everything(mall) == before


@pytest.mark.parametrize("who", ["operator_without", None])
def test_whoever_may_not_changes_nothing(client, cast, mall, who):
    rows = rows_of(mall)
    before = everything(mall)
    for change, (menu, _address, _form) in CHANGES.items():
        cast.sign_in(client, who and f"{who}_{menu}")
        response = send(client, change, rows)
        assert response.status_code == (403 if who else 302), change
        assert who or response["Location"].startswith("/login/"), change
        assert everything(mall) == before, change


def test_the_owner_of_another_mall_changes_nothing_here(client, cast, mall):
    """Whole forms with this mall's rows at this mall's addresses, sent from a session of the other one."""
    rows = rows_of(mall)
    before = everything(mall)
    cast.sign_in(client, "other_mall")
    for change in CHANGES:
        assert send(client, change, rows).status_code in {302, 404, 422}, change
        assert everything(mall) == before, change


# The own address, and in the form what belongs to another mall: nothing happens in either.
NESTED: dict[str, Callable[[Rows, Rows], dict[str, Any]]] = {
    "combinations": lambda _own, foreign: form_of_variants(foreign),
    "category up": lambda _own, foreign: {"step": f"up:{foreign.categories[1].pk}"},
    "category dragged": lambda own, foreign: {
        "moved": own.categories[0].pk,
        "target": foreign.categories[1].pk,
        "where": "inside",
    },
    "new category below": lambda _own, foreign: {"name": "Sub", "parent": foreign.categories[0].pk},
    "bulk display": lambda _own, foreign: bulk(action="display-off", step="apply")(foreign),
    "bulk price": lambda _own, foreign: bulk(action="price", step="apply", kind="percent", value="-10")(foreign),
    "bulk delete": lambda _own, foreign: bulk(action="delete", step="apply")(foreign),
    "bulk into category": lambda own, foreign: {
        "action": "category",
        "step": "add",
        "product": [own.products[1].pk],
        "category": foreign.categories[0].pk,
    },
    "sections moved": lambda _own, foreign: {"step": f"down:{foreign.sections[0].pk}"},
    "sections dragged": lambda own, foreign: {
        "moved": foreign.sections[1].pk,
        "target": own.sections[0].pk,
        "where": "before",
    },
    "section filled": lambda _own, foreign: {"add": "yes", "product": [foreign.product]},
    "product pinned": lambda _own, foreign: {"step": f"pin:{foreign.product}"},
    "product taken out": lambda _own, foreign: {"step": f"remove:{foreign.product}"},
    "product moved": lambda own, foreign: {
        "moved": own.product,
        "target": foreign.products[1].pk,
        "where": "before",
    },
}


def test_rows_of_another_mall_named_in_a_form_are_none(client, cast, mall, other_mall):
    own, foreign = rows_of(mall), rows_of(other_mall)
    before = everything(mall), everything(other_mall)
    cast.sign_in(client, "owner")
    for change, form in NESTED.items():
        response = client.post(CHANGES[change][1](own), form(own, foreign))
        assert response.status_code in {200, 302, 404, 422}, change
        assert (everything(mall), everything(other_mall)) == before, change


@pytest.mark.parametrize("change", ["new product", "edit product"])
def test_a_product_goes_into_no_category_of_another_mall(client, cast, mall, other_mall, change):
    own, foreign = rows_of(mall), rows_of(other_mall)
    before = everything(other_mall)
    cast.sign_in(client, "owner")
    form = PRODUCT | {"categories": [foreign.categories[0].pk]}
    assert client.post(CHANGES[change][1](own), form).status_code == 422
    assert everything(other_mall) == before
    with tenancy.mall(mall.pk):
        assert not Product.objects.filter(name="Other").exists()


def test_a_picture_of_another_product_is_no_picture_of_this_one(client, cast, mall):
    rows = rows_of(mall)
    before = everything(mall)
    cast.sign_in(client, "owner")
    address = reverse("catalog:product_image", args=[rows.products[1].pk, rows.images[0].pk])
    assert client.post(address, {"action": "remove"}).status_code == 404
    assert everything(mall) == before


def test_a_link_changes_nothing(client, cast, mall):
    """The same fields in an address: pages that only take forms refuse it, the others show themselves."""
    rows = rows_of(mall)
    before = everything(mall)
    cast.sign_in(client, "owner")
    for change, (_menu, address, form) in CHANGES.items():
        path = address(rows)
        takes_forms_alone = path.endswith(("/move/", "/bulk/", "/refresh/", "/standard/?shop=2", "/products/"))
        expected = 405 if takes_forms_alone or path.endswith(f"/images/{image(rows)}/") else 200
        fields = {name: value for name, value in form(rows).items() if name not in {"images", "file"}}
        assert client.get(path, fields).status_code == expected, change
        assert everything(mall) == before, change


@pytest.mark.parametrize("who", ["owner", "operator_with_products", "operator_without_products", "other_mall", None])
@pytest.mark.parametrize("name", ["import_detail", "import_progress", "import_errors"])
def test_an_import_is_shown_to_operators_with_the_menu_of_its_mall(client, cast, mall, who, name):
    rows = rows_of(mall)
    cast.sign_in(client, who)
    response = client.get(reverse(f"catalog:{name}", args=[rows.sheet.pk]))
    expected = {"operator_without_products": 403, "other_mall": 404, None: 302}
    assert response.status_code == expected.get(who, 200)
    content = b"".join(response).decode()
    assert ("secret" in content) == (who in {"owner", "operator_with_products"} and name != "import_progress")


@pytest.mark.parametrize("name", ["product_export", "product_export_xlsx", "import_template", "import_template_xlsx"])
@pytest.mark.parametrize(("who", "status"), [("operator_with_products", 200), ("operator_without_products", 403)])
def test_sheets_go_to_operators_with_the_menu_and_are_asked_for_by_links_alone(client, cast, mall, name, who, status):
    rows_of(mall)
    cast.sign_in(client, who)
    response = client.get(reverse(f"catalog:{name}"))
    assert response.status_code == status
    b"".join(response)
    assert client.post(reverse(f"catalog:{name}")).status_code == (405 if status == 200 else 403)


@pytest.mark.parametrize("digits", [20, 5_000])
def test_a_number_that_no_row_can_have_is_no_row(client, cast, mall, digits):
    """Python refuses to read numbers of more than 4,300 digits; that must not become a mistake of the server."""
    rows = rows_of(mall)
    before = everything(mall)
    cast.sign_in(client, "owner")
    number = "9" * digits
    for address, form in (
        (TREE(rows), {"step": f"up:{number}"}),
        (TREE(rows), {"moved": number, "target": number, "where": "inside"}),
        (MOVED(rows), {"step": f"up:{number}"}),
        (MOVED(rows), {"moved": number, "target": number, "where": "before"}),
        (PLACED(rows), {"step": f"pin:{number}"}),
        (PLACED(rows), {"add": "yes", "product": [number]}),
        (PLACED(rows), {"moved": number, "target": number, "where": "before"}),
        (BULK(rows), {"action": "display-off", "product": [number]}),
        (BULK(rows), {"action": "category", "step": "add", "product": [rows.product], "category": number}),
        (reverse("catalog:category_list"), {"name": "Sub", "parent": number}),
    ):
        assert client.post(address, form).status_code in {200, 302, 422}, (address, form)
    assert everything(mall) == before
