"""The verbs of every shared plan. Each takes the subject (SVU or SIP) whose table judges it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.planning.consent.models import ConsentRecord
from vardtrad.planning.consent.rules import Kind
from vardtrad.planning.plan.given import (
    AssessingGiven,
    ConfirmedGiven,
    Confirming,
    InformingGiven,
    RoleGiven,
    UnitGiven,
)
from vardtrad.planning.plan.models import (
    Confirmation,
    Notice,
    Participant,
    Plan,
    Searched,
    Stage,
)
from vardtrad.planning.plan.rules import Capacity, Move
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person

F = TypeVar("F")
S = TypeVar("S", bound=Stage)
PlanSubject = door.Subject[Plan, Any, Any]
Moving = door.Moving[Plan, Any, Any]
Moved = door.Moved[Plan]


def unit_name(actor: Actor) -> str:
    """The name of the unit at which the actor works, as it is written in signatures; "" if there is none."""
    name = Unit.objects.filter(pk=actor.here).values_list("name", flat=True).first()
    return name or ""


def take_part(plan: Plan, units: Iterable[Unit], actor: Actor, moving: Moving) -> None:
    """Add units as participants with all their active roles, as part of a move; inactive units are skipped."""
    setups = care_units.setups([unit.id for unit in units])
    for setup in setups.values():
        moving.add(
            Participant(
                plan=plan,
                unit=setup.unit,
                party=setup.party,
                roles=sorted(setup.roles),
                added=moving.at,
                added_by=actor.signature,
            )
        )


def mark_news(news: Sequence[door.News[Plan]]) -> None:
    """Store the time of the latest change for each participating unit that the table notifies: one query (ADR 25).

    A unit is not notified of changes made by its own staff. A unit that was added by the same move is notified; a unit
    that was removed by it is not.
    """
    of_same_kind: dict[tuple[datetime, UUID | None, frozenset[str], frozenset[UUID]], list[UUID]] = {}
    for item in news:
        concerned = item.concerned if Capacity.CONCERNED in item.parties else frozenset()
        of_same_kind.setdefault((item.at, item.by, item.parties, concerned), []).append(item.thing.id)
    for (at, by, parties, concerned), plans in of_same_kind.items():
        rows = Participant.objects.filter(Q(party__in=parties) | Q(unit_id__in=concerned), plan_id__in=plans)
        if by is not None:
            rows = rows.exclude(unit_id=by)
        rows.filter(removed__isnull=True).update(news=at)


# ── Information and consent (001-083…094, 001-248) ─────────────────────────────────────────────────────────────────


def _record(moving: Moving, kind: Kind, label: str, *, reason: str = "", responsible: Staff | None = None) -> None:
    moving.add(
        ConsentRecord(
            label=label,
            key=moving.thing.id,
            kind=kind,
            reason=reason.strip(),
            responsible=responsible,
            by=moving.actor.id,
            by_name=moving.actor.signature,
            unit_name=unit_name(moving.actor),
            at=moving.at,
        )
    )


def inform(
    subject: PlanSubject, actor: Actor, key: UUID, *, written: bool, reason: str, submit_key: UUID | None = None
) -> Moved:
    """Register that the patient has been informed: also in writing, or why not (001-083…085). Raises Refused."""

    given = InformingGiven(written, "" if written else reason)

    def write(moving: Moving) -> None:
        kind = Kind.INFORMED if written else Kind.INFORMED_ORALLY
        _record(moving, kind, subject.label, reason=given.reason)

    return door.move(subject, actor, key, Move.INFORM, given=given, body=write, submit_key=submit_key)


def consent(subject: PlanSubject, actor: Actor, key: UUID, *, confirmed: bool, submit_key: UUID | None = None) -> Moved:
    """Register the patient's consent (001-087). Raises Refused."""
    return _about_consent(subject, actor, key, Move.CONSENT, Kind.CONSENT, confirmed, submit_key)


def refuse(subject: PlanSubject, actor: Actor, key: UUID, *, confirmed: bool, submit_key: UUID | None = None) -> Moved:
    """Register that the patient refuses (001-089). Raises Refused."""
    return _about_consent(subject, actor, key, Move.REFUSE, Kind.REFUSAL, confirmed, submit_key)


def withdraw(
    subject: PlanSubject, actor: Actor, key: UUID, *, confirmed: bool, submit_key: UUID | None = None
) -> Moved:
    """Take back what was registered ("Avregistrera", 001-094). Raises Refused."""
    return _about_consent(subject, actor, key, Move.WITHDRAW, Kind.WITHDRAWAL, confirmed, submit_key)


def assess_harm(
    subject: PlanSubject,
    actor: Actor,
    key: UUID,
    *,
    responsible: Staff | None,
    reason: str,
    submit_key: UUID | None = None,
) -> Moved:
    """Register a harm assessment, when consent cannot be obtained (001-091…093). Raises Refused."""

    def write(moving: Moving) -> None:
        _record(moving, Kind.HARM_ASSESSMENT, subject.label, reason=reason, responsible=responsible)

    given = AssessingGiven(responsible, reason)
    return door.move(subject, actor, key, Move.ASSESS_HARM, given=given, body=write, submit_key=submit_key)


def _about_consent(
    subject: PlanSubject, actor: Actor, key: UUID, move: Move, kind: Kind, confirmed: bool, submit_key: UUID | None
) -> Moved:
    def write(moving: Moving) -> None:
        _record(moving, kind, subject.label)

    given = ConfirmedGiven(confirmed)
    return door.move(subject, actor, key, move, given=given, body=write, submit_key=submit_key)


