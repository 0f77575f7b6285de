"""What the tables of an SVU ask about, and how its steps stand for one who looks: colours, words and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import NOWHERE
from vardtrad.planning.fields import queries as fields
from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Confirmation, Participant, Plan
from vardtrad.planning.plan.queries import Confirmed, Confirming, Done, Member, PartyProgress, Reached, progress
from vardtrad.planning.plan.rules import LIMITED, Process
from vardtrad.planning.publications import queries as history
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.svu.models import Admission, Discharge, DischargeTime, Statement
from vardtrad.planning.svu.rules import (
    ASSESSMENT,
    PUBLISHING,
    SIP_FIELD,
    STATEMENT_FIELDS,
    AdmissionState,
    DischargeState,
    Ending,
    Move,
    StatementState,
    Step,
    SvuFacts,
    TimeState,
)
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty, Party
from vardtrad.shared.web import dates

RECEIVING = (Party.OUTPATIENT, Party.MUNICIPALITY)
ALL = tuple(Party)


@dataclass(frozen=True, slots=True)
class Given:
    """What a form of a step gave."""

    day: date | None = None
    expected: date | None = None
    reason: str = ""
    doctor: Staff | None = None
    ending: str = ""
    discharged_to: str = ""
    comment: str = ""
    confirmed: bool = False


# ── Facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Steps:
    """The parts of an SVU that there are, as they stand now or stood at some version."""

    admission: Admission | None = None
    discharge_time: DischargeTime | None = None
    assessment: Assessment | None = None
    statement: Statement | None = None
    discharge: Discharge | None = None

    @property
    def published(self) -> bool:
        """Whether the admission is published: then the other parties see the plan."""
        return self.admission is not None and self.admission.state == AdmissionState.PUBLISHED

    @property
    def ready(self) -> bool:
        """Whether the patient is ready for discharge."""
        return self.discharge_time is not None and self.discharge_time.state == TimeState.READY

    @property
    def discharged(self) -> bool:
        """Whether the patient is discharged, and that has not been undone."""
        return self.discharge is not None and self.discharge.state == DischargeState.PUBLISHED

    @property
    def home_day(self) -> date | None:
        """The estimated day, or the day from which the patient is ready (001-115)."""
        if self.discharge_time is not None:
            return self.discharge_time.day
        return self.admission.expected if self.admission is not None else None


STEPS = ("admission", "discharge_time", "assessment", "statement", "discharge")


def steps_of(plan: Plan) -> Steps:
    """The parts of a plan fetched by ``with_steps``."""
    return Steps(**{name: getattr(plan, name, None) for name in STEPS})


def with_steps(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """The plans with all their parts, in the same query."""
    return plans.select_related(*STEPS)


def facts(actor: Actor, asked: Sequence[tuple[Plan, Any]]) -> dict[UUID, SvuFacts]:
    """What the needs ask about, as it is now, under the lock. Only what was given for is asked."""
    return {plan.id: _facts(actor, plan, given) for plan, given in asked}


def _facts(actor: Actor, plan: Plan, given: Any) -> SvuFacts:
    found = planning.facts_of(actor, plan, given) | messages.facts_of(actor, plan, given) | fields.facts_of(plan, given)
    if plan.is_new:
        sure = isinstance(given, planning.Given) and given.confirmed
        return SvuFacts(**found | {"knows_other": sure or not planning.ongoing(plan.patient_id, Process.SVU)})
    if isinstance(given, fields.Given) and (given.spec is None or given.spec.path not in _statement_paths()):
        return SvuFacts(**found)  # an assessment's field asks nothing of the other steps, and is saved often
    steps = steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk))
    found |= {
        "today": clock.today(),
        "admitted": steps.admission.admitted if steps.admission is not None else None,
        "admission_published": steps.published,
        "assessment_started": steps.assessment is not None,
        "may_keep_contacts": settings.INPATIENT_REGISTERS_CONTACTS
        or (isinstance(given, planning.Given) and _party_of(actor, plan) is Party.OUTPATIENT),
    }
    if isinstance(given, planning.Given):
        found["day"] = given.day
    if isinstance(given, Given):
        found |= {
            "day": given.day,
            "expected": given.expected,
            "reason": given.reason,
            "confirmed": given.confirmed,
            "doctor_given": given.doctor is not None,
            "ending": given.ending,
            "ending_known": given.ending in Ending.values,
            "discharged_to_known": given.discharged_to in settings.PLANNING_LISTS["discharged_to"],
            "convener": planning.has_convener(plan.id),
            "on_start_page": Participant.objects.filter(
                plan=plan, unit_id=actor.here, removed__isnull=True, listed=True
            ).exists(),
        }
    if isinstance(given, Confirming):
        stage = {
            Step.ADMISSION.value: steps.admission,
            Step.DISCHARGE_TIME.value: steps.discharge_time,
            Step.STATEMENT.value: steps.statement,
        }.get(given.kind)
        found["same_round"] = stage is not None and stage.round == given.round
    if isinstance(given, fields.Given):
        found |= _statement_facts(actor, plan, steps) | _breaking_facts(plan, steps, given)
    elif steps.statement is not None or isinstance(given, Confirming | Given):
        found |= _statement_facts(actor, plan, steps)
    return SvuFacts(**found)


def _party_of(actor: Actor, plan: Plan) -> Party | None:
    party = (
        Participant.objects.filter(plan=plan, unit_id=actor.here, removed__isnull=True)
        .values_list("party", flat=True)
        .first()
    )
    return Party(party) if party is not None else None


def _statement_facts(actor: Actor, plan: Plan, steps: Steps) -> dict[str, Any]:
    party = _party_of(actor, plan)
    lacking = fields.missing(statement_fields(), fields.values(plan.id), party) if party is not None else []
    return {
        "party_is_outpatient": party is Party.OUTPATIENT,
        "party_is_inpatient": party is Party.INPATIENT,
        "missing_fields": tuple(str(spec.label) for spec in lacking),
        "sip_answer": steps.statement.sip_answer if steps.statement is not None else "",
        "finally_attested": is_finally_attested(plan.id, steps.statement),
    }


def _breaking_facts(plan: Plan, steps: Steps, given: fields.Given) -> dict[str, Any]:
    return {
        "breaks": bool(round_broken_by(plan.id, steps.statement, given.party)),
        "knows_it_breaks": given.knowing,
    }


def round_broken_by(plan: UUID, statement: Statement | None, party: Party | None) -> int:
    """The round of attestations that an edit by a party would break for everybody (001-142); 0 for none."""
    if statement is None or party is None or statement.round == 0:
        return 0
    return statement.round if party_has_attested(plan, statement, party) else 0


@cache
def _statement_paths() -> frozenset[str]:
    return frozenset(spec.path for spec in STATEMENT_FIELDS)


def missing_of(plan: UUID, party: Party) -> list[str]:
    """The mandatory fields of the statement that a party has left empty, by their labels (001-137, 001-138)."""
    return [str(spec.label) for spec in fields.missing(statement_fields(), fields.values(plan), party)]


def start_refusal(plan: Plan, steps: Steps) -> str:
    """Why the needs assessment cannot be started yet, in the table's own words; "" when it can (001-126)."""
    rule = ASSESSMENT.find(Move.START_ASSESSMENT, NOWHERE)
    facts = SvuFacts(state=plan.state, closed=plan.closed is not None, admission_published=steps.published)
    refusals = (need.refusal(facts) for need in (rule.needs if rule is not None else ()))
    return next((sentence for sentence in refusals if sentence is not None), "")


