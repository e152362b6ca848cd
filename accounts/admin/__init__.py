"""What support staff see at /support/."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.admin import malls, people, reactivation, work

__all__ = ["malls", "people", "reactivation", "work"]

# allauth's own tables and Django's groups say nothing that support works with.
for model in (EmailAddress, Authenticator, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
