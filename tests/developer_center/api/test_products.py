"""Products over the Admin API: what is written is read back, here and in the shop (wire contract 2.4, 2.6, 2.7)."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from accounts import tenancy
from accounts.models import AuditEntry, Shop
from catalog.models import Category, MainCategory, Product, ProductListing, Variant
from catalog.models.sale_terms import DEFAULTS
from developer_center.api.resources.product_facts import KEPT, LIST_DEFAULTS
from orders.domain.checkout import CheckoutRefused, Line
from orders.domain.place_order import place_order
from tests.developer_center.api.conftest import Api
from tests.factories_apps import install, make_token
from tests.factories_catalog import make_product
from tests.orders.shop import SYSTEM, base_shop, make_checkout

PATH = "products"
# A value for each fact that is kept for apps and that differs from its default, where another is allowed at all.
KEPT_VALUES = {
    "eng_product_name": "Cup",
    "supply_product_name": "Supplied cup",
    "internal_product_name": "inside",
    "model_name": "M-1",
    "retail_price": "1500.00",
    "supply_price": "900.00",
    "additional_price": "-10.00",
    "margin_rate": "-12.50",
    "product_condition": "R",
    "product_used_month": 3,
    "tax_calculation": "M",
    "tax_type": "B",
    "tax_rate": 8,
    "price_content": "Ask us",
    "buy_limit_by_product": "T",
    "buy_limit_type": "M",
    "buy_group_list": [8, 9],
    "buy_member_id_list": ["ann"],
    "repurchase_restriction": "T",
    "single_purchase_restriction": "T",
    "single_purchase": "O",
    "buy_unit_type": "P",
    "buy_unit": 2,
    "order_quantity_limit_type": "P",
    "minimum_quantity": 2,
    "maximum_quantity": 9,
    "points_by_product": "T",
    "points_setting_by_payment": "C",
    "points_amount": [{"payment_method": "cash", "points_rate": "1.00%"}],
    "except_member_points": "T",
    "product_volume": {
        "use_product_volume": "T",
        "product_width": "3",
        "product_height": "5.5",
        "product_length": "7",
    },
    "adult_certification": "F",
    "use_naverpay": "T",
    "naverpay_type": "O",
    "use_kakaopay": "T",
    "manufacturer_code": "M000000A",
    "trend_code": "T000000A",
    "brand_code": "B000000A",
    "supplier_code": "S000000A",
    "classification_code": "C000000B",
    "made_date": "2026-01-02",
    "release_date": "2026-02-03",
    "expiration_date": {"start_date": "2026-03-04", "end_date": "2027-03-04"},
    "origin_classification": "T",
    "origin_place_no": 231,
    "origin_place_code": 231,
    "origin_place_value": "Peru",
    "made_in_code": "PE",
    "hscode": "691110",
    "country_hscode": {"JPN": "691110000", "CHN": "6911101900"},
    "english_product_material": "clay",
    "cloth_fabric": "knit",
    "clearance_category_code": "ACAB0000",
    "exposure_limit_type": "A",
    "exposure_group_list": [1],
    "shipping_fee_by_product": "T",
    "shipping_fee_type": "R",
    "cultural_tax_deduction": "T",
    "size_guide": {"use": "T", "type": "default", "default": "Male", "description": "<table></table>"},
    "additional_information": [{"key": "custom_option1", "name": "custom_option1", "value": "glazed"}],
    "exchange_info": "Within 7 days",
    "payment_info": "Card",
    "service_info": "By mail",
    "shipping_info": "By bike",
    "exchange_info_by_product": "T",
    "payment_info_by_product": "T",
    "service_info_by_product": "T",
    "shipping_info_by_product": "T",
    "image_upload_type": "C",
    "mobile_description": "<p>Small</p>",
    "separated_mobile_description": "T",
    "prepaid_shipping_fee": "P",
    "product_shipping_type": "E",
    "product_tag": ["clay", "handmade"],
    "project_no": [4],
    "relational_product": [{"product_no": 9, "interrelated": "F"}],
    "shipping_area": "Everywhere",
    "shipping_calculation": "A",
    "shipping_method": "02",
    "shipping_period": {"minimum": 4, "maximum": 10},
    "shipping_rates": [{"shipping_rates_min": "1.00", "shipping_rates_max": "9.00", "shipping_fee": "10.00"}],
    "shipping_scope": "B",
    "soldout_message": "Gone",
    "translated_additional_description": "<b>more</b>",
}


def new_product(api: Api, **values: object) -> dict:
    """A product that an app registers, as the API answers it."""
    response = api.post(PATH, {"product_name": "Cup", "price": 11000, "supply_price": "9000.00", **values})
    assert response.status_code == 201, response.content
    return response.json()["product"]


def product(api: Api, number: int, **query: object) -> dict:
    response = api.get(f"{PATH}/{number}", query)
    assert response.status_code == 200, response.content
    return response.json()["product"]


def error(response) -> str:
    return response.json()["error"]["message"]


def test_a_new_product_is_read_back_with_the_defaults_of_the_contract(api):
    number = new_product(api)["product_no"]
    row = product(api, number)
    assert re.fullmatch(r"P[0A-Z]{7}", row["product_code"])
    assert (row["price"], row["price_excluding_tax"], row["supply_price"]) == ("11000.00", "10000.00", "9000.00")
    assert (row["display"], row["selling"], row["product_condition"], row["has_option"]) == ("F", "F", "N", "F")
    assert (row["brand_code"], row["manufacturer_code"], row["trend_code"], row["supplier_code"]) == (
        "B0000000",
        "M0000000",
        "T0000000",
        "S0000000",
    )
    assert (row["minimum_quantity"], row["maximum_quantity"], row["buy_unit"]) == (1, 0, 1)
    assert api.get(PATH).json()["products"][0]["product_no"] == number


def test_our_own_facts_are_read_back_and_stand_in_the_catalog(api, mall):
    number = new_product(
        api,
        summary_description="For tea",
        simple_description="Holds 200 ml",
        description="<p>Fired <script>x</script>twice</p>",
        product_material="clay",
        product_weight="0.35",
        custom_product_code="C-1",
        display="T",
        selling="T",
    )["product_no"]
    row = product(api, number)
    assert row["description"] == "<p>Fired twice</p>"
    assert (row["summary_description"], row["simple_description"]) == ("For tea", "Holds 200 ml")
    assert (row["product_weight"], row["product_material"], row["custom_product_code"]) == ("0.35", "clay", "C-1")
    with tenancy.mall(mall.pk):
        stored = Product.objects.get(pk=number)
        listing = ProductListing.objects.get(product=stored, shop_no=1)
    assert (stored.name, stored.weight_grams, stored.code, stored.price) == ("Cup", 350, "C-1", Decimal(11000))
    assert (listing.display, listing.selling) == (True, True)


def test_terms_of_sale_are_what_the_contract_says_without_a_word():
    """Wire contract 2.7, defaults: the shop and the API mean the same by silence."""
    assert {name: LIST_DEFAULTS[name] for name in DEFAULTS} == DEFAULTS


def test_every_fact_that_is_kept_has_a_value_in_these_tests():
    assert KEPT_VALUES.keys() == KEPT


def test_what_no_rule_of_ours_knows_is_read_back_as_it_was_written(api):
    number = new_product(api, **KEPT_VALUES)["product_no"]
    row = product(api, number)
    assert {name: row[name] for name in KEPT_VALUES} == KEPT_VALUES
    assert row["price_excluding_tax"] == row["price"], "tax_type B is free of tax"
    listed = api.get(PATH).json()["products"][0]
    assert {name: listed[name] for name in KEPT_VALUES if name in listed} == {
        name: value for name, value in KEPT_VALUES.items() if name in listed
    }


def test_a_change_of_each_kept_fact_is_read_back_and_a_second_one_is_409(api):
    number = new_product(api)["product_no"]
    assert api.put(f"{PATH}/{number}", KEPT_VALUES).status_code == 200
    row = product(api, number)
    assert {name: row[name] for name in KEPT_VALUES} == KEPT_VALUES
    assert api.put(f"{PATH}/{number}", KEPT_VALUES).status_code == 409


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"adult_certification": "T"}, "adult_certification"),
        ({"exposure_limit_type": "M"}, "exposure_limit_type"),
        ({"minimum_quantity": 5, "maximum_quantity": 4}, "maximum_quantity"),
        ({"buy_unit": 7, "maximum_quantity": 6}, "maximum_quantity"),
        ({"minimum_quantity": 1000}, "maximum_quantity"),
        ({"buy_unit": 0}, "buy_unit"),
        ({"buy_limit_type": "X"}, "buy_limit_type"),
    ],
)
def test_what_this_platform_cannot_keep_is_refused_and_nothing_is_written(api, values, field):
    """ADR 0049: nobody's age is verified, nothing is hidden from some, and no order keeps to such terms."""
    number = new_product(api, minimum_quantity=2)["product_no"]
    before = product(api, number)
    refused = [
        api.put(f"{PATH}/{number}", values | {"product_name": "Other"}),
        api.post(PATH, {"product_name": "Cup", "price": 1000, "supply_price": 1, **values}),
    ]
    assert [response.status_code for response in refused] == [422, 422]
    assert {error(response).endswith(f"(parameter.{field})") for response in refused} == {True}
    assert product(api, number) == before
    assert api.get(f"{PATH}/count").json() == {"count": 1}


