"""What mail programs make of the template (R0.76 to R0.79)."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from accounts.support_mail import LARGEST_BYTES, AutomaticMail, NotARequest, read_mail

TEMPLATE = "I would like to request the reactivation of the account ...\n\n▶ ID: {id}\n▶ E-mail: {email}\n"


def mail(text: str, *, subject: str = "Account reactivation request", subtype: str = "plain", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Merchant <owner@example.com>"
    message["To"] = "global_support@cafe24.com"
    message["Subject"] = subject
    message["Message-ID"] = "<one@example.com>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, subtype=subtype, charset="utf-8")
    return message.as_bytes()


@pytest.mark.parametrize(
    "text",
    [
        TEMPLATE.format(id="sample1", email="owner@example.com"),
        "▶ ID : sample1\r\n▶ E-mail : owner@example.com",
        "ID:sample1\nEmail:owner@example.com",
        "▶ id\uff1a sample1\n▶ e-mail\uff1a owner@example.com",  # full-width colons
        "▶ \uff29\uff24\uff1a\uff53ample\uff11\n▶ E\uff0dmail\uff1aowner@example.com",  # full-width letters
        "▶ 아이디: sample1\n▶ 이메일: owner@example.com\n감사합니다.",
        "> ▶ ID: sample1\n> ▶ E-mail: <owner@example.com>",
        "▶ ID:\n  sample1\n▶ E-mail:\n  owner@example.com",
        "▶ ID: sample1 ▶ E-mail: owner@example.com",
        "- Login ID: sample1\n- E-mail address: mailto:owner@example.com.",
        "▶ ID: sample1\n▶ E-mail: owner@example.com (my own)\n\nBest, A. Merchant\nTel: 02-123",
    ],
)
def test_id_and_email_are_found_whatever_stands_around_them(text):
    asked = read_mail(mail(text))
    assert (asked.login_id, asked.email) == ("sample1", "owner@example.com")
    assert (asked.sender, asked.message_id) == ("owner@example.com", "<one@example.com>")


@pytest.mark.parametrize(
    "html",
    [
        "<p>▶ ID: sample1</p><p>▶ E-mail: <a href='mailto:owner@example.com'>owner@example.com</a></p>",
        "<style>ID: wrong1</style><div>▶&nbsp;ID:&nbsp;<b>sample1</b><br>▶ E-mail:&nbsp;owner@example.com</div>",
        "<table><tr><td>ID:</td><td>sample1</td></tr><tr><td>E-mail:</td><td>owner@example.com</td></tr></table>",
    ],
)
def test_a_mail_of_html_alone_is_read(html):
    asked = read_mail(mail(html, subtype="html"))
    assert (asked.login_id, asked.email) == ("sample1", "owner@example.com")


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_transfer_encodings_are_undone(encoding):
    message = EmailMessage()
    message["From"] = "owner@example.com"
    message["Subject"] = "휴면 계정 해제 요청"
    message.set_content("▶ 아이디: sample1\n▶ 이메일: owner@example.com\n", charset="utf-8", cte=encoding)
    asked = read_mail(message.as_bytes())
    assert (asked.login_id, asked.email) == ("sample1", "owner@example.com")


def test_a_korean_mail_in_euc_kr_is_read():
    body = "▶ 아이디: sample1\n▶ 이메일: owner@example.com\n".encode("euc-kr")
    raw = b"From: owner@example.com\nSubject: Account reactivation request\nContent-Type: text/plain; charset=euc-kr\n"
    asked = read_mail(raw + b"Content-Transfer-Encoding: 8bit\n\n" + body)
    assert (asked.login_id, asked.email) == ("sample1", "owner@example.com")


def test_a_character_set_that_does_not_exist_is_no_obstacle():
    raw = (
        b"From: owner@example.com\nSubject: Account reactivation request\nContent-Type: text/plain; charset=none-8\n\n"
    )
    assert read_mail(raw + b"ID: sample1\nE-mail: owner@example.com\n").login_id == "sample1"


@pytest.mark.parametrize(
    "subject",
    [
        "Account reactivation request",
        "RE: account reactivation request",
        "Fwd: [urgent] ACCOUNT  REACTIVATION  REQUEST",
        "Account re-activation request",
        "계정 재활성화 요청",
        "휴면 해제 신청",
    ],
)
def test_a_title_of_ours_is_enough_even_without_fields(subject):
    asked = read_mail(mail("please wake my store", subject=subject))
    assert (asked.login_id, asked.email, asked.message) == ("", "", "please wake my store")


def test_both_fields_are_enough_under_another_title():
    assert read_mail(mail(TEMPLATE.format(id="sample1", email="a@example.com"), subject="hello")).login_id == "sample1"


def test_an_empty_id_field_is_not_filled_from_the_next_line():
    asked = read_mail(mail("▶ ID:\n▶ E-mail: owner@example.com"))
    assert (asked.login_id, asked.email) == ("", "owner@example.com")
    assert read_mail(mail("ID:\nE-mail: owner@example.com")).login_id == ""


def test_a_mail_without_message_id_gets_one_of_its_content():
    raw = b"From: a@example.com\nSubject: Account reactivation request\n\nID: sample1\n"
    assert read_mail(raw).message_id.startswith("sha256:")
    assert read_mail(raw).message_id == read_mail(raw).message_id


def test_what_no_database_takes_is_dropped():
    raw = (
        b"From: a@example.com\nSubject: Account reactivation request\n\nID: sam\x00ple1\nh\xed\xa0\x80ello \x07there\n"
    )
    asked = read_mail(raw)
    assert asked.login_id == "sample1"
    assert "\x00" not in asked.message
    asked.message.encode()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(b"", "no From", id="empty"),
        pytest.param(b"\x00\xff\xfe" * 100, "no From", id="bytes"),
        pytest.param(b"hello, this is no mail", "no From", id="text"),
        pytest.param(b"Subject: Account reactivation request\n\nID: sample1\n", "no From", id="nobody sent it"),
        pytest.param(mail("How do I ship to Japan?", subject="A question"), "does not ask", id="another matter"),
        pytest.param(mail("x" * LARGEST_BYTES), "larger", id="too large"),
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(raw, why):
    with pytest.raises(NotARequest, match=why):
        read_mail(raw)


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<a.example.com>"}]
)
def test_machines_are_not_answered(headers):
    with pytest.raises(AutomaticMail):
        read_mail(mail(TEMPLATE.format(id="sample1", email="owner@example.com"), **headers))
