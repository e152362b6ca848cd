"""Words of automated emails: standard texts, own texts, variables, and nothing in them that acts."""

from __future__ import annotations

import pytest

from accounts.audit import history_of
from orders.domain.mails.kinds import KINDS, LABELS
from orders.domain.mails.letter import write_letter
from orders.domain.mails.markup import Block, as_html, as_line, as_text
from orders.domain.mails.samples import sample_values
from orders.domain.mails.standard import STANDARD, Words
from orders.domain.mails.words import (
    LANGUAGES,
    WordsRefused,
    check_words,
    reset_words,
    save_words,
    words_of,
)
from orders.models import MailKind, MailText
from tests.orders.shop import SYSTEM, base_shop

ALL = [(kind, language) for kind in MailKind for language in LANGUAGES]


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_every_standard_text_is_whole_and_begins_with_the_store(kind, language):
    words = STANDARD[language][kind]
    check_words(kind, words)
    assert words.subject.startswith("[{MALL_NAME}]")
    assert "{MALL_NAME}" in words.footer


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "language"), ALL)
def test_no_variable_is_left_open_in_a_mail(inside, kind, language):
    letter = write_letter(
        STANDARD[language][kind], sample_values(base_shop(), language), language=language, mall_name="Store"
    )
    for part in (letter.subject, letter.text, letter.html):
        assert "{" not in part
    assert letter.subject.startswith("[Store ")


def test_every_variable_has_a_label_and_a_kind():
    used = {name for facts in KINDS.values() for name in facts.variables}
    assert used == set(LABELS)


def test_values_cannot_act_in_html():
    values = {"CUSTOMER_NAME": '<script>x</script>"onmouseover="y', "MALL_URL": "javascript:alert(1)"}
    html = as_html('<p title="{CUSTOMER_NAME}">{CUSTOMER_NAME}</p><a href="{MALL_URL}">shop</a>', values)
    assert "<script" not in html
    assert ' onmouseover="' not in html
    assert "javascript:" not in html
    assert "shop" in html


def test_plain_text_becomes_paragraphs_and_tables_stand_between_them():
    table = Block("- shirt", as_html("<b>shirt</b>", {}))
    html = as_html("Hello {MEMBER_NAME}\n\n{ORDER_ITEMS}\n\nA & B", {"MEMBER_NAME": "A<B", "ORDER_ITEMS": table})
    assert html.replace("\n", "") == "<p>Hello A&lt;B</p><b>shirt</b><p>A &amp; B</p>"


def test_a_value_that_looks_like_a_variable_stays_what_it_is():
    table = Block("items", as_html("<b>items</b>", {}))
    values = {"MEMBER_NAME": "{ORDER_ITEMS}", "ORDER_ITEMS": table}
    assert as_html("Hello {MEMBER_NAME}", values) == "<p>Hello {ORDER_ITEMS}</p>"
    assert as_text("Hello {MEMBER_NAME}", values) == "Hello {ORDER_ITEMS}"


def test_html_is_told_as_text_with_its_addresses():
    markup = '<h2>Hello</h2><p>Look <a href="{MALL_URL}">here</a><br>&amp; there</p>'
    assert as_text(markup, {"MALL_URL": "https://a.example/?b=1&c=2"}) == (
        "Hello\nLook here (https://a.example/?b=1&c=2)\n& there"
    )


def test_a_subject_is_one_line():
    assert as_line("Hello {MEMBER_NAME}", {"MEMBER_NAME": "A\r\nBcc: b@example.com"}) == "Hello A Bcc: b@example.com"


@pytest.mark.django_db
def test_own_words_are_cleaned_kept_logged_and_reset(inside):
    words = Words("Hi {MEMBER_NAME}", "Hi", "<p onclick='x()'>Hi<script>x()</script></p>", "")
    row = save_words(MailKind.SIGNED_UP, "en", words, actor=SYSTEM)
    assert words_of(MailKind.SIGNED_UP, "en").body == "<p>Hi</p>"
    assert words_of(MailKind.SIGNED_UP, "ko") == STANDARD["ko"][MailKind.SIGNED_UP]
    save_words(MailKind.SIGNED_UP, "en", words, actor=SYSTEM)
    assert [entry.action for entry in history_of(row)] == ["mail.text_changed"]
    assert reset_words(MailKind.SIGNED_UP, "en", actor=SYSTEM) is True
    assert reset_words(MailKind.SIGNED_UP, "en", actor=SYSTEM) is False
    assert words_of(MailKind.SIGNED_UP, "en") == STANDARD["en"][MailKind.SIGNED_UP]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("subject", "body", "mistakes"),
    [
        ("{NOBODY}", "{PASSWORD} {ORDER_NUMBER} {SENT_AT}", [("subject", "unknown", ("{NOBODY}",))]),
        ("{order_number}", "{PASSWORD} {ORDER_NUMBER} {SENT_AT}", [("subject", "unknown", ("{order_number}",))]),
        ("Hi", "{TOTAL} {PASSWORD} {ORDER_NUMBER} {SENT_AT}", [("body", "unknown", ("{TOTAL}",))]),
        ("Hi", "{ORDER_NUMBER} {SENT_AT}", [("body", "missing", ("{PASSWORD}",))]),
        ("{PASSWORD}", "{PASSWORD} {ORDER_NUMBER} {SENT_AT}", [("subject", "secret", ("{PASSWORD}",))]),
    ],
)
def test_wrong_variables_are_named_and_nothing_is_saved(inside, subject, body, mistakes):
    with pytest.raises(WordsRefused) as refusal:
        save_words(MailKind.GUEST_PASSWORD, "en", Words(subject, "Hi", body, ""), actor=SYSTEM)
    assert [(one.field, one.code, one.names) for one in refusal.value.mistakes] == mistakes
    assert not MailText.objects.exists()
