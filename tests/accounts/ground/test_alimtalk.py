"""AlimTalk through the outbox: by Solapi over real HTTP, on the console, and by mail where it cannot go."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from accounts import alimtalk
from accounts.domain.delete_account import _forget
from accounts.jobs import PassingError
from accounts.models import OutboxMessage
from accounts.outbox import ALIMTALK_TRIES, Mail, post_rendered, retry, send
from cafe24clone.runner.processes import free_port
from tests.pro.stand_in import Answer, StandIn, stand_in

pytestmark = pytest.mark.django_db
KIND = "pro_display_started"
VARIABLES = {"mall_name": "가게", "displayed_on": "2027-01-04", "url": "https://example.com/x"}
COUNT = {"total": 1, "registeredSuccess": 1, "registeredFailed": 0}
ACCEPTED = Answer(body={"failedMessageList": [], "groupInfo": {"groupId": "G1", "count": COUNT}, "messageList": []})
FAILED = {"to": "01012345678", "statusCode": "1062", "statusMessage": "발신번호 미등록"}


@pytest.fixture
def solapi(settings) -> Iterator[StandIn]:
    settings.ALIMTALK = "solapi"
    settings.SOLAPI_API_KEY, settings.SOLAPI_API_SECRET, settings.SOLAPI_PF_ID = "key", "ssec_test", "KA01PF"
    settings.SOLAPI_TEMPLATES, settings.SOLAPI_SENDER = {KIND.upper(): "KA01TP"}, ""
    with stand_in(ACCEPTED) as server:
        settings.SOLAPI_BASE_URL = server.url
        yield server


def posted(**changes) -> OutboxMessage:
    values = {"language": "ko", "phone": "010-1234-5678", "variables": VARIABLES} | changes
    mail = Mail(KIND, "a@example.com", context={}, **values)
    return post_rendered(mail, subject="시작", text="by mail", html="<p>by mail</p>")


def fresh(message: OutboxMessage) -> OutboxMessage:
    message.refresh_from_db()
    return message


def test_solapi_gets_the_template_with_its_variables_signed(solapi):
    message = posted()
    send(message.pk)
    send(message.pk)
    assert (fresh(message).state, message.channel, message.recipient) == ("sent", "alimtalk", "01012345678")
    assert message.sent_at is not None
    [asked] = solapi.asked
    assert asked.path == "/messages/v4/send-many/detail"
    [sent] = asked.json["messages"]
    assert (sent["to"], sent["country"], "from" in sent) == ("01012345678", "82", False)
    options = sent["kakaoOptions"]
    assert (options["pfId"], options["templateId"], options["disableSms"]) == ("KA01PF", "KA01TP", True)
    assert options["variables"] == {f"#{{{name}}}": value for name, value in VARIABLES.items()}
    assert "가게님, 2027-01-04" in sent["text"]
    found = re.match(
        r"HMAC-SHA256 ApiKey=key, Date=(\S+), salt=(\w+), signature=(\w+)$", asked.headers["authorization"]
    )
    date, salt, signature = found.groups()
    assert signature == hmac.new(b"ssec_test", (date + salt).encode(), hashlib.sha256).hexdigest()


def test_with_a_sender_s_number_phones_without_kakaotalk_get_an_sms(solapi, settings):
    settings.SOLAPI_SENDER = "02-1234-5678"
    send(posted().pk)
    [sent] = solapi.asked[0].json["messages"]
    assert (sent["from"], sent["kakaoOptions"]["disableSms"]) == ("0212345678", False)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(400, {"errorCode": "ValidationError", "errorMessage": "템플릿"}), "ValidationError 템플릿"),
        (Answer(403, "no"), "403"),
        (Answer(200, {"failedMessageList": [FAILED]}), "1062 발신번호 미등록"),
    ],
    ids=["template", "forbidden", "not_registered"],
)
def test_what_is_refused_goes_by_mail_at_once(solapi, settings, answer, said):
    solapi.answer = answer
    message = posted()
    with capture_logs() as logs:
        send(message.pk)
    assert (fresh(message).state, message.channel, message.recipient) == ("sent", "mail", "a@example.com")
    [mail] = settings.MAIL_FOLDER.glob("*.eml")
    assert "by mail" in mail.read_text()
    assert said in next(line["reason"] for line in logs if line["event"] == "alimtalk_by_mail")


@pytest.mark.parametrize("trouble", ["away", "500", "429"])
def test_a_provider_that_is_away_is_tried_again_and_then_the_mail_goes(solapi, settings, trouble):
    if trouble == "away":
        settings.SOLAPI_BASE_URL = f"http://127.0.0.1:{free_port()}"
    else:
        solapi.answer = Answer(int(trouble), "later")
    message = posted()
    for number in range(1, ALIMTALK_TRIES):
        with pytest.raises(PassingError):
            send(message.pk)
        assert (fresh(message).state, message.channel, message.attempts) == ("waiting", "alimtalk", number)
        assert "Solapi" in message.last_error
    send(message.pk)
    assert (fresh(message).state, message.channel, message.attempts) == ("sent", "mail", ALIMTALK_TRIES)


def test_a_provider_that_comes_back_in_time_takes_it(solapi):
    solapi.answer = Answer(503, "later")
    message = posted()
    with pytest.raises(PassingError):
        send(message.pk)
    solapi.answer = ACCEPTED
    send(message.pk)
    assert (fresh(message).state, message.channel) == ("sent", "alimtalk")


def test_success_that_cannot_be_read_is_success(solapi):
    solapi.answer = Answer(200, "<html>")
    message = posted()
    send(message.pk)
    assert fresh(message).channel == "alimtalk"


def test_the_mail_that_took_its_place_has_its_own_troubles(solapi, settings):
    solapi.answer = Answer(400, {})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", free_port(), False
    message = posted()
    with pytest.raises(PassingError):
        send(message.pk)
    assert (fresh(message).state, message.channel) == ("waiting", "mail")
    settings.EMAIL_BACKEND = "accounts.mail.EmlFileBackend"
    send(message.pk)
    assert fresh(message).state == "sent"
    assert len(solapi.asked) == 1
    assert not retry(message.pk)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"phone": ""}, "no phone"),
        ({"phone": "02-123-4567"}, "no mobile"),
        ({"language": "en"}, "no template in the language"),
    ],
    ids=["no_phone", "landline", "english"],
)
def test_whoever_cannot_get_one_gets_the_mail(solapi, changes, why):
    message = posted(**changes)
    assert (message.channel, message.recipient, message.fallback_to) == ("mail", "a@example.com", ""), why
    send(message.pk)
    assert solapi.asked == []


@pytest.mark.parametrize("way", ["none", "no_template_id"])
def test_without_a_provider_or_an_approved_template_the_mail_goes(solapi, settings, way):
    settings.ALIMTALK = "none" if way == "none" else "solapi"
    settings.SOLAPI_TEMPLATES = {}
    assert posted().channel == "mail"


def test_a_provider_that_was_taken_away_meanwhile_leaves_the_mail(solapi, settings):
    message = posted()
    settings.ALIMTALK = "none"
    send(message.pk)
    assert (fresh(message).state, message.channel) == ("sent", "mail")


def test_the_console_shows_the_whole_text(settings):
    assert settings.ALIMTALK == "console"
    message = posted()
    with capture_logs() as logs:
        send(message.pk)
    assert fresh(message).state == "sent"
    [line] = [line for line in logs if line["event"] == "alimtalk_on_the_console"]
    assert (line["to"], "가게님" in line["text"], "#{" in line["text"]) == ("01012345678", True, False)


@pytest.mark.parametrize("variables", [{}, VARIABLES | {"more": "x"}, {"mall_name": "x", "url": "y"}])
def test_variables_that_are_not_the_template_s_are_a_mistake_in_the_code(variables):
    with pytest.raises(ValueError, match=KIND):
        posted(variables=variables)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("010-1234-5678", "01012345678"),
        ("+82 10 1234 5678", "01012345678"),
        ("+82 (0)10-1234-5678", "01012345678"),
        ("011-123-4567", "0111234567"),
        ("02-1234-5678", ""),
        ("+1 010 1234 5678", ""),
        ("010-1234", ""),
        ("", ""),
    ],
)
def test_a_korean_mobile_number_is_recognised(typed, digits):
    assert alimtalk.mobile(typed) == digits


def test_a_deletion_forgets_the_phone_and_the_variables():
    message = posted()
    _forget(OutboxMessage.objects.filter(pk=message.pk))
    fresh(message)
    assert (message.state, message.recipient, message.fallback_to, message.variables) == ("cancelled", "", "", {})
