"""How the steps of a SIP are shown to a seat: colours, words, days and tasks (001-188, 001-194…197, 001-211)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.process import Overview, StepView
from vardtrad.planning.plan.queries import Confirmed, Done, Member, PartyProgress, Reached, progress
from vardtrad.planning.plan.rules import LIMITED
from vardtrad.planning.sip.following_up import waiting
from vardtrad.planning.sip.models import Call, CarePlan
from vardtrad.planning.sip.rules import ALL, CallState, CarePlanState, Step
from vardtrad.planning.sip.steps import NOBODY_YET, Steps, approved_at, steps_of, steps_slug
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty
from vardtrad.shared.web import dates


def overview(
    seat: Seat,
    plan: Plan,
    steps: Steps,
    members: Sequence[Member],
    done: Mapping[tuple[str, int], Mapping[UUID, Done]],
    address: str,
    unacknowledged: int = 0,
    *,
    calls: bool = False,
) -> Overview:
    """How the steps of one SIP stand for a seat; asks nothing of the database. ``address`` ends in "/".

    ``calls`` says that the seat's unit is to call to the follow-up now (``following_up.waiting``).
    """
    looking = _Looking(seat, plan, steps, members, done, address, calls=calls and bool(seat.duties))
    views = [looking.call(), looking.assessment(), looking.care_plan()]
    if plan.closed is not None:
        return Overview([looking.ended(view) for view in views], [])
    tasks = [(view.hint, view.href) for view in views if view.colour == "task"]
    if unacknowledged and planning.awaits(seat, members, {}, Duty.ACKNOWLEDGE, ALL):
        words = (
            _("Kvittera meddelande")
            if unacknowledged == 1
            else _("Kvittera %(number)d meddelanden") % {"number": unacknowledged}
        )
        tasks.append((words, f"{address}{steps_slug(steps)}/#meddelanden"))
    return Overview(views, tasks)


def overviews(
    seat: Seat, plans: Iterable[Plan], address: str, unacknowledged: Mapping[UUID, int]
) -> dict[UUID, Overview]:
    """The overviews of many SIP fetched by ``with_steps``: three queries. ``address`` + id + "/" is each one's own."""
    chosen = list(plans)
    keys = [plan.id for plan in chosen]
    members = planning.members_of(keys)
    done: Confirmed = planning.confirmed_in(keys)
    to_call = waiting(seat, chosen)
    return {
        plan.id: overview(
            seat,
            plan,
            steps_of(plan),
            members.get(plan.id, []),
            done.get(plan.id, NOBODY_YET),
            f"{address}{plan.id}/",
            unacknowledged.get(plan.id, 0),
            calls=plan.id in to_call,
        )
        for plan in chosen
    }


