"""Many cases at once: choose, confirm, follow and read the result; print them; a list as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.cases.case import queries as cases
from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.standard_answers.actions import mark_used
from vardtrad.cases.case.standard_answers.queries import standard_answers
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.bulk import actions, listed, part_pages, parts, queries
from vardtrad.cases.staff.bulk.drawing import drawn
from vardtrad.cases.staff.bulk.forms import AnswerForm, CloseForm, DistributeForm, TakeForm
from vardtrad.cases.staff.bulk.models import Action, Job
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import list_address, menu
from vardtrad.cases.staff.frame.work import HINT
from vardtrad.cases.staff.sending.progress_views import heading as sending_heading
from vardtrad.cases.staff.sending.queries import under_way as dispatches_under_way
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import not_there
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login import cookies
from vardtrad.shared.login.guards import ClinicRequest, at_clinic, unattended
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import flash
from vardtrad.shared.web import paper as papers
from vardtrad.shared.web.tables import Kind, file_of

STAFF = sorted(MAY_HANDLE)

Form = DistributeForm | AnswerForm | CloseForm | TakeForm


@at_clinic(*STAFF)
@require_POST
def choose(request: ClinicRequest) -> HttpResponse:
    """Prepare a job for the cases marked in a list, or for all that the list shows. Nothing happens to them yet."""
    which, asked_text = _list_of(request, request.POST)
    back = list_address(request.clinic.id, which) + (f"?{asked_text}" if asked_text else "")
    action = request.POST.get("atgard", "")
    if action not in Action.values:
        raise not_there()
    if request.POST.get("alla") == "ja":
        hands = coverage_of(request.actor.id, request.clinic.id)
        keys = listed.keys_of(request.actor, which, hands, asked_text, limit=queries.MOST)
    else:
        keys = _keys(request.POST.getlist("arende"))
    chosen = actions.choose(request.actor, Action(action), keys, chosen_in=back, language=(get_language() or "sv")[:2])
    if chosen is None:
        return flash.on(back, _("Markera minst ett ärende först."))
    address = reverse("print_cases" if action == Action.PRINT else "job", args=(request.clinic.id, chosen.id))
    response = HttpResponseRedirect(address)
    taken = queries.progress(chosen.id).total
    if len(set(keys)) > taken:
        flash.leave(response, listed.left_out(len(set(keys)) - taken))
    return response


def _keys(texts: list[str]) -> list[UUID]:
    """The ids among the texts sent; any other text is skipped."""
    keys = []
    for text in texts:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys


def _list_of(request: ClinicRequest, given: QueryDict) -> tuple[WorkList, str]:
    """The list that a form names, and its filters as in its address. Raises Refused if the actor has no such list."""
    try:
        which = WorkList(given.get("lista", ""))
    except ValueError:
        raise not_there() from None
    if not which.permissions & request.actor.roles:
        raise not_there()
    return which, listed.tidied(which, given.get("fraga", ""))


# ── A job ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_clinic(*STAFF)
@require_safe
def job(request: ClinicRequest, job: UUID) -> HttpResponse:
    """A job of the actor's: what it will do, how far it has come, or its result."""
    own_job = queries.job_of(request.actor, job)
    if own_job.action == Action.PRINT and own_job.ordered is None:
        return HttpResponseRedirect(reverse("print_cases", args=(request.clinic.id, own_job.id)))
    if own_job.ordered is None:
        return _asking(request, own_job, _form(request, own_job))
    if own_job.done is None:
        context = _context(request, own_job) | {"progress": queries.progress(own_job.id), "under_way": True}
        return render(request, "cases/staff/bulk/under_way.html", context)
    return _result(request, own_job)


