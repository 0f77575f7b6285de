"""What a SIP tells besides its steps: its versions, coordinator, meetings, proposed times, and how it ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from vardtrad.gate.compiled import Compiled, among
from vardtrad.planning.plan.models import Meeting
from vardtrad.planning.publications import queries as history
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.sip.models import Coordinator, Ending, TimeProposal
from vardtrad.planning.sip.rules import PUBLISHING, Move
from vardtrad.planning.sip.steps import STEPS


def published(plan: UUID) -> list[Published]:
    """The versions of a SIP, oldest first (001-074, 001-217): two queries."""
    return history.published(plan, STEPS, PUBLISHING, lambda move: str(Move(move).label))


def coordinator_of(plan: UUID) -> Coordinator | None:
    """The samordningsansvarig of a SIP; None until one is registered (001-190)."""
    return coordinators_of([plan]).get(plan)


def coordinators_of(plans: Collection[UUID]) -> Mapping[UUID, Coordinator]:
    """The samordningsansvarig of each SIP that has one: one query."""
    return {row.plan_id: row for row in _coordinators().things(list(plans))}


@cache
def _coordinators() -> Compiled[Coordinator]:
    rows = Coordinator.objects.select_related("staff", "unit").filter(removed__isnull=True)
    return Compiled(lambda plans: rows.filter(plan_id__in=among(plans)), list)


def coordinated_by(staff: UUID) -> Q:
    """The SIP whose samordningsansvarig is this member of staff (001-061)."""
    return Q(Exists(Coordinator.objects.filter(plan_id=OuterRef("pk"), staff_id=staff, removed__isnull=True)))


def meetings_of(plan: UUID) -> Sequence[Meeting]:
    """The meetings of a SIP, the latest called first, with who came: two queries."""
    rows = Meeting.objects.filter(plan_id=plan).select_related("unit").prefetch_related("attendance__unit")
    return list(rows.order_by("-called", "-id"))


def proposals_of(plan: UUID, round_: int) -> Sequence[TimeProposal]:
    """The other times that units have proposed for the meeting of a round of the call, in order: one query."""
    rows = TimeProposal.objects.filter(plan_id=plan, round=round_).select_related("unit")
    return list(rows.order_by("at", "id"))


def ending_of(plan: UUID) -> Ending | None:
    """How a SIP was ended (001-222); None for one that goes on."""
    return Ending.objects.select_related("unit").filter(plan_id=plan).first()
