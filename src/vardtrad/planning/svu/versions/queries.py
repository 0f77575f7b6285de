"""An SVU as it was at a version, and the whole plan as lines of words, for paper and for comparing versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from vardtrad.gate.models import Version
from vardtrad.planning.consent.queries import registered
from vardtrad.planning.fields import queries as fields
from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.fields.queries import Saved
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.event_rules import still_holding
from vardtrad.planning.plan.models import Event, Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.plan.rules import LIMITED, State
from vardtrad.planning.publications import queries as history
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.svu.field_specs import ASSESSMENT_FIELDS
from vardtrad.planning.svu.models import Admission, Discharge, DischargeTime, Statement
from vardtrad.planning.svu.rules import DischargeState, Ending, StatementState, Step
from vardtrad.planning.svu.statement import hides_statement, statement_fields
from vardtrad.planning.svu.steps import STEPS, Steps
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web import dates

Row = TypeVar("Row", bound=models.Model)


# ── As it stood ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Past:
    """An SVU as it was when a version was published."""

    version: Published
    plan: Plan
    steps: Steps
    members: Sequence[Member]
    done: Mapping[tuple[str, int], Mapping[UUID, Done]]


def as_of(plan: Plan, version: Published) -> Past:
    """A plan as it was at one of its versions, rebuilt from the snapshots of its moves: six queries."""
    left = Version.objects.filter(key=plan.id).exclude(snapshot={})
    rows = left.filter(number__lte=version.version, part__in=STEPS).order_by("part", "-number").distinct("part")
    snapshots = {row.part: row for row in rows}
    whole = left.filter(number__lte=version.version).order_by("-number").values_list("snapshot", flat=True).first()
    then = _rebuilt(Plan, whole or {})
    then.patient, then.unit = plan.patient, plan.unit

    def part(model: type[Row], name: str) -> Row | None:
        row = snapshots.get(name)
        return _rebuilt(model, row.snapshot["part"]) if row is not None else None

    steps = Steps(
        admission=part(Admission, "admission"),
        discharge_time=part(DischargeTime, "discharge_time"),
        assessment=part(Assessment, "assessment"),
        statement=_statement(plan, version, snapshots.get("statement")),
        discharge=part(Discharge, "discharge"),
    )
    if steps.assessment is not None:
        _edited(steps.assessment, fields.values_at(plan.id, version.at))
    done = {
        step: {unit: confirmation for unit, confirmation in units.items() if confirmation.at <= version.at}
        for step, units in planning.confirmed_in([plan.id]).get(plan.id, {}).items()
    }
    members = planning.members_of([plan.id], moment=version.at).get(plan.id, [])
    return Past(version, then, steps, members, done)


def _rebuilt(model: type[Row], values: Mapping[str, Any]) -> Row:
    columns = {column.attname: column for column in model._meta.concrete_fields}
    return model(**{name: columns[name].to_python(value) for name, value in values.items() if name in columns})


def _statement(plan: Plan, version: Published, row: Version | None) -> Statement | None:
    """The statement as it was. A saved field leaves no snapshot, although it may have broken the attestations.

    This can happen only once between two snapshots, since broken attestations must be given again before they can be
    broken again. So the next snapshot (or the present row) shows whether it happened.
    """
    own = Version.objects.filter(key=plan.id, part=Step.STATEMENT)
    if row is None:
        first = own.filter(number__lte=version.version).order_by("number").first()
        return Statement(thing_id=plan.id, kind=Step.STATEMENT, state=first.state_to) if first is not None else None
    statement = _rebuilt(Statement, row.snapshot["part"])
    later = own.filter(number__gt=version.version).exclude(snapshot={}).order_by("number").first()
    after = _rebuilt(Statement, later.snapshot["part"]) if later is not None else getattr(plan, "statement", None)
    broken = after.broken if after is not None else None
    if broken is not None and row.at < broken <= version.at:
        statement.round += 1
        statement.broken, statement.broken_by = broken, after.broken_by if after is not None else ""
    return statement


def _edited(assessment: Assessment, standing: Mapping[str, Saved]) -> None:
    saved = [value for value in standing.values() if value.at is not None and value.path.startswith("kartlaggning.")]
    latest = max(saved, key=lambda value: (value.at, value.path), default=None)
    if latest is not None:
        assessment.edited, assessment.edited_by, assessment.edited_unit = latest.at, latest.by_name, latest.unit_name


# ── The whole plan as words ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan: its label, the words, and who wrote them when (UTC; "" and None if nobody did).

    ``many``: the label may occur several times in its part, so the line is identified by its words too.
    """

    label: str
    words: str
    by: str = ""
    at: datetime | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the plan with its lines."""

    title: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """What a unit may read in a plan: everything or, after a refusal, what it wrote itself (design decision 7).

    ``versions`` are those up to the version being read; ``party`` is None for readers outside the plan. What the units
    in ``closed`` have written is not for the reader.
    """

    plan: Plan
    versions: Sequence[Published]
    unit: UUID
    party: Party | None
    closed: frozenset[UUID] = frozenset()

    @property
    def limited(self) -> bool:
        """Whether the patient has refused, so that the unit may read only what it wrote."""
        return self.plan.state in LIMITED

    def reads(self, step: Step) -> bool:
        """Whether the unit may read the words of a step."""
        return not self.limited or history.written_by(self.versions, self.plan, step.value) == self.unit


def whole(
    reader: Reader,
    plan: Plan,
    steps: Steps,
    members: Sequence[Member],
    done: Mapping[tuple[str, int], Mapping[UUID, Done]],
    *,
    moment: datetime | None = None,
) -> list[Part]:
    """Everything in a plan that the reader may read, part by part; with ``moment`` (UTC), as it was then."""
    standing = _values(reader, moment)
    people = fields.named_in([*ASSESSMENT_FIELDS, *statement_fields()], standing)

    def lines(specs: Sequence[FieldSpec]) -> list[Line]:
        filled = []
        for spec in specs:
            saved = standing.get(spec.path)
            if saved is not None and saved.value.strip():
                by = f"{saved.by_name}, {saved.unit_name}"
                filled.append(Line(str(spec.label), fields.words_of(spec, saved.value, people), by, saved.at))
        return filled

    def confirmed(step: Step) -> list[Line]:
        part = getattr(steps, step.value)
        met = done.get((step.value, part.round), {}) if part is not None else {}
        label = _("Justerad av") if step is Step.STATEMENT else _("Kvitterad av")
        return [
            Line(label, member.name, met[member.unit].by_name, met[member.unit].at, many=True)
            for member in members
            if member.unit in met
        ]

    statement = [] if hides_statement(reader.party, steps.statement) else lines(statement_fields())
    parts = [
        Part(
            _("Information och samtycke"),
            [*_information(reader, moment), Line(_("Samtycke"), str(State(plan.state).label))],
        ),
        Part(_("Deltagare"), [Line(str(member.party.label), member.name, many=True) for member in members]),
        Part(_("Fast vårdkontakt"), _contacts(reader, moment)),
        Part(str(Step.ADMISSION.label), [*_admission(reader, steps), *confirmed(Step.ADMISSION)]),
        Part(str(Step.DISCHARGE_TIME.label), [*_discharge_time(reader, steps), *confirmed(Step.DISCHARGE_TIME)]),
        Part(str(Step.ASSESSMENT.label), lines(ASSESSMENT_FIELDS)),
        Part(
            str(Step.STATEMENT.label),
            [*statement, *_answer(reader, steps), *confirmed(Step.STATEMENT)],
        ),
        Part(str(Step.DISCHARGE.label), list(_discharge(reader, steps))),
        Part(_("Händelser"), _events(reader, moment)),
    ]
    return [part for part in parts if part.lines]


def _information(reader: Reader, moment: datetime | None) -> Iterator[Line]:
    """The lines about information, or why it was not in writing (001-085), and consent and its basis (001-093)."""
    told = registered(reader.plan.id, moment=moment)
    # As in the right field: after a refusal only the ward itself may read the reasons.
    reasons = not reader.limited or reader.unit == reader.plan.unit_id
    for label, record in ((_("Information"), told.information), (_("Senast registrerat om samtycke"), told.consent)):
        if record is None:
            continue
        words = [str(record.get_kind_display())]
        if record.responsible is not None:
            words.append(_("Ansvarig för menprövningen: %(name)s.") % {"name": record.responsible.signature})
        if record.reason and reasons:
            words.append(record.reason)
        yield Line(label, "\n".join(words), f"{record.by_name}, {record.unit_name}", record.at)


def _values(reader: Reader, moment: datetime | None) -> Mapping[str, Saved]:
    if moment is not None:
        saved = fields.values_at(reader.plan.id, moment, unit=reader.unit if reader.limited else None)
    else:
        saved = fields.own_values(reader.plan.id, reader.unit) if reader.limited else fields.values(reader.plan.id)
    return {path: value for path, value in saved.items() if value.unit not in reader.closed}


def _contacts(reader: Reader, moment: datetime | None) -> list[Line]:
    contacts = planning.contacts_of(reader.plan.id, moment=moment)
    return [
        Line(
            _("Kallelseansvarig") if contact.convener else contact.responsibility,
            f"{contact.staff.name}, {contact.unit.name}",
            contact.added_by,
            contact.added,
            many=True,
        )
        for contact in contacts
        if not reader.limited or contact.unit_id == reader.unit
    ]


def _admission(reader: Reader, steps: Steps) -> Iterator[Line]:
    part = steps.admission
    if part is None:
        return
    by = (part.published_by, part.published)
    admitted = dates.full_day(part.admitted)
    if part.admitted_at is not None:
        admitted += f", {_('klockan')} {dates.hour(part.admitted_at)}"
    yield Line(_("Inskrivningsdatum"), admitted, *by)
    if part.judged is not None:
        yield Line(_("Behovet bedömdes"), dates.stamp(part.judged), *by)
    yield Line(_("Beräknad tid för utskrivning"), dates.full_day(part.expected), *by)
    if part.reason and reader.reads(Step.ADMISSION):
        yield Line(_("Inskrivningsorsak"), part.reason, *by)


def _discharge_time(reader: Reader, steps: Steps) -> Iterator[Line]:
    part = steps.discharge_time
    if part is None:
        return
    by = (part.published_by, part.published)
    yield Line(_("Gäller"), _("Utskrivningsklar") if steps.ready else _("Beräknad ut"), *by)
    yield Line(_("Datum"), dates.full_day(part.day), *by)
    if reader.reads(Step.DISCHARGE_TIME):
        if part.reason:
            yield Line(_("Orsak till ändring"), part.reason, *by)
        if part.doctor is not None:
            yield Line(_("Ansvarig läkare"), part.doctor.signature, *by)


def _answer(reader: Reader, steps: Steps) -> Iterator[Line]:
    part = steps.statement
    if part is None or reader.limited:
        return
    if part.marked is not None:
        yield Line(_("Klarmarkera"), _("Slutenvården har klarmarkerat"), part.marked_by, part.marked)
    if part.state == StatementState.REJECTED or part.sip_answer:
        words = _("Ja") if part.sip_answer == "ja" else _("Nej") + (f": {part.sip_answer_reason}")
        yield Line(_("Godkänner ställningstagande SIP"), words, part.sip_answer_by)


def _discharge(reader: Reader, steps: Steps) -> Iterator[Line]:
    part = steps.discharge
    if part is None:
        return
    by = (part.published_by, part.published)
    yield Line(_("Datum för utskrivning/avslut"), dates.full_day(part.day), *by)
    yield Line(_("Utskrivning eller avslut i förtid"), str(Ending(part.ending).label), *by)
    if part.discharged_to:
        places: Mapping[str, str] = settings.PLANNING_LISTS["discharged_to"]
        yield Line(_("Utskriven till"), places.get(part.discharged_to, part.discharged_to), *by)
    # After a refusal no free text passes to who reads from outside (design decision 22).
    if part.comment and not (reader.limited and reader.party is None):
        yield Line(_("Kommentar"), part.comment, *by)
    if part.state == DischargeState.UNDONE:
        yield Line(_("Ångra utskrivning"), _("Utskrivningen är ångrad."), part.undone_by, part.undone)


def _what_it_is_about(event: Event) -> list[str]:
    """The event that a correction or cancellation concerns."""
    if event.corrects is None:
        return []
    return [f"{_('Gäller')}: {event.corrects.get_kind_display()} {dates.full_day(event.corrects.day)}"]


def _events(reader: Reader, moment: datetime | None) -> list[Line]:
    events = history.events_of(reader.plan.id, moment=moment)
    own = history.events_by(reader.plan.id, {reader.unit}) if reader.limited else set()
    closed = history.events_by(reader.plan.id, reader.closed)
    held = {event.id for event in still_holding(events)}
    return [
        Line(
            event.get_kind_display(),
            "\n".join(
                [
                    dates.full_day(event.day),
                    *([] if event.id in held else [_("Händelsen gäller inte längre.")]),
                    *_what_it_is_about(event),
                    *([event.text] if not reader.limited or event.id in own else []),
                ]
            ),
            f"{event.by_name}, {event.unit_name}",
            event.at,
            many=True,
        )
        for event in events
        if event.id not in closed
    ]
