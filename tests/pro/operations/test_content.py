"""The content operations: alternative texts, summaries, pictures in descriptions, heavy pictures (R3.86)."""

from __future__ import annotations

import io
import random

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from accounts import tenancy
from accounts.audit import Actor
from accounts.models import Mall, Shop
from catalog.domain.images import add_images, describe_image
from catalog.models import Product, ProductImage
from catalog.models.image import LARGE, path_of
from catalog.pictures import read_picture
from pro.operations.content import heavy_pictures
from pro.operations.content.alt_texts import alt_of
from pro.operations.content.summaries import first_sentences
from tests.factories_catalog import make_product, picture_bytes, upload
from tests.pro.operations.running import outcome, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contract")]
SYSTEM = Actor.system()


def with_pictures(name: str, count: int) -> Product:
    product = make_product(name)
    add_images(product.pk, [read_picture(upload(picture_bytes()))] * count, actor=SYSTEM)
    return product


@pytest.mark.parametrize(
    ("language", "texts"),
    [("ko", ["컵", "컵 사진 2"]), ("en", ["컵", "컵, picture 2"]), ("ja", ["컵", "컵 画像2"])],
)
def test_pictures_get_the_product_s_name_in_the_words_of_the_base_shop(mall, language, texts):
    with tenancy.mall(mall.pk):
        product = with_pictures("컵", 3)
        third = ProductImage.objects.get(product=product, position=2)
        describe_image(product.pk, third.pk, "손잡이", actor=SYSTEM)
        with_pictures("Nameless draft", 1).listings.update(display=False)
    Shop.objects.filter(mall=mall).update(language=language)
    ended = run(mall, "alt-texts")
    assert ended.finding == {"code": "alt_missing", "values": {"count": 2}}
    with tenancy.mall(mall.pk):
        rows = ended.items.order_by("id").values_list("before", "after")
        assert list(rows) == [({"alt": ""}, {"alt": text}) for text in texts]
        alts = ProductImage.objects.filter(product=product).order_by("position").values_list("alt", flat=True)
        assert list(alts) == [*texts, "손잡이"]
    assert run(mall, "alt-texts", "day 2") is None


def test_a_long_name_is_cut_so_that_the_number_stays():
    assert alt_of("x" * 250, 0, "en") == "x" * 200
    assert alt_of("x" * 250, 9, "en") == "x" * 188 + ", picture 10"


def test_the_shop_says_the_text_of_its_picture_in_the_base_shop_only(shopper, mall):
    Shop.objects.create(mall=mall, shop_no=2, name="Two", language="en", currency="USD")
    with tenancy.mall(mall.pk):
        product = with_pictures("컵", 1)
        product.listings.create(shop_no=2, display=True, selling=True, price=9, texts={"name": "Cup"})
    run(mall, "alt-texts")
    assert 'alt="컵"' in shopper.get(f"/product/x/{product.pk}/").content.decode()
    assert 'alt="Picture of Cup"' in shopper.get(f"/shop2/product/x/{product.pk}/").content.decode()


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("A cup of stoneware. Fired twice.", "A cup of stoneware. Fired twice."),
        ("<h2>Cup</h2><p>A cup of stoneware &amp; oak.</p><p>Care: by hand.</p>", "A cup of stoneware & oak."),
        ("<p>도자기로 만든 컵입니다. 손으로 빚었습니다.</p>", "도자기로 만든 컵입니다. 손으로 빚었습니다."),
        ("陶器のカップです。手作りで一つずつ形が違います。", "陶器のカップです。手作りで一つずつ形が違います。"),
        ("Weighs 3.5 kg and holds 2.5 l of water.", "Weighs 3.5 kg and holds 2.5 l of water."),
        ("A first sentence here. " + "word " * 40 + "end.", "A first sentence here."),
        ("word " * 40, "word " * 22 + "word…"),
        ("가" * 130, "가" * 119 + "…"),
        ("plain &lt;text&gt; stays as it was typed", "plain &lt;text&gt; stays as it was typed"),
        ("Too short", ""),
        ('<p><img src="a.jpg" alt="A long text that nobody sees"></p>', ""),
        ("", ""),
    ],
)
def test_a_summary_is_the_first_sentences_to_the_letter(text, summary):
    assert first_sentences(text) == summary
    assert len(summary) <= 120


def test_summaries_come_from_the_short_description_else_from_the_detailed_one(mall):
    with tenancy.mall(mall.pk):
        make_product("Both", short_description="Short but long enough.", description="Something else entirely.")
        make_product("Detailed", description="<p>Detailed and cleaned.</p>")
        make_product("Own", summary="Mine", description="<p>Detailed and cleaned.</p>")
        make_product("Pictures", description='<p><img src="https://example.com/a-very-long-name.jpg"></p>')
        make_product("Hidden", description="<p>Detailed and cleaned.</p>", display=False)
        make_product("Fragments", description="<p>Red</p><p>Blue</p><p>Green</p><p>Black</p>")
    assert outcome(mall, "summaries", "day 1") == {
        "state": "partly",
        "finding": {"code": "summary_missing", "values": {"count": 3}},
        "items": {
            "Both": ({"summary": ""}, {"summary": "Short but long enough."}),
            "Detailed": ({"summary": ""}, {"summary": "Detailed and cleaned."}),
            "Fragments": "nothing_to_sum_up",
        },
    }
    assert run(mall, "summaries", "day 2") is None
    with tenancy.mall(mall.pk):
        assert Product.objects.get(name="Own").summary == "Mine"


