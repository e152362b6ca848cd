"""What support staff see at /support/."""

from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.admin import malls, people, reactivation, work

__all__ = ["malls", "people", "reactivation", "work"]

# allauth's own tables and Django's groups say nothing that support works with.
for model in [m for m in admin.site._registry if m._meta.app_label in {"account", "mfa"} or m is Group]:
    admin.site.unregister(model)
