"""Shapes of the marketplace forms; each market's fields come from its spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pro.domain.market_accounts import AccountWish
from pro.marketplaces.types import CredentialField, Marketplace, RegistrationField
from pro.models import MarketAccount

MOST_CHOICES = 400


class AccountForm(forms.Form):
    """A market's account: an alias and its credential fields. A stored secret shows its last four letters at most.

    With an `account`, secrets may stay empty: the stored one is kept.
    """

    alias = forms.CharField(
        label=_("Alias"),
        required=False,
        max_length=60,
        help_text=_("What you call this account here.\n* Only you see it. Helpful with several accounts."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, market: Marketplace, account: MarketAccount | None = None, **kwargs: Any) -> None:
        if account is not None:
            kwargs.setdefault("initial", {"alias": account.alias, **account.plain})
        super().__init__(*args, **kwargs)
        self.market = market
        for spec in market.fields:
            self.fields[spec.name] = _credential_field(spec, account)
        self.order_fields([*(spec.name for spec in market.fields), "alias"])

    @property
    def wish(self) -> AccountWish:
        """What was entered, empty fields left out."""
        values = {spec.name: str(self.cleaned_data[spec.name]) for spec in self.market.fields}
        return AccountWish({name: value for name, value in values.items() if value}, self.cleaned_data["alias"])


def _credential_field(spec: CredentialField, account: MarketAccount | None) -> forms.Field:
    is_stored = account is not None and spec.is_secret
    notes = list(spec.notes)
    attrs = {"autocomplete": "off", "spellcheck": "false", "placeholder": spec.placeholder}
    if account is not None and spec.is_secret and spec.is_kept:
        attrs["placeholder"] = f"••••••••{account.hints.get(spec.name, '')}"
        notes.append(_("Leave it empty to keep the stored one."))
    help_text = format_lazy("{}" + "\n* {}" * len(notes), spec.help, *notes)
    is_required = spec.is_required and not is_stored
    label: Any = spec.label
    if spec.choices:
        return forms.ChoiceField(
            label=label, help_text=help_text, required=is_required, choices=[("", _("Choose")), *spec.choices]
        )
    if spec.is_secret:
        widget: forms.Widget = forms.PasswordInput(attrs={**attrs, "autocomplete": "new-password"})
    else:
        widget = forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label, help_text=help_text, required=is_required, max_length=spec.max_length, widget=widget
    )


class UnlinkForm(forms.Form):
    """The account's name, typed."""

    confirm = forms.CharField(label=_("Account name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, word: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word = word

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        if typed.strip() != self.word.strip():
            raise forms.ValidationError(_("This is not the account's name. Type it exactly as it is shown."))
        return typed


class CommonSettingsForm(forms.Form):
    """Market Plus > common settings (R3.25)."""

    sends_imported = forms.BooleanField(
        label=_("Send imported products to the other marketplaces"),
        required=False,
        help_text=_(
            "Products that PRO imported from one marketplace are registered at the others too.\n"
            "* Holds for every account that says nothing else in its own settings."
        ),
    )


class AccountSettingsForm(forms.Form):
    """Market Plus > account settings: one choice per account (R3.26)."""

    def __init__(self, *args: Any, accounts: Sequence[MarketAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for account in accounts:
            self.fields[f"account_{account.pk}"] = forms.ChoiceField(
                label=format_lazy("{}: {}", account.label, _("products imported from another marketplace")),
                choices=MarketAccount.SendsImported.choices,
                required=False,
                initial=account.sends_imported,
            )


class RegistrationForm(forms.Form):
    """What the market wants besides the products, and which ones."""

    def __init__(
        self,
        *args: Any,
        fields: Sequence[RegistrationField],
        choices: dict[str, list[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._known = choices
        for spec in fields:
            self.fields[spec.name] = _registration_field(spec, choices.get(spec.name, []))

    @property
    def choices(self) -> dict[str, str]:
        return {name: str(self.cleaned_data[name]) for name in self.fields}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, known in self._known.items():
            value = data.get(name)
            if value and value not in {key for key, _title in known}:
                self.add_error(name, _("Not among the retrieved market information."))
        return data


def _registration_field(spec: RegistrationField, known: list[tuple[str, str]]) -> forms.Field:
    options: dict[str, Any] = {"label": spec.label, "help_text": spec.help, "required": spec.is_required}
    if spec.info_kind and len(known) <= MOST_CHOICES:
        empty = _("Choose") if spec.is_required else _("None")
        return forms.ChoiceField(choices=[("", empty), *known], **options)
    if spec.info_kind:
        options["help_text"] = format_lazy("{}\n* {}", spec.help, _("Its number stands in the market information."))
    return forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)
