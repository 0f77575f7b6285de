"""The tasks of a clinic (002-017): the work list, one task, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.case.models import Case
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame.queries import Office
from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.tasks import actions, documented, queries
from vardtrad.cases.tasks.actions import TASKS
from vardtrad.cases.tasks.filters import FILTERS, TAB, WHOSE, Whose, state_shown
from vardtrad.cases.tasks.forms import ChangeForm, HandOverForm, NewTaskForm, StepForm, VisitForm, holder_named
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.tasks.rules import OUTCOMES, Kind, Move, Outcome, State
from vardtrad.cases.tasks.shown import history, holder_words
from vardtrad.cases.tasks.visits import Visit, visit_of
from vardtrad.cases.teams.models import Group
from vardtrad.cases.teams.queries import coverage_of, groups_at
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.middleware import stay
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.lists.filters import Chosen
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm, with_data
from vardtrad.shared.web.refusals import sentence_to_show


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def errands(request: ClinicRequest) -> HttpResponse:
    """The work list "Uppgifter": to do, waiting or done; one's own and those that nobody has, or all."""
    chosen = Chosen.read(FILTERS, request.GET)
    after = request.GET.get("efter", "")
    coverage = coverage_of(request.actor.id, request.clinic.id)
    page = queries.work_list(request.actor, coverage, chosen, after=after)
    state = state_shown(chosen)
    door.listed(request.actor, TASKS.label, "uppgifter", [row.id for row in page.rows], state=state.value)
    base = _list_address(request)

    def address(wanted: Chosen, *more: tuple[str, str]) -> str:
        query = urlencode([*wanted.pairs(), *more])
        return f"{base}?{query}" if query else base

    in_menu = Office.FREE_TASKS if chosen.value(WHOSE) is Whose.FREE else Office.TASKS
    at = f"/personal/{request.clinic.id}/{in_menu.value}"
    context = menu(request, None, coverage, at=at) | {
        "page": page,
        "state": state,
        "tabs_label": TAB.label,
        "tabs": [(tab.words, address(tab.chosen), tab.current, None) for tab in chosen.options(TAB)],
        "whose_label": WHOSE.label,
        "whose": [(whose.words, address(whose.chosen), whose.current) for whose in chosen.options(WHOSE)],
        "older": address(chosen, ("efter", page.after)) if page.after else None,
        "first": address(chosen) if after else None,
        "base": base,
    }
    return render(request, "cases/staff/tasks/list.html", context)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def errand(request: ClinicRequest, task: UUID) -> HttpResponse:
    """One task: what it is about, its history, and what can be done with it."""
    return _page(request, task)


def _page(request: ClinicRequest, key: UUID, form: PlainForm | None = None, sentence: str = "") -> HttpResponse:
    related = ("case__case_type", "case__clinic", "patient", "unit", "staff", "group")
    task, capacities = door.read(TASKS, request.actor, key, related=related)
    moves = queries.moves_of(task, capacities)
    if form is not None and sentence:
        form.renew(task.content)

    def shown(of: type[PlainForm], make: Callable[[], PlainForm], *needs: Move) -> PlainForm | None:
        if isinstance(form, of):
            return form
        return make() if any(need in moves for need in needs) else None

    seen = {"seen": task.content}
    context = menu(request, None, at=f"/personal/{request.clinic.id}/{Office.TASKS.value}") | {
        "task": task,
        "moves": moves,
        "holder": holder_words(task),
        "state_word": State(task.state).label,
        "late": task.state != State.DONE and task.due is not None and task.due < queries.today(),
        "history": history(task),
        "form": form,
        "sentence": sentence,
        "outcomes": [
            (outcome.value, outcome.label, step is Move.FINISH)
            for outcome, step in OUTCOMES.get(Kind(task.kind), {}).items()
            if task.state != State.DONE
        ],
        "step_form": shown(StepForm, lambda: StepForm(initial=seen), *_STEPS),
        "hand_form": shown(
            HandOverForm,
            lambda: _hand_form(request, None, {**seen, "to": _chosen_now(task)}),
            Move.HAND_OVER,
            Move.SEND_ON,
        ),
        "change_form": shown(
            ChangeForm, lambda: ChangeForm(initial={**seen, "text": task.text, "due": task.due}, auto_id="ny_%s"),
            Move.CHANGE,
        ),
        "case_address": reverse("staff_case", args=[request.clinic.id, task.case_id])
        if CASES.capacities(request.actor, [task.case])[task.case_id]
        else None,
        "base": _list_address(request),
        "address": reverse("errand", args=[request.clinic.id, task.id]),
        "boxes": boxes(request.actor, task.id, reverse("draft_of_task", args=[request.clinic.id, task.id])),
    }  # fmt: skip
    bad = sentence or (form is not None and form.errors)
    return render(request, "cases/staff/tasks/task.html", context, status=422 if bad else 200)


