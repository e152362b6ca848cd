"""Test malls: made with one click, filled while the developer watches (design 10)."""

from __future__ import annotations

import re
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audience import DeveloperRequest, developer_view
from accounts.models import User
from accounts.views.confirmed import accept_password
from developer_center.domain.end_test_mall import delete_test_mall
from developer_center.domain.make_test_mall import MOST_TEST_MALLS, MadeAlready, TooManyTestMalls, make_test_mall
from developer_center.forms.app import PasswordForm
from developer_center.models import TestMall, new_click
from developer_center.queries.test_malls import own_test_malls

CLICK: Final = re.compile(r"[0-9a-f]{32}")


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def test_malls(request: DeveloperRequest) -> HttpResponse:
    """The developer's test malls; POST makes one and shows, this once, how to sign in to it."""
    if request.method != "POST":
        return _page(request)
    click = request.POST.get("click", "")
    if not CLICK.fullmatch(click):
        return redirect("developers:test_malls")
    try:
        made = make_test_mall(request.user, click=click)
    except MadeAlready:
        messages.info(request, _("A test mall was made already; this one click more made no other."))
        return redirect("developers:test_malls")
    except TooManyTestMalls:
        messages.error(request, _("A developer has at most %(count)d test malls.") % {"count": MOST_TEST_MALLS})
        return redirect("developers:test_malls")
    except User.DoesNotExist:  # their account ended while they clicked
        return redirect("accounts:login")
    return _page(request, {"made": made}, status=201)


@developer_view
@require_safe
def test_mall_progress(request: DeveloperRequest, test_mall_id: int) -> HttpResponse:
    """The bar of one test mall while it is being filled, and the line in its place afterwards."""
    found = get_object_or_404(TestMall.objects.select_related("mall", "job"), pk=test_mall_id, user=request.user)
    return render(request, "developer_center/_test_mall_state.html", {"test_mall": found})


@developer_view
@require_http_methods(["GET", "HEAD", "POST"])
def test_mall_delete(request: DeveloperRequest, test_mall_id: int) -> HttpResponse:
    """Delete a test mall with its account: what that does, and the developer's own password."""
    found = get_object_or_404(TestMall.objects.alive().select_related("mall"), pk=test_mall_id, user=request.user)
    form = PasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = accept_password(request, form) if form.is_valid() else 422
        if status == 200:
            delete_test_mall(request.user, found.pk)
            messages.success(request, _("The test mall %(name)s was deleted.") % {"name": found.mall.host})
            return redirect("developers:test_malls")
    context = {"form": form, "test_mall": found}
    return render(request, "developer_center/test_mall_delete.html", context, status=status)


def _page(request: DeveloperRequest, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    malls = own_test_malls(request.user)
    shown = {"test_malls": malls, "click": new_click(), "most": MOST_TEST_MALLS}
    return render(request, "developer_center/test_malls.html", {**shown, **(context or {})}, status=status)
