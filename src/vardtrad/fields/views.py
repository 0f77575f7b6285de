"""The fields of an open plan: drawn, saved one by one, followed live, and their history.

A process binds its pages to a FieldForm (vardtrad.fields.forms) and puts the addresses in by vardtrad.fields.urls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vardtrad.care_units.queries import staff_named
from vardtrad.care_units.rules import Party
from vardtrad.fields import actions, queries
from vardtrad.fields.forms import FieldForm, PersonSearch, SaveForm
from vardtrad.fields.queries import NEVER, Named, Saved
from vardtrad.fields.rules import FieldKind, FieldSpec, changed_meanwhile, persons_in
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import NOWHERE, Reason, Refused, not_there
from vardtrad.login.guards import SeatRequest, at_unit, unattended
from vardtrad.planning.models import Plan
from vardtrad.planning.rules import LIMITED
from vardtrad.planning.views import Opened, PlanPage, plan_address, seat_context
from vardtrad.web.forms import PlainForm, plain_newlines

SAVE = "spara-falt"
"""The name that a refused saving has in Opened."""
KNOWING = "bryter"
"""The part of a field's address that says that its page had warned: the round that a saving would break."""

Endpoint = Callable[..., HttpResponseBase]


@dataclass(slots=True)
class FieldView:
    """A field as the page shows it (web/p.html, p.field; fields/_fields.html)."""

    path: str
    label: str
    kind: str
    section: str
    value: str
    value_words: str
    revision: int
    required: bool
    editable: bool
    choices: list[tuple[str, str]] = field(default_factory=list)
    locked_words: str = ""
    rows: int = 2
    by_words: str = ""
    editing_words: str = ""
    save_href: str = ""
    editing_href: str = ""
    history_href: str = ""
    search_href: str = ""
    error: str = ""
    theirs: str | None = None
    theirs_revision: int = 0
    hint: str = ""
    when: tuple[str, str] | None = None
    people: list[tuple[Named, str]] = field(default_factory=list)
    myself: tuple[Named, str] | None = None
    many: bool = False
    submit_key: str = ""

    @property
    def anchor(self) -> str:
        """The id that an address may lead to."""
        return anchor_of(self.path)

    @property
    def saved_words(self) -> str:
        """Who saved last, and when."""
        return self.by_words


def anchor_of(path: str) -> str:
    """The id of a field on the page."""
    return "falt-" + path.replace(".", "-")


def section(
    request: SeatRequest,
    form: FieldForm,
    plan: Plan,
    held: frozenset[str],
    opened: Opened,
    *,
    moment: datetime | None = None,
    warned: bool = False,
) -> dict[str, Any]:
    """What fields/_fields.html needs, under the one name ``fields``: four queries, however many fields there are.

    ``plan`` (with ``form.related``) and ``held`` are as ``door.read`` gave them. With ``moment`` (UTC) the fields as
    they stood then, none to write in. Where a saving would break attestations nothing can be written until the user has
    chosen to, and been ``warned``.
    """
    looking = _Looking(request, form, plan, held, moment=moment, warned=warned)
    views = looking.views()
    kept: list[tuple[str, str]] = []
    sentence = ""
    if opened.name == SAVE and isinstance(opened.form, _Typed):
        shown = next((one for one in views if one.path == opened.form.path), None)
        sentence = opened.sentence or opened.form.sentence
        if shown is not None and shown.editable:
            _show_refused(shown, opened.form, sentence)
        elif opened.form.value.strip():
            spec = form.spec(opened.form.path)
            kept.append((str(spec.label) if spec is not None else "", opened.form.value))
    return {
        "fields": {
            "form": form,
            "all": views,
            "by_path": {one.path: one for one in views},
            "values_href": looking.address("varden"),
            "marker": marker(form, plan) if moment is None else "",
            "kept": kept,
            "breaks": looking.breaks(),
            "warned": warned,
        }
    }


def _show_refused(shown: FieldView, typed: _Typed, sentence: str) -> None:
    """Put what was typed back into its field, beside what somebody else has saved meanwhile."""
    shown.error = sentence
    if shown.revision != typed.revision and typed.value != shown.value:
        shown.theirs, shown.theirs_revision = shown.value_words, shown.revision
        shown.error = ""
    shown.value = typed.value


def marker(form: FieldForm, plan: Plan) -> str:
    """In a few signs how the plan stands apart from the texts of its fields: another one, and the page is outdated."""
    return f"{queries.other_changes(plan.id)}.{form.stands(plan)}"


