"""Forms of decoration images and icons: register one, and dress a product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.domain.decorations import MOST_WORN, Outfit, Worn
from catalog.forms import PictureField
from catalog.models import Decoration
from catalog.models.decoration import NAME_LENGTH, PLACES
from catalog.models.image import SMALL
from catalog.queries import image_url

TIME_FORMAT: Final = "%Y-%m-%dT%H:%M"
HEADINGS: Final[dict[str, Promise]] = {
    Decoration.Kind.IMAGE: _("Decoration images"),
    Decoration.Kind.ICON: _("Icons"),
}


def _time_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TIME_FORMAT)


class DecorationForm(forms.Form):
    """A picture that products may wear."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Decoration.Kind.choices,
        help_text=_("* A decoration image lies over the product's picture, an icon stands beside its name."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH, help_text=_("* Read out to shoppers who cannot see the picture.")
    )
    picture = PictureField(
        label=_("Picture"), help_text=_("* JPG, PNG, WebP or GIF, at most 5 MB. PNG and WebP may be see-through.")
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A registered picture with the inputs that put it on."""

    decoration: Decoration
    url: str
    wears: forms.BoundField
    place: forms.BoundField | None


class OutfitForm(forms.Form):
    """What a product wears of one kind in a shop: which of the registered ones, where, from when until when."""

    starts_at = forms.DateTimeField(label=_("Shown from"), required=False, widget=_time_input())
    ends_at = forms.DateTimeField(
        label=_("Shown until"), required=False, widget=_time_input(), help_text=_("* Both empty: always.")
    )

    def __init__(self, data: Any, *, kind: str, registered: Sequence[Decoration], outfit: Outfit) -> None:
        self.kind, self.registered, self.outfit = kind, registered, outfit
        super().__init__(data, prefix=kind, initial={"starts_at": outfit.starts_at, "ends_at": outfit.ends_at})
        present = {one.decoration_id: one for one in outfit.worn}
        for decoration in registered:
            worn = present.get(decoration.pk)
            self.fields[f"wears_{decoration.pk}"] = forms.BooleanField(
                label=decoration.name, required=False, initial=worn is not None
            )
            if kind == Decoration.Kind.IMAGE:
                place = f"{worn.vertical}-{worn.horizontal}" if worn else "T-L"
                self.fields[f"place_{decoration.pk}"] = forms.ChoiceField(
                    label=_("Place of “%(name)s”") % {"name": decoration.name},
                    choices=list(PLACES.items()),
                    required=False,
                    initial=place,
                )

    @property
    def heading(self) -> Promise:
        """What this kind is called."""
        return HEADINGS[self.kind]

    def choices(self) -> Iterator[Choice]:
        """The registered ones with their inputs."""
        for one in self.registered:
            place = self[f"place_{one.pk}"] if self.kind == Decoration.Kind.IMAGE else None
            yield Choice(one, image_url(one.stem, SMALL), self[f"wears_{one.pk}"], place)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at, ends_at = values.get("starts_at"), values.get("ends_at")
        if not {"starts_at", "ends_at"} & set(self.errors):
            if (starts_at is None) != (ends_at is None):
                self.add_error("ends_at", _("Enter both times, or none."))
            elif starts_at and ends_at and starts_at >= ends_at:
                self.add_error("ends_at", _("The end must be after the start."))
        most = MOST_WORN[self.kind]
        if sum(bool(values.get(f"wears_{one.pk}")) for one in self.registered) > most:
            raise forms.ValidationError(_("A product wears at most %(most)s of these.") % {"most": most})
        return values

    def wanted(self) -> Outfit:
        """The cleaned values; what is there already keeps its order, what is new comes after it."""
        values = self.cleaned_data
        order = [one.decoration_id for one in self.outfit.worn]
        chosen = [one.pk for one in self.registered if values[f"wears_{one.pk}"]]
        chosen.sort(key=lambda pk: order.index(pk) if pk in order else len(order))
        worn = tuple(self._worn(pk) for pk in chosen)
        return Outfit(worn, values["starts_at"], values["ends_at"]) if worn else Outfit(())

    def _worn(self, pk: int) -> Worn:
        vertical, _dash, horizontal = (self.cleaned_data.get(f"place_{pk}") or "T-L").partition("-")
        return Worn(pk, horizontal, vertical)
