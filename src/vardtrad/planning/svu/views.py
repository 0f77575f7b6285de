"""The page of an open SVU: its frame, the steps, and the verbs of Inskrivning, Tid för utskrivning and Utskrivning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import NO_OFFERS, NOWHERE, Offers
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.fields.shown import KNOWING
from vardtrad.planning.fields.shown import section as fields_section
from vardtrad.planning.messages.views import section as messages_section
from vardtrad.planning.plan import facts as plan_facts
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan import shown as plan_shown
from vardtrad.planning.plan import views as planning_views
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.plan.rules import LIMITED, Capacity
from vardtrad.planning.plan.views import Opened, plan_address, seat_context, verb
from vardtrad.planning.publications import queries as history
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.svu import actions, queries
from vardtrad.planning.svu.actions import SVU
from vardtrad.planning.svu.forms import (
    AcknowledgeForm,
    AttestForm,
    SipAnswerForm,
    StepForm,
)
from vardtrad.planning.svu.payment.queries import Countdown, countdowns
from vardtrad.planning.svu.queries import ALL, RECEIVING, Steps
from vardtrad.planning.svu.rules import (
    ASSESSMENT_FIELDS,
    TABLE,
    Move,
    StatementState,
    Step,
    SvuFacts,
)
from vardtrad.shared.care_units.rules import Duty, Party
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web import dates
from vardtrad.shared.web.forms import PlainForm

PROCESS = "svu"
RELATED = ("patient", "unit", *queries.STEPS, "discharge_time__doctor")


@dataclass(frozen=True)
class Look:
    """One SVU as one seat looks at it, at one step: as it is now, or (with ``past``) as it stood at a version.

    ``plan``, ``steps``, ``members`` and ``done`` are those of that time; ``now`` is the plan as it is, whose consent
    decides what may be read. ``capacities`` are the seat's standings.
    """

    request: SeatRequest
    plan: Plan
    now: Plan
    capacities: frozenset[str]
    step: Step
    steps: Steps
    members: Sequence[Member]
    done: Mapping[tuple[str, int], Mapping[UUID, Done]]
    versions: Sequence[Published]
    opened: Opened = field(default_factory=Opened)
    past: Published | None = None

    @property
    def address(self) -> str:
        """The address of the plan's page, ending in "/"."""
        return plan_address(self.request, PROCESS, self.plan.id)

    @property
    def limited(self) -> bool:
        """Whether the patient has said no: then everybody reads only what the own unit wrote (design decision 7)."""
        return self.now.state in LIMITED

    @property
    def reading_only(self) -> bool:
        """Whether the seat reads without taking part."""
        return self.capacities == {Capacity.READER.value}

    @property
    def part(self) -> Any:
        """The part of the open step, or None while there is none."""
        return getattr(self.steps, self.step.value)

    @property
    def offers(self) -> Offers:
        """What the table of the plan as a whole offers the seat; nothing at an earlier version."""
        if self.past is not None:
            return NO_OFFERS
        request = self.request
        known = plan_facts.known_beforehand(self.now, request.seat, request.session_row.staff)
        known["admission_published"] = self.steps.published
        return TABLE.offers(self.now.state, self.capacities, lambda: SvuFacts(**known))

    def may(self, move: str, step: Step | None = None) -> bool:
        """Whether a button may be drawn: by the tables, from the state of a step (or of the plan) and the standings."""
        if self.past is not None:
            return False
        if step is None:
            return str(move) in door.standing_moves(SVU, self.now, self.capacities)
        part = getattr(self.steps, step.value)
        return str(move) in SVU.parts[step.value].table.possible("" if part is None else part.state, self.capacities)

    def reads(self, step: Step) -> bool:
        """Whether the seat may read what was written in a step: after a refusal only the unit that wrote it last."""
        known = self.versions if self.past is None else self.versions[: self.past.number]
        return not self.limited or history.written_by(known, self.now, step.value) == self.request.seat.unit.id

    def typed(self, *names: str) -> Any:
        """The form that came back under one of these names, ready to be sent again when it was refused; else None."""
        form = self.opened.form
        if form is None or self.opened.name not in names:
            return None
        if self.opened.sentence:
            form.renew(self.part.content if self.part is not None else 0)
        return form


