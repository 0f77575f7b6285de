"""Registering a case on one page: the number, the name that it shows, the type, the text and how the answer goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.case import question_files
from vardtrad.cases.case.answer_ways import answer_ways
from vardtrad.cases.case.contact import Caller
from vardtrad.cases.case.facts import may_reach
from vardtrad.cases.case.models import Service
from vardtrad.cases.case.moves import registering
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.registering import queries
from vardtrad.cases.staff.registering import telling as drafts_of_form
from vardtrad.cases.staff.registering.forms import NameForm, RegisterForm, WhoForm
from vardtrad.cases.staff.registering.telling import (
    DRAWN,
    Telling,
    Texts,
    kept_texts,
    submit_key,
    telling_of,
    told_otherwise,
)
from vardtrad.gate import door
from vardtrad.kernel import law
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts import file_views
from vardtrad.shared.drafts.file_views import waiting_file
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.drafts.queries import Boxes, of
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.forms.answering import Judged
from vardtrad.shared.forms.asked import Asked
from vardtrad.shared.forms.shown import page
from vardtrad.shared.forms.shown_files import NOTHING_DONE, Done
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.people.actions import add_by_hand
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.queries import with_number
from vardtrad.shared.people.register import asking
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import hold_back
from vardtrad.shared.web import flash
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.refusals import sentence_to_show, status_of

PAGE = "cases/staff/registering/register.html"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page asks for the chosen case type, what its form holds (shown with its errors once it is judged), and
    in words what was filled in of another form. ``done`` is what has just been done with the files of its questions.
    """

    telling: Telling
    texts: Texts
    judged: bool = False
    words: str = ""
    done: Done = NOTHING_DONE


@takes_files
@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_http_methods(["GET", "HEAD", "POST"])
def register_case(request: ClinicRequest) -> HttpResponse:
    """Look somebody up by number, add somebody whom the register does not have, or register the case."""
    if request.method != "POST":
        return _who_page(request, WhoForm())
    if "person" in request.POST:
        return _about_person(request)
    who = WhoForm(request.POST)
    if file_views.pressed(request):
        return _who_page(request, WhoForm())
    if not who.is_valid():
        return _who_page(request, who, status=422)
    try:
        return _look_up(request, who)
    except Refused as refused:
        who.add_error("identity", sentence_to_show(refused))
        return _who_page(request, who, status=status_of(refused))


def _look_up(request: ClinicRequest, who: WhoForm) -> HttpResponse:
    """The page about the person with the number; for nobody's number, the page that asks for the name."""
    hold_back(limits.REGISTER, request.actor, "look_up", "person")
    number = who.number
    asking.told_again(number)
    person = with_number(number)
    if person is None:
        return _unknown(request, who, number)
    door.note(request.actor, "look_up", "person", person=person.id)
    return _opened(request, person)


def _unknown(request: ClinicRequest, who: WhoForm, number: IdentityNumber) -> HttpResponse:
    if request.POST.get("gor") != "lagg_till":
        door.note(request.actor, "look_up", "person", refused=True, detail={"reason": "no_such_person"})
        return _who_page(request, who, names=NameForm())
    names = NameForm(request.POST)
    if not names.is_valid():
        return _who_page(request, who, names=names, status=422)
    data = names.cleaned_data
    return _opened(request, add_by_hand(request.actor, number, data["given_name"], data["family_name"]))


def _who_page(request: ClinicRequest, who: WhoForm, names: NameForm | None = None, status: int = 200) -> HttpResponse:
    context = menu(request, None, at=_address(request)) | {"who": who, "names": names, "person": None}
    return render(request, PAGE, context, status=status)


def _about_person(request: ClinicRequest) -> HttpResponse:
    """A posted page about somebody: another case type is chosen, a row is added to its form, or it is registered."""
    person = queries.marked(request.actor, request.POST.get("person", ""))
    if person is None:
        raise not_there()
    services = queries.services(request.clinic.id)
    chosen = request.POST.get("service", "")
    telling = telling_of(chosen, {str(service.id): service for service in services}, person)
    form = _form(request, person, telling, services, request.POST)
    posted = telling.asked(request.POST)
    key = queries.draft_key(request.clinic.id, person.id)
    drawn_for_it = request.POST.get(DRAWN, "") == telling.mark
    kept = of(request.actor, key)
    texts, done = kept_texts(kept, telling), NOTHING_DONE
    if posted is not None and telling.filling is not None and drawn_for_it:
        texts, done = question_files.done(
            request, request.actor, key, telling.filling, _before_sending(request, posted), label=CASES.label
        )
    words = told_otherwise(request.actor, key, kept, telling)
    drafts_of_form.keep(request.actor, key, telling, chosen, texts)
    shown = Shown(telling, texts, words=words, done=done)
    if request.POST.get("gor") != "registrera" or file_views.pressed(request) or done.wrong:
        form.showing = True
        return _case_page(request, person, form, shown)
    if not drawn_for_it:
        form.showing = True
        more = _("Ärendetypen har frågor att ställa. Ställ dem, och registrera sedan.")
        return _case_page(request, person, form, shown, more)
    return _register(request, person, form, shown)


def _before_sending(request: ClinicRequest, posted: Asked) -> Asked:
    """The page as it was posted; the button here has another name than in other pages of forms."""
    return replace(posted, step="skicka") if request.POST.get("gor") == "registrera" else posted


