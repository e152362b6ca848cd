"""Customers > Boards: posts of a shop's boards, one post with its thread, and what the store does about it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from accounts.models import Shop
from accounts.paging import timed_page
from catalog.description import as_html, as_line
from orders.domain.boards.change import change_article, delete_article
from orders.domain.boards.comment import delete_comment
from orders.domain.boards.write import NewArticle, store_writer, write_article
from orders.forms.boards import ArticleFilterForm, ReplyForm
from orders.models import Article, BoardNo, Comment, Order
from orders.models.board import BEST_RATING
from orders.queries.boards import board_of, boards_of, comments_of, listed_articles, thread_of
from orders.views.shops import picked_shop, shop_tabs

TONES: Final = {"N": "warning", "P": "info", "C": "success"}


@admin_view(menu="customers")
@require_safe
def article_list(request: AdminRequest) -> HttpResponse:
    """Posts of one board of one shop, newest first, narrowed by state or product."""
    shop = picked_shop(request)
    given = request.GET.copy()
    given["shop"] = str(shop.shop_no)  # the form sends it on
    filters = ArticleFilterForm(given)
    wanted = filters.wanted(shop.shop_no)
    page = timed_page(listed_articles(wanted), request.GET, at="created_at")
    context = shop_tabs(request, shop) | {
        "filters": filters,
        "is_filtered": bool(wanted.state or wanted.product_id),
        "board_no": wanted.board_no,
        "has_ratings": wanted.board_no == BoardNo.REVIEW,
        "is_notices": wanted.board_no == BoardNo.NOTICE,
        "boards": [(board, _list_url(board.board_no, shop)) for board in boards_of(shop.shop_no)],
        "list_url": _list_url(wanted.board_no, shop),
        "page": page,
        "rows": [_row(article) for article in page],
    }
    return render(request, "orders/board_list.html", context)


@admin_view(menu="customers")
@require_safe
def detail(request: AdminRequest, article_id: int) -> HttpResponse:
    """One post with replies, comments and history."""
    article = get_object_or_404(Article.objects.select_related("product", "parent"), pk=article_id)
    if article.parent_id is not None:
        return redirect("orders:article", article_id=_root_of(article).pk)
    return _show(request, article, ReplyForm())


@admin_view(menu="customers")
@require_POST
def reply(request: AdminRequest, article_id: int) -> HttpResponse:
    """Answer a post in the store's name; a question is answered with that."""
    article = get_object_or_404(Article.objects.threads(), pk=article_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _show(request, article, form, status=422)
    new = NewArticle(
        title=f"Re: {article.title}"[:256],
        content=form.cleaned_data["content"],
        parent_id=article.pk,
        reply_user_id=request.user.login_id,
    )
    writer = store_writer(_shop_of(request, article))
    write_article(article.shop_no, article.board_no, new, writer=writer, actor=request.actor)
    messages.success(request, _("Your reply is there now."))
    return redirect("orders:article", article_id=article_id)


@admin_view(menu="customers")
@require_POST
def display(request: AdminRequest, article_id: int) -> HttpResponse:
    """Hide a post from shoppers, or show it again: `shown` is 1 or 0."""
    article = get_object_or_404(Article, pk=article_id)
    is_shown = request.POST.get("shown") == "1"
    change_article(article.pk, {"is_displayed": is_shown}, actor=request.actor)
    messages.success(request, _("Shoppers see the post again.") if is_shown else _("Shoppers do not see the post."))
    return redirect("orders:article", article_id=_root_of(article).pk)


@admin_view(menu="customers")
@require_POST
def delete(request: AdminRequest, article_id: int) -> HttpResponse:
    """Delete a post with its replies and comments, or one reply."""
    article = get_object_or_404(Article, pk=article_id)
    root, shop = _root_of(article), _shop_of(request, article)
    delete_article(article.pk, actor=request.actor)
    messages.success(request, _("The post was deleted."))
    if root.pk == article.pk:
        return redirect(_list_url(article.board_no, shop))
    return redirect("orders:article", article_id=root.pk)


@admin_view(menu="customers")
@require_POST
def comment_delete(request: AdminRequest, article_id: int, comment_id: int) -> HttpResponse:
    """Delete a comment."""
    comment = get_object_or_404(Comment, pk=comment_id, article_id=article_id)
    delete_comment(article_id, comment.pk, actor=request.actor)
    messages.success(request, _("The comment was deleted."))
    return redirect("orders:article", article_id=article_id)


def _show(request: AdminRequest, article: Article, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    replies = thread_of(article)
    context = {
        "article": article,
        "row": _row(article),
        "board": board_of(article.shop_no, article.board_no),
        "list_url": _list_url(article.board_no, _shop_of(request, article)),
        "content": as_html(article.content),
        "order_url": _order_url(article.order_number),
        "replies": [_answer(one, f"delete-reply-{one.pk}") for one in replies],
        "comments": [_answer(one, f"delete-comment-{one.pk}") for one in comments_of(article)],
        "history": history_rows(article, *replies),
        "form": form,
    }
    return render(request, "orders/board_article.html", context, status=status)


def _row(article: Article) -> dict[str, Any]:
    return {
        "article": article,
        "excerpt": as_line(article.content, length=90),
        "stars": "★" * article.rating + "☆" * (BEST_RATING - article.rating) if article.rating else "",
        "tone": TONES.get(article.reply_status, ""),
    }


def _answer(answer: Article | Comment, dialog_id: str) -> dict[str, Any]:
    return {"answer": answer, "content": as_html(answer.content), "dialog_id": dialog_id}


def _root_of(article: Article) -> Article:
    while article.parent is not None:
        article = article.parent
    return article


def _order_url(number: str) -> str:
    """The page of the order that a review is about; numbers that an app brought along may be of no order here."""
    is_known = bool(number) and Order.objects.filter(number=number).exists()
    return reverse("orders:detail", args=[number]) if is_known else ""


def _shop_of(request: AdminRequest, article: Article) -> Shop:
    return Shop.objects.select_related("mall").get(mall_id=request.mall.pk, shop_no=article.shop_no)


def _list_url(board_no: int, shop: Shop) -> str:
    more = "" if shop.is_base else f"&shop={shop.shop_no}"
    return f"{reverse('orders:board_list')}?board={board_no}{more}"
