"""A SIP as it was at a version, and the whole plan as lines of words, for paper and for comparing versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.gate.models import Version
from vardtrad.planning.fields import queries as fields
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.lines import edited_then, lines, row_lines, standing
from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.fields.queries import Saved
from vardtrad.planning.plan.lines import Line, Part
from vardtrad.planning.plan.meeting_rules import MeetingState
from vardtrad.planning.plan.models import Meeting, Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.publications.reader import Reader, first_parts
from vardtrad.planning.publications.rebuilding import then
from vardtrad.planning.sip.assessment_fields import ASSESSMENT_FIELDS
from vardtrad.planning.sip.care_plan import prefilled
from vardtrad.planning.sip.field_specs import PLAN_FIELDS
from vardtrad.planning.sip.guests import guests_of
from vardtrad.planning.sip.meeting_time import moment_of
from vardtrad.planning.sip.models import Call, CarePlan
from vardtrad.planning.sip.queries import ending_of
from vardtrad.planning.sip.rules import CallState, CarePlanState, Step
from vardtrad.planning.sip.steps import STEPS, Steps
from vardtrad.shared.web import dates


@dataclass(frozen=True)
class Past:
    """A SIP as it was when a version was published."""

    plan: Plan
    steps: Steps
    members: Sequence[Member]
    done: Mapping[tuple[str, int], Mapping[UUID, Done]]


def as_of(plan: Plan, version: Published) -> Past:
    """A plan as it was at one of its versions, rebuilt from the snapshots of its moves: at most eight queries."""
    earlier = then(plan, version, STEPS)
    call = earlier.part(Call, Step.CALL.value)
    if call is not None and call.meeting_id is not None:
        call.meeting = Meeting.objects.get(pk=call.meeting_id)
        # The meeting's own row says when it is now; the call says when it was to be then.
        call.meeting.starts = moment_of(call.day, call.time) or call.meeting.starts
        if call.meeting.ended is not None and call.meeting.ended > version.at:
            # It was cancelled or held later, and why it was cancelled may be another unit's words.
            call.meeting.state, call.meeting.ended = MeetingState.BOOKED, None
            call.meeting.ended_by = call.meeting.reason = ""
    assessment = earlier.part(Assessment, Step.ASSESSMENT.value)
    if assessment is not None:
        edited_then(assessment, fields.values_at(plan.id, version.at), "sip_kartlaggning.")
    care_plan = earlier.part(CarePlan, Step.CARE_PLAN.value) or _begun(plan, version)
    return Past(earlier.plan, Steps(call, assessment, care_plan), earlier.members, earlier.done)


def _begun(plan: Plan, version: Published) -> CarePlan | None:
    """The plan's part before any move but savings of fields, which leave no snapshot; None if it had not begun."""
    rows = Version.objects.filter(key=plan.id, part=Step.CARE_PLAN, number__lte=version.version)
    first = rows.order_by("number").first()
    return CarePlan(thing_id=plan.id, kind=Step.CARE_PLAN, state=first.state_to) if first is not None else None


def whole(
    reader: Reader,
    form: FieldForm,
    plan: Plan,
    steps: Steps,
    members: Sequence[Member],
    done: Mapping[tuple[str, int], Mapping[UUID, Done]],
    *,
    moment: datetime | None = None,
) -> list[Part]:
    """Everything in a plan that the reader may read, part by part; with ``moment`` (UTC), as it was then.

    ``form`` is that of Samordnad individuell plan, whose rows are read with its fields.
    """
    unit = reader.unit if reader.limited else None
    saved = standing(reader.plan.id, moment, unit=unit, closed=reader.closed)

    def confirmed(step: Step, label: str) -> Iterator[Line]:
        part = getattr(steps, step.value)
        met = done.get((step.value, part.round), {}) if part is not None else {}
        for member in members:
            if member.unit in met:
                yield Line(label, member.name, met[member.unit].by_name, met[member.unit].at, many=True)

    parts = [
        *first_parts(reader, plan, members, moment),
        Part(_("Inbjudna"), list(_guests(reader, plan, steps, moment))),
        Part(str(Step.CALL.label), [*_call(reader, steps), *confirmed(Step.CALL, _("Kvitterad av"))]),
        Part(str(Step.ASSESSMENT.label), list(lines(ASSESSMENT_FIELDS, saved))),
        Part(str(Step.CARE_PLAN.label), [*_from_call(reader, plan, steps, saved), *lines(PLAN_FIELDS, saved)]),
        Part(
            _("Deltagare i planeringen, delmål och aktiviteter"), list(row_lines(form, reader.plan.id, saved, moment))
        ),
        Part(_("Godkännande"), [*_approval(reader, steps), *confirmed(Step.CARE_PLAN, _("Godkänd av"))]),
        Part(_("Avslut"), _ending(reader, moment)),
    ]
    return [part for part in parts if part.lines]


