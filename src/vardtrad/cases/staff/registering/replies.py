"""Writing down, in the clinic's own form, what somebody answers by telephone to a case that the clinic has sent.

The form, its rules and its judging at the door are those of the resident's own page. Where the case is an offer of the
care guarantee the conversation is documented on the waiting list too, which proposes the code that follows (B-17).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vardtrad.cases.case import question_files
from vardtrad.cases.case.contact import Caller
from vardtrad.cases.case.facts import offers
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import registering
from vardtrad.cases.case.rules import Capacity, Move
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.registering.forms import RepliedForm
from vardtrad.cases.staff.registering.telling import VERSION, submit_key
from vardtrad.cases.waiting_list.actions import reply_told
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts import file_views
from vardtrad.shared.drafts.file_views import waiting_file
from vardtrad.shared.drafts.queries import of
from vardtrad.shared.forms.answering import Judged, filling_of, judged
from vardtrad.shared.forms.asked import asked, from_pieces, to_pieces
from vardtrad.shared.forms.engine.filling import Filling
from vardtrad.shared.forms.models import FormVersion
from vardtrad.shared.forms.queries import given_to, version_with, version_with_key
from vardtrad.shared.forms.shown import page
from vardtrad.shared.forms.shown_files import NOTHING_DONE, Done
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.refusals import sentence_to_show

WORKS = (Permission.RECEIVER, Permission.HANDLER)
WRITES = {Capacity.RECEIVER.value, Capacity.HANDLER.value, Capacity.MEMBER.value}
RELATED = ("patient", "clinic", "case_type")
Texts = Mapping[str, Sequence[str]]


@takes_files
@at_clinic(*WORKS)
@require_http_methods(["GET", "HEAD", "POST"])
def reply_form(request: ClinicRequest, case: UUID) -> HttpResponse:
    """The form of the clinic's question, filled in for somebody who answers by telephone."""
    row, capacities = door.read(CASES, request.actor, case, related=RELATED)
    if capacities.isdisjoint(WRITES):
        raise not_there()
    if row.form_version_id is None or not offers(row, capacities).may(Move.RECORD_REPLY):
        return _too_late(request, row)
    version = version_with(row.form_version_id)
    filling, key = filling_of(version), _draft_key(case)
    filling.files_may_wait = True  # no file comes by telephone
    question_files.let_in(request.actor, key, filling)
    if request.method != "POST":
        return _page(request, row, version, filling, _kept(request.actor, key, version) or filling.initial())
    posted = asked(request.POST, filling)
    texts, done = question_files.done(request, request.actor, key, filling, posted, label=CASES.label)
    drafts.replace(request.actor, key, {**to_pieces(texts), VERSION: str(version.id)})
    form = RepliedForm(request.POST)
    answers = judged(version, texts, filling)
    more = posted.asks_for_more(answers.filled.there, filling)
    if posted.step != "skicka" or more or done.wrong or file_views.pressed(request):
        form.showing = True
        sentence = _("Svaren gör att det finns fler frågor. Ställ dem också.") if more and posted.step != "visa" else ""
        return _page(request, row, version, filling, texts, form, sentence, done=done)
    if not form.is_valid() or not answers.complete:
        return _page(request, row, version, filling, texts, form, judge=True)
    return _record(request, row, version, filling, texts, form, answers)


def _too_late(request: ClinicRequest, case: Case) -> HttpResponse:
    """Somebody has answered, or nothing is asked in a form: what was filled in is shown, so that it can be copied."""
    version = _version_filled_in(request.actor, case.id)
    if request.method != "POST" or version is None:
        return redirect("staff_case", request.clinic.id, case.id)
    filling = filling_of(version)
    context = menu(request, None) | {
        "case": case,
        "form": None,
        "sentence": _("Ärendet väntar inte längre på invånarens svar."),
        "words": judged(
            version,
            asked(request.POST, filling).texts,
            question_files.let_in(request.actor, _draft_key(case.id), filling),
        ).text,
    }
    return render(request, "cases/staff/registering/reply_form.html", context, status=422)


def _record(
    request: ClinicRequest,
    case: Case,
    version: FormVersion,
    filling: Filling,
    texts: Texts,
    form: RepliedForm,
    answers: Judged,
) -> HttpResponse:
    data = form.cleaned_data
    key = submit_key(data["submit_key"], texts)
    who = registering.told_by(Caller(data["caller"]), data["caller_name"])
    try:
        chosen = question_files.along(None, _draft_key(case.id), filling, answers)
        registering.record_form(request.actor, case.id, answers, who, chosen=chosen, seen=data["seen"], submit_key=key)
    except Refused as refused:
        form.renew(case.content)
        return _page(request, case, version, filling, texts, form, sentence_to_show(refused))
    drafts.forget(request.actor, _draft_key(case.id))
    entry = reply_told(request.actor, case.id, who, submit_key=uuid5(key, "contact"))
    if entry is None:
        return flash.on(reverse("staff_case", args=[request.clinic.id, case.id]), _("Svaret är sparat i ärendet."))
    to = reverse("waiting_entry", args=[request.clinic.id, entry])
    return flash.on(to, _("Svaret är sparat i ärendet, och samtalet är dokumenterat."))


def _page(
    request: ClinicRequest,
    case: Case,
    version: FormVersion,
    filling: Filling,
    texts: Texts,
    form: RepliedForm | None = None,
    sentence: str = "",
    *,
    judge: bool = False,
    done: Done = NOTHING_DONE,
) -> HttpResponse:
    answers = judged(version, texts, filling)
    files_at = reverse("file_of_reply", args=[request.clinic.id, case.id, UUID(int=0)]).rpartition("/")[0]
    show_errors = judge and not answers.complete
    drawn = page(filling, texts, answers.filled, judged=show_errors, files_at=files_at, done=done)
    context: dict[str, Any] = menu(request, None) | {
        "case": case,
        "form": form or RepliedForm(initial={"seen": case.content}),
        "page": drawn,
        "introduction": filling.form.description,
        "here": reverse("case_reply_form", args=[request.clinic.id, case.id]),
        "sentence": sentence,
        "words": answers.text if sentence else "",
    }
    wrong = sentence or drawn.wrong or (form is not None and not form.showing and form.errors)
    return render(request, "cases/staff/registering/reply_form.html", context, status=422 if wrong else 200)


@at_clinic(*WORKS)
@require_safe
def file(request: ClinicRequest, case: UUID, file: UUID) -> HttpResponse:
    """A file that waits to be sent with what is filled in, for who attached it."""
    return waiting_file(request.actor, _draft_key(case), file, small=request.GET.get("liten") == "1")


def _draft_key(case: UUID) -> UUID:
    """What is filled in for a resident is kept apart from what staff write in the case."""
    return uuid5(case, "reply by telephone")


def _kept(actor: Actor, key: UUID, version: FormVersion) -> Texts | None:
    """What is kept of just this version of the form."""
    kept = of(actor, key)
    if VERSION not in kept or kept[VERSION].text != str(version.id):
        return None
    return from_pieces({box: draft.text for box, draft in kept.items()})


def _version_filled_in(actor: Actor, case: UUID) -> FormVersion | None:
    """The version that the writer has begun to fill in, else the one that the case has been answered in."""
    kept = of(actor, _draft_key(case))
    if VERSION in kept:
        return version_with_key(kept[VERSION].text)
    given = given_to([case]).get(case)
    return version_with(given.version_id) if given is not None else None
