"""The step before a case is written: none of the clinic's danger signs applies (B-39).

It is a page of its own at the address where the case is written, so it works without a script and the browser's Back
finds it. What was confirmed is kept as a signed mark among the drafts of the service; the door judges it. A posted page
that comes without it is answered with the step, which takes along everything that was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from vardtrad.cases.case import question_files
from vardtrad.cases.case.danger_signs.queries import asked_about
from vardtrad.cases.case.danger_signs.rules import Signs, SignsConfirmation, holds
from vardtrad.cases.case.models import Service
from vardtrad.cases.case.policy import closed_now
from vardtrad.cases.case.shown import opening_words
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.resident import reviewed
from vardtrad.cases.resident.views.drafts import BEGAN, TEXT
from vardtrad.cases.resident.views.files import files_to_clinic
from vardtrad.kernel import clock
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.queries import of
from vardtrad.shared.forms.answering import filling_of
from vardtrad.shared.forms.asked import asked, to_pieces
from vardtrad.shared.forms.models import FormVersion
from vardtrad.shared.login import drawn_for
from vardtrad.shared.login.guards import ResidentRequest

SIGNS = "skicka.tecken"
"""The box of the drafts with the mark of what was confirmed."""
ANSWER, VERSION = "tecken", "tecken_version"
"""The fields of the step: what was pressed ("inga" or "nagot"), and which version of the signs was read."""
OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "gor", drawn_for.FIELD, reviewed.FIELD, ANSWER, VERSION})
NOW = "hjalp"
"""The step of the address where somebody is told what to do now."""


@dataclass(frozen=True, slots=True)
class Step:
    """The step as it was gone through: what was confirmed, or else the page to show instead of the one asked for."""

    confirmed: SignsConfirmation | None
    instead: HttpResponse | None = None


@dataclass(frozen=True, slots=True)
class WithFile:
    """A file that a page brought for one of its questions: the fields that it adds, or why it is not attached."""

    fields: Sequence[tuple[str, str]] = ()
    sentence: str = ""


NO_FILE = WithFile()


def passed(request: ResidentRequest, service: Service, version: FormVersion | None) -> Step:
    """Whether the case may be written now. ``version`` is that of the service's form, if it has one."""
    signs = asked_about(service.id, request.whose)
    if signs is None:
        return Step(None)
    pressed = request.POST.get(ANSWER, "")
    if pressed:
        return _answered(request, service, signs, pressed)
    if request.method != "POST" and request.GET.get("steg") == NOW:
        return Step(None, _told_what_to_do(request, service))
    confirmed = _kept(request, service)
    if holds(confirmed, signs, request.whose.id, clock.now()):
        return Step(confirmed)
    if request.method != "POST":
        return Step(None, _page(request, service, signs))
    kept = _keep_what_is_written(request, service, version)
    return Step(None, page_again(request, service, signs, kept))


def asked_again(request: ResidentRequest, service: Service) -> HttpResponse | None:
    """The step once more, where the door has just found that what was confirmed does not hold; None when it does."""
    signs = asked_about(service.id, request.whose)
    if holds(_kept(request, service), signs, request.whose.id, clock.now()) or signs is None:
        return None
    return page_again(request, service, signs)


def page_again(request: ResidentRequest, service: Service, signs: Signs, kept: WithFile = NO_FILE) -> HttpResponse:
    """The step in place of a posted page, with the reason, and what became of the file that the page brought."""
    again = _("Läs det här innan du fortsätter. Det du har skrivit finns kvar.")
    return _page(request, service, signs, sentence=again, kept=kept)


def _answered(request: ResidentRequest, service: Service, signs: Signs, pressed: str) -> Step:
    actor = request.actor
    if pressed != "inga":
        drafts.forget(actor, service.id, SIGNS)
        return Step(None, HttpResponseRedirect(f"{request.path}?steg={NOW}"))
    if request.POST.get(VERSION, "") != str(signs.version):
        changed = _("Mottagningen har ändrat det här sedan du öppnade sidan. Läs det igen.")
        return Step(None, _page(request, service, signs, sentence=changed))
    mark = reviewed.signs_mark(actor.writes_as, service.id, signs, request.whose.id)
    drafts.replace(actor, service.id, {SIGNS: mark})
    if not _written(request):
        return Step(None, HttpResponseRedirect(request.path))
    return Step(reviewed.signs_confirmed(mark, actor.writes_as, service.id))


def _kept(request: ResidentRequest, service: Service) -> SignsConfirmation | None:
    kept = of(request.actor, service.id).get(SIGNS)
    return reviewed.signs_confirmed(kept.text, request.actor.writes_as, service.id) if kept is not None else None


def _written(request: ResidentRequest) -> list[tuple[str, str]]:
    """What a page that came without the step, or with it, brings along."""
    return [(name, value) for name in request.POST if name not in OWN_FIELDS for value in request.POST.getlist(name)]


def _keep_what_is_written(request: ResidentRequest, service: Service, version: FormVersion | None) -> WithFile:
    """Keep it as a draft too, so that it is there also for whoever turns to the telephone and comes back."""
    if version is None:
        text = request.POST.get("text", "").replace("\x00", "")[: drafts.LIMIT]
        if text.strip():
            drafts.replace(request.actor, service.id, {TEXT: text})
    elif request.POST.get("version", "") == str(version.id):
        filling = filling_of(version)
        posted = asked(request.POST, filling)
        texts, done = question_files.done(request, request.actor, service.id, filling, posted, label=CASES.label)
        drafts.replace(request.actor, service.id, to_pieces(texts))
        name = posted.attaches
        added = [(name, file) for file in texts.get(name, ()) if file not in posted.texts.get(name, ())]
        return WithFile(added, " ".join(done.wrong.values()))
    return NO_FILE


def _page(
    request: ResidentRequest, service: Service, signs: Signs, *, sentence: str = "", kept: WithFile = NO_FILE
) -> HttpResponse:
    began = of(request.actor, service.id).get(BEGAN)
    begun = request.POST.get(reviewed.BEGUN, "") or (began.text if began is not None else "")
    closed = closed_now(service, begun=reviewed.begun_at(begun, request.actor.writes_as, service.id))
    files = files_to_clinic(request, service) if request.method == "POST" else None
    context: dict[str, Any] = {
        "service": service,
        "signs": signs,
        "name": request.whose.given_name,
        "sentence": sentence,
        "closed": closed,
        "opens": opening_words(service) if closed else "",
        "written": [*_written(request), *kept.fields],
        "file_sentence": kept.sentence or (files.sentence if files is not None else ""),
    }
    return render(request, "cases/resident/danger_signs.html", context, status=422 if sentence else 200)


def _told_what_to_do(request: ResidentRequest, service: Service) -> HttpResponse:
    return render(request, "cases/resident/danger_now.html", {"service": service, "name": request.whose.given_name})
