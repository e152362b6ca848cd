"""What people wrote in the demo mall. All of it, and they, are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Shop
from accounts.shop_hosts import forgetting_once
from catalog.models import Product
from orders.domain.boards.write import NewArticle, Writer, store_writer, write_article
from orders.models import Article, BoardNo


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A review with its stars, or without any a question; `product` is a place in the list of products."""

    product: int
    days_ago: int
    writer: str
    title: str
    content: str
    rating: int = 0
    is_secret: bool = False
    answer: str = ""


POSTS: Final[Sequence[DemoPost]] = (
    DemoPost(0, 21, "이서연", "매일 쓰는 머그", "손잡이가 편하고 생각보다 가벼워요. 아침마다 이 컵만 찾게 됩니다.", 5),
    DemoPost(0, 12, "박준호", "색이 예뻐요", "사진보다 조금 더 진한 흙빛인데 저는 이쪽이 더 마음에 듭니다.", 4),
    DemoPost(
        0,
        3,
        "최유진",
        "포장이 아쉬웠어요",
        "컵은 예쁜데 상자 모서리가 눌려 왔습니다.",
        3,
        answer="불편을 드려 죄송합니다. 이번 주부터 완충재를 바꾸었습니다. 다음에는 더 튼튼하게 보내 드릴게요.",
    ),
    DemoPost(
        1, 8, "정하늘", "꽃 한 송이만 꽂아도 예뻐요", "입구가 좁아서 꽃이 잘 서 있습니다. 선물로도 좋을 것 같아요.", 5
    ),
    DemoPost(6, 15, "한지우", "불빛이 따뜻해요", "자기 전에 책 읽을 때 켜 둡니다. 눈이 편안해요.", 5),
    DemoPost(
        0,
        5,
        "김도윤",
        "식기세척기에 넣어도 되나요?",
        "매일 쓰려고 하는데 식기세척기 사용이 가능한지 궁금합니다.",
        answer="네, 식기세척기에 사용하셔도 괜찮습니다. 다만 금속 식기와 부딪히지 않게 놓아 주세요.",
    ),
    DemoPost(0, 1, "윤서아", "선물 포장 문의", "10개를 주문하면 선물 포장이 되나요?", is_secret=True),
)
NOTICE: Final = (
    "겨울 휴무와 배송 안내",
    "12월 25일과 1월 1일은 쉬어 갑니다.\n\n휴무일 전날 오후 2시까지 결제하신 주문은 그날 보내 드립니다.",
)


def write_demo_boards(mall_id: int, products: Sequence[Product], *, actor: Actor) -> None:
    """A notice, reviews and questions with answers of the store, as an app would bring them along; once."""
    if Article.objects.exists():
        return
    shop = Shop.objects.select_related("mall").get(mall_id=mall_id, shop_no=1)
    now = timezone.now()
    with forgetting_once():
        notice = NewArticle(title=NOTICE[0], content=NOTICE[1], is_notice=True, is_fixed=True)
        write_article(shop.shop_no, BoardNo.NOTICE, notice, writer=store_writer(shop), actor=actor)
        for post in sorted(POSTS, key=lambda one: -one.days_ago):
            _write(shop, products[post.product], post, now - dt.timedelta(days=post.days_ago), actor)


def _write(shop: Shop, product: Product, post: DemoPost, at: dt.datetime, actor: Actor) -> None:
    board_no = BoardNo.REVIEW if post.rating else BoardNo.QUESTION
    new = NewArticle(
        title=post.title,
        content=post.content,
        product_id=product.pk,
        rating=post.rating,
        is_secret=post.is_secret,
        created_at=at,
    )
    written = write_article(shop.shop_no, board_no, new, writer=Writer(name=post.writer), actor=actor)
    if post.answer:
        answer = NewArticle(
            title=f"Re: {post.title}",
            content=post.answer,
            parent_id=written.pk,
            created_at=at + dt.timedelta(hours=5),
        )
        write_article(shop.shop_no, board_no, answer, writer=store_writer(shop), actor=actor)