def test_a_change_of_one_quantity_is_checked_with_those_that_are_there(api):
    number = new_product(api, minimum_quantity=4)["product_no"]
    assert error(api.put(f"{PATH}/{number}", {"maximum_quantity": 3})).endswith("(parameter.maximum_quantity)")
    assert api.put(f"{PATH}/{number}", {"maximum_quantity": 4}).status_code == 200
    options = [{"name": "Size", "value": ["S", "M"]}]
    sized = new_product(api, has_option="T", options=options, maximum_quantity=2, buy_unit=4, buy_unit_type="P")
    assert sized["buy_unit"] == 4, "two of each size are four pieces of the product"


def test_what_an_app_sets_is_what_shoppers_may_buy(api, mall):
    """Contract 2.7: a shopper cannot have fewer pieces than an app says at least."""
    number = new_product(api, display="T", selling="T", minimum_quantity=3)["product_no"]
    with tenancy.mall(mall.pk):
        variant = Product.objects.get(pk=number).variants.get()
        lines = [Line(variant.pk, pieces) for pieces in (2, 3)]
        with pytest.raises(CheckoutRefused) as refusal:
            place_order(base_shop(), make_checkout(lines[0]), actor=SYSTEM)
        assert place_order(base_shop(), make_checkout(lines[1]), actor=SYSTEM).items.get().quantity == 3
    assert (refusal.value.code, refusal.value.number) == ("below_least", 3)


