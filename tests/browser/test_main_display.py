"""The order of the main page, by dragging and by keyboard, from the admin to what shoppers see (R3-J's places)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts import tenancy
from accounts.models import Mall
from catalog.models import Category, MainCategory, MainCategoryProduct
from tests.browser.test_first_product import sign_in
from tests.factories import MallFactory
from tests.factories_catalog import make_product

pytestmark = pytest.mark.browser
NAMES = ["Cup", "Bowl", "Plate", "Vase"]


@pytest.fixture
def displayed(committed) -> tuple[Mall, MainCategory]:
    """A mall with two sections; the first holds four products in the order of NAMES."""
    mall = MallFactory()
    with tenancy.mall(mall.pk):
        section = MainCategory.objects.create(display_group=2, position=0, name="Best")
        MainCategory.objects.create(display_group=3, position=1, name="New")
        for place, name in enumerate(NAMES):
            MainCategoryProduct.objects.create(main_category=section, product=make_product(name), position=place)
        MainCategoryProduct.objects.create(
            main_category=MainCategory.objects.get(name="New"), product=make_product("Lamp"), position=0
        )
    return mall, section


def products_of(page: Page) -> list[str]:
    return page.locator("#products .tree-name a").all_inner_texts()


def shown_in(page: Page, root: str, section: str) -> list[str]:
    page.goto(root)
    return page.locator(".store-section", has=page.get_by_role("heading", name=section)).locator("h3").all_inner_texts()


def test_products_of_a_section_are_ordered_by_mouse_and_by_keyboard(site, page, displayed):
    mall, section = displayed
    sign_in(page, site.url, mall.host)
    address = f"{site.url}/admin/display/main/{section.pk}/"
    page.goto(address)
    rows = page.locator("#products .tree-row")
    with page.expect_navigation():
        rows.nth(3).drag_to(rows.nth(0), target_position={"x": 60, "y": 4})
    assert products_of(page) == ["Vase", "Cup", "Bowl", "Plate"]

    down = page.get_by_role("button", name="Vase: Move down")
    down.focus()
    for expected in (["Cup", "Vase", "Bowl", "Plate"], ["Cup", "Bowl", "Vase", "Plate"]):
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert products_of(page) == expected
        expect(down).to_be_focused()  # the next press goes on from here
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(down).to_be_disabled()
    expect(page.get_by_role("button", name="Vase: Move up")).to_be_focused()

    with page.expect_navigation():
        page.get_by_role("button", name="Vase: Pin to this place").press("Enter")
    page.goto(address)
    assert products_of(page) == ["Cup", "Bowl", "Plate", "Vase"]
    expect(rows.nth(3)).to_contain_text("Pinned")
    assert shown_in(page, site.mall_url(mall.host), "Best") == ["Cup", "Bowl", "Plate", "Vase"]

    page.goto(address)
    page.get_by_label("Products shown").fill("2")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert shown_in(page, site.mall_url(mall.host), "Best") == ["Cup", "Bowl"]


def test_sections_are_ordered_by_mouse_and_by_keyboard(site, page, displayed):
    mall, _section = displayed
    root = site.mall_url(mall.host)
    sign_in(page, site.url, mall.host)
    page.goto(f"{site.url}/admin/display/main/")
    rows = page.locator(".tree-row")
    names = page.locator(".tree-name a")
    with page.expect_navigation():
        rows.nth(0).drag_to(rows.nth(1), target_position={"x": 60, "y": rows.nth(1).bounding_box()["height"] - 4})
    assert names.all_inner_texts() == ["New", "Best"]
    page.goto(root)
    assert page.locator(".store-section h2").all_inner_texts()[:2] == ["New", "Best"]

    page.goto(f"{site.url}/admin/display/main/")
    with page.expect_navigation():
        page.get_by_role("button", name="Best: Move up").press("Enter")
    expect(page.get_by_role("button", name="Best: Move down")).to_be_focused()
    page.goto(root)
    assert page.locator(".store-section h2").all_inner_texts()[:2] == ["Best", "New"]


def test_a_category_is_dragged_into_another_one(site, page, displayed):
    mall, _section = displayed
    with tenancy.mall(mall.pk):
        for place, name in enumerate(("Kitchen", "Cups")):
            Category.objects.create(name=name, position=place)
    sign_in(page, site.url, mall.host)
    page.goto(f"{site.url}/admin/products/categories/")
    rows = page.locator(".tree-row")
    with page.expect_navigation():
        rows.nth(1).drag_to(rows.nth(0))
    with tenancy.mall(mall.pk):
        assert Category.objects.get(name="Cups").parent == Category.objects.get(name="Kitchen")
    with page.expect_navigation():
        page.get_by_role("button", name="Cups: Move out, beside its parent").press("Enter")
    with tenancy.mall(mall.pk):
        assert Category.objects.get(name="Cups").parent is None