def _register(request: ClinicRequest, person: Person, form: RegisterForm, shown: Shown) -> HttpResponse:
    telling, texts, sentence = shown.telling, shown.texts, ""
    answers = telling.judged(texts)
    posted = telling.asked(request.POST)
    if posted is not None and answers is not None and telling.filling is not None:
        if posted.asks_for_more(answers.filled.there, telling.filling):
            form.showing = True
            more = _("Svaren gör att det finns fler frågor. Ställ dem också.")
            return _case_page(request, person, form, shown, more)
        shown = replace(shown, judged=not answers.complete)
    if form.is_valid() and not shown.judged:
        service, choice = form.chosen
        try:
            moved = registering.register(
                request.actor,
                request.clinic,
                service.case_type,
                person,
                answers.text if answers is not None else form.cleaned_data["text"],
                form.contact,
                choice=choice,
                chosen=_files(request, person, telling, answers),
                answers=answers,
                signs=telling.confirmation,
                submit_key=submit_key(form.cleaned_data["submit_key"], texts),
            )
        except Refused as refused:
            sentence = sentence_to_show(refused)
            form.renew(None)
        else:
            drafts.forget(request.actor, queries.draft_key(request.clinic.id, person.id))
            receives = Permission.RECEIVER.value in request.actor.roles
            to = reverse("staff_case", args=[request.clinic.id, moved.thing.id]) if receives else _address(request)
            return flash.on(to, _("Ärendet är registrerat och ligger bland Inkomna ärenden."))
    return _case_page(request, person, form, shown, sentence)


def _form(
    request: ClinicRequest, person: Person, telling: Telling, services: Sequence[Service], data: Any = None
) -> RegisterForm:
    ways = answer_ways(person, request.clinic.id)
    # A child does not phone: somebody who speaks for the child does.
    is_child = person.age is not None and person.age < law.OWN_LOGIN.value
    initial = {"caller": Caller.GUARDIAN.value} if is_child else {}
    return RegisterForm(
        data,
        services=services,
        ways=ways,
        initial=initial,
        in_form=telling.version is not None,
        asks_signs=telling.signs is not None,
    )


def _opened(request: ClinicRequest, person: Person) -> HttpResponse:
    """The page about somebody who has just been looked up, with what the writer has begun before."""
    services = queries.services(request.clinic.id)
    kept = of(request.actor, queries.draft_key(request.clinic.id, person.id))
    chosen = kept[drafts_of_form.SERVICE].text if drafts_of_form.SERVICE in kept else ""
    telling = telling_of(chosen, {str(service.id): service for service in services}, person)
    form = _form(request, person, telling, services)
    if telling.service is not None:
        form.initial["service"] = chosen
    words = told_otherwise(request.actor, queries.draft_key(request.clinic.id, person.id), kept, telling)
    shown = Shown(telling, kept_texts(kept, telling), words=words)
    return _case_page(request, person, form, shown)


def _case_page(
    request: ClinicRequest, person: Person, form: RegisterForm, shown: Shown, sentence: str = ""
) -> HttpResponse:
    key = queries.draft_key(request.clinic.id, person.id)
    draft_address = reverse("draft_to_register", args=[request.clinic.id, person.id])
    telling, texts = shown.telling, shown.texts
    if telling.filling is not None:
        question_files.let_in(request.actor, key, telling.filling)
    answers, drawn = telling.judged(texts), None
    if answers is not None and telling.filling is not None:
        files_at = reverse("file_to_register", args=[request.clinic.id, person.id, UUID(int=0)]).rpartition("/")[0]
        drawn = page(telling.filling, texts, answers.filled, judged=shown.judged, files_at=files_at, done=shown.done)
    boxes = Boxes(draft_address, of(request.actor, key))
    typed = form.data.get("text", "") if form.is_bound else ""
    context = menu(request, None, at=_address(request)) | {
        "who": None,
        "person": person,
        "mark": queries.mark(request.actor, person.id),
        "family": queries.family_of(person),
        "approved": may_reach(person, request.clinic.id),
        "form": form,
        "telling": telling,
        "page": drawn,
        "introduction": telling.filling.form.description if telling.filling is not None else "",
        "words": [text for text in (shown.words, typed if drawn is not None else "") if text.strip()],
        "asks_more": queries.asks_more(list(form.services.values())),
        "prompts": [
            (service.case_type.name, service.case_type.prompt)
            for service in form.services.values()
            if service.case_type.prompt and service.form_id is None
        ],
        "boxes": boxes,
        "sentence": sentence,
    }
    wrong = sentence or (not form.showing and form.errors) or (drawn is not None and drawn.wrong)
    return render(request, PAGE, context, status=422 if wrong else 200)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def draft_to_register(request: ClinicRequest, person: UUID) -> HttpResponse:
    """The draft of what somebody tells, one for each person (B-04); nothing is shown of the person."""
    return keep(request, request.actor, queries.draft_key(request.clinic.id, person), _address(request))


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def file_to_register(request: ClinicRequest, person: UUID, file: UUID) -> HttpResponse:
    """A file that waits to be sent with a case that is being registered, for who attached it."""
    key = queries.draft_key(request.clinic.id, person)
    return waiting_file(request.actor, key, file, small=request.GET.get("liten") == "1")


def _files(request: ClinicRequest, person: Person, telling: Telling, answers: Judged | None) -> Chosen | None:
    """The files that answer questions of the form, if it asks for any."""
    if answers is None or telling.filling is None:
        return None
    key = queries.draft_key(request.clinic.id, person.id)
    return question_files.along(None, key, telling.filling, answers)


def _address(request: ClinicRequest) -> str:
    return reverse("register_case", args=[request.clinic.id])