TEMPLATES = {
    Step.ADMISSION: "planning/svu/_admission.html",
    Step.DISCHARGE_TIME: "planning/svu/_discharge_time.html",
    Step.ASSESSMENT: "planning/svu/_assessment.html",
    Step.STATEMENT: "planning/svu/_statement.html",
    Step.DISCHARGE: "planning/svu/_discharge.html",
}
Content = Callable[[Look], dict[str, Any]]
CONTENTS: dict[Step, Content] = {}
"""What the template of each step needs besides ``look``."""
UNDER: list[Content] = []
"""What stands under every step, whichever is open (planning/svu/_events.html)."""


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_unit
@require_safe
def show(request: SeatRequest, plan: UUID, step: str = "") -> HttpResponseBase:
    """An open SVU at a step; ``?visa=`` opens a form or a question by link."""
    return plan_page(request, plan, step, Opened(request.GET.get("visa", "")))


def plan_page(request: SeatRequest, plan: UUID, step: str, opened: Opened) -> HttpResponse:
    """Read an SVU through the door and draw its page at a step (a ``planning.plan.views.PlanPage``). Raises Refused."""
    return draw(look_at(request, plan, step, opened))


def look_at(request: SeatRequest, plan: UUID, step: str, opened: Opened | None = None) -> Look:
    """Read an SVU as it is now through the door, which leaves a trace. Raises Refused."""
    found, capacities = door.read(SVU, request.actor, plan, related=RELATED)
    steps = queries.steps_of(found)
    return Look(
        request=request,
        plan=found,
        now=found,
        capacities=capacities,
        step=Step.of(step) or Step.of(queries.steps_slug(steps)) or Step.ADMISSION,
        steps=steps,
        members=planning.members_of([plan]).get(plan, []),
        done=planning.confirmed_in([plan]).get(plan, queries.NOBODY_YET),
        versions=queries.published(plan),
        opened=opened or Opened(),
    )


def draw(look: Look) -> HttpResponse:
    """Draw a plan as it is looked at. 422 when it shows something that was refused."""
    request, opened, moment = look.request, look.opened, look.past.at if look.past is not None else None
    address = look.address if look.past is None else f"{look.address}version/{look.past.id}/"
    views = queries.overview(request.seat, look.plan, look.steps, look.members, look.done, address).steps
    context = seat_context(request) | {
        "look": look,
        "plan": look.plan,
        "patient": look.plan.patient,
        "address": look.address,
        "step": look.step,
        "views": views,
        "strip": strip(look),
        "countdown": countdown(look),
        "archived": history.is_archived(look.now, request.seat.unit.id),
        "sentence": opened.sentence,
        "form": opened.form,
        "content": TEMPLATES[look.step],
        "live": "" if look.past is not None else live_address(look),
        "acknowledge": AcknowledgeForm(initial={"steg": look.step.slug, "round": look.part.round})
        if look.part is not None and look.step in {Step.ADMISSION, Step.DISCHARGE_TIME}
        else None,
    }
    inside = CONTENTS[look.step](look) if look.step in CONTENTS else {}
    for content in UNDER:
        inside |= content(look)
    context |= inside
    shown = opened.form is not None and any(value is opened.form for value in inside.values())
    # What was being written when it stopped being possible is shown, so that it is not lost.
    context["kept"] = opened.form.texts if isinstance(opened.form, StepForm) and not shown else []
    beside = Opened() if shown else opened
    context |= messages_section(request, look.now, look.offers, beside, step=look.step.slug, moment=moment)
    context |= planning_views.side(request, SVU, look.now, look.offers, beside, step=look.step.slug, moment=moment)
    bad = opened.sentence or (opened.form is not None and opened.form.errors)
    return render(request, "planning/svu/plan.html", context, status=422 if bad else 200)


