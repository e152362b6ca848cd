"""The pictures of a product."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.domain.images import MOST_IMAGES
from catalog.models.image import ALT_LENGTH
from catalog.pictures import Picture


class SeveralFiles(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several uploaded pictures, each decoded and encoded anew; cleans to a list."""

    def __init__(self, one: forms.FileField, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.one = one

    def clean(self, data: Any, initial: Any = None) -> list[Picture]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_IMAGES:
            raise forms.ValidationError(_("A product has at most 20 pictures."), code="too_many")
        errors: list[forms.ValidationError] = []
        pictures: list[Picture] = []
        for file in files:
            try:
                pictures.append(self.one.clean(file))
            except forms.ValidationError as error:
                errors += [forms.ValidationError(f"{file.name}: {text}") for text in error.messages]
        if errors:
            raise forms.ValidationError(errors)
        return pictures


class AltForm(forms.Form):
    """What one picture shows."""

    alt = forms.CharField(label=_("Alternative text"), max_length=ALT_LENGTH, required=False)