def test_a_change_leaves_what_it_does_not_name(api):
    number = new_product(api, model_name="M-1", summary_description="For tea", product_weight="1.20")["product_no"]
    before = product(api, number)
    assert api.put(f"{PATH}/{number}", {"product_name": "Mug", "price": "12100.00"}).status_code == 200
    after = product(api, number)
    changed = {name for name in after if after[name] != before[name]} - {"updated_date"}
    assert changed == {"product_name", "price", "price_excluding_tax"}


def test_a_weight_that_the_wire_does_not_show_whole_stays_as_it_is(api, mall):
    with tenancy.mall(mall.pk):
        number = make_product(weight_grams=1234).pk
    assert product(api, number)["product_weight"] == "1.23"
    assert api.put(f"{PATH}/{number}", {"product_weight": "1.23"}).status_code == 409
    assert api.put(f"{PATH}/{number}", {"product_weight": "1.24"}).status_code == 200
    with tenancy.mall(mall.pk):
        assert Product.objects.get(pk=number).weight_grams == 1240


def test_shoppers_and_the_admin_see_what_an_app_changed(committed, api, shopper, cast, client):
    number = new_product(api, display="T", selling="T")["product_no"]
    assert "Cup" in shopper.get("/").content.decode()
    assert api.put(f"{PATH}/{number}", {"product_name": "Mug", "price": 13000}).status_code == 200
    page = shopper.get("/").content.decode()
    assert "Mug" in page
    assert "13,000" in page
    assert "Cup" not in page
    cast.sign_in(client, "owner")
    assert "Mug" in client.get("/admin/products/").content.decode()
    assert api.put(f"{PATH}/{number}", {"display": "F"}).status_code == 200
    assert "Mug" not in shopper.get("/").content.decode()


