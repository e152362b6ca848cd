"""Boards of a shop: lists, posts, and what signed-in customers write."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import shopper_view
from accounts.clients import client_ip, client_network
from accounts.row_ids import row_id
from catalog.description import as_line
from catalog.queries import ProductRow, displayed_products
from orders.domain.boards import shoppers
from orders.domain.boards.comment import CommentsOff
from orders.models import Article, Board, BoardNo, InputChannel
from orders.queries.boards import board_of
from storefront.addresses import product_url
from storefront.forms.boards import CommentForm, OpenForm, QuestionForm, ReviewForm
from storefront.frame import frame, page, same_for_all
from storefront.pages import cached_page
from storefront.queries.boards import article_page, board_page, boards_page
from storefront.queries.products import host_of
from storefront.shoppers import ShopRequest, customer_view, personal_view
from storefront.views.login import wait_text

METHODS: Final = ["GET", "HEAD", "POST"]
FORMS: Final = {BoardNo.REVIEW: ReviewForm, BoardNo.QUESTION: QuestionForm}


@cached_page(lambda: "boards")
@shopper_view
@require_safe
def boards(request: ShopRequest) -> HttpResponse:
    """What a shop announces, how buyers review and what shoppers ask: all boards with their newest posts."""
    context = boards_page(request.shop) | {
        "title": _("Notices and reviews"),
        "canonical": f"{host_of(request.mall)}{reverse('storefront:boards')}",
        "description": _("%(board)s of %(name)s.") % {"board": _("Notices and reviews"), "name": request.shop.title},
    }
    return same_for_all("storefront/boards.html", frame(request.mall, request.shop) | context, at="boards")


@cached_page(lambda board_no: f"board:{board_no}")
@shopper_view
@require_safe
def board(request: ShopRequest, board_no: int) -> HttpResponse:
    """The posts of a board, newest first; 404 where the shop does not use it."""
    found = _board(request, board_no)
    context = board_page(request.shop, found, request.GET) | {
        "canonical": f"{host_of(request.mall)}{reverse('storefront:board', args=[board_no])}",
        "description": _("%(board)s of %(name)s.") % {"board": found.title, "name": request.shop.title},
    }
    return same_for_all("storefront/board.html", frame(request.mall, request.shop) | context, at="board")


@personal_view
@require_http_methods(METHODS)
def article(request: ShopRequest, board_no: int, article_id: int) -> HttpResponse:
    """One post. A secret one is for its writer, or for whoever knows its password and posts it."""
    found = _article(request, board_no, article_id)
    if _is_readable(request, found):
        return _show(request, found, CommentForm())
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if shoppers.opens(found, form.cleaned_data["password"], network=client_network(request)):
                return _show(request, found, None)
        except shoppers.TooManyPosts as refusal:
            form.add_error("password", wait_text(refusal.retry_after_seconds))
        else:
            form.add_error("password", _("This is not the password of this post."))
    context = {"board": _board(request, board_no), "form": form, "has_password": bool(found.password)}
    return page(request, "storefront/article_secret.html", context, status=422 if form.errors else 403)


@customer_view
@require_http_methods(METHODS)
def write(request: ShopRequest, board_no: int) -> HttpResponse:
    """Review a product that arrived, or ask about one; `product` in the address names it."""
    found = _board(request, board_no)
    form_type = FORMS.get(BoardNo(board_no))
    product = _product(request)
    if form_type is None or (product is None and board_no == BoardNo.REVIEW):
        raise Http404
    form = form_type(request.POST or None, is_secret_only=found.is_secret_only)
    context = {
        "board": found,
        "product": product,
        "product_url": product_url(product.slug, product.pk) if product else "",
        "form": form,
        "is_review": board_no == BoardNo.REVIEW,
        "refusal": _why_not(request, product) if board_no == BoardNo.REVIEW and product else "",
    }
    if request.method == "POST" and form.is_valid():
        made = _write(request, found, product, form)
        if made is not None:
            messages.success(request, _("Thank you. Your post is there now."))
            return redirect("storefront:article", made.board_no, made.pk)
    status = 422 if form.errors else 403 if context["refusal"] else 200
    return page(request, "storefront/board_write.html", context, status=status)


@customer_view
@require_POST
def comment(request: ShopRequest, board_no: int, article_id: int) -> HttpResponse:
    """Comment on a post that one may read."""
    found = _article(request, board_no, article_id)
    if not _is_readable(request, found):
        raise Http404
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            shoppers.comment_on(_me(request), found.pk, form.cleaned_data["content"], place=_place(request))
        except shoppers.TooManyPosts as refusal:
            form.add_error("content", wait_text(refusal.retry_after_seconds))
        except CommentsOff as refusal:
            raise Http404 from refusal
        else:
            messages.success(request, _("Your comment is there now."))
            return redirect("storefront:article", board_no, article_id)
    return _show(request, found, form, status=422)


@customer_view
@require_http_methods(METHODS)
def delete(request: ShopRequest, board_no: int, article_id: int) -> HttpResponse:
    """Delete one's own post, after asking."""
    found = _article(request, board_no, article_id)
    if found.customer_id != _me(request):
        raise Http404
    context = {"board": _board(request, board_no), "article": found}
    if request.method != "POST":
        return page(request, "storefront/article_delete.html", context)
    try:
        shoppers.take_back(_me(request), found.pk)
    except shoppers.NotYours:
        messages.error(request, _("Somebody has answered it, so it stays. Please ask the store."))
        return redirect("storefront:article", board_no, article_id)
    messages.success(request, _("Your post was deleted."))
    return redirect("storefront:board", board_no)


