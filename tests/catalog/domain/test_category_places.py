"""Places in the category tree, in a category and in a section, as apps set them (wire contract 2.7)."""

from __future__ import annotations

import importlib

import pytest
from django.db import connections, transaction

from accounts import tenancy
from accounts.audit import Actor, history_of
from catalog.domain.categories import CategoryRefused, add_category, delete_category, move_category, set_app_settings
from catalog.domain.main_categories import add_main_category
from catalog.domain.main_products import add_main_products, arrange_main_products, placements_of
from catalog.domain.place_in_categories import add_to_category, move_in_category
from catalog.models import Category, CategoryProduct
from tests.factories_catalog import make_product

SYSTEM = Actor.system()
RENUMBER = "catalog.migrations.0922_no_category_1"


def top_level() -> list[str]:
    return list(Category.objects.filter(parent=None).order_by("position").values_list("name", flat=True))


def test_a_category_is_put_at_a_place_and_the_others_make_room(inside):
    made = [add_category(name, parent_id=None, actor=SYSTEM) for name in ("A", "B", "C")]
    assert move_category(made[2].pk, None, 0, actor=SYSTEM)
    assert top_level() == ["C", "A", "B"]
    assert not move_category(made[2].pk, None, 0, actor=SYSTEM)
    assert not move_category(made[2].pk, None, actor=SYSTEM)  # it is at the top already
    assert move_category(made[2].pk, None, 99, actor=SYSTEM)
    assert top_level() == ["A", "B", "C"]
    assert history_of(made[2]).filter(action="category.moved").count() == 2


def test_a_category_goes_below_no_category_of_its_own_branch_and_none_of_another_mall(inside, other_mall):
    upper = add_category("Upper", parent_id=None, actor=SYSTEM)
    lower = add_category("Lower", parent_id=upper.pk, actor=SYSTEM)
    with pytest.raises(CategoryRefused, match="inside_itself"):
        move_category(upper.pk, lower.pk, actor=SYSTEM)
    with tenancy.mall(other_mall.pk):
        theirs = add_category("Theirs", parent_id=None, actor=SYSTEM).pk
    with pytest.raises(Category.DoesNotExist):
        move_category(upper.pk, theirs, actor=SYSTEM)


def test_settings_of_apps_are_kept_one_by_one_and_written_down_once(inside):
    category = add_category("Tops", parent_id=None, actor=SYSTEM)
    assert set_app_settings(category.pk, {"use_main": "F"}, actor=SYSTEM)
    assert set_app_settings(category.pk, {"hash_tags": ["winter"]}, actor=SYSTEM)
    assert not set_app_settings(category.pk, {"use_main": "F"}, actor=SYSTEM)
    category.refresh_from_db()
    assert category.app_settings == {"use_main": "F", "hash_tags": ["winter"]}
    assert history_of(category).filter(action="category.settings_changed").count() == 2


def test_a_product_moves_among_others_of_the_same_place_number(inside):
    category = add_category("Tops", parent_id=None, actor=SYSTEM)
    products = [make_product(name).pk for name in ("A", "B", "C", "D")]
    add_to_category(products, category.pk, actor=SYSTEM)
    CategoryProduct.objects.update(position=0)  # ties: the newer product stands first
    assert move_in_category(category.pk, products[0], 1, actor=SYSTEM)
    placed = CategoryProduct.objects.order_by("position", "-product").values_list("product_id", flat=True)
    assert list(placed) == [products[3], products[0], products[2], products[1]]
    delete_category(category.pk, actor=SYSTEM)


def test_an_arrangement_passes_over_what_is_not_in_the_section(inside):
    section = add_main_category("Best", shop_no=1, actor=SYSTEM)
    products = [make_product(name).pk for name in ("A", "B", "C")]
    add_main_products(section.pk, products[:2], actor=SYSTEM)
    assert arrange_main_products(section.pk, [products[2], products[0]], [products[0], products[2]], actor=SYSTEM)
    assert [(row.product_id, row.is_pinned) for row in placements_of(section)] == [
        (products[0], True),
        (products[1], False),
    ]
    assert not arrange_main_products(section.pk, [products[0]], [products[0]], actor=SYSTEM)


def test_the_category_that_had_number_1_gets_a_new_one_with_all_that_hangs_on_it(committed):
    free_the_number = importlib.import_module(RENUMBER).free_the_number
    with transaction.atomic("migrator"), connections["migrator"].cursor() as cursor:
        cursor.execute("ALTER TABLE catalog_category DROP CONSTRAINT category_number_from_2")
        for pk, parent in ((1, None), (5, 1)):
            cursor.execute(
                "INSERT INTO catalog_category (mall_id, id, parent_id, name, names, depth, position, is_displayed,"
                " app_settings) VALUES (9, %s, %s, 'x', '{}', 1, 0, true, '{}')",
                [pk, parent],
            )
        with connections["migrator"].schema_editor() as editor:
            free_the_number(None, editor)
        cursor.execute("SELECT id, parent_id FROM catalog_category ORDER BY id")
        assert cursor.fetchall() == [(5, 6), (6, None)]
        cursor.execute("SELECT nextval(pg_get_serial_sequence('catalog_category', 'id'))")
        assert cursor.fetchone() == (7,)
        transaction.set_rollback(True, "migrator")
