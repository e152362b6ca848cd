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
from developer_center.domain.make_test_mall import MOST_TEST_MALLS, MadeAlready, TooManyTestMalls, make_test_mall
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
    return _page(request, {"made": made}, status=201)


@developer_view
@require_safe
def test_mall_progress(request: DeveloperRequest, test_mall_id: int) -> HttpResponse:
    """The bar of one test mall while it is being filled, and the line in its place afterwards."""
    found = get_object_or_404(TestMall.objects.select_related("mall", "job"), pk=test_mall_id, user=request.user)
    return render(request, "developer_center/_test_mall_state.html", {"test_mall": found})


def _page(request: DeveloperRequest, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    malls = own_test_malls(request.user)
    shown = {"test_malls": malls, "click": new_click(), "most": MOST_TEST_MALLS}
    return render(request, "developer_center/test_malls.html", {**shown, **(context or {})}, status=status)
