"""The queue of PRO contracts: what screening found, and the decision (R3.113 to R3.116)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import LookOnly
from accounts.audit import Actor
from pro.domain import contract as life
from pro.forms.agent import ReasonForm
from pro.models import Contract
from pro.queries.contract import found_limits

State = Contract.State


@dataclass(frozen=True, slots=True)
class Step:
    """What staff can do with a contract: from which states, by which rule, and whether the merchant reads a reason."""

    key: str
    label: Promise
    question: Promise
    states: frozenset[str]
    rule: Callable[..., Contract]
    asks_reason: bool = False


STEPS: Final = (
    Step(
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("Let PRO begin in this mall?"),
        frozenset({State.SCREENING}),
        life.approve,
    ),
    Step(
        "suspend",
        gettext_lazy("Suspend"),
        gettext_lazy("Stop PRO in this mall?"),
        frozenset({State.SCREENING, State.ACTIVE}),
        life.suspend,
        asks_reason=True,
    ),
    Step(
        "resume",
        gettext_lazy("Resume"),
        gettext_lazy("Let PRO go on in this mall?"),
        frozenset({State.SUSPENDED}),
        life.resume,
    ),
    Step(
        "screen-again",
        gettext_lazy("Screen again"),
        gettext_lazy("Look through this mall once more?"),
        frozenset({State.SUSPENDED}),
        life.screen_again,
    ),
    Step(
        "terminate",
        gettext_lazy("Terminate"),
        gettext_lazy("End this contract for good?"),
        frozenset({State.APPLIED, State.SCREENING, State.ACTIVE, State.SUSPENDED}),
        life.terminate,
        asks_reason=True,
    ),
)


def steps_for(contract: Contract) -> list[Step]:
    """What can be done now; approving waits for the screening."""
    is_screened = contract.screened_at is not None
    return [step for step in STEPS if contract.state in step.states and (step.key != "approve" or is_screened)]


@admin.register(Contract)
class ContractAdmin(LookOnly):
    """Those that wait for a decision first. Nothing is edited here: contracts are decided about."""

    list_display = ("mall", "shown_state", "found", "wanted", "applied", "screened_at", "activated_at")
    list_filter = ("state", "applied_at")
    search_fields = ("mall__host", "mall__name")
    search_help_text = gettext_lazy("Mall ID or store name")
    fields = (
        ("mall", "shown_state"),
        ("wanted", "terms_version"),
        ("applied", "screened_at", "decided_at"),
        ("activated_at", "terminated_at"),
        "reason",
    )
    change_form_outer_before_template = "admin/pro_contract_decision.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contract]:
        waits = When(state=State.SCREENING, screened_at__isnull=False, then=Value(0))
        rows: QuerySet[Contract] = super().get_queryset(request).select_related("mall")
        return rows.annotate(place=Case(waits, default=Value(1), output_field=IntegerField())).order_by("place", "-pk")

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, contract: Contract) -> str:
        if contract.state == State.SCREENING and contract.screened_at:
            return _("Screened, waits for a decision")
        return str(contract.get_state_display())

    @admin.display(description=gettext_lazy("found"))
    def found(self, contract: Contract) -> str:
        return ", ".join(f"{limit.title} ({limit.count})" for limit in found_limits(contract)) or "-"

    @admin.display(description=gettext_lazy("languages"))
    def wanted(self, contract: Contract) -> str:
        return ", ".join(contract.languages)

    @admin.display(description=gettext_lazy("applied"), ordering="applied_at")
    def applied(self, contract: Contract) -> str:
        return f"{timezone.localtime(contract.applied_at):%Y-%m-%d %H:%M}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{step.key}/", view(self._view_of(step)), name=f"pro_contract_{step.key}") for step in STEPS
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        contract: Contract = kwargs["obj"]
        steps = [
            (step.label, reverse(f"admin:pro_contract_{step.key}", args=[contract.pk])) for step in steps_for(contract)
        ]
        context |= {"found": found_limits(contract), "steps": steps, "contract": contract}
        response: HttpResponse = super().render_change_form(request, context, **kwargs)
        return response

    def _view_of(self, step: Step) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            return self._take(request, step, pk)

        return view

    def _take(self, request: HttpRequest, step: Step, pk: int) -> HttpResponse:
        """GET asks, POST does it."""
        contract = Contract.objects.select_related("mall").filter(pk=pk).first()
        if contract is None:
            messages.error(request, _("There is no such contract."))
            return HttpResponseRedirect(reverse("admin:pro_contract_changelist"))
        form = ReasonForm(request.POST if request.method == "POST" else None) if step.asks_reason else None
        if request.method == "POST" and (form is None or form.is_valid()):
            self._do(request, step, pk, {"reason": form.cleaned_data["reason"]} if form else {})
            return HttpResponseRedirect(reverse("admin:pro_contract_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": str(contract.mall),
            "contract": contract,
            "question": step.question,
            "label": step.label,
            "form": form,
            "found": found_limits(contract),
            "opts": self.model._meta,
        }
        status = 422 if form is not None and form.errors else 200
        return TemplateResponse(request, "admin/pro_contract_confirm.html", context, status=status)

    def _do(self, request: HttpRequest, step: Step, pk: int, values: dict[str, str]) -> None:
        try:
            contract = step.rule(pk, actor=Actor.staff(int(request.user.pk or 0)), **values)
        except life.WrongState as error:
            state = State(error.state).label
            messages.warning(request, _("Nothing was changed: the contract is “%(state)s” by now.") % {"state": state})
        else:
            messages.success(request, _("The contract is “%(state)s” now.") % {"state": contract.get_state_display()})
