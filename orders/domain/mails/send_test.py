"""Mail a text with made-up values to whoever edits it."""

from __future__ import annotations

from django.db import transaction

from accounts.limits import Limit
from accounts.models import OutboxMessage, Shop, User
from accounts.outbox import Mail, post_rendered
from orders.domain.mails.letter import write_letter
from orders.domain.mails.samples import sample_values
from orders.domain.mails.standard import Words

TEST_KIND = "automated_email_test"
PER_PERSON = Limit("mail-test", hits=20, seconds=3600)


class TooManyTests(Exception):
    """More test mails than anybody needs in an hour."""


@transaction.atomic
def send_test(words: Words, language: str, *, shop: Shop, user: User) -> OutboxMessage:
    """Post it to the user's own address and to nobody else. Raises TooManyTests."""
    if not PER_PERSON.hit(user.pk):
        raise TooManyTests
    letter = write_letter(words, sample_values(shop, language), language=language, mall_name=shop.title)
    mail = Mail(
        TEST_KIND,
        user.email,
        language,
        {},
        mall_id=shop.mall_id,
        sender_name=shop.title,
        reply_to=shop.mall.contact_email,
    )
    return post_rendered(mail, subject=letter.subject, text=letter.text, html=letter.html)
