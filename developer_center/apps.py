"""The Developer Center (guide 2)."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeveloperCenterConfig(AppConfig):
    """Says what ends with an account and with an operator, listens for webhooks, writes down what runs by the clock."""

    name = "developer_center"
    verbose_name = _("Developer Center")

    def ready(self) -> None:
        from accounts import stuck_sections  # noqa: PLC0415 - models load first
        from accounts.audit import subscribe  # noqa: PLC0415
        from developer_center import history_names, schedules, script_words, webhook_feed  # noqa: PLC0415
        from developer_center.queries.stuck_webhooks import webhooks_in_trouble  # noqa: PLC0415

        webhook_feed.register_all()  # first: apps hear of a mall's end before their installations end with it
        import developer_center.domain.end_of_account  # noqa: F401, PLC0415

        stuck_sections.register(webhooks_in_trouble)
        history_names.register_all()
        script_words.register_all()
        schedules.register_all()
        for action in ("operator.suspended", "operator.removed"):
            subscribe(action, "developer_center.end_tokens_of_operator")
        subscribe("operator.removed", "developer_center.end_test_malls_of_operator")
