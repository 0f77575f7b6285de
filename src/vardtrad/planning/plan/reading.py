"""Reading a plan without taking part in it (001-033…039): the question beforehand, and the verb that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.planning.consent.queries import No, said_no
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.models import Plan, ReadingGrant
from vardtrad.planning.plan.queries import members_of
from vardtrad.planning.plan.reading_rules import Provider, ReadingFacts, may_ask_the_holder, why_not_read
from vardtrad.planning.plan.rules import ProcessCode, State
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff, UnitKind
from vardtrad.shared.care_units.rules import Party

OPEN = "open_reading"
"""The action in the log, when a plan is opened for reading or that is refused."""
ASK = "ask_holder"
"""The action in the log, when a reader was told in danger to life who keeps what the patient has closed."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of somebody before a plan is read from outside.

    ``own``: the actor's organisation takes part. ``writes``: who has answered may write too (001-037). ``reader`` and
    ``holder`` are the kinds of the actor's unit and of the unit that keeps the plan. ``no`` is the patient's no; None
    if none holds now.
    """

    plan: Plan
    own: bool
    writes: bool
    reader: Provider
    holder: Provider
    no: No | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader gives: the ground, and what it needs (see reading_rules.ReadingFacts)."""

    basis: Basis
    confirmed: bool = False
    relation: bool = False
    matters: bool = False
    unobtainable: bool = False
    indispensable: bool = False
    unable: bool = False
    necessary: bool = False
    attitude: bool = False
    reason: str = ""
    responsible: Staff | None = None
    consented: date | None = None


def question(actor: Actor, key: UUID, *, locked: bool = False) -> Question | None:
    """The question before a plan is read; None if there is no such plan, or it has not been shared yet.

    ``locked`` holds the plan until the end of the transaction: what the patient says then comes before or after.
    """
    plans = Plan.objects.select_for_update(no_key=True, of=("self",)) if locked else Plan.objects.all()
    shared = plans.select_related("patient", "unit__organisation").filter(pk=key, shared__isnull=False)
    plan = shared.exclude(state=State.ANNULLED).first()
    if plan is None:
        return None
    setup = care_units.setup_of(actor.unit) if actor.unit is not None else None
    own = any(member.organisation == actor.organisation for member in members_of([plan.id]).get(plan.id, ()))
    ward = setup is not None and setup.party == Party.INPATIENT
    return Question(
        plan=plan,
        own=own,
        writes=own and ward and plan.process == ProcessCode.SIP,
        reader=Provider.of(setup.party if setup is not None else None),
        holder=Provider.of(UnitKind(plan.unit.kind).party),
        no=said_no([plan.id]).get(plan.id),
    )


def open_for_reading(subject: door.Subject[Plan, Any, Any], actor: Actor, key: UUID, reading: Reading) -> Plan:
    """Let the actor read a plan during this session without taking part, and log the ground (001-034…036).

    Colleagues of a participating organisation make an active choice; others have the grounds of the law, and the
    participating units' log reviewers are notified, also when the reader is only told whom to ask. Raises Refused.
    """
    # The plan is locked, so a no that is registered in the same instant is seen here, or ends what is granted here.
    with transaction.atomic():
        asked = question(actor, key, locked=True)
        may_ask = asked is not None and actor.session is not None and actor.unit is not None and bool(actor.role)
        facts = _facts(actor, asked, reading) if asked is not None and may_ask else None
        refusal = _grant(subject, actor, asked, reading, facts) if asked is not None and facts is not None else None
    # Outside the transaction, so that the trace of a refusal is kept.
    if asked is None or facts is None:
        door.note(actor, OPEN, subject.label, thing=key, refused=True, detail={"reason": "not_there"})
        raise not_there()
    if refusal is None:
        return asked.plan
    if not may_ask_the_holder(facts):
        detail = {"reason": "need", "basis": reading.basis.value}
        door.note(actor, OPEN, subject.label, thing=key, person=asked.plan.patient_id, refused=True, detail=detail)
    raise Refused(Reason.NEED, refusal)


def _grant(
    subject: door.Subject[Plan, Any, Any], actor: Actor, asked: Question, reading: Reading, facts: ReadingFacts
) -> str | None:
    """Save what the reader may do, in the caller's transaction, and return the sentence of a refusal, if it is one.

    Who may only ask the holder to open what the patient has closed is refused, but what was told is saved.
    """
    plan, sentence = asked.plan, why_not_read(facts)
    asks = sentence is not None and may_ask_the_holder(facts)
    if sentence is not None and not asks:
        return sentence
    # Whoever has no address for notices gets a row all the same, and reads of it in the tool (operations.readings).
    units = {plan.unit_id, *(member.unit for member in members_of([plan.id]).get(plan.id, ()))}
    assert actor.session is not None
    assert actor.unit is not None
    door.granted(
        actor,
        ASK if asks else OPEN,
        subject.label,
        thing=plan.id,
        person=plan.patient_id,
        ground=ReadingGrant(
            plan=plan,
            session_id=actor.session,
            unit_id=actor.unit,
            basis=Basis.TOLD_HOLDER if asks else reading.basis,
            reason=reading.reason.strip(),
            responsible=reading.responsible if reading.basis is Basis.HARM_ASSESSMENT else None,
            consented=reading.consented if asked.no is not None and reading.basis is Basis.CONSENT else None,
            by=actor.id,
            by_name=actor.signature,
            at=clock.now(),
        ),
        tell=[] if asked.own else [door.Addressee(ActorKind.STAFF, key) for key in care_units.reviewers_of(units)],
        party="log_reviewer",
        detail={"basis": reading.basis.value},
    )
    return _holder_words(asked) if asks else None


def _facts(actor: Actor, asked: Question, reading: Reading) -> ReadingFacts:
    reader = care_units.staff_member(actor.id) if reading.basis is Basis.HARM_ASSESSMENT else None
    since, responsible = asked.no.at if asked.no is not None else None, reading.responsible
    return ReadingFacts(
        basis=reading.basis,
        own=asked.own,
        reader=asked.reader,
        holder=asked.holder,
        said_no=since is not None,
        confirmed=reading.confirmed,
        relation=reading.relation,
        matters=reading.matters,
        unobtainable=reading.unobtainable,
        indispensable=reading.indispensable,
        unable=reading.unable,
        necessary=reading.necessary,
        attitude=reading.attitude,
        reason=reading.reason,
        consented_since=since is not None
        and reading.consented is not None
        and clock.swedish_date(since) <= reading.consented <= clock.today(),
        actor_licensed=reader is not None and reader.licensed,
        responsible_licensed=responsible is not None and responsible.licensed and responsible.active,
    )


def no_words(no: No) -> str:
    """What a patient's no is, as a sentence: that the patient has refused, or that consent was withdrawn."""
    return _("Patienten har nekat samtycke.") if no.refused else _("Uppgiften om samtycke är avregistrerad.")


def _holder_words(asked: Question) -> str:
    plan = asked.plan
    assert asked.no is not None  # who may read is never told whom to ask instead
    words = _(
        "Ärendet öppnas därför inte. Vid fara för patientens liv får du veta vilken enhet som har uppgifterna, och "
        "kan be enheten att häva spärren: %(unit)s, %(organisation)s."
    ) % {"unit": plan.unit.name, "organisation": plan.unit.organisation.name}
    words = f"{no_words(asked.no)} {words}"
    return f"{words} {_('Telefon %(phone)s.') % {'phone': plan.unit.phone}}" if plan.unit.phone else words
