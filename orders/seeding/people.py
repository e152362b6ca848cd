"""Names and addresses of people who do not exist, common enough that searches find many of them."""

from __future__ import annotations

import random
from typing import Final, NamedTuple

SURNAMES: Final = tuple("김이박최정강조윤장임한오서신권황안송류홍")
FIRST: Final = tuple("민서지하도예준현우수은재시유채승성영동가")
SECOND: Final = tuple("준서윤우연아진호은원현민지수빈율영희석경")
ENGLISH: Final = (
    "Kim Minji",
    "Emma Stone",
    "Liam Park",
    "Olivia Lee",
    "Noah Choi",
    "Ava Brown",
    "Mia Wilson",
    "Lee Jun",
)
STREETS: Final = ("세종대로", "테헤란로", "강남대로", "한강대로", "중앙로", "해운대로", "월드컵로", "올림픽로")
ENGLISH_SHARE: Final = 0.06


class Buyer(NamedTuple):
    """Who buys; already fit for COPY."""

    name: str
    folded: str
    email: str
    phone: str
    digits: str
    address: str
    zipcode: str


def make_buyer(rnd: random.Random, number: int) -> Buyer:
    """The `number` keeps addresses of mail and phone apart."""
    if rnd.random() < ENGLISH_SHARE:
        name = rnd.choice(ENGLISH)
    else:
        name = rnd.choice(SURNAMES) + rnd.choice(FIRST) + rnd.choice(SECOND)
    digits = f"010{number % 100_000_000:08d}"
    return Buyer(
        name=name,
        folded=name.casefold().replace(" ", ""),
        email=f"buyer{number}@example.com",
        phone=f"{digits[:3]}-{digits[3:7]}-{digits[7:]}",
        digits=digits,
        address=f"{rnd.choice(STREETS)} {number % 400 + 1}",
        zipcode=f"{10000 + number % 50000:05d}",
    )