def is_finally_attested(plan: UUID, statement: Statement | None) -> bool:
    """Whether every participating unit has attested this round (001-143, 001-155)."""
    if statement is None or statement.state != StatementState.MARKED:
        return False
    done = planning.confirmed_in([plan]).get(plan, {}).get((Step.STATEMENT.value, statement.round), {})
    return all(one.reached is Reached.ALL for one in progress(planning.members_of([plan]).get(plan, ()), done))


def party_has_attested(plan: UUID, statement: Statement, party: Party) -> bool:
    """Whether any unit of a party has attested this round: then its edit breaks everybody's (001-142)."""
    units = Participant.objects.filter(plan_id=plan, removed__isnull=True, party=party).values("unit_id")
    return Confirmation.objects.filter(
        plan_id=plan, kind=Step.STATEMENT, round=statement.round, unit_id__in=units
    ).exists()


def hides_statement(party: Party | None, statement: Statement | None) -> bool:
    """Whether a party (None for who only reads) may not read the statement yet (001-146, 001-154)."""
    return party is not Party.INPATIENT and (statement is None or statement.state == StatementState.WRITING)


def told_statement(party: Party | None, statement: Statement | None) -> datetime | None:
    """From when a party may read the statement (UTC): since the ward marked it; None for the ward, always."""
    return statement.marked if statement is not None and party is not Party.INPATIENT else None


