"""상담사연결: talk to an agent (R3.6, R3.95, R3.100, R3.107)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import AdminRequest, admin_view
from accounts.paging import keyset_page
from pro.domain.agent import Speaker, TooManyQuestions, ask_again, ask_question, ask_to_switch
from pro.domain.switches import SwitchRefused, has_active_contract
from pro.forms.agent import AgentSwitchForm, QuestionForm
from pro.models import AgentConversation
from pro.queries.agent import agent_lines, form_lines, messages_of, talk_rows
from pro.views.scope import refusal_text


@admin_view(menu="pro")
@require_http_methods(["GET", "HEAD", "POST"])
def agent(request: AdminRequest) -> HttpResponse:
    """Choose an item to turn off (or on again), applied at once; below it, the talks so far."""
    lines = agent_lines()
    data = request.POST if request.method == "POST" else None
    form = AgentSwitchForm(data, lines=lines, initial={"item": request.GET.get("item", "")})
    if form.is_valid():
        key, is_on = form.cleaned_data["item"], request.POST.get("wish") == "on"
        try:
            talk = ask_to_switch(key, is_on=is_on, text=form.cleaned_data["text"], speaker=_speaker(request))
        except SwitchRefused as refusal:
            messages.error(request, refusal_text(refusal.reason))
            return redirect("pro:agent")
        return redirect("pro:talk", conversation_id=talk.pk)
    return _page(request, form, QuestionForm(prefix="question"))


@admin_view(menu="pro")
@require_POST
def question(request: AdminRequest) -> HttpResponse:
    """File a question for support."""
    form = QuestionForm(request.POST, prefix="question")
    if not form.is_valid():
        return _page(request, AgentSwitchForm(lines=agent_lines()), form)
    try:
        talk = ask_question(form.cleaned_data["text"], speaker=_speaker(request))
    except TooManyQuestions as refusal:
        _refuse(form, refusal)
        return _later(_page(request, AgentSwitchForm(lines=agent_lines()), form), refusal)
    messages.success(request, _("Your question is with support. The answer comes by mail and stands here."))
    return redirect("pro:talk", conversation_id=talk.pk)


@admin_view(menu="pro")
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: AdminRequest, conversation_id: int) -> HttpResponse:
    """What was said, and a field to write on."""
    found = get_object_or_404(AgentConversation, pk=conversation_id, mall_id=request.mall.pk)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _talk_page(request, found, form)
    try:
        ask_again(found.pk, form.cleaned_data["text"], speaker=_speaker(request))
    except TooManyQuestions as refusal:
        _refuse(form, refusal)
        return _later(_talk_page(request, found, form), refusal)
    messages.success(request, _("Your question is with support. The answer comes by mail and stands here."))
    return redirect("pro:talk", conversation_id=found.pk)


def _talk_page(request: AdminRequest, found: AgentConversation, form: QuestionForm) -> HttpResponse:
    context = {"row": talk_rows([found])[0], "said": messages_of(found), "form": form}
    return render(request, "pro/talk.html", context, status=422 if form.errors else 200)


def _refuse(form: QuestionForm, refusal: TooManyQuestions) -> None:
    minutes = -(-refusal.retry_after_seconds // 60)
    text = ngettext(
        "You have written very often within the hour. You can go on in %(count)s minute.",
        "You have written very often within the hour. You can go on in %(count)s minutes.",
        minutes,
    )
    form.add_error("text", text % {"count": minutes})


def _later(response: HttpResponse, refusal: TooManyQuestions) -> HttpResponse:
    response.status_code = 429
    response["Retry-After"] = str(refusal.retry_after_seconds)
    return response


def _page(request: AdminRequest, form: AgentSwitchForm, question_form: QuestionForm) -> HttpResponse:
    page = keyset_page(AgentConversation.objects.filter(mall_id=request.mall.pk), request.GET, size=10)
    context: dict[str, Any] = {
        "form": form,
        "question_form": question_form,
        "can_switch": has_active_contract(request.mall.pk),
        "form_lines": form_lines(),
        "page": page,
        "talks": talk_rows(page),
        "scope_url": reverse("pro:scope"),
    }
    return render(request, "pro/agent.html", context, status=422 if form.errors or question_form.errors else 200)


def _speaker(request: AdminRequest) -> Speaker:
    return Speaker(request.actor, (get_language() or "en")[:2])
