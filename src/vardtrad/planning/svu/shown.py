"""How the steps of an SVU are shown to a seat: colours, words, days and tasks (001-020…025, 001-101…104)."""

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
from vardtrad.planning.svu.clocks import notice_due
from vardtrad.planning.svu.models import Admission
from vardtrad.planning.svu.queries import NOBODY_YET
from vardtrad.planning.svu.rules import (
    ALL,
    RECEIVING,
    AdmissionState,
    DischargeState,
    Ending,
    StatementState,
    Step,
    TimeState,
)
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
    if plan.deceased:
        return Overview([_ended(view) for view in views], [])
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


def _ended(view: StepView) -> StepView:
    """A step after the patient's death: nobody is waited for, and nobody has anything to do (B-25)."""
    if view.colour not in {"task", "wait"}:
        return view
    # The time of discharge is still a fact; that somebody should acknowledge or attest no longer is.
    word = (view.about or view.word) if view.slug == Step.DISCHARGE_TIME.slug else _("Avslutad")
    return replace(view, colour="none", marks=[], word=word, about="", hint=f"{word}: {_('Avliden').lower()}")


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
        if part is None or part.state == AdmissionState.DRAFT:
            return self._unsent(part)
        marks, all_done, mine = self._progress(step, part.round, RECEIVING)
        day = dates.day(part.admitted)
        if mine:
            return self._view(step, "task", _("Kvittera"), day, marks=marks, hint=_("Kvittera inskrivningen"))
        lacking = self._lacking(RECEIVING)
        if lacking:
            asks = self._is_ward() and not self.plan.told_outside and self.plan.closed is None
            if asks:
                lacking = _("%(lacking)s: lägg till en deltagare, eller registrera hur inskrivningen har meddelats") % {
                    "lacking": lacking
                }
            return self._view(step, "task" if asks else "wait", _("Ingen mottagare"), day, marks=marks, hint=lacking)
        if not all_done:
            return self._view(
                step, "wait", _("Väntar"), day, marks=marks, hint=_("Väntar på kvittering av inskrivningen")
            )
        return self._view(step, "done", _("Kvitterad"), day, hint=_("Inskrivningen är kvitterad av alla"))

    def _unsent(self, part: Admission | None) -> StepView:
        """An admission that has not been sent: the ward's own task from the day when the patient came (A4, B-24)."""
        word = _("Utkast") if part is not None else _("Ej påbörjad")
        day = dates.day(part.admitted) if part is not None else ""
        due = notice_due(self.plan, self.steps)
        if due is not None and self._is_ward():
            return self._view(Step.ADMISSION, "task", word, day, hint=due.words)
        if part is None:
            return self._view(Step.ADMISSION, "none", word)
        return self._view(Step.ADMISSION, "wait", word, day, hint=_("Utkast, syns bara för slutenvården"))

    def _is_ward(self) -> bool:
        """Whether the seat's role takes part for the ward."""
        return self.seat.party is Party.INPATIENT and planning.takes_part(self.seat, self.members)

    def _lacking(self, parties: Sequence[Party]) -> str:
        """Words for the parties without a receiver, since a step is not complete without them; "" if none lacks one."""
        missing = planning.missing_parties(self.members, parties)
        if not missing:
            return ""
        words = {"parties": _(" och ").join(party.definite for party in missing)}
        if self.plan.told_outside:
            return _("Ingen mottagare i %(parties)s. Meddelad på annat sätt") % words
        return _("Ingen mottagare i %(parties)s") % words

    def discharge_time(self) -> StepView:
        step, part, day = Step.DISCHARGE_TIME, self.steps.discharge_time, self.steps.home_day
        if not self.steps.published or day is None:
            return self._view(step, "none", _("Ej påbörjad"))
        lacking = self._lacking(RECEIVING)
        if part is None:
            words = _("Beräknad ut")
            hint = lacking or f"{words} {dates.day(day)}"
            return self._view(step, "wait" if lacking else "done", words, dates.day(day), estimated=True, hint=hint)
        ready = part.state == TimeState.READY
        words, shown = (_("Utskrivningsklar") if ready else _("Beräknad ut")), dates.day(day)
        marks, all_done, mine = self._progress(step, part.round, RECEIVING)
        more: dict[str, Any] = {"estimated": not ready}
        if mine:
            what = (
                _("Kvittera utskrivningsklar %(day)s") if ready else _("Kvittera beräknad tid för utskrivning %(day)s")
            )
            hint = what % {"day": shown}
            return self._view(step, "task", _("Kvittera"), shown, about=words, marks=marks, hint=hint, **more)
        if not all_done:
            what = _("%(what)s %(day)s, väntar på kvittering") % {"what": words, "day": shown}
            return self._view(step, "wait", words, shown, marks=marks, hint=what, **more)
        if lacking:
            return self._view(step, "wait", words, shown, marks=marks, hint=lacking, **more)
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
        lacking = self._lacking(ALL)
        if lacking:
            return self._view(step, "wait", _("Ingen mottagare"), marks=marks, hint=lacking)
        last = max(done.at for mark in marks for _member, done in mark.done)
        return self._view(step, "done", _("Justerat"), dates.day(last), hint=_("Ställningstagandet är slutjusterat"))

    def discharge(self) -> StepView:
        step, part = Step.DISCHARGE, self.steps.discharge
        if part is None:
            return self._view(step, "none", _("Ej påbörjad"))
        if part.state == DischargeState.UNDONE:
            return self._view(step, "none", _("Ångrad"), hint=_("Utskrivningen är ångrad"))
        word = _("Utskriven") if part.ending == Ending.DISCHARGE else _("Avslutad")
        lacking = self._lacking(RECEIVING)
        hint = lacking or f"{word} {dates.day(part.day)}"
        return self._view(step, "wait" if lacking else "done", word, dates.day(part.day), hint=hint)