def test_the_history_names_the_app_and_what_it_changed(api, mall, installation):
    number = new_product(api)["product_no"]
    api.put(f"{PATH}/{number}", {"model_name": "M-2"})
    api.delete(f"{PATH}/{number}")
    with tenancy.mall(mall.pk):
        entries = AuditEntry.objects.filter(object_type="product", object_id=number).order_by("pk")
        seen = [(entry.action, entry.actor_kind, entry.actor_id) for entry in entries]
        change = entries[1]
    app_id = installation.app_id
    assert seen == [(f"product.{verb}", "app", app_id) for verb in ("created", "changed", "deleted")]
    assert 'model_name: "M-2"' in change.after["app_facts"]


def test_categories_are_added_and_taken_away(api, mall):
    with tenancy.mall(mall.pk):
        first, second = (Category.objects.create(name=name).pk for name in ("Tea", "Coffee"))
    number = new_product(api, add_category_no=[{"category_no": first, "recommend": "F", "new": "T"}])["product_no"]
    assert product(api, number)["category"] == [{"category_no": first, "recommend": "F", "new": "F"}]
    body = {"add_category_no": [{"category_no": second}], "delete_category_no": [first]}
    assert api.put(f"{PATH}/{number}", body).status_code == 200
    assert [one["category_no"] for one in product(api, number)["category"]] == [second]
    assert api.put(f"{PATH}/{number}", body).status_code == 409


def test_the_main_display_groups_are_those_that_are_named(api, mall):
    with tenancy.mall(mall.pk):
        for group in (2, 3):
            MainCategory.objects.create(name=f"Group {group}", display_group=group)
    number = new_product(api, main=[2])["product_no"]
    assert product(api, number)["main"] == [2]
    assert api.put(f"{PATH}/{number}", {"main": [3]}).status_code == 200
    assert product(api, number)["main"] == [3]
    refused = api.put(f"{PATH}/{number}", {"main": [4]})
    assert refused.status_code == 422
    assert error(refused).endswith("(parameter.main)")


def test_options_make_combinations(api):
    number = new_product(
        api, has_option="T", options=[{"name": "Size", "value": ["S", "M"]}, {"name": "Colour", "value": ["Red"]}]
    )["product_no"]
    row = product(api, number, embed="variants,options,inventories")
    assert [[one["value"] for one in variant["options"]] for variant in row["variants"]] == [
        ["S", "Red"],
        ["M", "Red"],
    ]
    assert row["has_option"] == "T"
    assert [option["option_name"] for option in row["options"]["options"]] == ["Size", "Colour"]


WRONG = [
    ({"product_name": ""}, "product_name"),
    ({"product_name": "x" * 251}, "product_name"),
    ({"price": "-1"}, "price"),
    ({"price": "1.50"}, "price"),  # KRW has no decimals
    ({"price": 2_147_483_648}, "price"),
    ({"display": "Y"}, "display"),
    ({"product_condition": "X"}, "product_condition"),
    ({"summary_description": "x" * 256}, "summary_description"),
    ({"custom_product_code": "x" * 41}, "custom_product_code"),
    ({"internal_product_name": "x" * 51}, "internal_product_name"),
    ({"model_name": "x" * 101}, "model_name"),
    ({"tax_rate": 101}, "tax_rate"),
    ({"margin_rate": "1000.00"}, "margin_rate"),
    ({"product_weight": "1000000"}, "product_weight"),
    ({"product_tag": [str(number) for number in range(101)]}, "product_tag"),
    ({"relational_product": [{"interrelated": "T"}]}, "relational_product.product_no"),
    ({"points_amount": [{"payment_method": "cash"}]}, "points_amount.points_rate"),
    ({"made_date": "2026-02-30"}, "made_date"),
    ({"icon": list("abcdef")}, "icon"),
    ({"add_category_no": [{"category_no": 999}]}, "add_category_no.category_no"),
    ({"options": [{"name": "Size", "value": ["S", "s"]}]}, "options"),
    ({"detail_image": "/media/1/products/nothing-1200.webp"}, "detail_image"),
    ({"detail_image": "bm8gcGljdHVyZQ=="}, "detail_image"),
]