@cache
def statement_fields() -> tuple[FieldSpec, ...]:
    """The fields of Ställningstagande with the region's own list for the SIP question (001-260)."""
    choices = tuple(settings.PLANNING_LISTS["sip_decision"].items())
    return tuple(replace(spec, choices=choices) if spec.path == SIP_FIELD else spec for spec in STATEMENT_FIELDS)


# ── How the steps stand for one who looks (001-020…025, 001-101…104) ───────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as the overview and the tabs show it.

    ``colour``: "task" red, "wait" yellow, "done" green, "assess" blue, "none" grey. ``word`` and ``day`` are the two
    lines, ``hint`` the whole text. A step that all have confirmed has no ``marks``.
    """

    slug: str
    name: str
    colour: str
    word: str
    day: str = ""
    estimated: bool = False
    marks: list[PartyProgress] = field(default_factory=list)
    hint: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """An SVU's steps as a seat sees them, and what the seat's role has to do in it."""

    steps: list[StepView]
    tasks: list[tuple[str, str]]


NOBODY_YET: Mapping[tuple[str, int], Mapping[UUID, Done]] = {}


def overview(
    seat: Seat,
    plan: Plan,
    steps: Steps,
    members: Sequence[Member],
    done: Mapping[tuple[str, int], Mapping[UUID, Done]],
    address: str,
    unacknowledged: int = 0,
) -> Overview:
    """How the steps of one SVU stand for a seat; asks nothing of the database. ``address`` ends in "/"."""
    looking = _Looking(seat, plan, steps, members, done, address)
    views = [
        looking.admission(),
        looking.discharge_time(),
        looking.assessment(),
        looking.statement(),
        looking.discharge(),
    ]
    tasks = [(view.hint, view.href) for view in views if view.colour == "task"]
    # Acknowledging a message is for one with that duty, by a role that takes part: as ``with_tasks`` asks.
    if unacknowledged and planning.awaits(seat, members, {}, Duty.ACKNOWLEDGE, ALL):
        words = (
            _("Kvittera meddelande")
            if unacknowledged == 1
            else _("Kvittera %(number)d meddelanden") % {"number": unacknowledged}
        )
        tasks.append((words, f"{address}{steps_slug(steps)}/#meddelanden"))
    return Overview(views, tasks)


def steps_slug(steps: Steps) -> str:
    """The step that a plan opens on when none is asked for: the one that the work has come to."""
    if steps.discharged:
        return Step.DISCHARGE.slug
    if steps.statement is not None:
        return Step.STATEMENT.slug
    if steps.discharge_time is not None:
        return Step.DISCHARGE_TIME.slug
    return Step.ADMISSION.slug


def overviews(
    seat: Seat, plans: Iterable[Plan], address: str, unacknowledged: Mapping[UUID, int]
) -> dict[UUID, Overview]:
    """The overviews of many SVU fetched by ``with_steps``: two queries. ``address`` + id + "/" is each one's own."""
    chosen = list(plans)
    keys = [plan.id for plan in chosen]
    members = planning.members_of(keys)
    done: Confirmed = planning.confirmed_in(keys)
    return {
        plan.id: overview(
            seat,
            plan,
            steps_of(plan),
            members.get(plan.id, []),
            done.get(plan.id, NOBODY_YET),
            f"{address}{plan.id}/",
            unacknowledged.get(plan.id, 0),
        )
        for plan in chosen
    }