def _board(request: ShopRequest, board_no: int) -> Board:
    if board_no not in BoardNo.values:
        raise Http404
    found = board_of(request.shop.shop_no, board_no)
    if not found.is_used:
        raise Http404
    return found


def _article(request: ShopRequest, board_no: int, article_id: int) -> Article:
    _board(request, board_no)
    threads = Article.objects.on(request.shop.shop_no, board_no).threads().displayed()
    found: Article = get_object_or_404(threads, pk=article_id)
    return found


def _is_readable(request: ShopRequest, found: Article) -> bool:
    return not found.is_secret or _is_own(request, found)


def _is_own(request: ShopRequest, found: Article) -> bool:
    return request.customer is not None and found.customer_id == request.customer.pk


def _show(request: ShopRequest, found: Article, form: CommentForm | None, *, status: int = 200) -> HttpResponse:
    if request.method == "GET":
        Article.objects.filter(pk=found.pk).update(hits=F("hits") + 1)
    context = article_page(request.shop, found) | {
        "form": form,
        "is_own": _is_own(request, found),
        "description": as_line(found.content) or found.title,
    }
    return page(request, "storefront/article.html", context, status=status)


def _product(request: ShopRequest) -> ProductRow | None:
    text = request.POST.get("product") or request.GET.get("product", "")
    number = row_id(text)
    found = displayed_products(request.shop.shop_no).filter(pk=number).first() if number is not None else None
    if text and found is None:
        raise Http404
    return ProductRow.of(found) if found else None


def _why_not(request: ShopRequest, product: ProductRow) -> str:
    """Why there is nothing to review; empty where there is."""
    try:
        shoppers.reviewable_order(_me(request), product.pk)
    except shoppers.NotReviewable as refusal:
        return _refusal_text(refusal)
    return ""


def _refusal_text(refusal: shoppers.NotReviewable) -> str:
    if refusal.has_bought:
        return _("You have reviewed every order of this product. Thank you!")
    return _("Reviews are written by customers to whom the product was delivered.")


def _write(request: ShopRequest, found: Board, product: ProductRow | None, form: Any) -> Article | None:
    try:
        if found.board_no == BoardNo.REVIEW and product is not None:
            return shoppers.write_review(_me(request), product.pk, form.words, place=_place(request))
        product_id = product.pk if product else None
        return shoppers.ask_question(_me(request), product_id, form.words, place=_place(request))
    except shoppers.NotReviewable as refusal:
        form.add_error(None, _refusal_text(refusal))
    except shoppers.TooManyPosts as refusal:
        form.add_error(None, wait_text(refusal.retry_after_seconds))
    return None


def _place(request: ShopRequest) -> shoppers.Place:
    is_phone = "Mobi" in request.headers.get("User-Agent", "")
    return shoppers.Place(
        shop_no=request.shop.shop_no,
        client_ip=client_ip(request),
        input_channel=InputChannel.MOBILE if is_phone else InputChannel.PC,
    )


def _me(request: HttpRequest) -> int:
    customer = getattr(request, "customer", None)
    assert customer is not None  # noqa: S101 - customer_view let nobody else in
    number: int = customer.pk
    return number
