"""The actions of an open case's side panel, which residents never see; after each, the case is shown again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.cases.case import letters
from vardtrad.cases.case.internal import queries
from vardtrad.cases.case.internal.forms import (
    ConsultForm,
    ConsultReplyForm,
    LinkForm,
    NoteForm,
    RecordReplyForm,
    SnoozeForm,
)
from vardtrad.cases.case.moves import consulting, laying_aside, linking, notes, registering, sending_later, urgency
from vardtrad.cases.staff.open_case.actions import forget_sent
from vardtrad.cases.staff.open_case.views.page import UNFOLDED, Shown, case_page, unfolded
from vardtrad.cases.staff.open_case.views.side_forms import (
    CONSULT,
    LINK,
    NOTE,
    RECORD,
    REPLY,
    SNOOZE,
    consult_form,
    link_form,
)
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import dates, flash
from vardtrad.shared.web.forms import PlainForm, ShownAgain
from vardtrad.shared.web.refusals import sentence_to_show

Make = Callable[[ClinicRequest, UUID], PlainForm]
Carry = Callable[[ClinicRequest, UUID, Any], str]


def verb(slug: str, make: Make, carry_out: Carry) -> Callable[..., HttpResponseBase]:
    """The view of one form of the side panel: it is carried out, or the case is shown again with the form open.

    A form that is made when somebody unfolds it is fetched from here too.
    """

    @at_clinic(Permission.RECEIVER, Permission.HANDLER)
    @require_http_methods(["GET", "HEAD", "POST"] if slug in UNFOLDED else ["POST"])
    def view(request: ClinicRequest, case: UUID) -> HttpResponse:
        if request.method != "POST":
            return unfolded(request, case, slug)
        form = make(request, case)
        if isinstance(form, ShownAgain) and request.POST.get("gor") == "visa":
            form.showing = True
            return case_page(request, case, shown=Shown(slug, form))
        if not form.is_valid():
            return case_page(request, case, shown=Shown(slug, form))
        try:
            said = carry_out(request, case, form)
        except Refused as refused:
            return case_page(request, case, shown=Shown(slug, form, sentence_to_show(refused)))
        forget_sent(request.actor, case, slug)
        return flash.on(_onward(request, case, slug), said)

    return view


def _onward(request: ClinicRequest, case: UUID, slug: str) -> str:
    """The case again, or the list of questions if the actor may no longer read the case after answering a colleague."""
    if slug == REPLY and not queries.still_reads(request.actor, case):
        return reverse("questions_from_colleagues", args=[request.clinic.id])
    return reverse("staff_case", args=[request.clinic.id, case])


def _note(request: ClinicRequest, case: UUID, form: NoteForm) -> str:
    data = form.cleaned_data
    notes.note(request.actor, case, data["text"], submit_key=data["submit_key"])
    return _("Anteckningen är sparad.")


def _consult(request: ClinicRequest, case: UUID, form: ConsultForm) -> str:
    data = form.cleaned_data
    unit, staff = form.target(request.clinic)
    consulting.consult(request.actor, case, data["text"], unit, staff, submit_key=data["submit_key"])
    return _("Frågan är skickad till %(who)s.") % {"who": staff.name if staff is not None else unit.name}


def _reply(request: ClinicRequest, case: UUID, form: ConsultReplyForm) -> str:
    data = form.cleaned_data
    consulting.consult_reply(request.actor, case, data["text"], submit_key=data["submit_key"])
    return _("Svaret till kollegan är skickat.")


def _record(request: ClinicRequest, case: UUID, form: RecordReplyForm) -> str:
    data = form.cleaned_data
    registering.record_reply(request.actor, case, data["text"], seen=data["seen"], submit_key=data["submit_key"])
    return _("Svaret är inskrivet.")


def _snooze(request: ClinicRequest, case: UUID, form: SnoozeForm) -> str:
    data = form.cleaned_data
    laid = laying_aside.snooze(request.actor, case, data["at"], submit_key=data["submit_key"]).thing
    said = _("Ärendet är lagt undan till %(when)s.") % {"when": dates.stamp(data["at"])}
    if laid.due is None or data["at"] < laid.due:
        return said
    words = _("Invånaren ska ha återkoppling före dess, senast %(day)s.") % {"day": dates.last_day(laid.due)}
    return f"{said} {words}"


def _link(request: ClinicRequest, case: UUID, form: LinkForm) -> str:
    data = form.cleaned_data
    linking.link(request.actor, case, UUID(data["other"]), submit_key=data["submit_key"])
    return _("Ärendena är ihopkopplade.")


def _urgent(request: ClinicRequest, case: UUID, _form: PlainForm) -> str:
    urgent = request.POST.get("gor") == "pa"
    urgency.mark_urgent(request.actor, case, urgent=urgent)
    return _("Ärendet är markerat som brådskande.") if urgent else _("Ärendet är inte längre markerat som brådskande.")


def _letter(request: ClinicRequest, case: UUID, _form: PlainForm) -> str:
    letters.order(request.actor, case)
    return _("Brevet väntar på utskrift bland mottagningens brev.")


def _wake(request: ClinicRequest, case: UUID, _form: PlainForm) -> str:
    laying_aside.wake(request.actor, case)
    return _("Ärendet är tillbaka i listan.")


def _cancel(request: ClinicRequest, case: UUID, _form: PlainForm) -> str:
    sending_later.cancel(request.actor, case)
    return _("Inget skickas senare. Texten finns kvar i rutan.")


def _plain(request: ClinicRequest, case: UUID) -> PlainForm:
    return PlainForm(request.POST)


note = verb(NOTE, lambda request, case: NoteForm(request.POST, auto_id=f"{NOTE}_%s"), _note)
reply = verb(REPLY, lambda request, case: ConsultReplyForm(request.POST, auto_id=f"{REPLY}_%s"), _reply)
record_reply = verb(RECORD, lambda request, case: RecordReplyForm(request.POST, auto_id=f"{RECORD}_%s"), _record)
snooze = verb(SNOOZE, lambda request, case: SnoozeForm(request.POST, auto_id=f"{SNOOZE}_%s"), _snooze)
link = verb(LINK, lambda request, case: link_form(request, case, request.POST), _link)
urgent = verb("bradskande", _plain, _urgent)
letter = verb("brev", _plain, _letter)
wake = verb("fram", _plain, _wake)
cancel = verb("angra", _plain, _cancel)
consult = verb(CONSULT, lambda request, case: consult_form(request, request.POST), _consult)