@dataclass(slots=True)
class _Looking:
    """One who looks at the fields of a plan from a seat."""

    request: SeatRequest
    form: FieldForm
    plan: Plan
    held: frozenset[str]
    moment: datetime | None = None
    warned: bool = False

    def address(self, last: str, **query: str | int) -> str:
        """The address of one of the form's endpoints."""
        at = f"{plan_address(self.request, self.plan.process, self.plan.id)}falt/{self.form.name}/{last}"
        return f"{at}?{urlencode(query)}" if query else at

    @property
    def limited(self) -> bool:
        """Whether only what the own unit wrote may be read (design decision 7)."""
        return self.plan.state in LIMITED

    @property
    def party(self) -> Party | None:
        """The own party, for one who takes part; None for one who only reads."""
        return self.request.seat.party if self.request.seat.party.value in self.held else None

    def standing(self) -> Mapping[str, Saved]:
        """What stands in the fields, as far as this seat may read it."""
        if self.limited:
            return queries.own_values(self.plan.id, self.request.seat.unit.id)
        found = queries.values(self.plan.id) if self.moment is None else queries.values_at(self.plan.id, self.moment)
        return {
            spec.path: found[spec.path] for spec in self.form.specs() if spec.path in found and not self.hides(spec)
        }

    def hides(self, spec: FieldSpec) -> bool:
        """Whether the own party may not read a field yet."""
        return self.form.hidden(self.plan, self.party, spec)

    def may_write(self) -> bool:
        """Whether the table has a row for saving by this seat as the step stands, and nothing ends it for all."""
        if self.moment is not None or self.limited or self.plan.closed is not None or self.party is None:
            return False
        part = getattr(self.plan, self.form.part, None)
        state = part.state if part is not None else NOWHERE
        possible = self.form.subject.parts[self.form.part].table.possible(state, self.held)
        return self.form.move in possible and not self.form.locked(self.plan, self.party)

    def writes_in(self, spec: FieldSpec) -> bool:
        """Whether this seat may write in a field now."""
        return self.party in spec.parties and self.may_write()

    def views(self) -> list[FieldView]:
        """The fields in their order."""
        specs = self.form.specs()
        standing = self.standing()
        people = queries.named_in(specs, standing)
        writing = {} if self.limited or self.moment is not None else self.writing()
        own = set(queries.own_values(self.plan.id, self.request.seat.unit.id)) if self.limited else set()
        may = self.may_write()
        breaks = self.breaks()
        found = []
        for spec in specs:
            if self.limited and spec.path not in own:
                continue
            now = standing.get(spec.path, NEVER)
            writes = may and self.party in spec.parties and (self.warned or not breaks)
            found.append(self.view(spec, now, people, writing.get(spec.path, ()), breaks=breaks, writes=writes))
        return found

    def breaks(self) -> int:
        """The round of attestations that this seat's party would break by writing; 0 for none."""
        return self.form.breaks(self.plan, self.party) if self.party is not None and self.may_write() else 0

    def writing(self) -> Mapping[str, Sequence[str]]:
        """Who else writes in which field just now."""
        return queries.writing(self.plan.id, leave=self.request.actor.id)

    def view(
        self,
        spec: FieldSpec,
        now: Saved,
        people: Mapping[str, Named],
        writing: Sequence[str],
        *,
        breaks: int,
        writes: bool,
    ) -> FieldView:
        """One field as it is shown."""
        view = FieldView(
            path=spec.path,
            label=str(spec.label),
            kind=spec.kind.value,
            section=str(spec.section),
            value=now.value,
            value_words=queries.words_of(spec, now.value, people),
            revision=now.revision,
            required=spec.required or spec.required_when is not None,
            editable=writes,
            choices=_choices(spec),
            by_words=queries.saved_words(now),
            editing_words="" if self.hides(spec) else queries.editing_words(writing),
            history_href=self.address("historik", falt=spec.path),
            hint=str(spec.hint),
            when=spec.required_when,
            many=spec.many,
        )
        if writes:
            knowing = {KNOWING: breaks} if breaks else {}
            view.save_href = self.address("spara", **knowing)
            view.editing_href = self.address("skriver")
            if spec.kind is FieldKind.PERSON:
                self.offer_people(spec, view, people, knowing)
        return view

    def offer_people(
        self, spec: FieldSpec, view: FieldView, people: Mapping[str, Named], knowing: Mapping[str, int]
    ) -> None:
        """The persons that stand there, each with what is left without it, and oneself if one is a doctor (001-139)."""
        standing = persons_in(view.value)
        view.people = [
            (people.get(one, Named(one, one, "")), "\n".join(other for other in standing if other != one))
            for one in standing
        ]
        view.search_href = self.address("person", falt=spec.path, **knowing)
        view.myself = self.myself(spec, view.value)

    def myself(self, spec: FieldSpec, value: str) -> tuple[Named, str] | None:
        """The own name with the value that it gives, for a doctor who does not stand there yet."""
        staff = self.request.session_row.staff
        if staff is None or not self.request.seat.role.doctor or staff.hsa_id in persons_in(value):
            return None
        return Named(staff.hsa_id, staff.name, staff.title), with_person(spec, value, staff.hsa_id)


