"""DeepL, by its official client (reference/integrations.md 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import deepl
from deepl import http_client
from django.conf import settings

from pro.translation.engines.base import EngineAway, EngineBusy, EngineFailed, KeyRefused, QuotaUsedUp, Text

# The ledger tries again, minutes later and without a worker that sleeps; the client itself does not.
http_client.max_network_retries = 0
http_client.min_connection_timeout = 60.0  # fifty long texts take more than the client's own ten seconds

TARGETS: Final = {"en": "EN-US", "ja": "JA", "ko": "KO"}  # a plain EN is no target any more
BUSY_SECONDS: Final = 60.0


class DeepLEngine:
    """Korean, English and Japanese, HTML and context included."""

    name: Final = "deepl"
    label: Final = "DeepL"
    is_demo: Final = False
    takes_context: Final = True
    most_texts: Final = 50
    most_bytes: Final = 120 * 1024  # of 128 KiB: the rest is for the other parameters

    def __init__(self) -> None:
        self._client = deepl.DeepLClient(
            settings.DEEPL_AUTH_KEY or "-", server_url=settings.DEEPL_SERVER_URL or None, send_platform_info=False
        )

    def supports(self, source: str, target: str) -> bool:
        return source in TARGETS and target in TARGETS and source != target

    def translate(self, texts: Sequence[Text], source: str, target: str) -> list[str]:
        """See Engine. A context is not billed and helps with words that stand alone."""
        try:
            results = self._client.translate_text(
                [text.content for text in texts],
                source_lang=source.upper(),
                target_lang=TARGETS[target],
                context=texts[0].context or None,
                tag_handling="html" if texts[0].is_html else None,
                preserve_formatting=True,
            )
        except deepl.QuotaExceededException as error:
            raise QuotaUsedUp(str(error)) from error
        except deepl.AuthorizationException as error:
            raise KeyRefused(str(error)) from error
        except deepl.TooManyRequestsException as error:
            raise EngineBusy(str(error), after_seconds=BUSY_SECONDS) from error
        except deepl.DeepLException as error:
            if isinstance(error, deepl.ConnectionException) or (error.http_status_code or 0) >= 500:
                raise EngineAway(str(error)) from error
            raise EngineFailed(str(error)) from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:  # the client trusts what it reads
            raise EngineFailed(f"DeepL's answer cannot be read: {type(error).__name__}") from error
        found = results if isinstance(results, list) else [results]
        if len(found) != len(texts) or not all(isinstance(one.text, str) for one in found):
            raise EngineFailed(f"DeepL answered {len(found)} texts instead of {len(texts)}.")
        return [one.text for one in found]