@at_clinic(*STAFF)
@require_POST
def order(request: ClinicRequest, job: UUID) -> HttpResponse:
    """Show the job for confirmation, and start it when it is confirmed."""
    own_job = queries.job_of(request.actor, job)
    address = reverse("job", args=(request.clinic.id, own_job.id))
    if own_job.ordered is not None:
        return HttpResponseRedirect(address)
    if own_job.action == Action.PRINT:
        if not papers.available():
            raise not_there()
        actions.order(own_job, text=parts.INTERNAL if request.POST.get("interna") == "ja" else "")
        return _ordered(address)
    form = _form(request, own_job, request.POST)
    step = request.POST.get("gor", "")
    if not form.is_valid() or step == "andra":
        return _asking(request, own_job, form)
    if step != "utfor" or _unconfirmed(request, own_job, form):
        return _confirming(request, own_job, form)
    data = form.cleaned_data
    to = queries.target(data["to"], request.clinic.id) if isinstance(form, DistributeForm) else None
    actions.order(own_job, text=_text(form), to=to)
    if isinstance(form, AnswerForm):
        mark_used(request.actor, form.cleaned_data["alternatives"])
    return _ordered(address)


def _ordered(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    cookies.put(response, HINT, "1", seconds=60 * 60)
    return response


@at_clinic(*STAFF)
@require_POST
def stop(request: ClinicRequest, job: UUID) -> HttpResponse:
    """Stop a job of the actor's that is under way: what has not been begun is left as it is."""
    own_job = queries.job_of(request.actor, job)
    actions.stop(own_job)
    return HttpResponseRedirect(reverse("job", args=(request.clinic.id, own_job.id)))


def _unconfirmed(request: ClinicRequest, job: Job, form: Form) -> bool:
    """Whether an answer is about to go to cases of types that it is not made for, and nobody has said that it may."""
    if not isinstance(form, AnswerForm) or request.POST.get("annan_typ") == "ja":
        return False
    cannot = queries.cannot(request.actor, job) | queries.tried(request.actor, job, _text(form)).unfilled
    return bool(_of_other_types(form, queries.types_of(job, cannot)))


def _of_other_types(form: AnswerForm, types: Sequence[tuple[UUID, str, int]]) -> int:
    """How many cases an answer does not belong to: every chosen alternative must be for the type, or for any."""
    return sum(number for key, _name, number in types if form.types - {key})


def _text(form: Form) -> str:
    if isinstance(form, AnswerForm):
        return str(form.cleaned_data["whole"])
    return str(form.cleaned_data["reason"]) if isinstance(form, CloseForm) else ""


def _form(request: ClinicRequest, job: Job, data: QueryDict | None = None) -> Form:
    if job.action == Action.DISTRIBUTE:
        clinic = request.clinic.id
        return DistributeForm(data, people=cases.colleagues(clinic), groups=cases.handling_groups(clinic))
    if job.action == Action.ANSWER:
        return AnswerForm(data, answers=standard_answers(request.clinic.id, request.actor.id))
    return CloseForm(data) if job.action == Action.CLOSE else TakeForm(data)


def _context(request: ClinicRequest, job: Job) -> dict[str, Any]:
    total = queries.progress(job.id).total
    return menu(request, None) | {"job": job, "total": total, "heading": heading(job.action, total)}


def heading(action: str, number: int) -> str:
    """The text of a job's heading and button: what it does, with how many cases."""
    words: Mapping[str, Callable[[int], str]] = {
        Action.DISTRIBUTE: lambda n: ngettext("Fördela %(n)d ärende", "Fördela %(n)d ärenden", n),
        Action.TAKE: lambda n: ngettext(
            "Fördela %(n)d ärende till dig själv", "Fördela %(n)d ärenden till dig själv", n
        ),
        Action.ANSWER: lambda n: ngettext("Besvara %(n)d ärende", "Besvara %(n)d ärenden", n),
        Action.CLOSE: lambda n: ngettext("Avsluta %(n)d ärende utan svar", "Avsluta %(n)d ärenden utan svar", n),
        Action.PRINT: lambda n: ngettext("Skriv ut %(n)d ärende", "Skriv ut %(n)d ärenden", n),
    }
    return words[action](number) % {"n": number}


def _asking(request: ClinicRequest, job: Job, form: Form) -> HttpResponse:
    """The form, above the cases of the job."""
    rows = queries.rows(request.actor, job)
    door.listed(request.actor, CASES.label, "job", [row.case for row in rows], job=str(job.id))
    context = _context(request, job) | {
        "form": form,
        "rows": rows,
        "cannot": len(queries.cannot(request.actor, job)),
        "sure": job.action == Action.TAKE,
        "boxes": boxes(request.actor, job.id, reverse("draft_of_job", args=(request.clinic.id, job.id))),
    }
    return render(
        request, "cases/staff/bulk/asking.html", context, status=422 if form.is_bound and form.errors else 200
    )


def _confirming(request: ClinicRequest, job: Job, form: Form) -> HttpResponse:
    """What will be done with how many cases, before it begins."""
    to = UUID(form.cleaned_data["to"]) if isinstance(form, DistributeForm) else None
    cannot = queries.cannot(request.actor, job, to)
    context = _context(request, job) | {
        "form": form,
        "cannot": len(cannot),
        "to": form.name if isinstance(form, DistributeForm) else "",
        "text": _text(form),
        "sent": _sent(request.POST),
    }
    if isinstance(form, AnswerForm):
        tried = queries.tried(request.actor, job, _text(form))
        if tried.case is not None:
            # The answer contains the recipient's name.
            door.listed(request.actor, CASES.label, "job", [tried.case], job=str(job.id))
        context |= {"first": tried.text, "unfilled": len(tried.unfilled - cannot)}
        cannot |= tried.unfilled
        types = queries.types_of(job, cannot)
        context |= {"types": types, "others": _of_other_types(form, types)}
        context["missed"] = bool(context["others"]) and request.POST.get("gor") == "utfor"
    # What is said and pressed is how many it will be, without those that are passed by.
    left = context["total"] - len(cannot)
    context |= {"total": left, "heading": heading(job.action, left)}
    return render(request, "cases/staff/bulk/confirming.html", context, status=422 if context.get("missed") else 200)


def _sent(given: QueryDict) -> list[tuple[str, str]]:
    """What the form held, to be sent again when it is confirmed."""
    names = [name for name in given if name not in {"csrfmiddlewaretoken", "drawn_for", "gor", "annan_typ"}]
    return [(name, value) for name in names for value in given.getlist(name)]


def _result(request: ClinicRequest, job: Job) -> HttpResponse:
    if job.action == Action.PRINT:
        response = part_pages.result(request, job, _context(request, job))
        cookies.take_away(response, HINT)
        return response
    rows = queries.rows(request.actor, job)
    door.listed(request.actor, CASES.label, "job", [row.case for row in rows], job=str(job.id))
    which, asked_text = listed.of_address(job.chosen_in, request.clinic.id)
    context = _context(request, job) | {
        "rows": rows,
        "progress": queries.progress(job.id),
        "gone": queries.without_a_name(job, rows),
        "which": which,
        "asked_text": asked_text,
    }
    response = render(request, "cases/staff/bulk/result.html", context)
    cookies.take_away(response, HINT)
    return response


@at_clinic(*STAFF)
@require_POST
def keep_draft(request: ClinicRequest, job: UUID) -> HttpResponse:
    """Keep what the actor is writing to many at once (B-04)."""
    own_job = queries.job_of(request.actor, job)
    return keep(request, request.actor, own_job.id, reverse("job", args=(request.clinic.id, own_job.id)))


@at_clinic(*STAFF)
@unattended
@require_safe
def job_now(request: ClinicRequest, job: UUID) -> HttpResponse:
    """How far a job of the actor's has come: fetched by its open page. No patient data."""
    own_job = queries.job_of(request.actor, job)
    progress = queries.progress(own_job.id)
    return JsonResponse(
        {"carried_out": progress.carried_out, "total": progress.total, "done": own_job.done is not None}
    )


def under_way(request: ClinicRequest, *, always: bool) -> list[tuple[str, str]]:
    """For the frame of the staff tool: the actor's jobs at the clinic that are not done, as words and address.

    Unless ``always``, the database is queried only when the browser has the cookie of an ordered job.
    """
    if not always and not cookies.value_of(request.COOKIES, HINT):
        return []
    return [
        (heading(job.action, total), reverse("job", args=(request.clinic.id, job.id)))
        for job, total in queries.under_way(request.actor)
    ] + [
        (sending_heading(total), reverse("sent_cases", args=(request.clinic.id, dispatch.id)))
        for dispatch, total in dispatches_under_way(request.actor)
    ]


# ── Printing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _printing(request: ClinicRequest, key: UUID) -> dict[str, Any]:
    job = queries.job_of(request.actor, key)
    if job.action != Action.PRINT:
        raise not_there()
    internal = request.GET.get("interna") == "ja"
    cases = queries.to_print(request.actor, job, internal=internal)
    door.listed(request.actor, CASES.label, "print", [printed.case.id for printed in cases], job=str(job.id))
    place = (request.clinic.id, job.id)
    return {
        "job": job,
        "unit": request.clinic,
        "cases": cases,
        "internal": internal,
        "printed_at": clock.now(),
        "actor": request.actor,
        "language": (get_language() or "sv")[:2],
        "heading": heading(job.action, len(cases)),
        "back": job.chosen_in,
        "address_of_pdf": reverse("paper_of_cases", args=place) + ("?interna=ja" if internal else ""),
        "other_way": reverse("print_cases", args=place) + ("" if internal else "?interna=ja"),
    }


@at_clinic(*STAFF)
@require_safe
def printed(request: ClinicRequest, job: UUID) -> HttpResponse:
    """The chosen cases, each on a page of its own with the patient's identity (B-06, B-13)."""
    rate_limit.hold_back(limits.PAPER, request.actor, door.EXPORT, CASES.label)
    context = _printing(request, job)
    few = len(context["cases"]) <= queries.MOST_ON_PAPER
    context |= {"paper": few and papers.available(), "in_parts": not few and papers.available()}
    return render(request, "cases/staff/bulk/printed.html", context)


@at_clinic(*STAFF)
@require_safe
def paper(request: ClinicRequest, job: UUID) -> HttpResponse:
    """The chosen cases as a PDF, when they are few enough to make it while somebody waits."""
    rate_limit.hold_back(limits.PAPER, request.actor, door.EXPORT, CASES.label)
    context = _printing(request, job)
    if len(context["cases"]) > queries.MOST_ON_PAPER or not papers.available():
        raise not_there()
    name = f"arenden-{clock.today().isoformat()}.pdf"
    try:
        return papers.to_open(drawn(context["cases"], context), name)
    except papers.TooLong as why:
        return _not_drawn(request, context, why)
    except papers.NoPaper:
        # One case that cannot be drawn does not take the others along: the rest are drawn, and the paper names it.
        missing = papers.undrawable(context["cases"], partial(drawn, context=context))
    try:
        return papers.to_open(drawn([each for each in context["cases"] if each not in missing], context, missing), name)
    except papers.NoPaper as why:
        return _not_drawn(request, context, why)


def _not_drawn(request: ClinicRequest, context: dict[str, Any], why: papers.NoPaper) -> HttpResponse:
    """The page to print with the browser, which says why there is no PDF."""
    context |= {"paper": False, "sentence": str(why), "in_parts": isinstance(why, papers.TooLong)}
    return render(request, "cases/staff/bulk/printed.html", context, status=503)


# ── A list as a file ─────────────────────────────────────────────────────────────────────────────────────────────────


@at_clinic(*STAFF)
@require_safe
def export(request: ClinicRequest) -> HttpResponseBase:
    """The present rows of a list as CSV or XLSX (002-024), with each case's first message when asked for."""
    which, asked_text = _list_of(request, request.GET)
    try:
        kind = Kind(request.GET.get("fil", ""))
    except ValueError:
        raise not_there() from None
    rate_limit.hold_back(limits.TAKE_OUT, request.actor, door.EXPORT, CASES.label)
    hands = coverage_of(request.actor.id, request.clinic.id)
    keys = listed.keys_of(request.actor, which, hands, asked_text, limit=listed.MOST)
    with_text = request.GET.get("meddelande") == "ja"
    rows = listed.cells(request.actor, which, keys, kind=kind, with_text=with_text)
    return file_of(kind, "arenden", listed.head(with_text=with_text), rows)
