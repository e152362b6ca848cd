"""Pictures of the invented products: plain objects on soft ground, with a word that says what they are."""

from __future__ import annotations

import functools
import io
from typing import Final

from PIL import Image, ImageDraw

from pro.marketplaces.simulator.goods import PALETTES, SHAPES

SIDE: Final = 640
Colour = tuple[int, int, int]
# Ground, body, accent.
COLOURS: Final[dict[str, tuple[Colour, Colour, Colour]]] = {
    "clay": ((250, 236, 226), (196, 107, 72), (255, 246, 238)),
    "sage": ((232, 240, 226), (108, 139, 99), (250, 252, 244)),
    "sea": ((224, 238, 245), (63, 111, 142), (245, 251, 253)),
    "plum": ((240, 228, 240), (128, 84, 128), (253, 247, 253)),
    "sun": ((252, 240, 208), (224, 160, 60), (255, 251, 240)),
    "ink": ((230, 232, 238), (62, 70, 88), (250, 250, 252)),
    "rose": ((250, 228, 228), (206, 116, 121), (255, 248, 247)),
}
# Each shape is a few calls: (ImageDraw method, box or points, which colour: 1 body, 2 accent).
ELLIPSE, BOX, LINES = "ellipse", "rectangle", "polygon"
PARTS: Final[dict[str, list[tuple[str, object, int]]]] = {
    "mug": [(ELLIPSE, (380, 260, 540, 420), 1), (ELLIPSE, (415, 295, 505, 385), 0), (BOX, (180, 220, 440, 480), 1)],
    "vase": [(BOX, (280, 180, 360, 320), 1), (ELLIPSE, (190, 280, 450, 540), 1), (ELLIPSE, (290, 110, 350, 170), 2)],
    "plate": [(ELLIPSE, (120, 120, 520, 520), 1), (ELLIPSE, (190, 190, 450, 450), 2)],
    "candle": [(BOX, (220, 250, 420, 520), 1), (BOX, (314, 200, 326, 250), 1), (ELLIPSE, (300, 130, 340, 205), 2)],
    "book": [(BOX, (180, 140, 460, 520), 1), (BOX, (180, 140, 215, 520), 2), (BOX, (270, 220, 410, 260), 2)],
    "cushion": [(BOX, (140, 140, 500, 500), 1), (BOX, (200, 140, 220, 500), 2), (BOX, (420, 140, 440, 500), 2)],
    "lamp": [(LINES, [(250, 130), (390, 130), (470, 310), (170, 310)], 1), (BOX, (310, 310, 330, 510), 1)],
    "bag": [(ELLIPSE, (230, 110, 410, 370), 1), (ELLIPSE, (255, 135, 385, 345), 0), (BOX, (160, 250, 480, 540), 1)],
    "pot": [(ELLIPSE, (190, 120, 450, 360), 2), (LINES, [(210, 330), (430, 330), (390, 530), (250, 530)], 1)],
    "teapot": [(ELLIPSE, (190, 220, 470, 500), 1), (LINES, [(210, 360), (100, 250), (230, 300)], 1)],
    "clock": [(ELLIPSE, (130, 130, 510, 510), 1), (ELLIPSE, (170, 170, 470, 470), 2), (BOX, (314, 210, 326, 320), 1)],
    "bottle": [(BOX, (290, 110, 350, 200), 1), (BOX, (230, 190, 410, 530), 1), (BOX, (230, 310, 410, 420), 2)],
}


def picture(name: str) -> bytes | None:
    """A JPEG by its file name `<shape>-<palette>.jpg`; None where there is none of that name."""
    shape, _dash, palette = name.removesuffix(".jpg").partition("-")
    return _draw(shape, palette) if shape in SHAPES and palette in PALETTES else None


@functools.cache
def _draw(shape: str, palette: str) -> bytes:
    colours = COLOURS[palette]
    image = Image.new("RGB", (SIDE, SIDE), colours[0])
    pen = ImageDraw.Draw(image)
    pen.ellipse((60, 60, SIDE - 60, SIDE - 60), fill=tuple(min(255, value + 8) for value in colours[0]))
    for method, where, which in PARTS[shape]:
        getattr(pen, method)(where, fill=colours[which])
    pen.text((24, SIDE - 34), "simulated", fill=colours[1])
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()
