"""Pages of automated emails, customers and promotions, under /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path

from orders.views import automated_emails, customers, mail_editor, promotions

MAILS = "customers/automated-emails/"
mail_urls: list[URLPattern] = [
    path(MAILS, automated_emails.settings_page, name="automated_emails"),
    path(f"{MAILS}<str:kind>/", mail_editor.edit, name="mail_edit"),
    path(f"{MAILS}<str:kind>/preview/", mail_editor.preview, name="mail_preview"),
    path(f"{MAILS}<str:kind>/test/", mail_editor.test, name="mail_test"),
    path(f"{MAILS}<str:kind>/reset/", mail_editor.reset, name="mail_reset"),
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers/<int:customer_id>/", customers.detail, name="customer"),
    path("customers/<int:customer_id>/password/", customers.send_password, name="customer_password"),
    path("customers/<int:customer_id>/block/", customers.block, name="customer_block"),
    path("customers/<int:customer_id>/let-in/", customers.let_in, name="customer_let_in"),
    path("promotions/", promotions.promotion_list, name="promotion_list"),
    path("promotions/new/", promotions.new, name="promotion_new"),
    path("promotions/<int:discount_id>/", promotions.edit, name="promotion"),
    path("promotions/<int:discount_id>/end/", promotions.end, name="promotion_end"),
]