def live_address(look: Look) -> str:
    """What the live process watches for the page: on a step with fields also who writes in them (B-29)."""
    seat, kind = look.request.seat, "falt" if look.step in {Step.ASSESSMENT, Step.STATEMENT} else "plan"
    return f"/live/{kind}/{look.plan.id}?plats={seat.unit.id}:{seat.role.code}"


def countdown(look: Look) -> Countdown | None:
    """How it stands with the payment responsibility while the patient is ready and still here (B-24), or None."""
    if look.past is not None or not look.steps.ready or look.steps.discharged:
        return None
    return countdowns([look.plan]).get(look.plan.id)


# ── Who has confirmed the open step, and who may (001-125, 001-144) ─────────────────────────────────────────────────

CONFIRMED: Mapping[Step, tuple[Duty, tuple[Party, ...]]] = {
    Step.ADMISSION: (Duty.ACKNOWLEDGE, RECEIVING),
    Step.DISCHARGE_TIME: (Duty.ACKNOWLEDGE, RECEIVING),
    Step.STATEMENT: (Duty.ATTEST, ALL),
}


@dataclass(frozen=True, slots=True)
class StripParty:
    """A party in the strip over a step, as ``p.strip`` wants it."""

    letter: str
    name: str
    progress: str
    mine: bool
    done: int
    total: int
    note: str
    units: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip over a step: who has acknowledged or attested, and whether that is this seat's task now."""

    heading: str
    parties: list[StripParty]
    mine: bool
    round: int


def strip(look: Look) -> Strip | None:
    """The strip of the open step; None for a step that nobody confirms, or that has nothing to confirm yet."""
    part = look.part
    if look.step not in CONFIRMED or part is None or part.round == 0:
        return None
    duty, parties = CONFIRMED[look.step]
    attests = duty is Duty.ATTEST
    done = look.done.get((look.step.value, part.round), {})
    rejected = attests and part.state == StatementState.REJECTED
    own = (Party.INPATIENT,) if rejected else parties
    move = Move.ATTEST if attests else Move.ACKNOWLEDGE
    mine = look.may(move, look.step) and planning.awaits(look.request.seat, look.members, done, duty, own)
    who_may = plan_shown.who_may(look.members, duty)
    found = []
    for one in planning.progress(look.members, done, parties):
        waits_for_ward = rejected and one.party is Party.OUTPATIENT
        words = {member.unit: _done_words(met, attests=attests) for member, met in one.done}
        found.append(
            StripParty(
                letter=one.letter,
                name=one.name,
                progress=one.progress,
                mine=mine and one.party is look.request.seat.party,
                done=len(one.done),
                total=len(one.done) + len(one.awaited),
                note=_("Väntar på slutenvårdens justering") if waits_for_ward else "",
                units=[
                    (member.name, words.get(member.unit, ""), who_may.get(member.unit, ""))
                    for member in look.members
                    if member.party is one.party
                ],
            )
        )
    return Strip(_("Justering") if attests else _("Kvittering"), found, mine, part.round)


def _done_words(done: Done, *, attests: bool) -> str:
    words = {"at": dates.stamp(done.at), "name": done.by_name}
    return (_("Justerade %(at)s, %(name)s.") if attests else _("Kvitterade %(at)s, %(name)s.")) % words


# ── Kartläggning and Ställningstagande: fields that save themselves (001-126…157, 001-250…253) ───────────────────────

START, MARK, ANSWER, ATTEST, EDIT = "starta-kartlaggning", "klarmarkera", "svara-sip", "justera", "andra-stallning"


def _state_of(plan: Plan, step: Step) -> str:
    part = getattr(plan, step.value, None)
    return NOWHERE if part is None else str(part.state)


