"""A drive through an SVU by the product's own verbs, for tests that need a plan at a certain point.

    svu = Drive(planners)                  # vera at ward A has created it for elsa
    svu.informed().consented().published() # and so on, each step as its own party would take it

Every step returns the drive itself; ``svu.plan`` is the plan as it is now, ``svu.steps`` its parts.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tests.planners import Planner, Planners
    from vardtrad.planning.plan.models import Plan
    from vardtrad.planning.plan.process import Overview, StepView
    from vardtrad.planning.svu.steps import Steps

WARD_FIELDS = {
    "stallningstagande.yttrande": "Elsa vill hem till sin lägenhet.",
    "stallningstagande.egenvard": "nej",
    "stallningstagande.material": "ja",
    "stallningstagande.material_text": "Kompressionsstrumpor i sex veckor.",
    "stallningstagande.lakare_slutenvard": "",  # the doctor's HSA-id, put in by the drive
    "stallningstagande.sip": "hemma",
}
CARE_FIELDS = {
    "stallningstagande.lakare_oppenvard": "",
    "stallningstagande.ansvar_oppenvard": "Vårdcentralen följer upp blodtryck och läkemedel.",
}
TOWN_FIELDS = {"stallningstagande.insatser_kommun": "Hemtjänst morgon och kväll."}


class NotThereYet(Exception):
    """A step of the drive is about something that the plan does not have yet."""


class Drive:
    """An SVU and the people who take its steps."""

    def __init__(
        self, planners: Planners, *, patient: str = "elsa", ward: str = "vera", others: tuple[str, ...] | None = None
    ) -> None:
        from vardtrad.planning.svu import actions
        from vardtrad.shared.care_units.queries import addressing_for

        self.planners = planners
        self.ward = planners.staff[ward]
        self.care = planners.staff["oskar"]
        self.town = planners.staff["karin"]
        person = planners.patients[patient]
        if others is None:
            addressing = addressing_for(person)
            units = [unit for unit in (addressing.outpatient, addressing.municipality) if unit is not None]
        else:
            units = [planners.staff[name].unit for name in others]
        self.key: UUID = actions.create(self.ward.actor, person, self.ward.unit, units, knows_other=True).thing.id

    @property
    def plan(self) -> Plan:
        """The plan as it is now, with its parts."""
        from vardtrad.planning.plan.models import Plan
        from vardtrad.planning.svu.steps import with_steps

        return with_steps(Plan.objects.all()).get(pk=self.key)

    @property
    def steps(self) -> Steps:
        """The parts as they are now."""
        from vardtrad.planning.svu.steps import steps_of

        return steps_of(self.plan)

    def part(self, step: str) -> Any:
        """A part as it is now. Raises NotThereYet if the plan does not have it."""
        part = getattr(self.steps, step)
        if part is None:
            raise NotThereYet(step)
        return part

    def seen(self, step: str) -> int:
        """The content number of a part as a page would have it now; 0 for a part that does not exist."""
        part = getattr(self.steps, step)
        return part.content if part is not None else 0

    def overview(self, who: Planner) -> Overview:
        """The steps as somebody sees them now."""
        from vardtrad.planning.messages.queries import counts
        from vardtrad.planning.svu.shown import overviews

        waiting = counts([self.key], who.unit.id)
        return overviews(who.seat, [self.plan], "/", {key: clock.to_acknowledge for key, clock in waiting.items()})[
            self.key
        ]

    def step(self, who: Planner, slug: str) -> StepView:
        """One step as somebody sees it now."""
        return next(step for step in self.overview(who).steps if step.slug == slug)

    def colours(self, who: Planner) -> list[str]:
        """The five colours as somebody sees them now."""
        return [step.colour for step in self.overview(who).steps]

    # ── The steps ────────────────────────────────────────────────────────────────────────────────────────────────

    def informed(self) -> Drive:
        """The ward has informed the patient, also in writing."""
        from vardtrad.planning.plan import actions
        from vardtrad.planning.svu.subject import SVU

        actions.inform(SVU, self.ward.actor, self.key, written=True, reason="")
        return self

    def consented(self) -> Drive:
        """The patient has been informed and consents."""
        from vardtrad.planning.plan import actions
        from vardtrad.planning.plan.rules import State
        from vardtrad.planning.svu.subject import SVU

        if self.plan.state == State.CREATED:
            self.informed()
        actions.consent(SVU, self.ward.actor, self.key, confirmed=True)
        return self

    def refused(self) -> Drive:
        """The patient has been informed and refuses."""
        from vardtrad.planning.plan import actions
        from vardtrad.planning.plan.rules import State
        from vardtrad.planning.svu.subject import SVU

        if self.plan.state == State.CREATED:
            self.informed()
        actions.refuse(SVU, self.ward.actor, self.key, confirmed=True)
        return self

    def withdrawn(self) -> Drive:
        """What was registered has been taken back."""
        from vardtrad.planning.plan import actions
        from vardtrad.planning.svu.subject import SVU

        actions.withdraw(SVU, self.ward.actor, self.key, confirmed=True)
        return self

    def harm_assessed(self, reason: str = "") -> Drive:
        """Licensed staff have assessed the harm, for somebody who cannot be asked."""
        from vardtrad.planning.plan import actions
        from vardtrad.planning.svu.subject import SVU

        actions.assess_harm(SVU, self.ward.actor, self.key, responsible=self.ward.staff, reason=reason)
        return self

    def given(self, **more: Any) -> Any:
        """The values of the admission form: admitted three days ago, home in four, unless given otherwise."""
        from vardtrad.kernel import clock
        from vardtrad.planning.svu.given import AdmissionGiven

        return (
            AdmissionGiven(**{"confirmed": True} | more)
            if more
            else AdmissionGiven(
                clock.today() - timedelta(days=3),
                clock.today() + timedelta(days=4),
                "Fallolycka med höftfraktur.",
                confirmed=True,
            )
        )

    def drafted(self) -> Drive:
        """The ward has saved the admission as a draft."""
        from vardtrad.planning.svu import actions

        actions.save_draft(self.ward.actor, self.key, self.given(), seen=self.seen("admission"))
        return self

    def published(self, **more: Any) -> Drive:
        """The ward has published the admission; with no consent registered yet, after registering it."""
        from vardtrad.planning.plan.rules import LIMITED, REGISTERED
        from vardtrad.planning.svu import actions

        if self.plan.state not in REGISTERED:
            self.consented()
        given = self.given(**more)
        if self.plan.state in LIMITED and not more:
            given = self.given(day=given.day, expected=given.expected)
        actions.publish_admission(self.ward.actor, self.key, given, seen=self.seen("admission"))
        return self

    def acknowledged(self, step: str = "admission", *who: Planner) -> Drive:
        """Health centre and municipality (or these) have acknowledged a step."""
        from vardtrad.planning.svu import actions
        from vardtrad.planning.svu.rules import Step

        for planner in who or (self.care, self.town):
            actions.acknowledge(planner.actor, self.key, Step(step), self.part(step).round)
        return self

    def estimated(self, day: date | None = None, reason: str = "Behöver längre tid.") -> Drive:
        """The ward has published a new estimated day, by default in a week."""
        from vardtrad.kernel import clock
        from vardtrad.planning.svu import actions
        from vardtrad.planning.svu.given import EstimateGiven

        given = EstimateGiven(day or clock.today() + timedelta(days=7), reason)
        actions.change_estimate(self.ward.actor, self.key, given, seen=self.seen("discharge_time"))
        return self

    def ready(self, day: date | None = None, reason: str = "") -> Drive:
        """The ward has published that the patient is ready, by default today."""
        from vardtrad.kernel import clock
        from vardtrad.planning.svu import actions
        from vardtrad.planning.svu.given import ReadyGiven

        given = ReadyGiven(day or clock.today(), self.planners.staff["doris"].staff, reason)
        actions.declare_ready(self.ward.actor, self.key, given, seen=self.seen("discharge_time"))
        return self

    def assessing(self) -> Drive:
        """The needs assessment has been started by the ward."""
        from vardtrad.planning.svu import actions

        actions.start_assessment(self.ward.actor, self.key)
        return self

    def writes(self, who: Planner, path: str, value: str, revision: int | None = None) -> Drive:
        """Somebody saves a field, from a page shown now (or at ``revision``)."""
        from vardtrad.planning.fields.queries import NEVER, values
        from vardtrad.planning.svu import actions

        now = values(self.key).get(path, NEVER).revision if revision is None else revision
        save = actions.save_assessment_field if path.startswith("kartlaggning") else actions.save_statement_field
        save(who.actor, self.key, path, value, now, party=who.seat.party)
        return self

    def fills(self, who: Planner, fields: dict[str, str]) -> Drive:
        """Somebody fills several fields; an empty value means the ward doctor's HSA-id."""
        for path, value in fields.items():
            self.writes(who, path, value or self.planners.staff["doris"].staff.hsa_id)
        return self

    def stated(self) -> Drive:
        """The ward has filled its part of the statement."""
        return self.fills(self.ward, WARD_FIELDS)

    def decided(self, decision: str = "behovs_inte") -> Drive:
        """The ward has decided on a SIP: by default that none is needed."""
        return self.stated().writes(self.ward, "stallningstagande.sip", decision).marked()

    def marked(self) -> Drive:
        """The ward has filled its part and pressed Klarmarkera."""
        from vardtrad.planning.svu import actions

        if self.steps.statement is None:
            self.stated()
        actions.mark_complete(self.ward.actor, self.key, seen=self.seen("statement"))
        return self

    def answers(self, who: Planner, *, approves: bool, reason: str = "SIP behövs inte enligt oss.") -> Drive:
        """Öppenvård answers Ja or Nej."""
        from vardtrad.planning.svu import actions

        actions.answer_sip(who.actor, self.key, approves=approves, reason=reason, seen=self.seen("statement"))
        return self

    def attests(self, *who: Planner) -> Drive:
        """These people attest the present round."""
        from vardtrad.planning.svu import actions

        for planner in who:
            statement = self.part("statement")
            actions.attest(planner.actor, self.key, statement.round, seen=statement.content)
        return self

    def attested(self) -> Drive:
        """All three parties have filled their parts and attested."""
        if self.steps.statement is None or self.steps.statement.state == "writing":
            self.marked()
        self.fills(self.care, CARE_FIELDS).fills(self.town, TOWN_FIELDS)
        self.answers(self.care, approves=True)
        return self.attests(self.ward, self.care, self.town)

    def convened(self) -> Drive:
        """The health centre has registered a permanent care contact who is responsible for calling."""
        from vardtrad.planning.plan import contacts
        from vardtrad.planning.svu.subject import SVU

        contacts.add_contact(
            SVU, self.care.actor, self.key, self.care.staff, self.care.unit, convener=True, responsibility=""
        )
        return self

    def discharged(self, *, sure: bool = True) -> Drive:
        """The ward has published the discharge, today, to the patient's own home."""
        from vardtrad.kernel import clock
        from vardtrad.planning.svu import actions
        from vardtrad.planning.svu.given import DischargeGiven

        given = DischargeGiven(clock.today(), "discharge", "ordinart", confirmed=sure)
        actions.discharge(self.ward.actor, self.key, given, seen=self.seen("discharge"))
        return self

    def happened(
        self, kind: str, text: str = "Text.", *, day: date | None = None, who: Planner | None = None, **more: Any
    ) -> UUID:
        """The ward (or ``who``) has registered an event, by default today, and confirmed it where that is asked."""
        from vardtrad.kernel import clock
        from vardtrad.planning.plan.models import Event
        from vardtrad.planning.svu import events

        actor = (who or self.ward).actor
        events.register_event(actor, self.key, kind, day or clock.today(), text, confirmed=True, **more)
        return Event.objects.filter(plan_id=self.key).latest("at").id

    def undone(self) -> Drive:
        """The ward has taken the discharge back."""
        from vardtrad.planning.svu import actions

        actions.undo_discharge(self.ward.actor, self.key, confirmed=True, seen=self.seen("discharge"))
        return self

    def messaged(self, who: Planner, text: str = "Nyckel finns hos dottern.", *, ask: tuple[Planner, ...] = ()) -> UUID:
        """Somebody has sent a message, asking these units to acknowledge it; its id."""
        from vardtrad.planning.messages import actions
        from vardtrad.planning.messages.models import Message
        from vardtrad.planning.svu.subject import SVU

        actions.write(SVU, who.actor, self.key, text, {planner.unit.id for planner in ask})
        return Message.objects.filter(plan_id=self.key).latest("at").id
