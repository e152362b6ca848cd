"""AlimTalk (알림톡): messages of approved templates to a phone, by Solapi or, for development, on the console.

Kakao approves each template beforehand, so its text stands in templates/alimtalk/<kind>.<language>.txt with
`#{variable}` in it, word for word as it was approved; SOLAPI_TEMPLATE_<KIND> names its id at the provider.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx
import structlog
from django.conf import settings

from accounts.models import OutboxMessage

if TYPE_CHECKING:
    from solapi.model import RequestMessage

log = structlog.get_logger(__name__)

FOLDER: Final = settings.BASE_DIR / "templates" / "alimtalk"
VARIABLE: Final = re.compile(r"#\{([^}]+)\}")
MOBILE: Final = re.compile(r"01[016789]\d{7,8}\Z")
TIMEOUT_SECONDS: Final = 10.0
TOO_MANY: Final = 429


class Refused(Exception):
    """The provider does not take this message, now or later; the text says why."""


class Away(Exception):
    """The provider is not there, or says "later"."""


def mobile(phone: str) -> str:
    """The digits of a Korean mobile number as it is dialled in Korea; empty for any other."""
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+82"):
        digits = "0" + digits.removeprefix("82").removeprefix("0")
    return digits if MOBILE.match(digits) else ""


def is_offered(kind: str, language: str) -> bool:
    """Whether messages of a kind go as AlimTalk here: a provider, its approved template, and a text in the language."""
    if settings.ALIMTALK == "solapi" and not _template_id(kind):
        return False
    return settings.ALIMTALK != "none" and bool(_text(kind, language))


def filled_text(kind: str, language: str, variables: Mapping[str, str]) -> str:
    """A template's text as its receiver reads it. Raises ValueError unless the variables are exactly the template's."""
    text = _text(kind, language)
    if set(VARIABLE.findall(text)) != set(variables):
        raise ValueError(f"AlimTalk {kind}: variables {sorted(variables)}")
    return VARIABLE.sub(lambda found: str(variables[found[1]]), text)


def deliver(message: OutboxMessage) -> None:
    """Hand a message to the provider; when this returns, the provider has accepted it. Raises Refused and Away."""
    text = filled_text(message.kind, message.language, message.variables)
    if settings.ALIMTALK == "console":
        log.info("alimtalk_on_the_console", to=message.recipient, kind=message.kind, text=text)
    elif settings.ALIMTALK == "solapi":
        _send_by_solapi(message, text)
    else:
        raise Refused("No provider is set up.")


def _send_by_solapi(message: OutboxMessage, text: str) -> None:
    """The library makes the request and signs it; the call is ours, with a time-out and the status looked at."""
    from solapi.lib.authenticator import Authenticator  # noqa: PLC0415 - a quarter of a second of each start
    from solapi.model.request.send_message_request import SendMessageRequest  # noqa: PLC0415

    wish = SendMessageRequest(messages=[_solapi_message(message, text)])
    key = Authenticator(settings.SOLAPI_API_KEY, settings.SOLAPI_API_SECRET)
    try:
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            answer = client.post(
                f"{settings.SOLAPI_BASE_URL}/messages/v4/send-many/detail",
                headers={"Authorization": key.get_auth_info()},
                json=wish.model_dump(exclude_none=True, by_alias=True),
            )
    except httpx.HTTPError as error:
        raise Away(f"Solapi: {type(error).__name__}") from error
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status_code == TOO_MANY:
        raise Away(f"Solapi: {answer.status_code}")
    _judge(answer)


def _solapi_message(message: OutboxMessage, text: str) -> RequestMessage:
    """With a sender's number Solapi sends the text as SMS or LMS by itself where the phone has no KakaoTalk."""
    from solapi.model import KakaoOption, RequestMessage  # noqa: PLC0415 - a quarter of a second of each start

    options = KakaoOption(
        pf_id=settings.SOLAPI_PF_ID,
        template_id=_template_id(message.kind),
        variables=dict(message.variables),
        disable_sms=not settings.SOLAPI_SENDER,
    )
    sender = settings.SOLAPI_SENDER or None
    return RequestMessage.model_validate(
        {"from": sender, "to": message.recipient, "text": text, "subject": message.subject[:40]}
    ).model_copy(update={"kakao_options": options})


def _judge(answer: httpx.Response) -> None:
    """An answer that cannot be read counts as accepted: it came with success, and twice would be worse than late."""
    try:
        said: Any = answer.json()
    except ValueError:
        said = {}
    said = said if isinstance(said, dict) else {}
    if not answer.is_success:
        raise Refused(f"Solapi: {said.get('errorCode', answer.status_code)} {said.get('errorMessage', '')}".strip())
    failed = said.get("failedMessageList") or []
    if failed:
        first = failed[0] if isinstance(failed[0], dict) else {}
        raise Refused(f"Solapi: {first.get('statusCode', '')} {first.get('statusMessage', '')}".strip())


def _template_id(kind: str) -> str:
    return str(settings.SOLAPI_TEMPLATES.get(kind.upper(), ""))


def _text(kind: str, language: str) -> str:
    return _texts(FOLDER).get(f"{kind}.{language}", "")


@cache
def _texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted(folder.glob("*.txt"))}