def _assessment_stands(plan: Plan) -> str:
    return _state_of(plan, Step.ASSESSMENT)


def _statement_stands(plan: Plan) -> str:
    part = getattr(plan, Step.STATEMENT.value, None)
    return f"{_state_of(plan, Step.STATEMENT)}.{part.round if part is not None else 0}"


def _statement_hidden(plan: Plan, party: Party | None, spec: FieldSpec) -> bool:
    return queries.hides_statement(party, getattr(plan, Step.STATEMENT.value, None))


def _statement_locked(plan: Plan, party: Party) -> bool:
    """When all have attested only the ward may change anything (001-156, 001-251)."""
    part = getattr(plan, Step.STATEMENT.value, None)
    return party is not Party.INPATIENT and queries.is_finally_attested(plan.id, part)


def _statement_breaks(plan: Plan, party: Party) -> int:
    return queries.round_broken_by(plan.id, getattr(plan, Step.STATEMENT.value, None), party)


ASSESSMENT_FORM = FieldForm(
    name=Step.ASSESSMENT.slug,
    step=Step.ASSESSMENT.slug,
    subject=SVU,
    part=Step.ASSESSMENT.value,
    move=Move.SAVE_ASSESSMENT,
    specs=lambda: ASSESSMENT_FIELDS,
    save=actions.save_assessment_field,
    related=(Step.ASSESSMENT.value,),
    stands=_assessment_stands,
)
STATEMENT_FORM = FieldForm(
    name=Step.STATEMENT.slug,
    step=Step.STATEMENT.slug,
    subject=SVU,
    part=Step.STATEMENT.value,
    move=Move.SAVE_STATEMENT,
    specs=queries.statement_fields,
    save=actions.save_statement_field,
    related=(Step.STATEMENT.value,),
    locked=_statement_locked,
    hidden=_statement_hidden,
    told=lambda plan, party: queries.told_statement(party, getattr(plan, Step.STATEMENT.value, None)),
    stands=_statement_stands,
    breaks=_statement_breaks,
    judged=True,
)


def assessment(look: Look) -> dict[str, Any]:
    """The needs assessment: its two halves, or the way to start it (001-127, 001-130, 001-131)."""
    request, opened = look.request, look.opened
    moment = look.past.at if look.past is not None else None
    inside = fields_section(request, ASSESSMENT_FORM, look.now, look.capacities, opened, moment=moment)
    specs = {spec.path: spec for spec in ASSESSMENT_FIELDS}
    shown = inside["fields"]["all"]
    own = request.seat.party
    starts = look.may(Move.START_ASSESSMENT, Step.ASSESSMENT) and look.part is None
    return inside | {
        "starts": starts,
        "start_waits": queries.start_refusal(look.now, look.steps) if look.part is None else "",
        "start_form": PlainForm(),
        "halves": [
            (
                _("Kommunen och öppenvården ansvarar för"),
                ("Ö", "K"),
                [one for one in shown if Party.INPATIENT not in specs[one.path].parties],
                own is not Party.INPATIENT,
            ),
            (
                _("Slutenvården ansvarar för"),
                ("S",),
                [one for one in shown if Party.INPATIENT in specs[one.path].parties],
                own is Party.INPATIENT,
            ),
        ],
    }


