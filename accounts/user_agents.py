"""Name a device by what its browser says, as far as people care: browser and system."""

from __future__ import annotations

from django.utils.translation import gettext as _

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Whale": "Whale",
    "SamsungBrowser": "Samsung Internet",
    "KAKAOTALK": "KakaoTalk",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def device_name(user_agent: str) -> str:
    """`Chrome · Windows`; what is not known is left out, and nothing known is "Unknown device"."""
    parts = [next((name for mark, name in table.items() if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, parts)) or _("Unknown device")


def is_mobile(user_agent: str) -> bool:
    """Whether a phone says so, as browsers of phones do."""
    return "Mobi" in user_agent
