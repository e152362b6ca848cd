"""The person who signs in: a merchant, a sub-operator, an app developer or staff."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LOGIN_ID_PATTERN = r"^[a-z][A-Za-z0-9]*\Z"
LOGIN_ID_MIN_LENGTH = 4
LOGIN_ID_MAX_LENGTH = 16
LOGIN_ID_RULE = _("Use 4 to 16 letters (a-z, A-Z) and digits. The first character must be a lower-case letter.")


class UserManager(BaseUserManager["User"]):
    """Creates users for `createsuperuser` and tests; merchants come through `domain.sign_up`."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(login_id__iexact=username)

    @transaction.atomic
    def create_user(self, login_id: str, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user and take the ID for ever. Raises ValidationError where somebody has or once had it (R0.22)."""
        _row, is_new = LoginIdRegistry.objects.get_or_create(login_id=login_id.lower())
        if not is_new:
            raise ValidationError({"login_id": _("This ID is already in use.")})
        user = User(login_id=login_id, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, login_id: str, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(login_id, email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One sign-in. The ID never changes (R0.19); one email may own many (R0.20)."""

    class Mode(models.TextChoices):
        BASIC = "basic", _("Basic")
        ADVANCED = "advanced", _("Advanced")

    login_id = models.CharField(
        _("ID"),
        max_length=LOGIN_ID_MAX_LENGTH,
        validators=[RegexValidator(LOGIN_ID_PATTERN, LOGIN_ID_RULE), MinLengthValidator(LOGIN_ID_MIN_LENGTH)],
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    email = models.EmailField(_("email"), blank=True, db_index=True)
    wants_newsletter = models.BooleanField(_("newsletter"), default=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.BASIC)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "login_id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("login_id"), name="user_login_id_once_whatever_case"),
            models.CheckConstraint(
                condition=models.Q(login_id__regex=r"^[a-z][A-Za-z0-9]*$"), name="user_login_id_pattern"
            ),
        ]

    def __str__(self) -> str:
        return self.login_id

    @property
    def uses_advanced_mode(self) -> bool:
        return self.mode == self.Mode.ADVANCED


class LoginIdRegistry(models.Model):
    """Each ID ever taken, in lower case. Insert-only by trigger: an ID once taken is never free (R0.22)."""

    login_id = models.CharField(_("ID"), max_length=LOGIN_ID_MAX_LENGTH, primary_key=True)
    taken_at = models.DateTimeField(_("taken"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("taken ID")
        verbose_name_plural = _("taken IDs")

    def __str__(self) -> str:
        return self.login_id