_STEPS = (Move.WAIT, Move.RESUME, Move.FINISH, Move.REOPEN, Move.TAKE, Move.NOTE)


def _chosen_now(task: Task) -> str:
    if task.staff_id:
        return f"p:{task.staff_id}"
    return f"g:{task.group_id}" if task.group_id else "ingen"


def _hand_form(request: ClinicRequest, data: Any, initial: dict[str, Any] | None = None) -> HandOverForm:
    clinic = request.clinic
    return HandOverForm(
        data,
        initial=initial,
        people=queries.people(clinic.id),
        groups=queries.groups(clinic.id),
        units=queries.other_units(clinic),
        auto_id="lamna_%s",
    )


Carry = Callable[[ClinicRequest, UUID, Any], str]


def _verb(make: Callable[[ClinicRequest], PlainForm], carry_out: Carry) -> Callable[..., HttpResponseBase]:
    """The view that takes one form of a task: carried out, or the page again with everything that was written."""

    @at_clinic(Permission.RECEIVER, Permission.HANDLER)
    @require_POST
    def view(request: ClinicRequest, task: UUID) -> HttpResponse:
        form = make(request)
        if not form.is_valid():
            return _page(request, task, form)
        try:
            said = carry_out(request, task, form)
        except Refused as refused:
            return _page(request, task, form, sentence_to_show(refused))
        return flash.on(_back(request, task), said)

    return view


def _take_step(request: ClinicRequest, task: UUID, form: StepForm) -> str:
    data = form.cleaned_data
    move, submit_key = Move(data["move"]), data["submit_key"]
    if move is Move.NOTE:
        actions.note(request.actor, task, data["note"], submit_key=submit_key)
    elif move is Move.TAKE:
        stay(request)  # the note that was begun is not saved by it
        actions.take(request.actor, task, seen=data["seen"], submit_key=submit_key)
    else:
        actions.step(request.actor, task, move, note=data["note"], seen=data["seen"], submit_key=submit_key)
    return {
        Move.WAIT: _("Uppgiften väntar."),
        Move.RESUME: _("Uppgiften är att göra igen."),
        Move.FINISH: _("Uppgiften är klar."),
        Move.REOPEN: _("Uppgiften är öppnad igen."),
        Move.TAKE: _("Du har uppgiften."),
        Move.NOTE: _("Anteckningen är sparad."),
    }[move]


def _hand_over(request: ClinicRequest, task: UUID, form: HandOverForm) -> str:
    data = form.cleaned_data
    to = _target(request, data["to"])
    actions.hand_over(request.actor, task, to, seen=data["seen"], submit_key=data["submit_key"])
    if to is None:
        return _("Ingen är utsedd för uppgiften.")
    return _("Uppgiften ligger nu hos %(name)s.") % {"name": to.goes_by if isinstance(to, Staff) else to.name}


def _target(request: ClinicRequest, value: str) -> Staff | Group | Unit | None:
    """The person, group or unit that a choice names; None for nobody in particular. Raises Refused if it is gone."""
    kind, key = holder_named(value)
    if key is None:
        return None
    holder: Staff | Group | Unit | None
    if kind == "p":
        holder = care_units.staff_member(key)
    elif kind == "g":
        holder = next((group for group in groups_at(request.clinic.id) if group.id == key), None)
    else:
        holder = care_units.unit(key)
    if holder is None:
        raise not_there()
    return holder


def _change(request: ClinicRequest, task: UUID, form: ChangeForm) -> str:
    data = form.cleaned_data
    actions.change(
        request.actor, task, data["text"], data["due"], seen=data["seen"], submit_key=data["submit_key"]
    )  # fmt: skip
    return _("Ändringen är sparad.")


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def keep_draft(request: ClinicRequest, task: UUID) -> HttpResponse:
    """Keep what somebody is writing in a task; it needs the same capacity as reading the task (B-04)."""
    door.follow(TASKS, request.actor, task)
    return keep(request, request.actor, task, reverse("errand", args=[request.clinic.id, task]))


def _step_form(request: ClinicRequest) -> StepForm:
    """What was pressed: a step, or an outcome of telling the resident, which is a step with its words as the note."""
    outcome = request.POST.get("utfall", "")
    step = next((steps[Outcome(outcome)] for steps in OUTCOMES.values() if outcome in steps), None)
    if step is None:
        return StepForm(request.POST)
    words = ". ".join(filter(None, [str(Outcome(outcome).label), request.POST.get("note", "").strip()]))
    return StepForm(with_data(request.POST, move=step.value, note=words))


take_step = _verb(_step_form, _take_step)
hand_over = _verb(lambda request: _hand_form(request, request.POST), _hand_over)
change = _verb(lambda request: ChangeForm(request.POST, auto_id="ny_%s"), _change)


def _new_form(request: ClinicRequest, visit: Visit | None) -> NewTaskForm:
    data, people = request.POST if request.method == "POST" else None, queries.people(request.clinic.id)
    if visit is not None:
        return VisitForm(data, visit=visit, people=people)
    return NewTaskForm(data, people=people, groups=queries.groups(request.clinic.id))


