"""Customers > Boards: write and change notices, and set boards up."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from accounts.models import Shop
from catalog.models.seo import Seo
from orders.domain.boards.change import change_article
from orders.domain.boards.settings import change_board, set_board_seo
from orders.domain.boards.write import NewArticle, store_writer, write_article
from orders.forms.boards import BoardForm, BoardSeoForm, NoticeForm
from orders.models import Article, BoardNo
from orders.queries.boards import board_of
from orders.views.shops import picked_shop, shop_query, shop_tabs

METHODS = ["GET", "HEAD", "POST"]


@admin_view(menu="customers")
@require_http_methods(METHODS)
def notice_new(request: AdminRequest) -> HttpResponse:
    """Announce something in a shop."""
    shop = picked_shop(request)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = NewArticle(is_notice=True, **form.cleaned_data)
        made = write_article(shop.shop_no, BoardNo.NOTICE, new, writer=store_writer(shop), actor=request.actor)
        messages.success(request, _("The notice is there now."))
        return redirect("orders:article", article_id=made.pk)
    context = shop_tabs(request, shop) | {"form": form, "back_url": _notices_url(shop)}
    return render(request, "orders/board_notice.html", context, status=422 if form.errors else 200)


@admin_view(menu="customers")
@require_http_methods(METHODS)
def notice_edit(request: AdminRequest, article_id: int) -> HttpResponse:
    """Change a post that the store wrote."""
    article = get_object_or_404(Article.objects.threads().filter(is_by_store=True), pk=article_id)
    names = list(NoticeForm.base_fields)
    form = NoticeForm(request.POST or None, initial={name: getattr(article, name) for name in names})
    back_url = reverse("orders:article", args=[article.pk])
    if request.method == "POST" and form.is_valid():
        change_article(article.pk, form.cleaned_data, actor=request.actor)
        messages.success(request, _("The notice was saved."))
        return redirect(back_url)
    context = {"form": form, "article": article, "back_url": back_url}
    return render(request, "orders/board_notice.html", context, status=422 if form.errors else 200)


@admin_view(menu="customers")
@require_http_methods(METHODS)
def board_edit(request: AdminRequest, board_no: int) -> HttpResponse:
    """Set up a board of a shop."""
    if board_no not in BoardNo.values:
        raise Http404
    shop = picked_shop(request)
    board = board_of(shop.shop_no, board_no)
    form = BoardForm(request.POST or None, instance=board)
    seo_form = BoardSeoForm(request.POST or None, seo=Seo(**board.seo), shop=shop)
    if request.method == "POST" and all((form.is_valid(), seo_form.is_valid())):
        change_board(shop.shop_no, board_no, form.cleaned_data, actor=request.actor)
        set_board_seo(shop.shop_no, board_no, seo_form.values(), actor=request.actor)
        messages.success(request, _("The board was saved."))
        return redirect(reverse("orders:board_edit", args=[board_no]) + shop_query(shop))
    more = "" if shop.is_base else f"&shop={shop.shop_no}"
    context = shop_tabs(request, shop) | {
        "form": form,
        "seo_form": seo_form,
        "heading": BoardNo(board_no).label,
        "back_url": f"{reverse('orders:board_list')}?board={board_no}{more}",
        "history": history_rows(board) if board.pk else [],
    }
    status = 422 if form.errors or seo_form.errors else 200
    return render(request, "orders/board_edit.html", context, status=status)


def _notices_url(shop: Shop) -> str:
    more = "" if shop.is_base else f"&shop={shop.shop_no}"
    return f"{reverse('orders:board_list')}?board={BoardNo.NOTICE.value}{more}"
