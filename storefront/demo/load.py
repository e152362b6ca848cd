"""Fill a fresh installation with the demo, through the same rules that people go through."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import tenancy
from accounts.audit import Actor
from accounts.domain.sign_up import PURPOSE, NewAccount, sign_up
from accounts.domain.store_profile import change_store_profile
from accounts.models import EmailVerification, User
from catalog.domain.categories import add_category
from catalog.domain.place_in_categories import add_to_category
from catalog.models import Product
from orders.domain.promotions import create_promotion
from storefront.demo.boards import write_demo_boards
from storefront.demo.display import run_demo_display
from storefront.demo.overseas import OverseasShop, open_demo_shops
from storefront.demo.products import HANARO, HANARO_ABOUT, HANARO_CATEGORIES, HOSHI, HOSHI_ABOUT, DemoProduct
from storefront.demo.shelf import add_demo_product, first_order_coupon

STAFF_ID: Final = "demostaff"


@dataclass(frozen=True, slots=True)
class DemoMall:
    """A mall of the demo and what its owner entered."""

    login_id: str
    label: str
    country: str
    profile: dict[str, str]
    products: Sequence[DemoProduct]
    about: str
    categories: Mapping[str, Sequence[str]] = field(default_factory=dict)
    coupon: str = ""
    overseas: tuple[OverseasShop, ...] = ()
    has_display: bool = False
    has_boards: bool = False


MALLS: Final = (
    DemoMall(
        "demomall",
        "Demo mall",
        "KR",
        {
            "name": "하나로 리빙",
            "business_name": "하나로 리빙 (데모)",
            "representative": "김하나",
            "registration_number": "000-00-00000",
            "mail_order_number": "제2026-데모-0000호",
            "address": "서울특별시 중구 데모로 1",
            "phone": "02-0000-0000",
            "contact_email": "hello@demomall.example",
            "privacy_officer": "김하나",
        },
        HANARO,
        HANARO_ABOUT,
        HANARO_CATEGORIES,
        "WELCOME10",
        (OverseasShop("Hanaro Living", "en", "USD"), OverseasShop("ハナロリビング", "ja", "JPY")),
        has_display=True,
        has_boards=True,
    ),
    DemoMall(
        "hoshimall",
        "Second mall",
        "JP",
        {"name": "星のくらし", "business_name": "星のくらし (デモ)", "contact_email": "hello@hoshimall.example"},
        HOSHI,
        HOSHI_ABOUT,
    ),
)


def load_demo(file: Path, *, with_staff: bool) -> list[dict[str, str]]:
    """Make what is missing of the demo and write the sign-ins to `file`, readable by its owner only.

    A second call makes nothing twice and keeps the passwords; a sign-in that the file does not know gets a new one.
    """
    known = _known_passwords(file)
    sign_ins = [entry for mall in MALLS for entry in _load_mall(mall, known)]
    if with_staff:
        sign_ins.append(_load_staff(known))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(sign_ins, ensure_ascii=False, indent=2), encoding="utf-8")
    return sign_ins


def _load_mall(mall: DemoMall, known: dict[str, str]) -> list[dict[str, str]]:
    user = User.objects.filter(login_id=mall.login_id).first()
    password = known.get(mall.login_id) or _new_password()
    if user is None:
        user = _sign_up(mall, password)
    _keep_password(user, password)
    owned = user.operator.mall
    with tenancy.mall(owned.pk):
        actor = Actor.operator(user.pk)
        change_store_profile(owned.pk, mall.profile, actor=actor)
        if not Product.objects.exists():
            made = [
                add_demo_product(product, mall.about, actor) for product in reversed(mall.products)
            ]  # the first is the newest
            shapes = [product.shape for product in reversed(mall.products)]
            for name, held in mall.categories.items():
                category = add_category(name, parent_id=None, actor=actor)
                ids = [one.pk for one, shape in zip(made, shapes, strict=True) if shape in held]
                add_to_category(ids, category.pk, actor=actor)
            if mall.coupon:
                create_promotion(first_order_coupon(mall.coupon), actor=actor)
            if mall.has_boards:
                write_demo_boards(owned.pk, made[::-1], actor=actor)
    if mall.overseas:
        open_demo_shops(owned.pk, user.pk, mall.overseas)
    if mall.has_display:
        run_demo_display(owned.pk, user.pk)
    return [
        _sign_in(mall.label, f"{owned.storefront_url}/", "", ""),
        _sign_in(f"{mall.label}: owner", f"{_site()}/login/", mall.login_id, password),
    ]


@transaction.atomic
def _sign_up(mall: DemoMall, password: str) -> User:
    email, binding, now = f"{mall.login_id}@example.com", secrets.token_hex(32), timezone.now()
    # Nobody reads this address: the proof that a mailed code gives is written down at once.
    EmailVerification.objects.create(
        binding=binding,
        purpose=PURPOSE,
        email=email,
        code_hash="-",
        expires_at=now + dt.timedelta(minutes=1),
        verified_at=now,
    )
    account = NewAccount(
        login_id=mall.login_id,
        password=password,
        email=email,
        country=mall.country,
        wants_newsletter=False,
        language="",  # the demo speaks whatever the browser does
    )
    return sign_up(account, binding=binding)


def _load_staff(known: dict[str, str]) -> dict[str, str]:
    password = known.get(STAFF_ID) or _new_password()
    user = User.objects.filter(login_id=STAFF_ID).first()
    if user is None:
        user = User.objects.create_superuser(STAFF_ID, f"{STAFF_ID}@example.com", password)
    _keep_password(user, password)
    return _sign_in("Demo support", f"{_site()}/support/", STAFF_ID, password)


def _site() -> str:
    return f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOST}{settings.PUBLIC_PORT}"


def _keep_password(user: User, password: str) -> None:
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])


def _new_password() -> str:
    return f"open-shelf-{secrets.token_hex(4)}"


def _known_passwords(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    return {entry["login"]: entry["password"] for entry in json.loads(file.read_text(encoding="utf-8"))}


def _sign_in(label: str, url: str, login: str, password: str) -> dict[str, str]:
    return {"label": label, "url": url, "login": login, "password": password}