@dataclass(frozen=True, slots=True)
class _Looking:
    seat: Seat
    plan: Plan
    steps: Steps
    members: Sequence[Member]
    done: Mapping[tuple[str, int], Mapping[UUID, Done]]
    address: str

    def _view(self, step: Step, colour: str, word: str, day: str = "", *, hint: str = "", **more: Any) -> StepView:
        href = f"{self.address}{step.slug}/"
        return StepView(step.slug, str(step.label), colour, word, day, hint=hint or word, href=href, **more)

    def _progress(self, step: Step, round_: int, parties: tuple[Party, ...]) -> tuple[list[PartyProgress], bool, bool]:
        """How the parties stand, whether all are done, and whether it is this seat's task."""
        done = self.done.get((step.value, round_), {})
        marks = progress(self.members, done, parties)
        duty = Duty.ATTEST if step is Step.STATEMENT else Duty.ACKNOWLEDGE
        mine = planning.awaits(self.seat, self.members, done, duty, parties)
        return marks, all(one.reached is Reached.ALL for one in marks), mine

    def admission(self) -> StepView:
        step, part = Step.ADMISSION, self.steps.admission
        if part is None:
            return self._view(step, "none", _("Ej påbörjad"))
        if part.state == AdmissionState.DRAFT:
            return self._view(
                step, "wait", _("Utkast"), dates.day(part.admitted), hint=_("Utkast, syns bara för slutenvården")
            )
        marks, all_done, mine = self._progress(step, part.round, RECEIVING)
        day = dates.day(part.admitted)
        if mine:
            return self._view(step, "task", _("Kvittera"), day, marks=marks, hint=_("Kvittera inskrivningen"))
        if not all_done:
            return self._view(
                step, "wait", _("Väntar"), day, marks=marks, hint=_("Väntar på kvittering av inskrivningen")
            )
        return self._view(step, "done", _("Kvitterad"), day, hint=_("Inskrivningen är kvitterad av alla"))

    def discharge_time(self) -> StepView:
        step, part, day = Step.DISCHARGE_TIME, self.steps.discharge_time, self.steps.home_day
        if not self.steps.published or day is None:
            return self._view(step, "none", _("Ej påbörjad"))
        if part is None:
            words = _("Beräknad ut")
            return self._view(step, "done", words, dates.day(day), estimated=True, hint=f"{words} {dates.day(day)}")
        ready = part.state == TimeState.READY
        words, shown = (_("Utskrivningsklar") if ready else _("Beräknad ut")), dates.day(day)
        marks, all_done, mine = self._progress(step, part.round, RECEIVING)
        more: dict[str, Any] = {"estimated": not ready}
        if mine:
            what = (
                _("Kvittera utskrivningsklar %(day)s") if ready else _("Kvittera beräknad tid för utskrivning %(day)s")
            )
            return self._view(step, "task", words, shown, marks=marks, hint=what % {"day": shown}, **more)
        if not all_done:
            what = _("%(what)s %(day)s, väntar på kvittering") % {"what": words, "day": shown}
            return self._view(step, "wait", words, shown, marks=marks, hint=what, **more)
        return self._view(step, "done", words, shown, hint=f"{words} {shown}", **more)

    def assessment(self) -> StepView:
        step, part = Step.ASSESSMENT, self.steps.assessment
        if part is None:
            refused = self.plan.state in LIMITED
            return self._view(step, "none", _("Nekat samtycke") if refused else _("Ej påbörjad"))
        if part.edited is None:
            return self._view(step, "none", _("Startad"), hint=_("Kartläggningen är startad men inget är skrivet"))
        stamp = dates.day(part.edited) + " " + dates.clock_time(part.edited)
        by = _("Senast redigerad %(at)s av %(name)s, %(unit)s") % {
            "at": stamp,
            "name": part.edited_by,
            "unit": part.edited_unit,
        }
        return self._view(step, "assess", _("Redigerad"), stamp, hint=by)

    def statement(self) -> StepView:
        step, part = Step.STATEMENT, self.steps.statement
        if part is None:
            refused = self.plan.state in LIMITED
            return self._view(step, "none", _("Nekat samtycke") if refused else _("Ej påbörjad"))
        marks, all_done, mine = self._progress(step, part.round, ALL)
        if part.state == StatementState.WRITING:
            # The ward waits for nobody: it writes itself.
            word = _("Påbörjad") if self.seat.party is Party.INPATIENT else _("Väntar på S")
            return self._view(step, "wait", word, hint=_("Slutenvården skriver och har inte klarmarkerat"))
        if part.state == StatementState.REJECTED:
            if self.seat.party is Party.INPATIENT and mine:
                hint = _("Justera ställningstagandet på nytt: öppenvården har inte godkänt ställningstagandet till SIP")
                return self._view(step, "task", _("Justera"), marks=marks, hint=hint)
            return self._view(step, "wait", _("Väntar på S"), marks=marks, hint=_("Väntar på slutenvårdens justering"))
        if mine:
            return self._view(step, "task", _("Justera"), marks=marks, hint=_("Justera ställningstagandet"))
        if not all_done:
            some = any(one.reached is not Reached.NONE for one in marks)
            word = pgettext("justering", "Delvis") if some else _("Väntar")
            return self._view(
                step,
                "wait",
                word,
                marks=marks,
                hint=_("Ställningstagandet är delvis justerat") if some else _("Väntar på justering"),
            )
        last = max(one.at for mark in marks for _member, one in mark.done)
        return self._view(step, "done", _("Justerat"), dates.day(last), hint=_("Ställningstagandet är slutjusterat"))

    def discharge(self) -> StepView:
        step, part = Step.DISCHARGE, self.steps.discharge
        if part is None:
            return self._view(step, "none", _("Ej påbörjad"))
        if part.state == DischargeState.UNDONE:
            return self._view(step, "none", _("Ångrad"), hint=_("Utskrivningen är ångrad"))
        word = _("Utskriven") if part.ending == Ending.DISCHARGE else _("Avslutad")
        return self._view(step, "done", word, dates.day(part.day), hint=f"{word} {dates.day(part.day)}")


