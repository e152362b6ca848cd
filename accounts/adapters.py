"""How allauth's parts fit in: mails through the outbox, second factors encrypted, no sign-up of its own."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from accounts import sealing
from accounts.sign_in_hooks import SignInHooks

SEALED_AS = "mfa_authenticator|0|-|data"


class AccountAdapter(SignInHooks, DefaultAccountAdapter):  # type: ignore[misc]
    """allauth logs people in and keeps second factors; accounts are made by `domain.sign_up` only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals TOTP seeds and recovery-code seeds, which allauth stores in clear by default."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text, SEALED_AS)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.open_sealed(encrypted_text, SEALED_AS)
