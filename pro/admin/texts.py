"""What staff keep without a release: texts of the scope, overseas sales limits, help pages (R3.97)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from pro.domain.help_pages import save_help_page
from pro.models import HelpPage, Operation, SalesLimit


class KeptByStaff(ModelAdmin):  # type: ignore[misc]
    """Staff change rows; what is no longer wanted is hidden, so that a release does not bring it back."""

    actions = None
    list_per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self.admin_site.has_permission(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(self.admin_site.has_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(self.admin_site.has_permission(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.admin_site.has_permission(request))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("key",) if obj else ()


@admin.register(Operation)
class OperationAdmin(KeptByStaff):
    """The lines of the service scope. What they do is code; a line without code is not added here."""

    list_display = ("name", "name_ko", "area", "switched_by", "position", "is_visible")
    list_editable = ("position", "is_visible")
    list_filter = ("area", "is_visible")
    search_fields = ("key", "name", "name_ko")
    fields = (
        ("key", "area"),
        ("name", "name_ko"),
        "text",
        "text_ko",
        ("switched_by", "position", "is_visible"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(SalesLimit)
class SalesLimitAdmin(KeptByStaff):
    """Goods that screening looks for. A change holds from the next screening."""

    list_display = ("name", "name_ko", "checks_products", "position", "is_active")
    list_editable = ("position", "is_active")
    search_fields = ("key", "name", "name_ko", "words")
    fields = (
        ("key", "position"),
        ("name", "name_ko"),
        "text",
        "text_ko",
        "words",
        "exceptions",
        ("checks_products", "is_active"),
    )


@admin.register(HelpPage)
class HelpPageAdmin(KeptByStaff):
    """Help and FAQ. Texts are cleaned when they are saved; `page:pro:scope` as a link leads to a page by its name."""

    list_display = ("title", "title_ko", "kind", "position", "is_visible", "changed_at")
    list_editable = ("position", "is_visible")
    list_filter = ("kind", "is_visible")
    search_fields = ("key", "title", "title_ko", "body", "body_ko")
    fields = (("key", "kind"), ("title", "title_ko"), "body", "body_ko", ("position", "is_visible"))

    def save_model(self, request: HttpRequest, obj: HelpPage, form: ModelForm[Any], change: bool) -> None:
        save_help_page(obj)
