"""The support admin's look and its menu (django-unfold)."""

from __future__ import annotations

from typing import Any, Final

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

NAVIGATION: Final = [
    {
        "title": _("Work"),
        "items": [
            {"title": _("What is stuck"), "icon": "emergency", "link": reverse_lazy("admin:stuck")},
            {
                "title": _("Reactivation requests"),
                "icon": "mark_email_unread",
                "link": reverse_lazy("admin:accounts_reactivationrequest_changelist"),
            },
        ],
    },
    {
        "title": _("Cafe24 PRO"),
        "items": [
            {
                "title": _("PRO contracts"),
                "icon": "contract",
                "link": reverse_lazy("admin:pro_contract_changelist"),
            },
            {
                "title": _("Work requests"),
                "icon": "assignment",
                "link": reverse_lazy("admin:pro_workrequest_changelist"),
            },
            {
                "title": _("Main displays"),
                "icon": "dashboard",
                "link": reverse_lazy("admin:pro_displayservice_changelist"),
            },
            {
                "title": _("Main display updates"),
                "icon": "view_carousel",
                "link": reverse_lazy("admin:pro_displayslot_changelist"),
            },
            {
                "title": _("Talks with an agent"),
                "icon": "forum",
                "link": reverse_lazy("admin:pro_agentconversation_changelist"),
            },
            {
                "title": _("Service scope"),
                "icon": "list_alt",
                "link": reverse_lazy("admin:pro_operation_changelist"),
            },
            {
                "title": _("Overseas sales limits"),
                "icon": "block",
                "link": reverse_lazy("admin:pro_saleslimit_changelist"),
            },
            {
                "title": _("Help pages"),
                "icon": "menu_book",
                "link": reverse_lazy("admin:pro_helppage_changelist"),
            },
        ],
    },
    {
        "title": _("Developer Center"),
        "items": [
            {
                "title": _("Apps"),
                "icon": "apps",
                "link": reverse_lazy("admin:developer_center_app_changelist"),
            },
        ],
    },
    {
        "title": _("Merchants"),
        "items": [
            {"title": _("Malls"), "icon": "storefront", "link": reverse_lazy("admin:accounts_mall_changelist")},
            {"title": _("Users"), "icon": "person", "link": reverse_lazy("admin:accounts_user_changelist")},
            {
                "title": _("Taken IDs"),
                "icon": "badge",
                "link": reverse_lazy("admin:accounts_loginidregistry_changelist"),
            },
        ],
    },
    {
        "title": _("Machinery"),
        "items": [
            {"title": _("Jobs"), "icon": "schedule", "link": reverse_lazy("admin:accounts_job_changelist")},
            {
                "title": _("Mails"),
                "icon": "mail",
                "link": reverse_lazy("admin:accounts_outboxmessage_changelist"),
            },
            {
                "title": _("Refused addresses"),
                "icon": "block",
                "link": reverse_lazy("admin:accounts_refusedaddress_changelist"),
            },
            {
                "title": _("Stopped engines"),
                "icon": "translate",
                "link": reverse_lazy("admin:pro_enginestop_changelist"),
            },
            {
                "title": _("Log of engines"),
                "icon": "history",
                "link": reverse_lazy("admin:pro_engineentry_changelist"),
            },
        ],
    },
]


def support_desk(platform_name: str) -> dict[str, Any]:
    """What unfold reads as settings.UNFOLD."""
    return {
        "SITE_TITLE": f"{platform_name} support",
        "SITE_HEADER": f"{platform_name} support",
        "SITE_URL": "/",
        "SHOW_LANGUAGES": False,
        "STYLES": [lambda _request: static("platform/support.css")],
        "SIDEBAR": {"navigation": NAVIGATION},
    }
