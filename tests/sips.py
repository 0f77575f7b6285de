"""A drive through a SIP by the product's own verbs, for tests that need one at a certain point.

    sip = SipDrive(planners)               # oskar at the health centre has created it for elsa
    sip.consented().called().acknowledged()
    sip.written().approving().approved()   # active

Every step returns the drive itself; ``sip.plan`` is the plan as it is now, ``sip.steps`` its parts.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from tests.planners import Planner, Planners
    from vardtrad.planning.plan.models import Plan
    from vardtrad.planning.plan.process import Overview
    from vardtrad.planning.sip.given import CallGiven
    from vardtrad.planning.sip.steps import Steps
    from vardtrad.shared.people.models import Person


class SipDrive:
    """A SIP and the people who take its steps."""

    def __init__(
        self,
        planners: Planners,
        *,
        patient: str = "elsa",
        creator: str = "oskar",
        others: tuple[str, ...] = ("karin",),
        begun_from: UUID | None = None,
    ) -> None:
        from vardtrad.planning.sip import actions

        self.planners = planners
        self.care = planners.staff["oskar"]
        self.town = planners.staff["karin"]
        self.ward = planners.staff["vera"]
        self.creator = planners.staff[creator]
        units = [planners.staff[name].unit for name in others]
        person = planners.patients[patient]
        made = actions.create(self.creator.actor, person, self.creator.unit, units, begun_from=begun_from)
        self.key: UUID = made.thing.id

    @property
    def plan(self) -> Plan:
        """The plan as it is now, with its parts."""
        from vardtrad.planning.plan.models import Plan
        from vardtrad.planning.sip.steps import with_steps

        return with_steps(Plan.objects.all()).get(pk=self.key)

    @property
    def steps(self) -> Steps:
        """The parts as they are now."""
        from vardtrad.planning.sip.steps import steps_of

        return steps_of(self.plan)

    def seen(self, step: str) -> int:
        """The content number of a part as a page would have it now; 0 for a part that does not exist."""
        part = getattr(self.steps, step)
        return part.content if part is not None else 0

    def overview(self, who: Planner) -> Overview:
        """The steps as somebody sees them now."""
        from vardtrad.planning.messages.queries import counts
        from vardtrad.planning.sip.shown import overviews

        waiting = {key: count.to_acknowledge for key, count in counts([self.key], who.unit.id).items()}
        return overviews(who.seat, [self.plan], "/", waiting)[self.key]

    def colours(self, who: Planner) -> list[str]:
        """The three colours as somebody sees them now."""
        return [step.colour for step in self.overview(who).steps]

    def informed(self) -> SipDrive:
        """The patient has been informed, also in writing."""
        from vardtrad.planning.plan import actions
        from vardtrad.planning.sip.subject import SIP

        actions.inform(SIP, self.creator.actor, self.key, written=True, reason="")
        return self

    def consented(self) -> SipDrive:
        """The patient has been informed and consents."""
        from vardtrad.planning.plan import actions
        from vardtrad.planning.plan.rules import State
        from vardtrad.planning.sip.subject import SIP

        if self.plan.state == State.CREATED:
            self.informed()
        actions.consent(SIP, self.creator.actor, self.key, confirmed=True)
        return self

    def refused(self) -> SipDrive:
        """The patient has been informed and refuses."""
        from vardtrad.planning.plan import actions
        from vardtrad.planning.plan.rules import State
        from vardtrad.planning.sip.subject import SIP

        if self.plan.state == State.CREATED:
            self.informed()
        actions.refuse(SIP, self.creator.actor, self.key, confirmed=True)
        return self

    def withdrawn(self, who: Planner | None = None) -> SipDrive:
        """What was registered has been taken back, by the creator or by ``who``."""
        from vardtrad.planning.plan import actions
        from vardtrad.planning.sip.subject import SIP

        actions.withdraw(SIP, (who or self.creator).actor, self.key, confirmed=True)
        return self

    def invites(self, person: Person, who: Planner | None = None, **more: Any) -> UUID:
        """Somebody is invited by the creator or ``who``, for 30 days; gives the invitation's key."""
        from vardtrad.kernel import clock
        from vardtrad.planning.sip import guests
        from vardtrad.planning.sip.given import InvitingGiven
        from vardtrad.planning.sip.models import Guest

        until = clock.today() + timedelta(days=30)
        given = InvitingGiven(person, "Skolsköterska", "Träffar barnet varje vecka.", until, confirmed=True)
        guests.invite((who or self.creator).actor, self.key, replace(given, **more))
        return Guest.objects.get(plan=self.key, person=person, removed__isnull=True).id

    def call(self, **more: Any) -> CallGiven:
        """A complete call: a meeting at ten in a week."""
        from vardtrad.kernel import clock
        from vardtrad.planning.sip.given import CallGiven

        given = CallGiven(
            call_type="new",
            initiator="oppenvard",
            initiator_name="Dotter",
            reason="Behöver samordnat stöd hemma.",
            form="place",
            place="Vårdcentralen, rum 3",
            day=clock.today() + timedelta(days=7),
            time=time(10, 0),
        )
        return replace(given, **more)

    def called(self, who: Planner | None = None, **more: Any) -> SipDrive:
        """The call has been sent by the creator or ``who``, after consent was registered if it was not."""
        from vardtrad.planning.plan.rules import REGISTERED
        from vardtrad.planning.sip import calling

        if self.plan.state not in REGISTERED:
            self.consented()
        calling.send_call((who or self.creator).actor, self.key, self.call(**more), seen=self.seen("call"))
        return self

    def acknowledged(self, *who: Planner) -> SipDrive:
        """The municipality (or these) has acknowledged the call."""
        from vardtrad.planning.sip import calling

        for planner in who or (self.town,):
            part = self.steps.call
            assert part is not None
            calling.acknowledge(planner.actor, self.key, part.round)
        return self

    def proposed(self) -> SipDrive:
        """The municipality proposes another time for the meeting, an hour later."""
        from vardtrad.kernel import clock
        from vardtrad.planning.sip import calling

        part = self.steps.call
        assert part is not None
        assert part.meeting is not None
        later = (part.meeting.starts + timedelta(hours=1)).astimezone(clock.STOCKHOLM)
        calling.propose_time(self.town.actor, self.key, later.date(), later.time(), "Går det lite senare?")
        return self

    def started(self) -> SipDrive:
        """The needs assessment is started, and something is written in it."""
        from vardtrad.planning.sip import actions

        actions.start_assessment(self.town.actor, self.key)
        return self.writes(self.town, "sip_kartlaggning.viktigt", "Vill klara sig själv så länge det går.")

    def held(self, who: Planner | None = None, form: str = "place") -> SipDrive:
        """The meeting has been held and everybody came."""
        from vardtrad.planning.plan.queries import members_of
        from vardtrad.planning.sip import calling

        presence = {member.unit: "came" for member in members_of([self.key])[self.key]}
        calling.hold_meeting((who or self.creator).actor, self.key, form, presence, seen=self.seen("call"))
        return self

    def booked(self) -> SipDrive:
        """A new meeting is being booked."""
        from vardtrad.planning.sip import calling

        calling.book_meeting(self.creator.actor, self.key, seen=self.seen("call"))
        return self

    def writes(self, who: Planner, path: str, value: str) -> SipDrive:
        """Somebody saves a field, from a page shown now."""
        from vardtrad.planning.fields.queries import NEVER, values
        from vardtrad.planning.sip import actions, approval

        now = values(self.key).get(path, NEVER).revision
        save = actions.save_assessment_field if path.startswith("sip_kartlaggning") else approval.save_plan_field
        save(who.actor, self.key, path, value, now, party=who.seat.party)
        return self

    def adds(self, who: Planner, group: str, under: UUID | None = None, **fields: str) -> UUID:
        """Somebody adds a row to a group of the plan, under another if its group asks for it, and fills it in."""
        from uuid import uuid4

        from vardtrad.planning.fields.groups import RowChange

        row = uuid4()
        self.changes(who, group, row, RowChange.ADD, under=under)
        return self.fills(who, group, row, **fields)

    def fills(self, who: Planner, group: str, row: UUID, **fields: str) -> UUID:
        """Somebody saves fields of a row."""
        from vardtrad.planning.fields.groups import path_in

        for name, value in fields.items():
            self.writes(who, path_in(group, row, name), value)
        return row

    def changes(self, who: Planner, group: str, row: UUID, change: Any, **more: Any) -> SipDrive:
        """Somebody adds, moves, removes or puts back a row; a removal is asked for from a page shown now."""
        from vardtrad.planning.fields.groups import RowChange, RowGiven, group_named
        from vardtrad.planning.fields.queries import tally
        from vardtrad.planning.sip import approval
        from vardtrad.planning.sip.field_specs import PLAN_GROUPS

        if change is RowChange.REMOVE:
            more.setdefault("seen", tally(self.key, row))
        given = RowGiven(change=change, group=group_named(group, PLAN_GROUPS), row=row, party=who.seat.party, **more)
        approval.change_row(who.actor, self.key, given)
        return self

    def written(self) -> SipDrive:
        """All mandatory fields are filled in, and every unit has said that it has no measures of its own."""
        from vardtrad.planning.plan.queries import members_of
        from vardtrad.planning.sip.field_specs import NO_MEASURES, PLAN_FIELDS, measures_path

        for spec in PLAN_FIELDS:
            if spec.required:
                self.writes(self.creator, spec.path, "Ett mål.")
        for planner in self.planners.staff.values():
            if any(member.unit == planner.unit.id for member in members_of([self.key])[self.key]):
                self.writes(planner, measures_path(planner.unit.id), NO_MEASURES)
        return self

    def approving(self, follow_up_by: date | None = None) -> SipDrive:
        """The approval has been started."""
        from vardtrad.planning.sip import approval

        seen = self.seen("care_plan")
        approval.start_approval(self.creator.actor, self.key, confirmed=True, follow_up_by=follow_up_by, seen=seen)
        return self

    def approved(self, *who: Planner) -> SipDrive:
        """The health centre and the municipality (or these) have approved the plan."""
        from vardtrad.planning.sip import approval

        for planner in who or (self.care, self.town):
            part = self.steps.care_plan
            assert part is not None
            approval.approve(planner.actor, self.key, part.round, seen=part.content)
        return self

    def active(self) -> SipDrive:
        """Called, acknowledged, written, and approved by all."""
        return self.called().acknowledged().written().approving().approved()

    def updated(self, reason: str = "Behoven har ändrats.") -> SipDrive:
        """ "Uppdatera plan" has broken the approval."""
        from vardtrad.planning.sip import approval

        seen = self.seen("care_plan")
        approval.update_plan(self.creator.actor, self.key, reason, confirmed=True, seen=seen)
        return self

    def ended(self, reason: str = "Målen är uppfyllda.") -> SipDrive:
        """The SIP has been ended."""
        from vardtrad.planning.sip import actions

        actions.end(self.creator.actor, self.key, reason, confirmed=True)
        return self
