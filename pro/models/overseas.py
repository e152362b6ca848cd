"""What was copied to which overseas shop, and what was translated into which language."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Shop
from accounts.tenancy.models import TenantForeignKey, TenantModel
from catalog.models import Product


class OverseasCopy(TenantModel):
    """A base product was copied to a shop: once, for ever (R3.78), also where its listing is deleted afterwards."""

    shop_no = models.PositiveSmallIntegerField()
    product_id = models.BigIntegerField(help_text="No key: the row stands when the product is gone.")
    is_held_back = models.BooleanField(default=False, help_text="Had no weight, so it was not displayed or sold.")
    is_wanted = models.BooleanField(
        default=False, help_text="A work request wants it offered here, whatever the base shop does (R3.29)."
    )
    copied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "shop_no", "product_id"], name="product_copied_once_per_shop"),
        ]
        indexes = [
            models.Index(
                fields=["mall_id", "shop_no", "-id"], condition=models.Q(is_held_back=True), name="copy_held_back"
            ),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} to shop {self.shop_no}"


class TranslationTask(TenantModel):
    """A product and a language: queued, translated once, and what came out of it (R3.33 to R3.38).

    `fields` keeps per field `{"hash": of the base text that was translated, "text": the result}`, or `{"error": ...}`
    for one that failed. The texts stay here too, so that a second shop of the language costs no characters.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Translated")
        BEYOND_QUOTA = "beyond_quota", _("Beyond the quota")

    class Origin(models.TextChoices):
        EXISTING = "existing", _("There before the shop")
        NEW = "new", _("Registered later")

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="translation_tasks")
    language = models.CharField(_("language"), max_length=2, choices=Shop.Language)
    origin = models.CharField(max_length=8, choices=Origin)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    fields = models.JSONField(default=dict, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    is_edit = models.BooleanField(default=False, help_text="Waits because a ticked field was edited (R3.83).")
    queued_at = models.DateTimeField(_("queued"), default=timezone.now)
    try_after = models.DateTimeField(default=timezone.now)
    claimed_by = models.BigIntegerField(null=True, help_text="Job that works on it.")
    claimed_until = models.DateTimeField(null=True)
    translated_at = models.DateTimeField(_("translated"), null=True)
    checked_at = models.DateTimeField(null=True, help_text="When its base texts were last compared.")

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "product", "language"], name="translated_once_per_language"),
        ]
        indexes = [
            models.Index(fields=["mall_id", "language", "state", "id"], name="translation_in_order"),
            models.Index(fields=["mall_id", "queued_at"], name="translation_by_queued"),
            models.Index(fields=["mall_id", "translated_at"], name="translation_by_done"),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} into {self.language}: {self.state}"


class NameTranslation(TenantModel):
    """A category's name was translated into a language, or a main category's for its shop: once (screens.md 5)."""

    class Kind(models.TextChoices):
        CATEGORY = "category", _("Category")
        MAIN_CATEGORY = "main_category", _("Main category")

    kind = models.CharField(max_length=13, choices=Kind)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=2, choices=Shop.Language)
    text = models.CharField(max_length=50)
    translated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "kind", "object_id", "language"], name="name_translated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} into {self.language}"


class TranslationUsage(TenantModel):
    """Characters that a mall's texts had when they were sent to an engine, per month and language."""

    month = models.DateField(help_text="Its first day.")
    engine = models.CharField(max_length=20)
    language = models.CharField(max_length=2, choices=Shop.Language)
    characters = models.BigIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "month", "engine", "language"], name="usage_once_per_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.engine} {self.language}: {self.characters}"


class TranslationAnswer(TenantModel):
    """What an engine answered for a text, kept from its request until the product is written.

    A worker that dies in between asks for nothing that it has been given already. `digest` is of the engine, both
    languages, the text and how it was sent.
    """

    language = models.CharField(max_length=2, choices=Shop.Language)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mall_id", "language", "digest"], name="translation_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.digest[:12]}"


class EngineStop(models.Model):
    """A translation engine that must not be asked for a while. Control plane: the key is the platform's own."""

    class Reason(models.TextChoices):
        QUOTA = "quota", _("Its characters of this month are used up")
        KEY = "key", _("It refuses the key")

    engine = models.CharField(_("engine"), max_length=20, unique=True)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    detail = models.CharField(_("what it said"), max_length=400, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), default=timezone.now)
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("stopped engine")
        verbose_name_plural = _("stopped engines")

    def __str__(self) -> str:
        return f"{self.engine}: {self.reason}"


class EngineEntry(models.Model):
    """An engine was stopped, or staff let it be asked again. Control plane; append-only, as the malls' logs are."""

    class Action(models.TextChoices):
        STOPPED = "stopped", _("Stopped")
        LIFTED = "lifted", _("Asked again by support")

    engine = models.CharField(_("engine"), max_length=20)
    action = models.CharField(_("action"), max_length=8, choices=Action)
    reason = models.CharField(_("reason"), max_length=8, choices=EngineStop.Reason)
    detail = models.CharField(_("what it said"), max_length=400, blank=True)
    staff_id = models.BigIntegerField(_("staff"), null=True, editable=False, help_text="User; none: the platform.")
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("entry about an engine")
        verbose_name_plural = _("log of engines")

    def __str__(self) -> str:
        return f"{self.engine}: {self.action}"
