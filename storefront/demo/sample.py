"""What a developer's test mall holds: enough of everything that an app reads, by the same rules as anywhere else."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from accounts import tenancy
from accounts.audit import Actor
from accounts.domain.store_profile import change_store_profile
from accounts.jobs import report_progress, running_job_id
from accounts.models import Mall, Operator
from accounts.tenancy import current_mall_id
from catalog.domain.categories import add_category
from catalog.domain.facts import base_shop
from catalog.domain.main_categories import add_standard_main_categories
from catalog.domain.main_products import add_main_products
from catalog.domain.place_in_categories import add_to_category
from catalog.models import Category, MainCategory, Product
from orders.domain.customer_account.sign_up import NewCustomer, sign_up_customer
from orders.domain.customer_memos import add_customer_memo
from orders.domain.mails.kinds import KINDS
from orders.domain.mails.switches import Recipients, save_recipients
from orders.domain.promotions import create_promotion
from orders.domain.wishlist import put_on_wishlist
from orders.models import Customer, CustomerMemo, Discount
from storefront.demo.products import HANARO, HANARO_ABOUT, HANARO_CATEGORIES
from storefront.demo.sample_orders import ORDERS, place_sample_order
from storefront.demo.shelf import add_demo_product, first_order_coupon

PROFILE: Final = {
    "business_name": "테스트 상점",
    "representative": "김하나",
    "registration_number": "000-00-00000",
    "address": "서울특별시 중구 데모로 1",
    "phone": "02-0000-0000",
    "privacy_officer": "김하나",
}
COUPON: Final = "TEST10"
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class SampleCustomer:
    """Somebody invented; their addresses end in `.invalid`, so that no mail ever reaches anybody."""

    member_id: str
    name: str
    phone: str
    wants_newsletter: bool = False

    @property
    def email(self) -> str:
        return f"{self.member_id}@shopper.invalid"


CUSTOMERS: Final = (
    SampleCustomer("minji", "김민지", "010-0000-0001", wants_newsletter=True),
    SampleCustomer("seojun", "이서준", "010-0000-0002"),
    SampleCustomer("haeun", "박하은", "010-0000-0003", wants_newsletter=True),
    SampleCustomer("doyun", "최도윤", "010-0000-0004"),
    SampleCustomer("jiwoo", "정지우", "010-0000-0005"),
)
# Who wishes for which products (their places in HANARO), and what the store noted about whom.
WISHES: Final = (("minji", 0), ("minji", 2), ("minji", 4), ("seojun", 0), ("haeun", 4))
MEMOS: Final = (
    ("minji", "배송 전에 전화를 받고 싶어 하십니다.", True),
    ("seojun", "선물 포장을 자주 문의하십니다.", False),
)


def fill_sample_mall() -> None:
    """Fill the named mall, step by step with its progress; what is there already is left as it is.

    Run again after it broke off, it goes on where it was. Nothing is mailed: the first step switches off the mall's
    automated emails, which its owner may switch on.
    """
    owner = Operator.objects.get(mall_id=tenancy.acted_for(), is_owner=True)
    steps = _steps(Actor.operator(owner.user_id))
    for done, step in enumerate(steps, start=1):
        with tenancy.step():
            step()
        report_progress(running_job_id(), done, len(steps))


def _steps(actor: Actor) -> list[Callable[[], None]]:
    about_shop = [partial(_set_up, actor)]
    products = [partial(_add_product, index, actor) for index in reversed(range(len(HANARO)))]
    arrangement = [partial(_arrange, actor), partial(_display, actor), partial(_offer, actor)]
    customers = [partial(_add_customer, customer) for customer in CUSTOMERS]
    orders = [partial(place_sample_order, order, actor) for order in ORDERS]
    wishes = [partial(_wish, *wish) for wish in WISHES]
    memos = [partial(_note, actor, *memo) for memo in MEMOS]
    return [*about_shop, *products, *arrangement, *customers, *wishes, *memos, *orders]


def _set_up(actor: Actor) -> None:
    quiet = Recipients(to_customer=False, to_admin=False)
    save_recipients(dict.fromkeys(KINDS, quiet), actor=actor)
    if not Mall.objects.filter(pk=current_mall_id()).exclude(business_name="").exists():
        change_store_profile(current_mall_id(), PROFILE, actor=actor)


def _add_product(index: int, actor: Actor) -> None:
    wanted = HANARO[index]
    if not Product.objects.filter(name=wanted.name).exists():
        add_demo_product(wanted, HANARO_ABOUT, actor)


def _arrange(actor: Actor) -> None:
    if Category.objects.exists():
        return
    shape_of = {product.name: product.shape for product in HANARO}
    products = {pk: shape_of.get(name, "") for pk, name in Product.objects.values_list("pk", "name")}
    for name, held in HANARO_CATEGORIES.items():
        category = add_category(name, parent_id=None, actor=actor)
        add_to_category([pk for pk, shape in products.items() if shape in held], category.pk, actor=actor)


def _display(actor: Actor) -> None:
    """A few products in every section of the main page."""
    add_standard_main_categories(base_shop(), actor=actor)
    offered = Product.objects.filter(listings__shop_no=1, listings__display=True, listings__selling=True)
    newest = list(offered.order_by("-pk").values_list("pk", flat=True))
    for number, section in enumerate(MainCategory.objects.filter(shop_no=1).order_by("display_group")):
        add_main_products(section.pk, newest[number * SHOWN :][:SHOWN], actor=actor)


def _offer(actor: Actor) -> None:
    if not Discount.objects.filter(code=COUPON).exists():
        create_promotion(first_order_coupon(COUPON), actor=actor)


def _add_customer(wanted: SampleCustomer) -> None:
    if Customer.objects.filter(member_id_folded=wanted.member_id).exists():
        return
    new = NewCustomer(
        member_id=wanted.member_id,
        password=secrets.token_urlsafe(12),  # nobody's: the owner can mail a temporary one, or sign up anew
        name=wanted.name,
        email=wanted.email,
        phone=wanted.phone,
        wants_newsletter=wanted.wants_newsletter,
    )
    sign_up_customer(base_shop(), new)


def _wish(member_id: str, index: int) -> None:
    customer = Customer.objects.filter(member_id_folded=member_id).first()
    product = Product.objects.filter(name=HANARO[index].name, listings__shop_no=1, listings__display=True).first()
    if customer and product:
        put_on_wishlist(customer.pk, 1, product.pk)


def _note(actor: Actor, member_id: str, text: str, is_important: bool) -> None:
    customer = Customer.objects.filter(member_id_folded=member_id).first()
    if customer and not CustomerMemo.objects.filter(customer=customer).exists():
        add_customer_memo(customer.pk, text, is_important=is_important, actor=actor)
