"""What the simulated sellers sell: a few hundred invented products per market, the same at every start."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

COUNT: Final = 240
MARK: Final = "[simulated]"

THINGS: Final = {
    "ko": "머그 화병 접시 캔들 노트 쿠션 램프 에코백 화분 찻주전자 벽시계 물병",
    "ja": "マグカップ 花瓶 お皿 キャンドル ノート クッション ランプ トートバッグ 鉢植え 急須 時計 ボトル",
    "en": "mug vase plate candle notebook cushion lamp bag plant teapot clock bottle",
}
MOODS: Final = {
    "ko": ["아침", "봄날", "바다", "달빛", "솔숲", "노을", "첫눈", "들꽃"],
    "ja": ["朝の", "春の", "海の", "月あかりの", "森の", "夕やけの", "初雪の", "野花の"],
    "en": ["Morning", "Spring", "Ocean", "Moonlight", "Forest", "Sunset", "First snow", "Meadow"],
}
COLOURS: Final = {
    "ko": ("색상", ["빨강", "파랑", "초록"]),
    "ja": ("カラー", ["レッド", "ブルー", "グリーン"]),
    "en": ("Colour", ["Red", "Blue", "Green"]),
}
SIZES: Final = {"ko": ("사이즈", ["S", "M"]), "ja": ("サイズ", ["S", "M"]), "en": ("Size", ["S", "M"])}
ABOUT: Final = {
    "ko": "시뮬레이터가 만든 가상의 상품입니다. 실제로 판매되지 않습니다.",
    "ja": "シミュレーターが作った架空の商品です。実際には販売されていません。",
    "en": "An invented product of the simulator. It is not for sale anywhere.",
}
MATERIAL: Final = {"ko": "면 100%", "ja": "綿100%", "en": "100% cotton"}
SHAPES: Final = ["mug", "vase", "plate", "candle", "book", "cushion", "lamp", "bag", "pot", "teapot", "clock", "bottle"]
PALETTES: Final = ["clay", "sage", "sea", "plum", "sun", "ink", "rose"]
STEP: Final = {"KRW": Decimal(100), "JPY": Decimal(10)}


@dataclass(frozen=True, slots=True)
class SimVariant:
    """One combination; `extra` is what it costs above the product's price."""

    code: str
    values: tuple[str, ...]
    extra: Decimal
    stock: int


@dataclass(frozen=True, slots=True)
class SimProduct:
    """Number 1 ... COUNT. `options` are (name, values); without any there is exactly one variant."""

    number: int
    code: str
    name: str
    summary: str
    description: str
    material: str
    price: Decimal
    weight_grams: int
    shape: str
    palette: str
    is_selling: bool
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    variants: tuple[SimVariant, ...] = field(default_factory=tuple)

    @property
    def stock(self) -> int:
        return sum(variant.stock for variant in self.variants)

    @property
    def picture(self) -> str:
        """File name of its picture."""
        return f"{self.shape}-{self.palette}.jpg"


def invent(slug: str, language: str, currency: str, count: int = COUNT) -> list[SimProduct]:
    """The products of a market's seller. Every third has two options, every fifth of the others is sold out."""
    return [_product(slug, language, currency, number) for number in range(1, count + 1)]


def _product(slug: str, language: str, currency: str, number: int) -> SimProduct:
    dice = hashlib.sha256(f"{slug}/{number}".encode()).digest()
    thing, mood = dice[0] % len(SHAPES), dice[1] % len(MOODS[language])
    thing_name = THINGS[language].split()[thing]
    step = STEP.get(currency, Decimal("0.50"))
    price = step * (dice[2] + 20)
    code = f"SIM-{slug[:3].upper()}-{number:04d}"
    name = f"{MARK} {MOODS[language][mood]} {thing_name} {number:03d}"
    about = f"<p>{ABOUT[language]}</p><ul><li>{thing_name}</li><li>No. {number}</li></ul>"
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    combinations: list[tuple[str, ...]] = [()]
    if number % 3 == 0:
        (colour, reds), (size, sizes) = COLOURS[language], SIZES[language]
        options = ((colour, tuple(reds[:2])), (size, tuple(sizes)))
        combinations = [(red, letter) for red in reds[:2] for letter in sizes]
    variants = tuple(
        SimVariant(
            code=f"{code}-{place}" if options else code,
            values=values,
            extra=step * 5 if "M" in values else Decimal(0),
            stock=0 if number % 5 == 0 and not options else dice[3 + place] % 40 + 1,
        )
        for place, values in enumerate(combinations)
    )
    return SimProduct(
        number=number,
        code=code,
        name=name,
        summary=f"{MOODS[language][mood]} {thing_name}",
        description=about,
        material=MATERIAL[language],
        price=price,
        weight_grams=dice[20] * 4 + 80,
        shape=SHAPES[thing],
        palette=PALETTES[dice[21] % len(PALETTES)],
        is_selling=number % 11 != 0,
        options=options,
        variants=variants,
    )
