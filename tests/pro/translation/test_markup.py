"""Descriptions in pieces, and HTML that keeps its tags, attributes and images exactly (R9.3)."""

from __future__ import annotations

import html as entities

import pytest

from accounts import tenancy
from catalog.description import cleaned
from pro.translation.batches import Keyed, batches, billed_length, encoded_bytes
from pro.translation.engines.base import Text
from pro.translation.engines.deepl import DeepLEngine
from pro.translation.engines.glossary import GlossaryEngine
from pro.translation.engines.libretranslate import LibreTranslateEngine
from pro.translation.markup import (
    LARGEST_BYTES,
    keeps_tags,
    split_at_blocks,
    split_nodes,
    split_plain,
    tags_of,
    whole_or_split,
)
from tests.pro.stand_in import Answer
from tests.pro.translation.conftest import copy, listing, translate

RICH = cleaned(
    '<div class="x"><h2>제목</h2><p>이 컵은 <strong>정말 <em>좋은</em></strong> 컵입니다. <a href="/a?b=1&amp;c=2" '
    'title="링크">여기</a></p><img src="/media/a.jpg" alt="사진" width="300"><br><table><tbody><tr><td colspan="2">칸'
    "</td></tr></tbody></table><ul><li>하나 &lt;3&gt;</li><li>둘 &amp; 셋</li></ul></div>"
)


@pytest.mark.parametrize("split", [split_at_blocks, split_nodes])
@pytest.mark.parametrize("text", [RICH, "<p>한</p>", "말 <b>만</b>", "<img src='x>y.png'>그림", "", "  <p> 말 </p>  "])
def test_pieces_joined_again_are_the_text(split, text):
    pieces = split(text)
    joined = "".join(
        entities.escape(piece.content, quote=False) if piece.is_sent and not piece.is_html else piece.content
        for piece in pieces
    )
    assert entities.unescape(joined) == entities.unescape(text)
    assert tags_of(joined) == tags_of(text)


def test_no_block_and_no_image_leaves_with_the_words():
    sent = [piece.content for piece in split_at_blocks(RICH) if piece.is_sent]
    assert sent[0] == "제목"
    assert sent[1].startswith("이 컵은 <strong>정말 <em>좋은</em></strong> 컵입니다.")
    assert sent[2:] == ["칸", "하나 &lt;3&gt;", "둘 &amp; 셋"]


def test_a_description_is_whole_up_to_eight_thousand_bytes_and_split_above():
    small = "<p>" + "가" * 2000 + "</p>"
    assert [piece.content for piece in whole_or_split(small)] == [small]
    large = "".join(f"<p>{'가' * 500} {number}</p>" for number in range(10))
    pieces = whole_or_split(large)
    assert len([piece for piece in pieces if piece.is_sent]) == 10
    assert "".join(piece.content for piece in pieces) == large


@pytest.mark.parametrize(
    "text", ["문장입니다. " * 2000, "가" * 9000, "줄\n\n" * 4000, "가나다라마바사아자차카타파하" * 700 + ". 끝"]
)
def test_long_plain_text_is_cut_between_sentences_and_joined_again(text):
    pieces = split_plain(text)
    assert "".join(piece.content for piece in pieces) == text
    assert all(len(piece.content.encode()) <= LARGEST_BYTES for piece in pieces)


def test_moved_emphasis_keeps_tags_and_a_lost_image_does_not():
    assert keeps_tags("<p>a <b>b</b> <i>c</i></p>", "<p><i>c</i> a <b>b</b></p>")
    assert not keeps_tags('<p>a<img src="x"></p>', "<p>a</p>")
    assert not keeps_tags('<a href="/a">a</a>', '<a href="/b">a</a>')


@pytest.mark.parametrize("loses_tags", [False, True])
@pytest.mark.parametrize("is_long", [False, True])
def test_translated_html_has_the_same_tags_attributes_and_images(
    mall, add_product, english, deepl, loses_tags, is_long
):
    """Also from an engine that drops every tag: then no tag leaves the house."""
    source = RICH + (
        "".join(f'<p class="c">{"긴 글 " * 100}<img src="/{n}.png"></p>' for n in range(30)) if is_long else ""
    )
    source = cleaned(source)
    deepl.loses_tags = loses_tags
    product_id = add_product(description=source)
    copy(mall)
    translate(mall)
    translated = listing(mall, product_id).texts["description"]
    assert tags_of(translated) == tags_of(source)
    assert "en[제목]" in translated
    assert "&lt;3&gt;" in translated
    assert len(source.encode()) > LARGEST_BYTES or not is_long


def test_what_an_engine_smuggles_in_is_cleaned(mall, add_product, english, deepl):
    product_id = add_product(description="<p>글</p>")
    copy(mall)
    evil = {"text": "<p>t<script>alert(1)</script></p>", "billed_characters": 1}
    name = {"text": "<script>x", "billed_characters": 1}
    deepl.answers = [Answer(body={"translations": [name]}), Answer(body={"translations": [evil]})]
    translate(mall)
    texts = listing(mall, product_id).texts
    assert "script" not in texts["description"]
    with tenancy.mall(mall.pk):
        assert texts["name"] == "<script>x"  # plain text: templates escape it


def test_batches_hold_fifty_texts_of_one_kind_and_weigh_what_json_weighs(settings):
    settings.DEEPL_AUTH_KEY = "k"
    engine = DeepLEngine()
    texts = [Keyed(number, Text("가" * 2000)) for number in range(120)]
    found = list(batches(texts, engine))
    assert encoded_bytes("가" * 2000) == 2000 * 6 + 2 + 4
    assert [len(batch) for batch in found] == [10] * 12
    assert all(sum(encoded_bytes(one.text.content) for one in batch) <= 120 * 1024 for batch in found)
    short = [Keyed(number, Text("가", is_html=number % 2 == 0)) for number in range(120)]
    assert [len(batch) for batch in batches(short, engine)] == [50, 10, 50, 10]
    huge = [Keyed(0, Text("가" * 50_000)), Keyed(1, Text("나"))]
    assert [len(batch) for batch in batches(huge, engine)] == [1, 1]


@pytest.mark.parametrize(("engine", "sizes"), [(DeepLEngine, [2, 2, 2]), (LibreTranslateEngine, [6])])
def test_texts_of_several_contexts_share_a_request_where_the_engine_takes_none(settings, engine, sizes):
    settings.DEEPL_AUTH_KEY, settings.LIBRETRANSLATE_URL = "k", "http://127.0.0.1:1"
    texts = [Keyed(number, Text("색상", context=f"컵 {number // 2}")) for number in range(6)]
    assert [len(batch) for batch in batches(texts, engine())] == sizes


def test_tags_are_not_billed():
    assert billed_length('<p class="a">가나</p>', is_html=True) == 2
    assert billed_length("<가>", is_html=False) == 3


def test_the_glossary_replaces_words_it_knows_and_leaves_tags_alone():
    engine = GlossaryEngine()
    said = engine.translate([Text("메리노 머플러"), Text('<p title="면">면 100%, 화면</p>', is_html=True)], "ko", "ja")
    assert said == ["メリノマフラー", '<p title="면">綿 100%, 화면</p>']
    assert engine.translate([Text("Red Cup")], "en", "ja") == ["レッドカップ"]
    assert engine.is_demo