def statement(look: Look) -> dict[str, Any]:
    """The discharge statement: the three parties' parts, and what this seat may do with them now (001-136…157)."""
    request, opened, part = look.request, look.opened, look.part
    moment = look.past.at if look.past is not None else None
    party = request.seat.party
    acts = look.past is None and not look.limited and look.now.closed is None
    # Who has been refused while changing what was attested has been warned already.
    warned = opened.name == EDIT or KNOWING in request.GET
    # An earlier version hides what it hid then: what the ward took away before it was complete was never told.
    form = replace(STATEMENT_FORM, hidden=lambda _plan, who, _spec: queries.hides_statement(who, part))
    inside = fields_section(request, form, look.now, look.capacities, opened, moment=moment, warned=warned)
    by_path = inside["fields"]["by_path"]
    seen = part.content if part is not None else 0
    marks = acts and look.may(Move.MARK_COMPLETE, Step.STATEMENT)
    answers = acts and look.may(Move.REJECT_SIP, Step.STATEMENT) and not _statement_locked(look.now, party)
    over = strip(look)
    attests = acts and over is not None and over.mine
    own = queries.missing_of(look.now.id, party) if marks or attests else []
    sip = part.sip_answer if part is not None else ""
    return inside | {
        "parts": [
            {
                "party": one,
                "own": one is party and not look.reading_only,
                "title": title,
                "fields": [
                    by_path[spec.path]
                    for spec in queries.statement_fields()
                    if one in spec.parties and spec.path in by_path
                ],
            }
            for one, title in (
                (Party.INPATIENT, _("Slutenvårdens ställningstagande")),
                (Party.OUTPATIENT, _("Öppenvårdens ställningstagande")),
                (Party.MUNICIPALITY, _("Kommunens ställningstagande")),
            )
        ],
        "waits_for_ward": queries.hides_statement(party, part),
        "rejected": part is not None and part.state == StatementState.REJECTED,
        "locked": acts and part is not None and _statement_locked(look.now, party),
        "sip_answer": sip,
        "reads_sip": not look.limited,
        "answer_form": (look.typed(ANSWER) or SipAnswerForm(initial={"seen": seen, "answer": sip}))
        if answers
        else None,
        "mark_form": (look.typed(MARK) or PlainForm(initial={"seen": seen})) if marks else None,
        "attest_form": AttestForm(initial={"seen": seen, "round": over.round})
        if attests and over is not None
        else None,
        "lacks": own,
        "lacks_sip": attests and party is Party.OUTPATIENT and sip != "ja",
        "edit_href": f"{look.address}{Step.STATEMENT.slug}/?visa={EDIT}",
    }


CONTENTS[Step.ASSESSMENT] = assessment
CONTENTS[Step.STATEMENT] = statement


def _make_start(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return PlainForm(data)


def _carry_start(request: SeatRequest, plan: UUID, form: Any) -> str:
    actions.start_assessment(request.actor, plan, submit_key=form.cleaned_data["submit_key"])
    return _("Kartläggningen är startad. Det du skriver sparas av sig självt.")


start_assessment = verb(plan_page, PROCESS, START, _make_start, _carry_start)


def _carry_mark(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.mark_complete(request.actor, plan, seen=data["seen"], submit_key=data["submit_key"])
    return _("Slutenvårdens del är klarmarkerad. Nu kan alla parter skriva sin del och justera.")


mark_complete = verb(plan_page, PROCESS, MARK, _make_start, _carry_mark)


def _make_answer(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return SipAnswerForm(data)


def _carry_answer(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    approves = data["answer"] == "ja"
    actions.answer_sip(
        request.actor,
        plan,
        approves=approves,
        reason=data["reason"],
        seen=data["seen"],
        submit_key=data["submit_key"],
    )
    if approves:
        return _("Ställningstagandet till SIP är godkänt.")
    return _("Ställningstagandet till SIP är inte godkänt. Det väntar nu på slutenvårdens justering.")


answer_sip = verb(plan_page, PROCESS, ANSWER, _make_answer, _carry_answer)


def _make_attest(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return AttestForm(data)


def _carry_attest(request: SeatRequest, plan: UUID, form: Any) -> str:
    data = form.cleaned_data
    actions.attest(request.actor, plan, data["round"], seen=data["seen"], submit_key=data["submit_key"])
    return _("Ställningstagandet är justerat för din enhet.")


attest = verb(plan_page, PROCESS, ATTEST, _make_attest, _carry_attest)