# ── Participants (001-224…230) ───────────────────────────────────────────────────────────────────────────────────────


def add_unit(subject: PlanSubject, actor: Actor, key: UUID, unit: Unit, *, submit_key: UUID | None = None) -> Moved:
    """Add another unit as a participant; it gets its own duties (001-225, 001-253). Raises Refused."""

    def write(moving: Moving) -> None:
        take_part(moving.thing, [unit], actor, moving)

    return door.move(subject, actor, key, Move.ADD_UNIT, given=UnitGiven(unit), body=write, submit_key=submit_key)


def remove_unit(
    subject: PlanSubject, actor: Actor, key: UUID, unit: Unit, *, confirmed: bool, submit_key: UUID | None = None
) -> Moved:
    """Remove a unit: it loses access, but what it has written and confirmed is kept (001-226). Raises Refused."""

    def write(moving: Moving) -> None:
        for row in Participant.objects.filter(plan=moving.thing, unit=unit, removed__isnull=True):
            row.removed, row.removed_by = moving.at, actor.signature
            moving.change(row, "removed", "removed_by")

    given = UnitGiven(unit, confirmed)
    return door.move(subject, actor, key, Move.REMOVE_UNIT, given=given, body=write, submit_key=submit_key)


def add_role(
    subject: PlanSubject, actor: Actor, key: UUID, unit: Unit, role: str, *, submit_key: UUID | None = None
) -> Moved:
    """Add a role of a unit in the actor's own organisation to the plan (001-228). Raises Refused."""
    given = RoleGiven(unit, role)
    return _roles(subject, actor, key, Move.ADD_ROLE, given, lambda roles: sorted({*roles, role}), submit_key)


def remove_role(
    subject: PlanSubject,
    actor: Actor,
    key: UUID,
    unit: Unit,
    role: str,
    *,
    confirmed: bool,
    submit_key: UUID | None = None,
) -> Moved:
    """Remove a role, which then has no access to the plan (001-227, 001-230). Raises Refused."""
    given = RoleGiven(unit, role, confirmed)
    return _roles(
        subject,
        actor,
        key,
        Move.REMOVE_ROLE,
        given,
        lambda roles: [other for other in roles if other != role],
        submit_key,
    )


def _roles(
    subject: PlanSubject, actor: Actor, key: UUID, move: Move, given: RoleGiven, become: Any, submit_key: UUID | None
) -> Moved:
    def write(moving: Moving) -> None:
        for row in Participant.objects.filter(plan=moving.thing, unit=given.unit, removed__isnull=True):
            row.roles = become(row.roles)
            moving.change(row, "roles")
            moving.concerns(row.unit_id)

    return door.move(subject, actor, key, move, given=given, body=write, submit_key=submit_key)


# ── Confirming a step (001-104, 001-119, 001-124, 001-141) ───────────────────────────────────────────────────────────


def confirm(
    subject: door.Subject[Plan, F, Confirming],
    actor: Actor,
    key: UUID,
    move: str,
    given: Confirming,
    part: door.PartRef[S],
    *,
    seen: int | None = None,
    submit_key: UUID | None = None,
    then: Callable[[door.Moving[Plan, F, Confirming, S]], None] | None = None,
) -> Moved:
    """Acknowledge, attest or approve the shown round of a step, on behalf of the actor's unit. Raises Refused."""

    def write(moving: door.Moving[Plan, F, Confirming, S]) -> None:
        moving.add(
            Confirmation(
                plan=moving.thing,
                kind=given.kind,
                unit_id=actor.here,
                round=moving.part.round,
                role=actor.role,
                by=actor.id,
                by_name=actor.signature,
                at=moving.at,
            )
        )
        if then is not None:
            then(moving)

    return door.move(subject, actor, key, move, given=given, body=write, seen=seen, submit_key=submit_key, part=part)


# ── Searching (001-054) ──────────────────────────────────────────────────────────────────────────────────────────────


def seen_in_search(actor: Actor, subject: str, patient: Person | None, shown: Iterable[UUID]) -> None:
    """Log a search for a person, whether it had a result or not (001-036); the personal number is never logged.

    After the search the person's page can be opened in this session (planning.plan.queries.may_see_person).
    """
    if patient is not None and actor.session is not None:
        Searched.objects.get_or_create(session_id=actor.session, person=patient, defaults={"at": clock.now()})
    detail = {"view": "search", "found": patient is not None}
    door.note(actor, "search", subject, person=patient.id if patient else None, shown=list(shown), detail=detail)


# ── Info (001-072) ───────────────────────────────────────────────────────────────────────────────────────────────────


def announce(actor: Actor, title: str, text: str, first: date, last: date) -> Notice:
    """Publish a general message to all planning staff, from one Swedish day to another. Raises Refused."""
    if last < first:
        raise Refused(Reason.NEED, _("Sista dagen kan inte vara före den första."))
    if not title.strip() or not text.strip():
        raise Refused(Reason.NEED, _("Skriv både rubrik och text."))
    with transaction.atomic():
        notice = Notice.objects.create(title=title.strip(), text=text.strip(), shown_from=first, shown_to=last)
        door.note(actor, "announce", "notice", thing=notice.id, detail={"from": str(first), "to": str(last)})
    return notice


def take_down(actor: Actor, key: UUID) -> None:
    """Take a general message down before its last day. Raises Refused when there is none."""
    with transaction.atomic():
        if not Notice.objects.filter(pk=key).delete()[0]:
            raise not_there()
        door.note(actor, "take_down", "notice", thing=key)
