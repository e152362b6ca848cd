"""What the demo malls sell. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A product with the shape and the palette of its picture; `stock` None is not tracked."""

    name: str
    summary: str
    price: int
    shape: str
    palette: str
    stock: int | None = 30
    weight_grams: int | None = 500
    short: str = ""
    display: bool = True
    selling: bool = True


HANARO_ABOUT: Final = """손으로 만든 제품이라 색과 모양이 조금씩 다를 수 있습니다.

Each piece is made by hand, so colour and shape vary a little."""
HOSHI_ABOUT: Final = "ひとつひとつ手作業で仕上げているため、色や形が少しずつ異なります。"

HANARO: Final = [
    DemoProduct("아침 머그 - 클레이", "A generous mug for slow mornings", 18000, "mug", "clay", 42, 380),
    DemoProduct("봄날 화병", "A round vase that makes three stems enough", 34000, "vase", "rose", 12, 900),
    DemoProduct("바다 접시 24cm", "A dinner plate the colour of a calm sea", 22000, "plate", "sea", 60, 620),
    DemoProduct("소이 캔들 - 무화과", "Fig soy candle, burns for forty hours", 26000, "candle", "plum", 25, 410),
    DemoProduct("무선 노트 A5", "Lay-flat notebook with 192 dotted pages", 9800, "notebook", "ink", 180, 260),
    DemoProduct("줄무늬 쿠션 45", "Washed linen cushion with woven stripes", 32000, "cushion", "sage", 18, 700),
    DemoProduct("독서등 노을", "A reading lamp with warm evening light", 89000, "lamp", "sun", 7, 2100),
    DemoProduct("데일리 에코백", "A canvas bag that carries a whole market", 15000, "bag", "clay", 95, 210),
    DemoProduct("테라코타 화분 M", "Terracotta pot with a saucer, plant included", 28000, "plant", "clay", 0, 1500),
    DemoProduct("찻주전자 달", "Moon teapot for two, with a steel strainer", 46000, "teapot", "ink", 14, 1050),
    DemoProduct("고요 벽시계", "A silent wall clock, 28 cm", 39000, "clock", "sage", 22, 880),
    DemoProduct("유자 주방세제", "Citron dish soap that is kind to hands", 7500, "bottle", "sun", None, 560),
    DemoProduct("메리노 머플러", "Soft merino scarf from one small mill", 58000, "scarf", "sea", 16, 240),
    DemoProduct("에스프레소 잔 세트", "Two small cups for strong coffee", 24000, "mug", "plum", 33, 420),
    DemoProduct("미니 화병 세이지", "A small vase for one favourite stem", 16000, "vase", "sage", 0, 350),
    DemoProduct("디저트 접시 16cm", "A little plate for cake and fruit", 14000, "plate", "rose", 75, 300),
    DemoProduct("소이 캔들 - 솔숲", "Pine forest soy candle in reusable glass", 26000, "candle", "sage", 40, 410),
    DemoProduct("여행 노트 B6", "A pocket notebook with an elastic band", 8500, "notebook", "rose", 120, 180),
    DemoProduct("낮잠 쿠션", "A soft cushion made for afternoon naps", 36000, "cushion", "plum", 9, 760),
    DemoProduct("침실 램프 물결", "A bedside lamp with a paper shade", 74000, "lamp", "sea", 5, 1800, selling=False),
    DemoProduct("장바구니 라지", "A roomy bag with an inner pocket", 19000, "bag", "ink", 64, 280),
    DemoProduct("올리브 화분", "A young olive tree in a ribbed pot", 42000, "plant", "sea", 11, None),
    DemoProduct("꽃차 주전자", "A small pot for blossom tea", 38000, "teapot", "rose", 20, 820),
    DemoProduct("라벤더 섬유향수", "Lavender mist for linen and curtains", 12500, "bottle", "plum", 88, 320),
    DemoProduct(
        "겨울 머플러 (준비 중)", "Next season's scarf, still hidden", 62000, "scarf", "clay", 0, 260, display=False
    ),
]

HOSHI: Final = [
    DemoProduct("朝のマグカップ", "ゆっくり飲みたい朝に", 2400, "mug", "sea", 18, 380),
    DemoProduct("波のランプ", "紙のシェードのやさしい光", 9800, "lamp", "ink", 4, 1800),
    DemoProduct("花茶の急須", "花のお茶のための小さな急須", 5200, "teapot", "sage", 9, 820),
    DemoProduct("壁時計「静か」", "音のしない壁時計 28cm", 5600, "clock", "rose", 0, 880),
]
