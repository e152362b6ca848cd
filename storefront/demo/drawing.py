"""Draw pictures for the demo: simple objects on soft ground, so that nothing is downloaded."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

from django.core.files.base import ContentFile
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIDE: Final = 1400
Colour = tuple[int, int, int]
Shape = Callable[[ImageDraw.ImageDraw, Colour, Colour], None]

# Ground (top and bottom), body, accent.
PALETTES: Final[dict[str, tuple[Colour, Colour, Colour, Colour]]] = {
    "clay": ((250, 240, 232), (240, 220, 204), (196, 107, 72), (255, 246, 238)),
    "sage": ((240, 245, 236), (217, 229, 208), (108, 139, 99), (250, 252, 244)),
    "sea": ((234, 243, 247), (206, 226, 236), (63, 111, 142), (245, 251, 253)),
    "plum": ((246, 238, 246), (228, 211, 229), (128, 84, 128), (253, 247, 253)),
    "sun": ((254, 247, 230), (250, 230, 184), (224, 160, 60), (255, 251, 240)),
    "ink": ((240, 241, 244), (216, 219, 226), (62, 70, 88), (250, 250, 252)),
    "rose": ((253, 240, 240), (247, 217, 217), (206, 116, 121), (255, 248, 247)),
}


def draw(shape: str, palette: str) -> ContentFile[bytes]:
    """A square JPEG of an object. Raises KeyError for a shape or palette that there is none of."""
    top, bottom, body, accent = PALETTES[palette]
    picture = _ground(top, bottom)
    layer = Image.new("RGBA", (SIDE, SIDE))
    SHAPES[shape](ImageDraw.Draw(layer), body, accent)
    mask = layer.getchannel("A")
    shadow = ImageChops.offset(mask, 26, 40).filter(ImageFilter.GaussianBlur(32)).point(lambda value: value * 0.28)
    picture.paste(tuple(value // 3 for value in body), mask=shadow)
    picture.paste(layer, mask=mask)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=93)
    return ContentFile(file.getvalue(), name=f"{shape}.jpg")


def _ground(top: Colour, bottom: Colour) -> Image.Image:
    fade = Image.linear_gradient("L").resize((SIDE, SIDE))
    ground = Image.composite(Image.new("RGB", (SIDE, SIDE), bottom), Image.new("RGB", (SIDE, SIDE), top), fade)
    halo = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(halo).ellipse((160, 130, SIDE - 160, SIDE - 190), fill=120)
    ground.paste((255, 255, 255), mask=halo.filter(ImageFilter.GaussianBlur(110)))
    return ground


def darker(colour: Colour, share: float = 0.82) -> Colour:
    """The same colour in shade."""
    red, green, blue = colour
    return (int(red * share), int(green * share), int(blue * share))


def mug(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.ellipse((870, 560, 1160, 900), outline=body, width=62)
    pen.rounded_rectangle((390, 470, 960, 1040), 110, fill=body)
    pen.ellipse((390, 420, 960, 540), fill=darker(body))
    pen.ellipse((430, 442, 920, 522), fill=(92, 60, 44))
    pen.rounded_rectangle((390, 760, 960, 830), 0, fill=accent)


def vase(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    stem = (96, 128, 88)
    for end, blossom in (((520, 250), 70), ((720, 170), 86), ((900, 270), 66)):
        pen.line((700, 620, *end), fill=stem, width=16)
        x, y = end
        pen.ellipse((x - blossom, y - blossom, x + blossom, y + blossom), fill=accent)
        pen.ellipse((x - 24, y - 24, x + 24, y + 24), fill=darker(body))
    pen.polygon([(610, 560), (790, 560), (760, 700), (640, 700)], fill=darker(body))
    pen.ellipse((440, 640, 960, 1160), fill=body)
    pen.rectangle((560, 1100, 840, 1150), fill=body)
    pen.arc((500, 720, 900, 1100), 200, 250, fill=accent, width=18)


def plate(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.ellipse((270, 270, 1130, 1130), fill=accent)
    pen.ellipse((300, 300, 1100, 1100), fill=body)
    pen.ellipse((420, 420, 980, 980), fill=darker(body, 0.92))
    pen.arc((340, 340, 1060, 1060), 190, 260, fill=accent, width=16)


def candle(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.polygon([(700, 250), (760, 400), (700, 450), (640, 400)], fill=(245, 180, 70))
    pen.ellipse((668, 360, 732, 450), fill=(255, 224, 150))
    pen.line((700, 440, 700, 540), fill=(70, 60, 56), width=12)
    pen.rounded_rectangle((470, 530, 930, 1110), 60, fill=body)
    pen.ellipse((470, 490, 930, 590), fill=darker(body, 0.88))
    pen.rounded_rectangle((550, 720, 850, 940), 20, fill=accent)
    for y, width in ((790, 180), (840, 130), (885, 90)):
        pen.rounded_rectangle((700 - width // 2, y, 700 + width // 2, y + 14), 7, fill=darker(body))


def notebook(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.rounded_rectangle((450, 310, 1010, 1110), 34, fill=darker(accent, 0.9))
    pen.rounded_rectangle((420, 290, 980, 1090), 34, fill=body)
    pen.rectangle((420, 320, 500, 1060), fill=darker(body))
    pen.rounded_rectangle((590, 440, 890, 600), 16, fill=accent)
    pen.rounded_rectangle((640, 490, 840, 506), 8, fill=darker(body))
    pen.rounded_rectangle((670, 535, 810, 551), 8, fill=darker(body))
    pen.rectangle((900, 290, 926, 1090), fill=darker(body, 0.7))


def cushion(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.rounded_rectangle((330, 330, 1070, 1070), 150, fill=body)
    for at in range(420, 1000, 110):
        pen.line((at, 352, at, 1048), fill=accent, width=14)
    pen.ellipse((662, 662, 738, 738), fill=darker(body))


def lamp(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.rectangle((682, 640, 718, 1080), fill=darker(body, 0.7))
    pen.rounded_rectangle((520, 1060, 880, 1120), 30, fill=darker(body, 0.7))
    pen.polygon([(560, 300), (840, 300), (1010, 700), (390, 700)], fill=body)
    pen.polygon([(390, 700), (1010, 700), (990, 660), (410, 660)], fill=accent)
    pen.line((880, 700, 880, 830), fill=darker(body, 0.7), width=8)
    pen.ellipse((864, 820, 896, 852), fill=accent)


def bag(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.arc((520, 250, 880, 760), 180, 360, fill=darker(body), width=40)
    pen.polygon([(380, 520), (1020, 520), (1080, 1110), (320, 1110)], fill=body)
    pen.ellipse((570, 690, 830, 950), fill=accent)
    pen.pieslice((570, 690, 830, 950), 90, 270, fill=darker(body))


def plant(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    green = (104, 142, 96)
    for box, shade in (
        ((420, 300, 720, 620), 1.0),
        ((690, 260, 980, 600), 0.88),
        ((560, 180, 820, 560), 0.95),
        ((480, 480, 920, 700), 0.8),
    ):
        pen.ellipse(box, fill=darker(green, shade))
    pen.line((700, 420, 700, 760), fill=darker(green, 0.6), width=14)
    pen.rounded_rectangle((450, 700, 950, 800), 26, fill=darker(body))
    pen.polygon([(480, 790), (920, 790), (860, 1120), (540, 1120)], fill=body)
    pen.rectangle((500, 880, 902, 920), fill=accent)


def teapot(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.arc((860, 560, 1180, 940), 250, 110, fill=darker(body), width=52)
    pen.polygon([(470, 760), (240, 560), (300, 520), (560, 640)], fill=darker(body))
    pen.ellipse((390, 500, 990, 1080), fill=body)
    pen.ellipse((540, 470, 840, 570), fill=darker(body))
    pen.ellipse((650, 400, 730, 480), fill=accent)
    pen.arc((450, 590, 930, 1000), 195, 240, fill=accent, width=18)


def clock(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.ellipse((330, 330, 1070, 1070), fill=body)
    pen.ellipse((400, 400, 1000, 1000), fill=accent)
    for x, y in ((700, 440), (700, 960), (440, 700), (960, 700)):
        pen.ellipse((x - 16, y - 16, x + 16, y + 16), fill=body)
    pen.line((700, 700, 700, 500), fill=darker(body), width=22)
    pen.line((700, 700, 840, 770), fill=darker(body), width=22)
    pen.ellipse((676, 676, 724, 724), fill=darker(body))


def bottle(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.rounded_rectangle((640, 250, 760, 420), 20, fill=darker(body))
    pen.rounded_rectangle((500, 400, 900, 1120), 110, fill=body)
    pen.rounded_rectangle((500, 640, 900, 940), 0, fill=accent)
    pen.rounded_rectangle((590, 720, 810, 742), 10, fill=darker(body))
    pen.rounded_rectangle((630, 790, 770, 806), 8, fill=darker(body))


def scarf(pen: ImageDraw.ImageDraw, body: Colour, accent: Colour) -> None:
    pen.rounded_rectangle((380, 420, 1020, 620), 90, fill=body)
    pen.polygon([(470, 560), (720, 560), (700, 1080), (450, 1080)], fill=darker(body, 0.9))
    pen.polygon([(700, 560), (930, 560), (990, 980), (760, 1000)], fill=body)
    for y in (820, 900):
        pen.line((462, y, 706, y), fill=accent, width=26)
    for at in range(460, 700, 34):
        pen.line((at, 1080, at, 1140), fill=darker(body), width=12)


SHAPES: Final[dict[str, Shape]] = {
    "bag": bag,
    "bottle": bottle,
    "candle": candle,
    "clock": clock,
    "cushion": cushion,
    "lamp": lamp,
    "mug": mug,
    "notebook": notebook,
    "plant": plant,
    "plate": plate,
    "scarf": scarf,
    "teapot": teapot,
    "vase": vase,
}
