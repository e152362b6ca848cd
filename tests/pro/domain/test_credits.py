"""PRO pays for its messages: each use stands beside the free top-up for it (R3.96)."""

from __future__ import annotations

import pytest

from pro.domain.credits import spend
from pro.models import MessageCredit
from pro.queries.credits import credit_sums
from tests.pro.factories import make_run


def test_a_use_and_its_top_up_are_written_together_and_the_balance_stays_zero(inside, settings):
    settings.PRO_MESSAGE_PRICES_KRW = {"mail": 1, "alimtalk": 8, "sms": 20}
    run = make_run()
    assert spend(run, "alimtalk", 3) == 24
    assert spend(run, "sms") == 20
    rows = MessageCredit.objects.order_by("pk").values_list("kind", "count", "amount_krw", "run_id")
    assert list(rows) == [
        ("alimtalk", 3, -24, run.pk),
        ("top_up", 0, 24, run.pk),
        ("sms", 1, -20, run.pk),
        ("top_up", 0, 20, run.pk),
    ]
    sums = credit_sums()
    assert (sums.messages, sums.used_krw, sums.paid_krw, sums.balance_krw) == (4, 44, 44, 0)


@pytest.mark.parametrize(("kind", "count"), [("top_up", 1), ("fax", 1), ("mail", 0), ("mail", -2)])
def test_what_is_no_message_is_not_written_down(inside, kind, count):
    with pytest.raises(ValueError, match="messages of kind"):
        spend(make_run(), kind, count)
    assert not MessageCredit.objects.exists()


def test_a_use_without_its_top_up_is_never_left_behind(inside, monkeypatch):
    real = MessageCredit.save

    def save(row: MessageCredit, **options: object) -> None:
        if row.kind == "top_up":
            raise RuntimeError("power cut")
        real(row, **options)

    monkeypatch.setattr(MessageCredit, "save", save)
    with pytest.raises(RuntimeError):
        spend(make_run(), "mail")
    assert not MessageCredit.objects.exists()
