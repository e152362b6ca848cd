"""Passwords that anyone would try first at this service."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User


class ServiceNameValidator:
    """Refuse a password that is the service's name with a few characters around it."""

    words = ("cafe24", "카페24")

    def validate(self, password: str, user: User | None = None) -> None:
        lowered = password.lower()
        for word in self.words:
            if word in lowered and len(lowered.replace(word, "")) < 5:
                raise ValidationError(_("The password is too close to the name of this service."), code="service_name")

    def get_help_text(self) -> str:
        return _("Your password cannot be the name of this service.")