@pytest.mark.parametrize(("values", "field"), WRONG)
def test_a_wrong_value_is_422_with_its_field_and_changes_nothing(api, mall, values, field):
    number = new_product(api)["product_no"]
    before = product(api, number)
    response = api.put(f"{PATH}/{number}", {"model_name": "half", **values})
    assert response.status_code == 422
    assert error(response).endswith(f"(parameter.{field})")
    assert product(api, number) == before
    response = api.post(PATH, {"product_name": "Mug", "price": 1000, "supply_price": 1, **values})
    assert response.status_code == 422
    assert error(response).endswith(f"(parameter.{field})")
    assert api.get("products/count").json() == {"count": 1}


@pytest.mark.parametrize("missing", ["product_name", "price", "supply_price"])
def test_a_new_product_needs_name_price_and_supply_price(api, missing):
    body = {"product_name": "Cup", "price": 1000, "supply_price": 900}
    del body[missing]
    response = api.post(PATH, body)
    assert response.status_code == 422
    assert error(response).endswith(f"(parameter.{missing})")


def test_a_code_that_another_product_has_is_refused(api):
    new_product(api, custom_product_code="C-1")
    number = new_product(api)["product_no"]
    response = api.put(f"{PATH}/{number}", {"custom_product_code": "C-1"})
    assert response.status_code == 422
    assert error(response).endswith("(parameter.custom_product_code)")


