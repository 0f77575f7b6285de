"""An SVU as it was at a version, and the whole plan as lines of words, for paper and for comparing versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.gate.models import Version
from vardtrad.planning.fields import queries as fields
from vardtrad.planning.fields.lines import edited_then, lines, standing
from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.plan.event_rules import still_holding
from vardtrad.planning.plan.lines import Line, Part
from vardtrad.planning.plan.models import Event, Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.publications import queries as history
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.publications.reader import Reader, first_parts
from vardtrad.planning.publications.rebuilding import rebuilt, then
from vardtrad.planning.svu.field_specs import ASSESSMENT_FIELDS
from vardtrad.planning.svu.models import Admission, Discharge, DischargeTime, Statement
from vardtrad.planning.svu.rules import DischargeState, Ending, StatementState, Step
from vardtrad.planning.svu.statement import hides_statement, statement_fields
from vardtrad.planning.svu.steps import STEPS, Steps
from vardtrad.shared.web import dates

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
    earlier = then(plan, version, STEPS)
    steps = Steps(
        admission=earlier.part(Admission, "admission"),
        discharge_time=earlier.part(DischargeTime, "discharge_time"),
        assessment=earlier.part(Assessment, "assessment"),
        statement=_statement(plan, version, earlier.snapshots.get("statement")),
        discharge=earlier.part(Discharge, "discharge"),
    )
    if steps.assessment is not None:
        edited_then(steps.assessment, fields.values_at(plan.id, version.at), "kartlaggning.")
    return Past(version, earlier.plan, steps, earlier.members, earlier.done)


def _statement(plan: Plan, version: Published, row: Version | None) -> Statement | None:
    """The statement as it was. A saved field leaves no snapshot, although it may have broken the attestations.

    This can happen only once between two snapshots, since broken attestations must be given again before they can be
    broken again. So the next snapshot (or the present row) shows whether it happened.
    """
    own = Version.objects.filter(key=plan.id, part=Step.STATEMENT)
    if row is None:
        first = own.filter(number__lte=version.version).order_by("number").first()
        return Statement(thing_id=plan.id, kind=Step.STATEMENT, state=first.state_to) if first is not None else None
    statement = rebuilt(Statement, row.snapshot["part"])
    later = own.filter(number__gt=version.version).exclude(snapshot={}).order_by("number").first()
    after = rebuilt(Statement, later.snapshot["part"]) if later is not None else getattr(plan, "statement", None)
    broken = after.broken if after is not None else None
    if broken is not None and row.at < broken <= version.at:
        statement.round += 1
        statement.broken, statement.broken_by = broken, after.broken_by if after is not None else ""
    return statement


# ── The whole plan as words ──────────────────────────────────────────────────────────────────────────────────────────


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
    unit = reader.unit if reader.limited else None
    saved = standing(reader.plan.id, moment, unit=unit, closed=reader.closed)

    def confirmed(step: Step) -> list[Line]:
        part = getattr(steps, step.value)
        met = done.get((step.value, part.round), {}) if part is not None else {}
        label = _("Justerad av") if step is Step.STATEMENT else _("Kvitterad av")
        return [
            Line(label, member.name, met[member.unit].by_name, met[member.unit].at, many=True)
            for member in members
            if member.unit in met
        ]

    statement = [] if hides_statement(reader.party, steps.statement) else lines(statement_fields(), saved)
    parts = [
        *first_parts(reader, plan, members, moment),
        Part(str(Step.ADMISSION.label), [*_admission(reader, steps), *confirmed(Step.ADMISSION)]),
        Part(str(Step.DISCHARGE_TIME.label), [*_discharge_time(reader, steps), *confirmed(Step.DISCHARGE_TIME)]),
        Part(str(Step.ASSESSMENT.label), list(lines(ASSESSMENT_FIELDS, saved))),
        Part(
            str(Step.STATEMENT.label),
            [*statement, *_answer(reader, steps), *confirmed(Step.STATEMENT)],
        ),
        Part(str(Step.DISCHARGE.label), list(_discharge(reader, steps))),
        Part(_("Händelser"), _events(reader, moment)),
    ]
    return [part for part in parts if part.lines]


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
