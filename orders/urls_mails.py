"""Pages of automated emails, customers, boards and promotions, under /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path

from orders.views import (
    automated_emails,
    board_settings,
    boards,
    customer_memos,
    customers,
    mail_editor,
    promotions,
)

MAILS = "customers/automated-emails/"
BOARDS = "customers/boards/"
mail_urls: list[URLPattern] = [
    path(MAILS, automated_emails.settings_page, name="automated_emails"),
    path(f"{MAILS}<str:kind>/", mail_editor.edit, name="mail_edit"),
    path(f"{MAILS}<str:kind>/preview/", mail_editor.preview, name="mail_preview"),
    path(f"{MAILS}<str:kind>/test/", mail_editor.test, name="mail_test"),
    path(f"{MAILS}<str:kind>/reset/", mail_editor.reset, name="mail_reset"),
    path(BOARDS, boards.article_list, name="board_list"),
    path(f"{BOARDS}notices/new/", board_settings.notice_new, name="notice_new"),
    path(f"{BOARDS}settings/<int:board_no>/", board_settings.board_edit, name="board_edit"),
    path(f"{BOARDS}<int:article_id>/", boards.detail, name="article"),
    path(f"{BOARDS}<int:article_id>/edit/", board_settings.notice_edit, name="notice_edit"),
    path(f"{BOARDS}<int:article_id>/reply/", boards.reply, name="article_reply"),
    path(f"{BOARDS}<int:article_id>/display/", boards.display, name="article_display"),
    path(f"{BOARDS}<int:article_id>/delete/", boards.delete, name="article_delete"),
    path(f"{BOARDS}<int:article_id>/comments/<int:comment_id>/delete/", boards.comment_delete, name="comment_delete"),
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers/<int:customer_id>/", customers.detail, name="customer"),
    path("customers/<int:customer_id>/password/", customers.send_password, name="customer_password"),
    path("customers/<int:customer_id>/block/", customers.block, name="customer_block"),
    path("customers/<int:customer_id>/let-in/", customers.let_in, name="customer_let_in"),
    path("customers/<int:customer_id>/memos/", customer_memos.add, name="customer_memo_add"),
    path("customers/<int:customer_id>/memos/<int:memo_id>/", customer_memos.edit, name="customer_memo"),
    path("customers/<int:customer_id>/memos/<int:memo_id>/delete/", customer_memos.delete, name="customer_memo_delete"),
    path("promotions/", promotions.promotion_list, name="promotion_list"),
    path("promotions/new/", promotions.new, name="promotion_new"),
    path("promotions/<int:discount_id>/", promotions.edit, name="promotion"),
    path("promotions/<int:discount_id>/end/", promotions.end, name="promotion_end"),
]
