"""What the demo malls sell. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalog.domain.options import ExtraInput, Option


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
    options: tuple[Option, ...] = ()
    extra_inputs: tuple[ExtraInput, ...] = ()


HANARO_ABOUT: Final = """손으로 만든 제품이라 색과 모양이 조금씩 다를 수 있습니다.

주문하신 다음 날부터 이틀 안에 포장해 보내 드립니다."""
HOSHI_ABOUT: Final = "ひとつひとつ手作業で仕上げているため、色や形が少しずつ異なります。"

HANARO: Final = [
    DemoProduct("아침 머그 - 클레이", "느긋한 아침을 위한 넉넉한 머그", 18000, "mug", "clay", 42, 380),
    DemoProduct("봄날 화병", "세 송이만 꽂아도 충분한 둥근 화병", 34000, "vase", "rose", 12, 900),
    DemoProduct("바다 접시 24cm", "잔잔한 바다 빛의 디너 접시", 22000, "plate", "sea", 60, 620),
    DemoProduct("소이 캔들 - 무화과", "40시간 타는 무화과 향 소이 캔들", 26000, "candle", "plum", 25, 410),
    DemoProduct("무선 노트 A5", "완전히 펼쳐지는 도트 노트, 192쪽", 9800, "notebook", "ink", 180, 260),
    DemoProduct("줄무늬 쿠션 45", "줄무늬를 짜 넣은 워싱 리넨 쿠션", 32000, "cushion", "sage", 18, 700),
    DemoProduct("독서등 노을", "저녁노을처럼 따뜻한 독서등", 89000, "lamp", "sun", 7, 2100),
    DemoProduct("데일리 에코백", "장을 다 담는 캔버스 가방", 15000, "bag", "clay", 95, 210),
    DemoProduct("테라코타 화분 M", "받침과 식물이 함께 오는 토분", 28000, "plant", "clay", 0, 1500),
    DemoProduct("찻주전자 달", "스테인리스 거름망이 있는 2인용 찻주전자", 46000, "teapot", "ink", 14, 1050),
    DemoProduct("고요 벽시계", "소리 없이 가는 벽시계, 지름 28cm", 39000, "clock", "sage", 22, 880),
    DemoProduct("유자 주방세제", "손에 순한 유자 향 주방세제", 7500, "bottle", "sun", None, 560),
    DemoProduct(
        "메리노 머플러",
        "작은 공방에서 짠 부드러운 메리노 머플러",
        58000,
        "scarf",
        "sea",
        16,
        240,
        options=(Option("색상", ("바다", "모래", "솔잎")), Option("길이", ("160cm", "190cm"))),
        extra_inputs=(ExtraInput("자수 문구", max_length=10),),
    ),
    DemoProduct("에스프레소 잔 세트", "진한 커피를 위한 작은 잔 두 개", 24000, "mug", "plum", 33, 420),
    DemoProduct("미니 화병 세이지", "좋아하는 꽃 한 송이를 위한 화병", 16000, "vase", "sage", 0, 350),
    DemoProduct("디저트 접시 16cm", "케이크와 과일을 담는 작은 접시", 14000, "plate", "rose", 75, 300),
    DemoProduct("소이 캔들 - 솔숲", "유리잔을 다시 쓸 수 있는 솔숲 향 캔들", 26000, "candle", "sage", 40, 410),
    DemoProduct("여행 노트 B6", "고무줄이 달린 작은 노트", 8500, "notebook", "rose", 120, 180),
    DemoProduct("낮잠 쿠션", "낮잠을 위한 포근한 쿠션", 36000, "cushion", "plum", 9, 760),
    DemoProduct("침실 램프 물결", "종이 갓을 씌운 침실 램프", 74000, "lamp", "sea", 5, 1800, selling=False),
    DemoProduct("장바구니 라지", "안주머니가 있는 넉넉한 가방", 19000, "bag", "ink", 64, 280),
    DemoProduct("올리브 화분", "골이 진 화분에 심은 어린 올리브나무", 42000, "plant", "sea", 11, None),
    DemoProduct("꽃차 주전자", "꽃차를 우리는 작은 주전자", 38000, "teapot", "rose", 20, 820),
    DemoProduct("라벤더 섬유향수", "침구와 커튼에 뿌리는 라벤더 향수", 12500, "bottle", "plum", 88, 320),
    DemoProduct(
        "겨울 머플러 (준비 중)", "다음 시즌 머플러, 아직 진열하지 않음", 62000, "scarf", "clay", 0, 260, display=False
    ),
]

HOSHI: Final = [
    DemoProduct("朝のマグカップ", "ゆっくり飲みたい朝に", 2400, "mug", "sea", 18, 380),
    DemoProduct("波のランプ", "紙のシェードのやさしい光", 9800, "lamp", "ink", 4, 1800),
    DemoProduct("花茶の急須", "花のお茶のための小さな急須", 5200, "teapot", "sage", 9, 820),
    DemoProduct("壁時計「静か」", "音のしない壁時計 28cm", 5600, "clock", "rose", 0, 880),
]

# Categories by the shapes of what they hold.
HANARO_CATEGORIES: Final = {
    "주방": ("mug", "plate", "teapot", "bottle"),
    "인테리어": ("vase", "candle", "lamp", "clock", "plant", "cushion"),
    "패션/문구": ("scarf", "bag", "notebook"),
}
