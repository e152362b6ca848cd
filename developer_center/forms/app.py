"""Forms of an app: what is typed, checked for its shape (R2.6 to R2.43)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.account import password_field
from developer_center.addresses import AddressRefused, checked
from developer_center.domain.change_app import Basics
from developer_center.icons import IconRefused, read_icon
from developer_center.models import MOST_REDIRECT_URLS, App
from developer_center.scopes import ALL_SCOPES, CATEGORIES, LATER_CATEGORIES, Category

NAME_LENGTH = 100


class AddressField(forms.CharField):
    """One address of an app; the rule that it breaks is named."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"})
        super().__init__(**{"widget": widget, "max_length": 2000, **kwargs})

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            return checked(text)
        except AddressRefused as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal


class AddressLinesField(forms.CharField):
    """Redirect URLs, one per line; each broken one is named (R2.31)."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "inputmode": "url", "autocomplete": "off", "spellcheck": "false"})
        super().__init__(**{"widget": widget, "max_length": 20_000, **kwargs})

    def clean(self, value: Any) -> list[str]:
        lines = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        if len(lines) > MOST_REDIRECT_URLS:
            text = _("At most %(most)d Redirect URLs can be registered; here are %(count)d.")
            raise ValidationError(text % {"most": MOST_REDIRECT_URLS, "count": len(lines)}, code="too_many")
        errors = []
        for number, line in enumerate(lines, start=1):
            try:
                checked(line)
            except AddressRefused as refusal:
                errors.append(ValidationError(f"{number}. {line[:80]}: {refusal}", code="invalid"))
        if errors:
            raise ValidationError(errors)
        return lines


def _name() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("App name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("* For your own management. It is not the name that the app is sold under."),
    )


def _app_url() -> AddressField:
    return AddressField(
        label=gettext_lazy("App URL"),
        help_text=gettext_lazy(
            "The address where your app runs. Merchants who open the app are sent there.\n"
            "* It begins with https:// and may carry a port, for example https://app.example.com:8443/start."
        ),
    )


class NewAppForm(forms.Form):
    """R2.6 to R2.12."""

    name = _name()
    app_url = _app_url()
    kind = forms.ChoiceField(
        label=gettext_lazy("App type"),
        choices=App.Kind,
        initial=App.Kind.WEB,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "The keys are issued for this type. Choose Web Application unless the app runs on the device itself.\n"
            "* The type cannot be changed later."
        ),
    )


class BasicsForm(forms.Form):
    """R2.24 to R2.35. The type is no field here: what is sent for it is not read (R2.11)."""

    name = _name()
    app_url = _app_url()
    knows_danger = forms.BooleanField(
        label=gettext_lazy("I know that another App URL may disturb the running service"), required=False
    )
    redirect_urls = AddressLinesField(
        label=gettext_lazy("Redirect URLs"),
        required=False,
        help_text=gettext_lazy(
            "After a merchant has consented, the code is sent to one of these addresses and to no other.\n"
            "* One per line, at most 10, each at most 200 bytes, beginning with https://.\n"
            "* For sub-domains enter the representative domain alone, for example https://example.com."
        ),
    )
    icon = forms.FileField(
        label=gettext_lazy("Representative icon"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=gettext_lazy("* 120 x 120 pixels, at most 50 KB, png or jpg."),
    )
    removes_icon = forms.BooleanField(label=gettext_lazy("Remove the present icon"), required=False)

    def __init__(self, *args: Any, app: App, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = app
        if not app.is_for_sale:
            del self.fields["knows_danger"]
        if not app.icon:
            del self.fields["removes_icon"]

    def clean_icon(self) -> bytes | None:
        """The icon as PNG; None where none was chosen."""
        upload = self.cleaned_data["icon"]
        if not upload:
            return None
        try:
            return read_icon(upload)
        except IconRefused as refusal:
            raise ValidationError(ICON_RULES[refusal.reason] % {"name": upload.name}, code=refusal.reason) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_moved = "app_url" in data and data["app_url"] != self.app.app_url
        if is_moved and self.app.is_for_sale and not data.get("knows_danger"):
            text = _("The app is for sale: another App URL may disturb the running service. Tick the box to go on.")
            self.add_error("knows_danger", text)
        return data

    def basics(self) -> Basics:
        """What to save."""
        data = self.cleaned_data
        icon = data["icon"] if data["icon"] is not None else (b"" if data.get("removes_icon") else None)
        return Basics(data["name"], data["app_url"], data["redirect_urls"], icon)


ICON_RULES = {
    "too_many_bytes": gettext_lazy("%(name)s has more than 50 KB. An icon has 120 x 120 pixels and at most 50 KB."),
    "wrong_size": gettext_lazy("%(name)s is of another size. An icon has exactly 120 x 120 pixels."),
    "not_a_picture": gettext_lazy("%(name)s is no png and no jpg. Other kinds of files are not taken."),
}


class PermissionsForm(forms.Form):
    """R2.36, R2.41, R2.43. Ticks come as `scopes`; others than those offered are refused."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("API permissions"), required=False, choices=[(name, name) for name in sorted(ALL_SCOPES)]
    )
    operator_rights_url = AddressField(
        label=gettext_lazy("Operator rights URL"),
        required=False,
        help_text=gettext_lazy(
            "Where your app lists its screens and actions, so that a store can say who may use them.\n"
            "* Leave it empty if your app makes no difference between operators."
        ),
    )

    def rows(self) -> list[dict[str, Any]]:
        """The guide's 14 categories with what is ticked."""
        return self._rows_of(CATEGORIES)

    def later_rows(self) -> list[dict[str, Any]]:
        """Those that Cafe24 added since (wire contract 1.6)."""
        return self._rows_of(LATER_CATEGORIES)

    def _rows_of(self, categories: Iterable[Category]) -> list[dict[str, Any]]:
        ticked = set(self["scopes"].value() or [])
        return [{"category": one, "reads": one.read in ticked, "writes": one.write in ticked} for one in categories]


class PasswordForm(forms.Form):
    """The password again, before the secret is shown or replaced."""

    password = password_field(gettext_lazy("Your password"), "current-password")


class ReasonForm(forms.Form):
    """Why, for the developer to read."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