# ── Which units still have something to do (001-262) ──────────────────────────────────────────────────────────────────


def units_with_open_tasks(plan: Plan) -> set[UUID]:
    """The participating units that still have something to confirm or a message to acknowledge, in any role."""
    steps = steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk))
    members = planning.members_of([plan.id]).get(plan.id, [])
    done = planning.confirmed_in([plan.id]).get(plan.id, NOBODY_YET)
    found: set[UUID] = set()

    def add(step: Step, round_: int, parties: Sequence[Party]) -> None:
        met = done.get((step.value, round_), {})
        found.update(one.unit for one in members if one.party in parties and one.unit not in met)

    if steps.admission is not None and steps.published:
        add(Step.ADMISSION, steps.admission.round, RECEIVING)
    if steps.discharge_time is not None:
        add(Step.DISCHARGE_TIME, steps.discharge_time.round, RECEIVING)
    if steps.statement is not None and steps.statement.state == StatementState.MARKED:
        add(Step.STATEMENT, steps.statement.round, ALL)
    elif steps.statement is not None and steps.statement.state == StatementState.REJECTED:
        add(Step.STATEMENT, steps.statement.round, (Party.INPATIENT,))
    found.update(one.unit for one in members if messages.unacknowledged(one.unit).filter(plan_id=plan.id).exists())
    return found


def published(plan: UUID) -> list[Published]:
    """The versions of an SVU, oldest first (001-074, 001-075): two queries."""
    return history.published(plan, STEPS, PUBLISHING, lambda move: str(Move(move).label))
