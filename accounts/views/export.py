"""The owner's copy of everything the mall holds: ask for it, watch it being made, download it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.domain.export_data import path_of, request_export
from accounts.models import DataExport


@admin_view(owner_only=True, admits_dormant=True)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: AdminRequest) -> HttpResponse:
    """The exports there are, and the button that orders another."""
    if request.method == "POST":
        request_export(request.mall.pk, user_id=request.user.pk)
        messages.success(request, _("Your data is being put together. You get a mail when it is ready."))
        return redirect("accounts:export")
    rows = [*DataExport.objects.select_related("job").filter(mall=request.mall)[:20]]
    context = {
        "tab": "export",
        "exports": [row for row in rows if row.ready_at and row.expires_at and row.expires_at > timezone.now()],
        "running": next((row for row in rows if _is_running(row)), None),
        "has_failed": bool(rows) and rows[0].ready_at is None and not _is_running(rows[0]),
        "kept_days": settings.EXPORT_KEPT.days,
    }
    return render(request, "accounts/export.html", context)


@admin_view(owner_only=True, admits_dormant=True)
@require_safe
def export_progress(request: AdminRequest, export_id: int) -> HttpResponse:
    """The bar of an export under way; once it is over the whole page is drawn anew."""
    row = get_object_or_404(DataExport.objects.select_related("job"), pk=export_id, mall=request.mall)
    response = render(request, "accounts/_export_progress.html", {"running": row})
    if not _is_running(row):
        response["HX-Refresh"] = "true"
    return response


@admin_view(owner_only=True, admits_dormant=True)
@require_safe
def download_export(request: AdminRequest, export_id: int) -> FileResponse:
    """The ZIP, as a stream, for the owner of this mall only; 404 for any other and past its time."""
    row = get_object_or_404(DataExport, pk=export_id, mall=request.mall, expires_at__gt=timezone.now())
    path = path_of(row)
    if not path.is_file():
        raise Http404
    name = f"{request.mall.host}-{timezone.localdate(row.ready_at):%Y%m%d}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


def _is_running(row: DataExport) -> bool:
    return row.ready_at is None and row.job is not None and not row.job.is_over