def _choices(spec: FieldSpec) -> list[tuple[str, str]]:
    """The choices in words; one that need not be made can be taken back."""
    found = [(value, str(words)) for value, words in spec.choices]
    return found if spec.required or not found else [*found, ("", _("Inte ifyllt"))]


def with_person(spec: FieldSpec, value: str, hsa_id: str) -> str:
    """The value of a PERSON field when somebody is chosen: added where several may stand, else in the other's place."""
    return "\n".join([*persons_in(value), hsa_id]) if spec.many else hsa_id


# ── Saving ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Typed(PlainForm):
    """What a saving brought, for the page that shows it again."""

    def __init__(self, path: str, value: str, revision: int, sentence: str) -> None:
        super().__init__()
        self.path, self.value, self.revision, self.sentence = path, value, revision, sentence


def save(process: str, form: FieldForm, page: PlanPage) -> Endpoint:
    """The view that saves one field: for js/autosave.js an answer in JSON, for a plain form the way back to the field.

    JSON: 200 {path, revision, value, value_words, saved, saved_words, seen}; 409 the same of what somebody else has
    saved, with {error, theirs, mine}; 422 or 404 {error, value}: what was sent comes back, and nothing is saved.
    """

    @at_unit
    @require_POST
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        sent = SaveForm(request.POST)
        path = str(request.POST.get("path", ""))
        typed = _Typed(path, plain_newlines(str(request.POST.get("value", ""))), _number(request, "revision"), "")
        if not sent.is_valid():
            typed.sentence = sent.sentence
            return _refused(request, form, page, plan, typed, sent.sentence)
        given = sent.cleaned_data
        if given["keep"] == "theirs":
            return _back(request, process, form, plan, path)
        try:
            form.save(
                request.actor,
                plan,
                path,
                given["value"],
                given["revision"],
                party=request.seat.party,
                knowing=KNOWING in request.GET,
                submit_key=given["submit_key"],
            )
        except Refused as refused:
            if refused.reason is Reason.NOT_THERE:
                if not _wants_json(request):
                    raise
                return JsonResponse({"error": refused.sentence, "value": typed.value}, status=404)
            if refused.sentence == changed_meanwhile():
                return _conflict(request, form, page, plan, typed, given["value"], refused.sentence)
            return _refused(request, form, page, plan, typed, refused.sentence)
        if not _wants_json(request):
            return _back(request, process, form, plan, path)
        now = Saved(
            path,
            given["value"],
            given["revision"] + 1,
            request.actor.signature,
            request.seat.unit.id,
            request.seat.unit.name,
            clock.now(),
        )
        return JsonResponse(_told(form, plan, now))

    return view


def _conflict(
    request: SeatRequest, form: FieldForm, page: PlanPage, plan: UUID, typed: _Typed, value: str, sentence: str
) -> HttpResponse:
    """Somebody else has saved the field. The very same text is no conflict: an answer got lost, or two wrote alike."""
    now = queries.values(plan).get(typed.path, NEVER)
    if now.value == value:
        if _wants_json(request):
            return JsonResponse(_told(form, plan, now))
        return _back(request, form.subject.label, form, plan, typed.path)
    if not _wants_json(request):
        return page(request, plan, form.step, Opened(SAVE, typed, sentence))
    told = _told(form, plan, now)
    return JsonResponse(told | {"error": sentence, "theirs": told["value_words"], "mine": typed.value}, status=409)


