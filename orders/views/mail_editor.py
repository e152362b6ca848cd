"""The editor of one automated email: its words per language, a preview, a test mail, back to the standard text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import AdminRequest, admin_view
from accounts.history import history_rows
from accounts.models import Shop
from orders.domain.mails.kinds import BLOCKS, KINDS, LABELS
from orders.domain.mails.letter import write_letter
from orders.domain.mails.samples import sample_values
from orders.domain.mails.send_test import TooManyTests, send_test
from orders.domain.mails.standard import Words
from orders.domain.mails.words import own_texts, reset_words, save_words, spoken, words_of
from orders.forms.mails import LanguageForm, WordsForm
from orders.models import MailKind, MailText

# A preview is a page of its own that nothing can act in: no script, no form, no address of ours.
PREVIEW_POLICY: Final = {
    "script-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:", "https:"],
    "form-action": [NONE],
    "connect-src": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": [],
}


@admin_view(menu="customers")
@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
def edit(request: AdminRequest, kind: str) -> HttpResponse:
    """Show and save the words of one kind in one language; the language stands in the address."""
    mail_kind, language = _kind(kind), _language(request)
    if request.method != "POST":
        return _page(request, mail_kind, language, WordsForm(initial=_initial(mail_kind, language), kind=mail_kind))
    form = WordsForm(request.POST, kind=mail_kind)
    if not form.is_valid():
        return _page(request, mail_kind, language, form, status=422)
    save_words(mail_kind, language, form.words(), actor=request.actor)
    messages.success(request, _("The text was saved."))
    return _back(mail_kind, language)


@admin_view(menu="customers")
@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_sameorigin
@csp_replace(PREVIEW_POLICY)  # type: ignore[arg-type]
def preview(request: AdminRequest, kind: str) -> HttpResponse:
    """The mail as it would look, with made-up values: of what was posted, else of what is saved. Saves nothing."""
    mail_kind, language = _kind(kind), _language(request)
    words = words_of(mail_kind, language)
    if request.method == "POST":
        form = WordsForm(request.POST, kind=mail_kind)
        form.is_valid()  # half-typed words show as far as they go
        words = Words(*(request.POST.get(name, "")[: _longest(form, name)] for name in asdict(words)))
    shop = _base_shop(request)
    values = sample_values(shop, language)
    return HttpResponse(write_letter(words, values, language=language, mall_name=shop.title).html)


@admin_view(menu="customers")
@require_POST
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
def test(request: AdminRequest, kind: str) -> HttpResponse:
    """Mail what was typed to the operator's own address. The page comes back as typed: nothing is saved by this."""
    mail_kind, language = _kind(kind), _language(request)
    form = WordsForm(request.POST, kind=mail_kind)
    if not form.is_valid():
        return _page(request, mail_kind, language, form, status=422)
    try:
        send_test(form.words(), language, shop=_base_shop(request), user=request.user)
    except TooManyTests:
        messages.error(request, _("You have sent many test emails. Please wait an hour."))
        return _page(request, mail_kind, language, form, status=429)
    text = _("A test email was sent to %(email)s. Your changes are not saved yet.")
    messages.success(request, text % {"email": request.user.email})
    return _page(request, mail_kind, language, form)


@admin_view(menu="customers")
@require_POST
def reset(request: AdminRequest, kind: str) -> HttpResponse:
    """Go back to the standard text of one language."""
    mail_kind, language = _kind(kind), _language(request)
    if reset_words(mail_kind, language, actor=request.actor):
        messages.success(request, _("The standard text is used again."))
    else:
        messages.info(request, _("It is the standard text already."))
    return _back(mail_kind, language)


def _kind(kind: str) -> MailKind:
    try:
        return MailKind(kind)
    except ValueError as error:
        raise Http404 from error


def _language(request: AdminRequest) -> str:
    form = LanguageForm(request.GET)
    return str(form.cleaned_data["language"]) if form.is_valid() else spoken(_base_shop(request).language)


def _base_shop(request: AdminRequest) -> Shop:
    return Shop.objects.select_related("mall").get(mall=request.mall, shop_no=1)


def _initial(kind: MailKind, language: str) -> dict[str, str]:
    return asdict(words_of(kind, language))


def _longest(form: WordsForm, name: str) -> int:
    return int(getattr(form.fields[name], "max_length", None) or 0)


def _back(kind: MailKind, language: str) -> HttpResponse:
    return redirect(f"{reverse('orders:mail_edit', args=[kind.value])}?{urlencode({'language': language})}")


def _page(request: AdminRequest, kind: MailKind, language: str, form: WordsForm, *, status: int = 200) -> HttpResponse:
    facts = KINDS[kind]
    own = own_texts()
    row = MailText.objects.filter(kind=kind, language=language).first()
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "facts": facts,
        "language": language,
        "languages": [(code, name, (kind.value, code) in own) for code, name in Shop.Language.choices],
        "is_own": row is not None,
        "variables": [(name, LABELS[name], name in facts.needed, name in BLOCKS) for name in facts.variables],
        "history": history_rows(row) if row else [],
    }
    return render(request, "orders/mail_edit.html", context, status=status)
