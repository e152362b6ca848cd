"""Forms of an app's webhooks: where and of what, a test, and which entries of the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from developer_center.forms.app import AddressField
from developer_center.queries.webhooks import LogFilter
from developer_center.webhook_addresses import checked_receiver
from developer_center.webhook_events import GROUPS, LABELS, enabled, label_of


class EndpointForm(forms.Form):
    """Address and ticks. An event that no permission of the app enables is refused, and the permission is named."""

    url = AddressField(
        label=gettext_lazy("Webhook URL"),
        help_text=gettext_lazy(
            "Where events are sent, by POST as JSON.\n"
            "* It begins with https:// and leads to a public address; redirects are not followed."
        ),
    )
    events = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Events"),
        required=False,
        coerce=int,
        choices=[(number, str(number)) for number in sorted(LABELS)],
    )

    def __init__(self, *args: Any, scopes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scopes = scopes

    def clean_url(self) -> str:
        """The address, where it leads out of this machine and its network."""
        return checked_receiver(self.cleaned_data["url"])

    def clean_events(self) -> list[int]:
        """The ticks, each with a permission."""
        wanted: list[int] = self.cleaned_data["events"]
        missing = sorted(set(wanted) - enabled(wanted, self.scopes))
        if missing:
            raise ValidationError([ValidationError(self._why_not(number), code="not_enabled") for number in missing])
        return wanted

    def groups(self) -> list[dict[str, Any]]:
        """The groups with their events, what is ticked, and whether the app has a permission for them."""
        ticked = {str(number) for number in self["events"].value() or []}
        return [
            {
                "group": group,
                "is_enabled": bool(group.scopes & set(self.scopes)),
                "permissions": _listed(group.permissions),
                "events": [(number, label, str(number) in ticked) for number, label in group.events],
            }
            for group in GROUPS
        ]

    @staticmethod
    def _why_not(number: int) -> str:
        group = next(one for one in GROUPS if number in dict(one.events))
        text = _("%(number)d %(event)s needs the permission to read one of these: %(permissions)s.")
        return text % {"number": number, "event": label_of(number), "permissions": _listed(group.permissions)}


class TestForm(forms.Form):
    """Which sample to send."""

    event = forms.TypedChoiceField(label=gettext_lazy("Event"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = grouped_choices()  # type: ignore[attr-defined]


class LogFilterForm(forms.Form):
    """The filters of the log, in the address."""

    event = forms.TypedChoiceField(label=gettext_lazy("Event"), required=False, coerce=int, empty_value=None)
    success = forms.ChoiceField(
        label=gettext_lazy("Result"),
        required=False,
        choices=[
            ("", gettext_lazy("All results")),
            ("T", gettext_lazy("Delivered")),
            ("F", gettext_lazy("Failed")),
        ],
    )
    start = forms.DateField(
        label=gettext_lazy("Start date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    end = forms.DateField(
        label=gettext_lazy("End date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [("", _("All events")), *grouped_choices()]  # type: ignore[attr-defined]

    def wanted(self) -> LogFilter:
        """What is asked for; what is not understood narrows nothing."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        success = {"T": True, "F": False}.get(data.get("success", ""))
        return LogFilter(data.get("event"), success, data.get("start"), data.get("end"))


def grouped_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """All events as a drop-down shows them, under their groups."""
    return [(str(group.label), [(number, f"{number} {label}") for number, label in group.events]) for group in GROUPS]


def _listed(names: list[Promise]) -> str:
    return ", ".join(str(name) for name in names)