def _refused(
    request: SeatRequest, form: FieldForm, page: PlanPage, plan: UUID, typed: _Typed, sentence: str
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": sentence, "value": typed.value}, status=422)
    return page(request, plan, form.step, Opened(SAVE, typed, sentence))


def _told(form: FieldForm, plan: UUID, now: Saved) -> dict[str, Any]:
    """What the page's script is told of a field as it stands."""
    spec = form.spec(now.path)
    people = queries.named_in([spec], {now.path: now}) if spec is not None else {}
    words = queries.saved_words(now)
    return {
        "path": now.path,
        "revision": now.revision,
        "value": now.value,
        "value_words": queries.words_of(spec, now.value, people) if spec is not None else now.value,
        "saved": words,
        "saved_words": words,
        "seen": queries.content_of(form.subject, form.part, plan) if form.judged else None,
    }


def _back(request: SeatRequest, process: str, form: FieldForm, plan: UUID, path: str) -> HttpResponse:
    """Back to the field that was saved; to the step when the path is none of ours."""
    known = form.spec(path)
    place = f"#{anchor_of(known.path)}" if known is not None else ""
    return HttpResponseRedirect(plan_address(request, process, plan, form.step) + place)


def _wants_json(request: SeatRequest) -> bool:
    return (
        "application/json" in request.headers.get("Accept", "")
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )


def _number(request: SeatRequest, name: str) -> int:
    text = str(request.POST.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


# ── Following: what others save and write (B-29) ─────────────────────────────────────────────────────────────────────


def values(process: str, form: FieldForm) -> Endpoint:
    """The view that an open page asks when the plan has changed: every field as this seat may read it (ADR 15)."""

    @at_unit
    @unattended
    @require_GET
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, held = door.follow(form.subject, request.actor, plan, related=form.related)
        looking = _Looking(request, form, thing, held, warned=True)
        part = getattr(thing, form.part, None)
        told = [
            {
                "path": one.path,
                "revision": one.revision,
                "value": one.value,
                "value_words": one.value_words,
                "saved": one.by_words,
                "saved_words": one.by_words,
                "editing_words": one.editing_words,
            }
            for one in looking.views()
        ]
        seen = part.content if part is not None else 0
        return JsonResponse({"fields": told, "marker": marker(form, thing), "seen": seen})

    return view


def editing(process: str, form: FieldForm) -> Endpoint:
    """The view that hears that somebody writes in a field, or has left it (``left``): a hint for others, no lock."""

    @at_unit
    @unattended
    @require_POST
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, held = door.follow(form.subject, request.actor, plan, related=form.related)
        spec = form.spec(str(request.POST.get("path", "")))
        if spec is not None and _Looking(request, form, thing, held).writes_in(spec):
            mark = actions.leave if request.POST.get("left") else actions.write_in
            mark(request.actor, plan, spec.path)
        return HttpResponse(status=204)

    return view


# ── The history of a field, and the search for a person ──────────────────────────────────────────────────────────────


def history(process: str, form: FieldForm) -> Endpoint:
    """The page of all that has stood in a field, newest first (001-134)."""

    @at_unit
    @require_GET
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, held = door.read(form.subject, request.actor, plan, related=("patient", *form.related))
        spec = form.spec(str(request.GET.get("falt", "")))
        looking = _Looking(request, form, thing, held)
        if spec is None or looking.hides(spec):
            raise not_there()
        found = queries.history(plan, spec.path, unit=request.seat.unit.id if looking.limited else None)
        people = (
            queries.named([one for saved in found for one in persons_in(saved.value)])
            if spec.kind is FieldKind.PERSON
            else {}
        )
        context = seat_context(request) | {
            "patient": thing.patient,
            "label": str(spec.label),
            "back": _at_field(request, process, form, plan, spec),
            "entries": [(saved, queries.words_of(spec, saved.value, people)) for saved in found],
            "limited": looking.limited,
        }
        return render(request, "fields/history.html", context)

    return view


def person(process: str, form: FieldForm) -> Endpoint:
    """The page where a person is searched for by name or HSA-id and put into a field (001-139, 001-147)."""

    @at_unit
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, held = door.read(form.subject, request.actor, plan, related=("patient", *form.related))
        spec = form.spec(str(request.GET.get("falt", "")))
        looking = _Looking(request, form, thing, held, warned=KNOWING in request.GET)
        if spec is None or spec.kind is not FieldKind.PERSON or not looking.writes_in(spec):
            raise not_there()
        search = PersonSearch(request.POST if request.method == "POST" else None)
        words = search.cleaned_data["q"] if search.is_bound and search.is_valid() else ""
        now = looking.standing().get(spec.path, NEVER)
        there = persons_in(now.value)
        context = seat_context(request) | {
            "patient": thing.patient,
            "label": str(spec.label),
            "path": spec.path,
            "revision": now.revision,
            "search": search,
            "hits": [
                (Named(one.hsa_id, one.name, one.title), with_person(spec, now.value, one.hsa_id))
                for one in staff_named(words)
                if one.hsa_id not in there
            ],
            "searched": search.is_bound,
            "myself": looking.myself(spec, now.value),
            "save_href": looking.address(
                "spara", **({KNOWING: request.GET[KNOWING]} if KNOWING in request.GET else {})
            ),
            "back": _at_field(request, process, form, plan, spec),
        }
        return render(request, "fields/person.html", context)

    return view


def _at_field(request: SeatRequest, process: str, form: FieldForm, plan: UUID, spec: FieldSpec) -> str:
    return f"{plan_address(request, process, plan, form.step)}#{anchor_of(spec.path)}"
