"""Reading a plan without taking part in it (001-033…039): the question beforehand, and the verb that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.planning.consent.queries import said_no
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.models import Plan, ReadingGrant
from vardtrad.planning.plan.queries import members_of
from vardtrad.planning.plan.reading_rules import Provider, ReadingFacts, may_ask_the_holder, why_not_read
from vardtrad.planning.plan.rules import State
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff, UnitKind

OPEN = "open_reading"
"""The action in the log, when a plan is opened for reading or that is refused."""
ASK = "ask_holder"
"""The action in the log, when a reader was told in danger to life who keeps what the patient has closed."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of somebody before a plan is read from outside.

    ``own``: the actor's organisation takes part. ``reader`` and ``holder`` are the kinds of the actor's unit and of
    the unit that keeps the plan. ``refused`` is when the patient said no (UTC); None if that does not apply now.
    """

    plan: Plan
    own: bool
    reader: Provider
    holder: Provider
    refused: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gives: the ground, and what it needs (see reading_rules)."""

    basis: Basis
    confirmed: bool = False
    relation: bool = False
    matters: bool = False
    reason: str = ""
    responsible: Staff | None = None
    consented: date | None = None


def question(actor: Actor, key: UUID) -> Question | None:
    """The question before a plan is read; None if there is no such plan, or it has not been shared yet."""
    plan = (
        Plan.objects.select_related("patient", "unit__organisation")
        .filter(pk=key, shared__isnull=False)
        .exclude(state=State.ANNULLED)
        .first()
    )
    if plan is None:
        return None
    setup = care_units.setup_of(actor.unit) if actor.unit is not None else None
    return Question(
        plan=plan,
        own=any(member.organisation == actor.organisation for member in members_of([plan.id]).get(plan.id, ())),
        reader=Provider.of(setup.party if setup is not None else None),
        holder=Provider.of(UnitKind(plan.unit.kind).party),
        refused=said_no([plan.id]).get(plan.id),
    )


def open_for_reading(subject: door.Subject[Plan, Any, Any], actor: Actor, key: UUID, reading: Reading) -> Plan:
    """Let the actor read a plan during this session without taking part, and log the ground (001-034…036).

    Colleagues of a participating organisation make an active choice; others have the grounds of the law, and the
    participating units' log reviewers are notified. Raises Refused.
    """
    asked = question(actor, key)
    if asked is None or actor.session is None or actor.unit is None or not actor.role:
        door.note(actor, OPEN, subject.label, thing=key, refused=True, detail={"reason": "not_there"})
        raise not_there()
    plan, facts = asked.plan, _facts(actor, asked, reading)
    sentence = why_not_read(facts)
    if sentence is not None:
        asks = may_ask_the_holder(facts)
        detail = {"basis": reading.basis.value} if asks else {"reason": "need", "basis": reading.basis.value}
        action = ASK if asks else OPEN
        door.note(actor, action, subject.label, thing=key, person=plan.patient_id, refused=not asks, detail=detail)
        raise Refused(Reason.NEED, _holder_words(plan) if asks else sentence)
    # Whoever has no address for notices gets a row all the same, and reads of it in the tool (operations.readings).
    units = {plan.unit_id, *(member.unit for member in members_of([plan.id]).get(plan.id, ()))}
    door.granted(
        actor,
        OPEN,
        subject.label,
        thing=key,
        person=plan.patient_id,
        ground=ReadingGrant(
            plan=plan,
            session_id=actor.session,
            unit_id=actor.unit,
            basis=reading.basis,
            reason=reading.reason.strip(),
            responsible=reading.responsible,
            consented=reading.consented if asked.refused and reading.basis is Basis.CONSENT else None,
            by=actor.id,
            by_name=actor.signature,
            at=clock.now(),
        ),
        tell=[] if asked.own else [door.Addressee(ActorKind.STAFF, key) for key in care_units.reviewers_of(units)],
        party="log_reviewer",
        detail={"basis": reading.basis.value},
    )
    return plan


def _facts(actor: Actor, asked: Question, reading: Reading) -> ReadingFacts:
    reader = care_units.staff_member(actor.id) if reading.basis is Basis.HARM_ASSESSMENT else None
    since, responsible = asked.refused, reading.responsible
    return ReadingFacts(
        basis=reading.basis,
        own=asked.own,
        reader=asked.reader,
        holder=asked.holder,
        said_no=since is not None,
        confirmed=reading.confirmed,
        relation=reading.relation,
        matters=reading.matters,
        reason=reading.reason,
        consented_since=since is not None
        and reading.consented is not None
        and clock.swedish_date(since) <= reading.consented <= clock.today(),
        actor_licensed=reader is not None and reader.licensed,
        responsible_licensed=responsible is not None and responsible.licensed and responsible.active,
    )


def _holder_words(plan: Plan) -> str:
    words = _(
        "Patienten har nekat samtycke, så ärendet öppnas inte. Vid fara för patientens liv får du veta vilken enhet "
        "som har uppgifterna, och kan be den att häva spärren: %(unit)s, %(organisation)s."
    ) % {"unit": plan.unit.name, "organisation": plan.unit.organisation.name}
    return f"{words} {_('Telefon %(phone)s.') % {'phone': plan.unit.phone}}" if plan.unit.phone else words