def _guests(reader: Reader, plan: Plan, steps: Steps, moment: datetime | None) -> Iterator[Line]:
    """The guests, why and until when they are invited, and what they have said (B-51)."""
    for guest in guests_of(plan, steps.call, moment, words=not reader.limited and not reader.closed):
        if guest.unit in reader.closed or (reader.limited and guest.unit != reader.unit):
            continue
        by = f"{guest.added_by}, {guest.unit_name}"
        until = _("Sista dag %(day)s.") % {"day": dates.full_day(guest.until)}
        yield Line(guest.name, f"{guest.why}\n{until}", by, guest.added, many=True)
        if guest.removed is not None and moment is None:
            yield Line(guest.name, _("Inbjudan är återtagen."), guest.removed_by, guest.removed, many=True)
        for word in guest.words:
            told = (word.words, word.about, word.status, word.text)
            yield Line(guest.name, "\n".join(filter(None, told)), guest.name, word.at, many=True)


def _call(reader: Reader, steps: Steps) -> Iterator[Line]:
    part = steps.call
    # The call to the meeting after a cancelled one is a draft, although one was sent before it.
    if part is None or part.sent is None or part.state == CallState.DRAFT or not reader.reads_shared(Step.CALL):
        return
    by = (part.sent_by, part.sent)
    initiators: Mapping[str, str] = settings.PLANNING_LISTS["sip_initiators"]
    who = [initiators.get(part.initiator, part.initiator), part.initiator_name, part.initiator_relation]
    told = (
        (_("Typ av kallelse"), part.get_call_type_display()),
        (_("Initiativtagare"), ", ".join(filter(None, who))),
        (_("Orsak"), part.reason),
        (_("Övrig information"), part.other),
        (_("Mötesform"), part.get_form_display()),
        (_("Plats för möte"), part.place),
        (_("Mötestid"), dates.stamp(part.meeting.starts) if part.meeting is not None else ""),
        (_("Tolk"), part.language if part.interpreter else ""),
    )
    for label, words in told:
        if words:
            yield Line(label, str(words), *by)


def _from_call(reader: Reader, plan: Plan, steps: Steps, saved: Mapping[str, Saved]) -> Iterator[Line]:
    """What the plan shows from its call, as long as nobody has written anything else."""
    part = steps.call
    if part is None or reader.limited or reader.closed:
        return
    plan.call = part
    shown = prefilled(plan)
    for spec in PLAN_FIELDS:
        if spec.path in shown and spec.path not in saved:
            yield Line(str(spec.label), fields.words_of(spec, shown[spec.path], {}), part.sent_by, part.sent)


def _approval(reader: Reader, steps: Steps) -> Iterator[Line]:
    part = steps.care_plan
    if part is None:
        return
    if part.updated_at is not None and part.updated_why and reader.reads_shared(Step.CARE_PLAN):
        yield Line(_("Uppdatera plan"), part.updated_why, part.updated_by, part.updated_at)
    if part.state == CarePlanState.APPROVING and part.started is not None:
        yield Line(_("Starta godkännande av SIP"), dates.stamp(part.started), part.started_by, part.started)
    if part.follow_up_by is not None:
        yield Line(_("Följs upp senast"), dates.full_day(part.follow_up_by))


def _ending(reader: Reader, moment: datetime | None) -> list[Line]:
    ending = ending_of(reader.plan.id)
    if ending is None or (moment is not None and ending.at > moment):
        return []
    words = _("Planen är avslutad.") if reader.limited or ending.unit_id in reader.closed else ending.reason
    return [Line(_("Avsluta plan"), words, f"{ending.by_name}, {ending.unit.name}", ending.at)]