def _add(
    request: ClinicRequest, case: Case, visit: Visit | None, to: Staff | Group | None, data: dict[str, Any]
) -> str:
    """Add the task, or tell the treating person of the visit; what is said of it. Raises Refused."""
    more = {"due": data["due"], "submit_key": data["submit_key"]}
    if visit is None or not isinstance(to, Staff):
        actions.add(request.actor, case, data["text"], to=to, **more)
        return _("Uppgiften är tillagd.")
    actions.tell_of_visit(request.actor, case, visit, data["text"], to=to, noted=data.get("noted", False), **more)
    return _("%(name)s har fått en uppgift om besöket.") % {"name": to.goes_by}


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_errand(request: ClinicRequest, case: UUID) -> HttpResponse:
    """A new task beside a case, open or closed; ``om=besok`` tells the treating person of the visit that it changes."""
    case_beside, _held = door.read(CASES, request.actor, case, related=("case_type", "patient", "clinic"))
    about = visit_of(case_beside.case_type.code, case_beside.choice)
    visit = about if request.GET.get("om") == "besok" else None
    form = _new_form(request, visit)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        to = _target(request, data["to"])
        assert not isinstance(to, Unit)
        try:
            said = _add(request, case_beside, visit, to, data)
        except Refused as refused:
            sentence = sentence_to_show(refused)
            form.renew(None)
        else:
            return flash.on(_case_address(request, case_beside), said)
    context = menu(request, None, at=_list_address(request)) | {
        "case": case_beside,
        "visit": visit,
        "form": form,
        "sentence": sentence,
        "base": _list_address(request),
        "case_address": _case_address(request, case_beside),
        "boxes": boxes(request.actor, case, reverse("draft_of_new_task", args=[request.clinic.id, case])),
    }
    return render(request, "cases/staff/tasks/new.html", context, status=422 if request.method == "POST" else 200)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def keep_new_draft(request: ClinicRequest, case: UUID) -> HttpResponse:
    """Keep the text of a task that somebody is adding beside a case; it needs the same capacity as reading the case."""
    door.follow(CASES, request.actor, case)
    visit = "?om=besok" if "besok.text" in request.POST.get("utkast", "") else ""
    return keep(request, request.actor, case, reverse("new_errand", args=[request.clinic.id, case]) + visit)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def add_steps(request: ClinicRequest, case: UUID) -> HttpResponse:
    """All steps of a prepared list beside a case, by one click."""
    case_beside, _held = door.read(CASES, request.actor, case, related=("clinic",))
    form = PlainForm(request.POST)
    steps = queries.step_list(request.clinic.id, _key(request, "lista"))
    if steps is None or not form.is_valid():
        raise not_there()
    done = actions.add_steps(request.actor, case_beside, steps, submit_key=form.cleaned_data["submit_key"])
    words = _("%(count)s uppgifter är tillagda: %(name)s.") % {"count": len(done), "name": steps.name}
    return flash.on(_case_address(request, case_beside), words)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def case_documented(request: ClinicRequest, case: UUID) -> HttpResponse:
    """The case is documented in the record system: a task reminds of the answer, and the case stays open (002-016)."""
    case_beside, _held = door.read(CASES, request.actor, case, related=("clinic",))
    form = PlainForm(request.POST)
    words = _("Ärendet är fortfarande öppet. Avsluta det med ett svar till invånaren.")
    if not case_beside.is_open:  # the same press again, after the answer
        words = _("Ärendet är redan avslutat.")
    try:
        key = form.cleaned_data["submit_key"] if form.is_valid() else None
        documented.document(request.actor, case_beside, submit_key=key)
    except Refused as refused:
        words = sentence_to_show(refused)
    return flash.on(_case_address(request, case_beside), words)


def _key(request: HttpRequest, name: str) -> UUID:
    """The key that a form's field holds. Raises Refused when it holds none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise not_there() from None


def _list_address(request: ClinicRequest) -> str:
    return reverse("errands", args=[request.clinic.id])


def _case_address(request: ClinicRequest, case: Case) -> str:
    return reverse("staff_case", args=[request.clinic.id, case.id]) + "#uppgifter"


def _back(request: ClinicRequest, task: UUID) -> str:
    """Where a step leads: to the list, or to the case that it was taken beside."""
    beside = request.POST.get("arende", "")
    try:
        return reverse("staff_case", args=[request.clinic.id, UUID(beside)]) + "#uppgifter"
    except ValueError:
        return _list_address(request) if request.POST.get("fran") == "lista" else _task_address(request, task)


def _task_address(request: ClinicRequest, key: UUID) -> str:
    """The page of a task; the list when the task is no longer the actor's to open, such as after handing it over."""
    if not queries.may_open(request.actor, key):
        return _list_address(request)
    return reverse("errand", args=[request.clinic.id, key])