def test_another_mall_s_product_is_not_there(api, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_product("Theirs").pk
    assert api.get(PATH).json() == {"products": []}
    assert api.get("products/count").json() == {"count": 0}
    for response in (
        api.get(f"{PATH}/{theirs}"),
        api.put(f"{PATH}/{theirs}", {"product_name": "Ours"}),
        api.delete(f"{PATH}/{theirs}"),
    ):
        assert response.status_code == 404
    with tenancy.mall(other_mall.pk):
        assert Product.objects.get(pk=theirs).name == "Theirs"


def test_a_deleted_product_is_gone(api):
    number = new_product(api)["product_no"]
    assert api.delete(f"{PATH}/{number}").json() == {"product": {"product_no": number}}
    assert api.get(f"{PATH}/{number}").status_code == 404
    assert api.delete(f"{PATH}/{number}").status_code == 404


def test_a_token_without_the_write_scope_changes_nothing(mall):
    reader = Api(mall, make_token(install(mall, scopes=["mall.read_product"])))
    assert reader.post(PATH, {"product_name": "Cup", "price": 1, "supply_price": 1}).status_code == 404
    assert reader.get("products/count").json() == {"count": 0}


@pytest.fixture
def overseas(mall):
    return Shop.objects.create(mall=mall, shop_no=2, name="Overseas", language="en", currency="USD", exchange_rate=1000)


def test_another_shop_has_its_own_name_price_and_sale(api, mall, overseas):
    number = new_product(api, product_weight="0.30", display="T", selling="T")["product_no"]
    row = product(api, number, shop_no=2)
    assert (row["shop_no"], row["product_name"], row["price"], row["display"]) == (2, "Cup", "11.00", "F")
    change = {"product_name": "Tea cup", "price": "12.50", "display": "T", "selling": "T", "model_name": "M-3"}
    assert api.put(f"{PATH}/{number}", change, shop_no=2).status_code == 200
    row = product(api, number, shop_no=2)
    assert (row["product_name"], row["price"], row["display"], row["selling"]) == ("Tea cup", "12.50", "T", "T")
    assert api.put(f"{PATH}/{number}", change, shop_no=2).status_code == 409
    base = product(api, number)
    assert (base["product_name"], base["price"], base["model_name"]) == ("Cup", "11000.00", "M-3")
    assert [one["product_name"] for one in api.get(PATH, {"shop_no": 2}).json()["products"]] == ["Tea cup"]


def test_another_shop_sells_nothing_without_a_weight(api, overseas):
    number = new_product(api)["product_no"]
    response = api.put(f"{PATH}/{number}", {"selling": "T", "price": "1.00"}, shop_no=2)
    assert response.status_code == 422
    assert error(response).endswith("(parameter.selling)")


def test_a_product_begins_in_the_base_shop(api, overseas):
    body = {"product_name": "Cup", "price": 1, "supply_price": 1}
    response = api.post(PATH, body, shop_no=2)
    assert response.status_code == 422
    assert error(response).endswith("(parameter.shop_no)")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "query", "queries"),
    [
        ("products", {}, 2),
        ("products", {"embed": "variants,options"}, 3),
        ("products", {"embed": "variants,inventories,additionalimages"}, 4),
        ("products/count", {}, 1),
    ],
)
def test_a_list_costs_the_same_whatever_its_length(api, mall, path, query, queries, count, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        for number in range(count):
            make_product(f"Cup {number}", image=True)
    api.get(path, query)
    with django_assert_num_queries(5 + queries):  # the token; the door: savepoint, mall, mall again, release
        api.get(path, query)


def test_one_product_with_everything_is_few_queries(api, mall, django_assert_num_queries):
    with tenancy.mall(mall.pk):
        number = make_product().pk
    path = f"{PATH}/{number}"
    api.get(path)
    with django_assert_num_queries(5 + 1):
        api.get(path)
    with django_assert_num_queries(5 + 7):
        api.get(path, {"embed": "variants,options,discountprice,decorationimages,additionalimages,hits,memos,seo,tags"})


def test_every_embed_of_the_contract_is_answered(api, mall):
    """Wire contract 2.7; what has no facts here is empty, so that an app can walk through it."""
    with tenancy.mall(mall.pk):
        number = make_product().pk
    of_lists = ["variants", "options", "benefits", "discountprice", "channeldiscountprices", "decorationimages"]
    of_lists += ["additionalimages", "hits"]
    of_one = [*of_lists, "memos", "seo", "tags", "custom_properties"]
    [row] = api.get(PATH, {"embed": ",".join(of_lists)}).json()["products"]
    assert row.keys() >= set(of_lists)
    row = api.get(f"{PATH}/{number}", {"embed": ",".join([*of_one, "inventories"])}).json()["product"]
    assert row.keys() >= set(of_one)
    assert row["variants"][0]["inventories"]["quantity"] == row["variants"][0]["quantity"]


def test_paging_by_number_meets_every_product_once(api, mall):
    """Wire contract 2.4: also while others are registered and deleted on the way."""
    with tenancy.mall(mall.pk):
        numbers = [make_product(f"Cup {place}").pk for place in range(7)]
    seen, last = [], 0
    while page := api.get(PATH, {"since_product_no": last, "limit": 3, "fields": "product_no"}).json()["products"]:
        seen += [row["product_no"] for row in page]
        if not last:
            assert api.delete(f"{PATH}/{numbers.pop(0)}").status_code == 200
            with tenancy.mall(mall.pk):
                numbers.append(make_product("Late cup").pk)
        last = seen[-1]
    assert seen[1:] == numbers
    assert len(seen) == len(set(seen)) == 8


def test_fields_leave_the_other_keys_out(api, mall):
    with tenancy.mall(mall.pk):
        make_product()
    assert api.get(PATH, {"fields": "product_name,price"}).json() == {
        "products": [{"product_name": "Cup", "price": "12000.00"}]
    }


def test_a_product_whose_every_combination_is_out_is_sold_out(api, mall):
    with tenancy.mall(mall.pk):
        number = make_product(stock=0).pk
        assert Variant.objects.get(product=number).is_sold_out
    row = product(api, number)
    assert row["sold_out"] == "T"
    assert row["list_icon"]["soldout_icon"] is True
