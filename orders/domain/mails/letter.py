"""Put words and values together, and post the mail in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Mall, OutboxMessage, Shop
from accounts.outbox import Mail, post_rendered
from orders.domain.mails.kinds import KINDS
from orders.domain.mails.markup import Value, as_html, as_line, as_text
from orders.domain.mails.standard import Words
from orders.domain.mails.switches import recipients_of
from orders.domain.mails.values import Values, store_values
from orders.domain.mails.words import spoken, words_of
from orders.models import MailKind


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its receiver sees it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a mail is for: the shopper's address and language, and the stream that keeps their mails in order."""

    email: str
    language: str
    stream: str


def write_letter(words: Words, values: Mapping[str, Value], *, language: str, mall_name: str) -> Letter:
    """Subject, plain text and HTML of a mail."""
    subject = as_line(words.subject, values)
    title = as_line(words.title, values)
    body, footer = as_text(words.body, values), as_text(words.footer, values)
    text = "\n\n".join(filter(None, [title, body, f"--\n{footer}" if footer else ""])) + "\n"
    context = {
        "subject": subject,
        "title": title,
        "body": as_html(words.body, values),
        "footer": as_html(words.footer, values) if words.footer.strip() else "",
        "mall_name": mall_name,
    }
    with translation.override(spoken(language)):
        return Letter(subject, text, render_to_string("mail/shopper/automated.html", context))


def post_automated(
    kind: MailKind, shop: Shop, values_in: Callable[[str], Values], addressee: Addressee
) -> list[OutboxMessage]:
    """Post a kind to whoever its switches name: the customer, and the store at its contact email.

    `values_in` gives the values in a language: the store reads the same mail in that of its base shop. Nobody with an
    empty address gets one.
    """
    recipients = recipients_of(kind)
    wanted: list[Addressee] = []
    if recipients.to_customer:
        wanted.append(addressee)
    if recipients.to_admin:
        wanted.append(Addressee(shop.mall.contact_email, admin_language(shop.mall), addressee.stream))
    return [_post(kind, shop, values_in(spoken(to.language)), to) for to in wanted if to.email]


def admin_language(mall: Mall) -> str:
    """The language of the base shop."""
    return mall.shops.values_list("language", flat=True).get(shop_no=1)


def _post(kind: MailKind, shop: Shop, values: Values, to: Addressee) -> OutboxMessage:
    language = spoken(to.language)
    letter = write_letter(
        words_of(kind, language), store_values(shop) | values, language=language, mall_name=shop.title
    )
    mail = Mail(
        kind.value,
        to.email,
        language,
        {},
        mall_id=shop.mall_id,
        has_secret=KINDS[kind].has_secret,
        stream=to.stream,
        sender_name=shop.title,
        reply_to=shop.mall.contact_email,
    )
    return post_rendered(mail, subject=letter.subject, text=letter.text, html=letter.html)


def order_stream(order_id: int) -> str:
    """Mails about one order leave in the order they were written."""
    return f"order-{order_id}"


def customer_stream(customer_id: int) -> str:
    return f"customer-{customer_id}"
