"""What an SVU knows of the SIP that follows it: whether it has been created, and when and by whom it was called to.

An SVU and a SIP do not know each other's steps. What passes between them is here: the meetings that a plan's units were
called to, and that a SIP was created from an SVU's decision.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.planning.plan.capacities import capacities_of
from vardtrad.planning.plan.meeting_rules import MeetingState
from vardtrad.planning.plan.models import Meeting, Plan
from vardtrad.planning.plan.rules import ProcessCode, State
from vardtrad.shared.care_units.models import UnitKind
from vardtrad.shared.care_units.rules import Party


@dataclass(frozen=True, slots=True)
class SipStanding:
    """How it stands with the SIP that an SVU leads to, as every unit of the SVU may know it.

    ``plan`` is None for a seat that may not open it. ``called`` is when the latest call was sent (UTC; None before),
    ``called_by`` by whom and ``unit_name`` where; ``starts`` is when the meeting is (UTC).
    """

    plan: UUID | None
    created: datetime
    created_at: str
    ended: bool
    called: datetime | None = None
    called_by: str = ""
    unit_name: str = ""
    starts: datetime | None = None
    cancelled: bool = False


def sip_of(actor: Actor, svu: Plan) -> SipStanding | None:
    """The SIP that was created from an SVU, or else the patient's ongoing one that the actor may open; else None.

    Of another SIP the search tells what the law lets it tell. Three queries at most.
    """
    sips = Plan.objects.filter(patient_id=svu.patient_id, process=ProcessCode.SIP).exclude(state=State.ANNULLED)
    rows = list(sips.select_related("unit").order_by("-created")[:20])
    if not rows:
        return None
    capacities = capacities_of(actor, rows)
    sip = next((plan for plan in rows if plan.begun_from_id == svu.id), None) or next(
        (plan for plan in rows if plan.closed is None and capacities.get(plan.id)), None
    )
    if sip is None:
        return None
    meeting = Meeting.objects.filter(plan=sip).select_related("unit").order_by("-called", "-id").first()
    standing = SipStanding(
        plan=sip.id if capacities.get(sip.id) else None,
        created=sip.created,
        created_at=sip.unit.name,
        ended=sip.closed is not None,
    )
    if meeting is None:
        return standing
    return SipStanding(
        plan=standing.plan,
        created=standing.created,
        created_at=standing.created_at,
        ended=standing.ended,
        called=meeting.called,
        called_by=meeting.called_by,
        unit_name=meeting.unit.name,
        starts=meeting.starts,
        cancelled=meeting.state == MeetingState.CANCELLED,
    )


OUTPATIENT = [kind.value for kind in UnitKind if kind.party is Party.OUTPATIENT]


def call_days(plans: Collection[Plan]) -> dict[UUID, list[date]]:
    """The Swedish days on which outpatient care called to a SIP during each SVU, in order: one query.

    The law asks for the call of the permanent care contact in outpatient care (lag (2017:612) 4 kap. 3 §), so calls of
    other parties are not among them, and neither is one whose meeting was cancelled.
    """
    rows = Meeting.objects.filter(
        plan__patient_id__in={plan.patient_id for plan in plans},
        plan__process=ProcessCode.SIP,
        unit__kind__in=OUTPATIENT,
    ).exclude(state=MeetingState.CANCELLED)
    called: dict[UUID, list[datetime]] = {}
    for patient, moment in rows.order_by("called").values_list("plan__patient_id", "called"):
        called.setdefault(patient, []).append(moment)
    return {
        plan.id: [
            clock.swedish_date(moment)
            for moment in called.get(plan.patient_id, [])
            if moment >= plan.created and (plan.closed is None or moment <= plan.closed)
        ]
        for plan in plans
    }