@dataclass(frozen=True, slots=True)
class _Looking:
    seat: Seat
    plan: Plan
    steps: Steps
    members: Sequence[Member]
    done: Mapping[tuple[str, int], Mapping[UUID, Done]]
    address: str
    calls: bool = False

    def _view(self, step: Step, colour: str, word: str, day: str = "", *, hint: str = "", **more: Any) -> StepView:
        href, heading = f"{self.address}{step.slug}/", _heading(step)
        view = StepView(step.slug, str(step.label), colour, word, day, hint=hint or word, href=href, **more)
        return replace(view, heading=heading)

    def _progress(self, step: Step, round_: int, duty: Duty) -> tuple[list[PartyProgress], bool, bool]:
        """How the parties stand, whether all are done, and whether it is this seat's task."""
        done = self.done.get((step.value, round_), {})
        marks = progress(self.members, done, ALL)
        # After the patient's no the step is locked, and after a death it asks for nothing: as ``has_task`` asks.
        asks = self.plan.state not in LIMITED and not self.plan.patient.deceased
        mine = asks and planning.awaits(self.seat, self.members, done, duty, ALL)
        return marks, all(party.reached is Reached.ALL for party in marks), mine

    def _none(self, step: Step) -> StepView:
        refused = self.plan.state in LIMITED
        return self._view(step, "none", _("Nekat samtycke") if refused else _("Ej påbörjad"))

    def ended(self, view: StepView) -> StepView:
        """A step of a SIP that has ended: nobody has anything to do."""
        word = _("Avslutad")
        colour = "done" if view.colour == "done" else "none"
        return replace(view, colour=colour, word=word, hint=word, marks=[], about="")

    def call(self) -> StepView:
        step, part = Step.CALL, self.steps.call
        if part is None:
            return self._none(step)
        day = meeting_words(part)
        if self.calls and self.plan.follow_up_by is not None and planning.takes_part(self.seat, self.members):
            last = dates.day(self.plan.follow_up_by)
            return self._view(
                step, "task", _("Kalla"), last, hint=_("Kalla till uppföljning senast %(day)s") % {"day": last}
            )
        if part.state == CallState.DRAFT:
            return self._view(step, "wait", _("Utkast"), hint=_("Kallelsen är inte skickad"))
        if part.state == CallState.CANCELLED:
            return self._view(step, "wait", _("Inställt"), day, hint=_("Mötet är inställt"))
        if part.state == CallState.HELD:
            return self._view(step, "done", _("Möte hållet"), day, hint=_("Mötet har hållits"))
        marks, all_done, mine = self._progress(step, part.round, Duty.ACKNOWLEDGE)
        if mine:
            return self._view(step, "task", _("Kvittera"), day, marks=marks, hint=_("Kvittera kallelsen till SIP"))
        if not all_done:
            return self._view(step, "wait", _("Väntar"), day, marks=marks, hint=_("Väntar på kvittering av kallelsen"))
        return self._view(step, "done", _("Kvitterad"), day, hint=_("Kallelsen är kvitterad av alla"))

    def assessment(self) -> StepView:
        step, part = Step.ASSESSMENT, self.steps.assessment
        if part is None:
            return self._none(step)
        if part.edited is None:
            return self._view(step, "assess", _("Startad"), hint=_("Kartläggningen är startad men inget är skrivet"))
        stamp = dates.day(part.edited) + " " + dates.clock_time(part.edited)
        words = {"at": stamp, "name": part.edited_by, "unit": part.edited_unit}
        hint = _("Senast redigerad %(at)s av %(name)s, %(unit)s") % words
        return self._view(step, "assess", _("Redigerad"), stamp, hint=hint)

    def care_plan(self) -> StepView:
        step, part = Step.CARE_PLAN, self.steps.care_plan
        if part is None:
            return self._none(step)
        if part.state == CarePlanState.WRITING:
            word = _("Uppdateras") if part.updated_at is not None else _("Påbörjad")
            return self._view(step, "wait", word, hint=_("Planen skrivs, och godkännandet är inte startat"))
        return self._approval(step, part)

    def _approval(self, step: Step, part: CarePlan) -> StepView:
        since = approved_at(part, self.members, self.done)
        if since is not None:
            return self._view(step, "done", _("Aktiv"), dates.day(since), hint=_("Planen är godkänd av alla och aktiv"))
        marks, _all_done, mine = self._progress(step, part.round, Duty.APPROVE)
        if mine:
            return self._view(step, "task", _("Godkänn"), marks=marks, hint=_("Godkänn den samordnade planen"))
        some = any(party.reached is not Reached.NONE for party in marks)
        word = pgettext("godkännande", "Delvis") if some else _("Väntar")
        hint = _("Planen är delvis godkänd") if some else _("Väntar på godkännande")
        return self._view(step, "wait", word, marks=marks, hint=hint)


def _heading(step: Step) -> str:
    """What a step is called in the row of a start page, whose columns are named after the steps of an SVU."""
    return "" if step is Step.ASSESSMENT else _("SIP") if step is Step.CARE_PLAN else str(step.label)


def meeting_words(part: Call) -> str:
    """The day and time of the called meeting (Swedish), as the first step shows them (001-188); "" without one."""
    if part.meeting is None:
        return ""
    return f"{dates.day(part.meeting.starts)} {dates.clock_time(part.meeting.starts)}"
