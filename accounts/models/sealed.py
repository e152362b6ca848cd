"""Columns that hold a secret at rest: AES-256-GCM, bound to table, mall, row and field (security.md 2.5)."""

from __future__ import annotations

import uuid

from django.db import models

from accounts import sealing


class SealedField(models.TextField):  # type: ignore[type-arg]
    """Ciphertext of a secret; write it with `seal`, read it with `reveal`, both on the row."""


class SealedModel(models.Model):
    """A row with SealedFields. `seal_token` names the row in the associated data before it has a key."""

    seal_token = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    def seal(self, field: str, secret: str) -> None:
        """Encrypt a secret into a SealedField of this unsaved or saved row; the caller saves."""
        setattr(self, field, sealing.seal(secret, self._associated_data(field)))

    def reveal(self, field: str) -> str:
        """Decrypt a SealedField; an empty column gives an empty text. Raises sealing.SealBroken."""
        ciphertext = getattr(self, field)
        return sealing.open_sealed(ciphertext, self._associated_data(field)) if ciphertext else ""

    def _associated_data(self, field: str) -> str:
        return f"{self._meta.db_table}|{getattr(self, 'mall_id', None) or 0}|{self.seal_token}|{field}"
