"""Talks of merchants with an agent: what was asked, what the agent did, and support's answers (R3.6, R3.95)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import tenancy
from accounts.admin.base import LookOnly
from accounts.audit import Actor
from pro.domain.agent import AlreadyAnswered, answer
from pro.forms.agent import AnswerForm
from pro.models import AgentConversation, AgentMessage
from pro.queries.agent import messages_of


@admin.register(AgentConversation)
class AgentConversationAdmin(LookOnly):
    """Those that wait first, the oldest at the top."""

    list_display = ("mall", "kind", "operation_key", "shown_state", "opened", "closed_at")
    list_filter = ("state", "kind", "opened_at")
    search_fields = ("mall__host", "operation_key")
    search_help_text = gettext_lazy("Mall ID or item")
    ordering = ("-state", "pk")  # waiting, done
    fields = (("mall", "kind", "operation_key"), ("shown_state", "opened", "closed_at"))
    change_form_outer_before_template = "admin/pro_talk.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgentConversation]:
        return super().get_queryset(request).select_related("mall")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, talk: AgentConversation) -> str:
        return str(talk.get_state_display())

    @admin.display(description=gettext_lazy("opened"), ordering="opened_at")
    def opened(self, talk: AgentConversation) -> str:
        return f"{timezone.localtime(talk.opened_at):%Y-%m-%d %H:%M}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [path("<int:pk>/answer/", view(self.answer_view), name="pro_talk_answer"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        talk: AgentConversation = kwargs["obj"]
        context |= {"said": _said(talk), "is_waiting": talk.state == AgentConversation.State.WAITING}
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET shows what was said and a field, POST answers."""
        talk = AgentConversation.objects.select_related("mall").filter(pk=pk).first()
        if talk is None:
            messages.error(request, _("There is no such talk."))
            return HttpResponseRedirect(reverse("admin:pro_agentconversation_changelist"))
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                answer(pk, form.cleaned_data["text"], actor=Actor.staff(int(request.user.pk or 0)))
            except AlreadyAnswered:
                messages.warning(request, _("Somebody has answered already. Nothing was sent."))
            else:
                messages.success(request, _("The answer was sent and stands in the talk."))
            return HttpResponseRedirect(reverse("admin:pro_agentconversation_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": str(talk.mall),
            "talk": talk,
            "said": _said(talk),
            "form": form,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "admin/pro_talk_answer.html", context, status=422 if form.errors else 200)


def _said(talk: AgentConversation) -> list[AgentMessage]:
    """A merchant wrote this to support, so no further reason is asked for before it is read."""
    with tenancy.mall(talk.mall_id):
        return messages_of(talk)
