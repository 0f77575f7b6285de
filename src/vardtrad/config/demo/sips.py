"""The demo's SIP: one for an adult who is called to a first meeting, and one for a child whose meeting has been held.

They are created by the product's own verbs, at the times when the steps would have happened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import contacts
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import members_of
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip import actions, calling, guests, other_plans
from vardtrad.planning.sip.given import CallGiven, InvitingGiven
from vardtrad.planning.sip.steps import steps_of, with_steps
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person


class SipTeller:
    """Tells a SIP while it is being created: the patient, who creates it, and the units that are called."""

    def __init__(
        self,
        patient: Person,
        creator: Actor,
        unit: Unit,
        others: Sequence[Unit],
        at: Callable[[int, str], AbstractContextManager[None]],
    ) -> None:
        self.patient, self.creator, self.unit, self.others, self.at = patient, creator, unit, others, at

    def told(self) -> bool:
        """Whether the person has a SIP already, from an earlier load."""
        return Plan.objects.filter(patient=self.patient, process=ProcessCode.SIP).exists()

    def called(self, days: int, given: CallGiven) -> Plan:
        """Created, with consent, and called to its meeting, so many working days ago."""
        with self.at(days, "09:10"):
            plan = actions.create(self.creator, self.patient, self.unit, self.others).thing
        with self.at(days, "09:20"):
            planning.inform(SIP, self.creator, plan.id, written=True, reason="")
            planning.consent(SIP, self.creator, plan.id, confirmed=True)
        with self.at(days, "09:40"):
            calling.send_call(self.creator, plan.id, given, seen=0)
        return plan


def round_of(plan: Plan) -> int:
    """The round of the call, which a unit acknowledges."""
    call = steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk)).call
    return call.round if call is not None else 0


def adult(teller: SipTeller, town: Actor, coordinator: Staff, day: datetime) -> None:
    """An adult who needs help from both sides at home; the municipality has not acknowledged yet."""
    given = CallGiven(
        call_type="new",
        initiator="oppenvard",
        initiator_relation="Distriktssköterska",
        reason="Behöver hjälp från både vårdcentralen och kommunen hemma: bensår, läkemedel och hemtjänst.",
        other="Systern vill vara med på telefon.",
        form="place",
        place="Vårdcentralen Björklunda, rum 3",
        day=clock.swedish_date(day) + timedelta(days=8),
        time=time(10, 0),
    )
    plan = teller.called(2, given)
    with teller.at(2, "09:50"):
        actions.set_coordinator(teller.creator, plan.id, coordinator, teller.unit)
        contacts.add_contact(
            SIP, teller.creator, plan.id, coordinator, teller.unit,
            convener=True, responsibility="", phone_hours="vardagar 8–9",
        )  # fmt: skip
    with teller.at(1, "13:05"):
        calling.propose_time(
            town, plan.id, given.day, time(14, 0), "Vi kan inte på förmiddagen. Går det på eftermiddagen samma dag?"
        )


def child(teller: SipTeller, town: Actor, nurse: Person, day: datetime) -> None:
    """A child for whom school has asked for a SIP; the meeting has been held, and the plan is to be written.

    The school's ``nurse``, who is in no directory, is invited and has answered.
    """
    given = CallGiven(
        call_type="new",
        initiator="skola",
        initiator_name="Skolsköterskan",
        reason="Hög frånvaro i skolan sedan hösten. Familjen träffar många, och ingen håller ihop det.",
        form="video",
        place="Länk skickas till alla före mötet",
        day=clock.swedish_date(day) - timedelta(days=2),
        time=time(15, 0),
        interpreter=True,
        language="Finska",
    )
    plan = teller.called(9, given)
    with teller.at(9, "09:50"):
        why = "Du träffar Vilma i skolan och vet vad som fungerar där."
        until = clock.swedish_date(day) + timedelta(days=180)
        guests.invite(teller.creator, plan.id, InvitingGiven(nurse, "Skolsköterska", why, until, confirmed=True))
    with teller.at(8, "10:15"):
        calling.acknowledge(town, plan.id, round_of(plan))
    with teller.at(8, "10:20"):
        who = Actor(ActorKind.RESIDENT, nurse.id, nurse.name)
        guests.answer(who, plan.id, round_of(plan), "Jag deltar från skolan.", comes=True)
    with teller.at(8, "10:30"):
        actions.start_assessment(town, plan.id)
        other_plans.note_other_plan(
            town, plan.id, "contract", clock.swedish_date(day) - timedelta(days=90), "Barn- och ungdomsmottagningen"
        )
    with teller.at(0, "00:40"):
        presence = {member.unit: "came" for member in members_of([plan.id])[plan.id]}
        call = steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk)).call
        calling.hold_meeting(
            teller.creator, plan.id, "video", presence, seen=call.content if call is not None else None
        )
