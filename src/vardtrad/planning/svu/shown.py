"""How the steps of an SVU are shown to a seat: colours, words, days and tasks (001-020…025, 001-101…104)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.process import Overview, StepView
from vardtrad.planning.plan.queries import Confirmed, Done, Member, PartyProgress, Reached, progress
from vardtrad.planning.plan.rules import LIMITED
from vardtrad.planning.svu.queries import ALL, NOBODY_YET, RECEIVING
from vardtrad.planning.svu.rules import AdmissionState, DischargeState, Ending, StatementState, Step, TimeState
from vardtrad.planning.svu.steps import Steps, steps_of, steps_slug
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty, Party
from vardtrad.shared.web import dates


def overview(
    seat: Seat,
    plan: Plan,
    steps: Steps,
    members: Sequence[Member],
    done: Mapping[tuple[str, int], Mapping[UUID, Done]],
    address: str,
    unacknowledged: int = 0,
) -> Overview:
    """How the steps of one SVU stand for a seat; asks nothing of the database. ``address`` ends in "/"."""
    looking = _Looking(seat, plan, steps, members, done, address)
    views = [
        looking.admission(),
        looking.discharge_time(),
        looking.assessment(),
        looking.statement(),
        looking.discharge(),
    ]
    tasks = [(view.hint, view.href) for view in views if view.colour == "task"]
    # Acknowledging a message is for one with that duty, by a role that takes part: as ``has_task`` asks.
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
    """The overviews of many SVU fetched by ``with_steps``: two queries. ``address`` + id + "/" is each one's own."""
    chosen = list(plans)
    keys = [plan.id for plan in chosen]
    members = planning.members_of(keys)
    done: Confirmed = planning.confirmed_in(keys)
    return {
        plan.id: overview(
            seat,
            plan,
            steps_of(plan),
            members.get(plan.id, []),
            done.get(plan.id, NOBODY_YET),
            f"{address}{plan.id}/",
            unacknowledged.get(plan.id, 0),
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

    def _view(self, step: Step, colour: str, word: str, day: str = "", *, hint: str = "", **more: Any) -> StepView:
        href = f"{self.address}{step.slug}/"
        return StepView(step.slug, str(step.label), colour, word, day, hint=hint or word, href=href, **more)

    def _progress(self, step: Step, round_: int, parties: tuple[Party, ...]) -> tuple[list[PartyProgress], bool, bool]:
        """How the parties stand, whether all are done, and whether it is this seat's task."""
        done = self.done.get((step.value, round_), {})
        marks = progress(self.members, done, parties)
        duty = Duty.ATTEST if step is Step.STATEMENT else Duty.ACKNOWLEDGE
        mine = planning.awaits(self.seat, self.members, done, duty, parties)
        return marks, all(party.reached is Reached.ALL for party in marks), mine

    def admission(self) -> StepView:
        step, part = Step.ADMISSION, self.steps.admission
        if part is None:
            return self._view(step, "none", _("Ej påbörjad"))
        if part.state == AdmissionState.DRAFT:
            return self._view(
                step, "wait", _("Utkast"), dates.day(part.admitted), hint=_("Utkast, syns bara för slutenvården")
            )
        marks, all_done, mine = self._progress(step, part.round, RECEIVING)
        day = dates.day(part.admitted)
        if mine:
            return self._view(step, "task", _("Kvittera"), day, marks=marks, hint=_("Kvittera inskrivningen"))
        if not all_done:
            return self._view(
                step, "wait", _("Väntar"), day, marks=marks, hint=_("Väntar på kvittering av inskrivningen")
            )
        return self._view(step, "done", _("Kvitterad"), day, hint=_("Inskrivningen är kvitterad av alla"))

    def discharge_time(self) -> StepView:
        step, part, day = Step.DISCHARGE_TIME, self.steps.discharge_time, self.steps.home_day
        if not self.steps.published or day is None:
            return self._view(step, "none", _("Ej påbörjad"))
        if part is None:
            words = _("Beräknad ut")
            return self._view(step, "done", words, dates.day(day), estimated=True, hint=f"{words} {dates.day(day)}")
        ready = part.state == TimeState.READY
        words, shown = (_("Utskrivningsklar") if ready else _("Beräknad ut")), dates.day(day)
        marks, all_done, mine = self._progress(step, part.round, RECEIVING)
        more: dict[str, Any] = {"estimated": not ready}
        if mine:
            what = (
                _("Kvittera utskrivningsklar %(day)s") if ready else _("Kvittera beräknad tid för utskrivning %(day)s")
            )
            return self._view(step, "task", words, shown, marks=marks, hint=what % {"day": shown}, **more)
        if not all_done:
            what = _("%(what)s %(day)s, väntar på kvittering") % {"what": words, "day": shown}
            return self._view(step, "wait", words, shown, marks=marks, hint=what, **more)
        return self._view(step, "done", words, shown, hint=f"{words} {shown}", **more)

    def assessment(self) -> StepView:
        step, part = Step.ASSESSMENT, self.steps.assessment
        if part is None:
            refused = self.plan.state in LIMITED
            return self._view(step, "none", _("Nekat samtycke") if refused else _("Ej påbörjad"))
        if part.edited is None:
            return self._view(step, "none", _("Startad"), hint=_("Kartläggningen är startad men inget är skrivet"))
        stamp = dates.day(part.edited) + " " + dates.clock_time(part.edited)
        by = _("Senast redigerad %(at)s av %(name)s, %(unit)s") % {
            "at": stamp,
            "name": part.edited_by,
            "unit": part.edited_unit,
        }
        return self._view(step, "assess", _("Redigerad"), stamp, hint=by)

    def statement(self) -> StepView:
        step, part = Step.STATEMENT, self.steps.statement
        if part is None:
            refused = self.plan.state in LIMITED
            return self._view(step, "none", _("Nekat samtycke") if refused else _("Ej påbörjad"))
        marks, all_done, mine = self._progress(step, part.round, ALL)
        if part.state == StatementState.WRITING:
            # The ward waits for nobody: it writes itself.
            word = _("Påbörjad") if self.seat.party is Party.INPATIENT else _("Väntar på S")
            return self._view(step, "wait", word, hint=_("Slutenvården skriver och har inte klarmarkerat"))
        if part.state == StatementState.REJECTED:
            if self.seat.party is Party.INPATIENT and mine:
                hint = _("Justera ställningstagandet på nytt: öppenvården har inte godkänt ställningstagandet till SIP")
                return self._view(step, "task", _("Justera"), marks=marks, hint=hint)
            return self._view(step, "wait", _("Väntar på S"), marks=marks, hint=_("Väntar på slutenvårdens justering"))
        if mine:
            return self._view(step, "task", _("Justera"), marks=marks, hint=_("Justera ställningstagandet"))
        if not all_done:
            some = any(party.reached is not Reached.NONE for party in marks)
            word = pgettext("justering", "Delvis") if some else _("Väntar")
            return self._view(
                step,
                "wait",
                word,
                marks=marks,
                hint=_("Ställningstagandet är delvis justerat") if some else _("Väntar på justering"),
            )
        last = max(done.at for mark in marks for _member, done in mark.done)
        return self._view(step, "done", _("Justerat"), dates.day(last), hint=_("Ställningstagandet är slutjusterat"))

    def discharge(self) -> StepView:
        step, part = Step.DISCHARGE, self.steps.discharge
        if part is None:
            return self._view(step, "none", _("Ej påbörjad"))
        if part.state == DischargeState.UNDONE:
            return self._view(step, "none", _("Ångrad"), hint=_("Utskrivningen är ångrad"))
        word = _("Utskriven") if part.ending == Ending.DISCHARGE else _("Avslutad")
        return self._view(step, "done", word, dates.day(part.day), hint=f"{word} {dates.day(part.day)}")