MUTE = '<p>Hi <img src="a.jpg"> there<br><img title="x alt=y" src="b.jpg"><img alt="" src="c.jpg"></p>'


@pytest.mark.parametrize(
    ("description", "count"),
    [
        (MUTE, 2),
        ('<IMG SRC="a.jpg">', 1),
        ('<img src="a>b.jpg"><img src="b.jpg" alt="b">', 1),
        ('<img src="a.jpg" alt="a"><img alt src="b.jpg">', 0),
        ("<p>No picture, but imgs and alt=</p>", 0),
        ("plain text <3", 0),
    ],
)
def test_pictures_in_a_description_get_the_name_where_no_alt_is_said(mall, description, count):
    with tenancy.mall(mall.pk):
        product = make_product('Cup "deluxe" & saucer', description=description)
    found = outcome(mall, "description-images", "day 1")
    if not count:
        assert found == {}
        return
    before, after = found["items"][product.name]
    assert (before, after) == ({"mute_pictures": count}, {"mute_pictures": 0, "alt": product.name})
    with tenancy.mall(mall.pk):
        product.refresh_from_db()
        assert product.description.count('alt="Cup &quot;deluxe&quot; &amp; saucer"') == count
    assert run(mall, "description-images", "day 2") is None


def test_everything_else_in_the_description_stays(mall):
    with tenancy.mall(mall.pk):
        product = make_product("Cup", description='<p>Hi <img src="a.jpg" width="9"> <b>there</b></p>')
    run(mall, "description-images")
    with tenancy.mall(mall.pk):
        product.refresh_from_db()
        text = product.description.replace(' alt="Cup"', "")
    assert sorted(text) == sorted('<p>Hi <img src="a.jpg" width="9"> <b>there</b></p>')


def noisy_picture() -> bytes:
    """1200 x 1200 pixels of noise: nothing an encoder can save on."""
    pixels = random.Random(7).randbytes(1200 * 1200 * 3)
    buffer = io.BytesIO()
    Image.frombytes("RGB", (1200, 1200), pixels).save(buffer, "JPEG", quality=60)
    return buffer.getvalue()


def heavy_product(mall: Mall) -> ProductImage:
    product = make_product("Carpet")
    add_images(product.pk, [read_picture(upload(noisy_picture()))], actor=SYSTEM)
    image = ProductImage.objects.get(product=product)
    describe_image(product.pk, image.pk, "Wool", actor=SYSTEM)
    with_pictures("Light", 1)
    return image


def test_a_heavy_picture_is_encoded_anew_and_keeps_its_place_and_text(
    mall, django_capture_on_commit_callbacks, monkeypatch
):
    monkeypatch.setattr(heavy_pictures, "MOST_BYTES", 700 * 1024)
    with tenancy.mall(mall.pk):
        image = heavy_product(mall)
    old = image.stem
    assert heavy_pictures.bytes_of(old) > 700 * 1024
    with django_capture_on_commit_callbacks(execute=True):
        found = outcome(mall, "heavy-pictures", "day 1")
    assert found["finding"] == {"code": "pictures_heavy", "values": {"count": 1, "kilobytes": 700}}
    before, after = found["items"]["Carpet"]
    assert before["kilobytes"] > 700 >= after["kilobytes"]
    with tenancy.mall(mall.pk):
        image.refresh_from_db()
        assert (image.alt, image.position, image.stem != old) == ("Wool", 0, True)
        assert not default_storage.exists(path_of(old, LARGE))
        with default_storage.open(path_of(image.stem, LARGE)) as file, Image.open(file) as picture:
            assert (picture.format, picture.size) == ("WEBP", (image.width, image.height))
    assert run(mall, "heavy-pictures", "day 2") is None


def test_a_picture_that_cannot_be_made_lighter_is_left_to_the_merchant(mall, monkeypatch):
    monkeypatch.setattr(heavy_pictures, "MOST_BYTES", 10 * 1024)
    with tenancy.mall(mall.pk):
        image = heavy_product(mall)
    assert outcome(mall, "heavy-pictures", "day 1")["items"] == {"Carpet": "picture_stays_heavy"}
    assert run(mall, "heavy-pictures", "day 2") is None
    with tenancy.mall(mall.pk):
        assert ProductImage.objects.get(pk=image.pk).stem == image.stem
    default_storage.delete(path_of(image.stem, LARGE))
    assert heavy_pictures.bytes_of(image.stem) == 0
