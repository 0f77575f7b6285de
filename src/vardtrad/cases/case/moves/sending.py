"""Beginning a case: a resident sends it to a clinic, or a clinic sends it to residents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from typing_extensions import override

from vardtrad.cases.case.danger_signs.actions import confirmed_row
from vardtrad.cases.case.danger_signs.queries import asked_about
from vardtrad.cases.case.danger_signs.rules import SignsConfirmation, holds
from vardtrad.cases.case.facts import Gathering, Given, Moving, may_reach
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, CaseType, Service
from vardtrad.cases.case.moves.asking_back import answers_fit
from vardtrad.cases.case.moves.attaching import LABEL, Parcel, file_facts, send_answers_along
from vardtrad.cases.case.moves.distributing import target_may_answer
from vardtrad.cases.case.moves.writing import await_answer, await_feedback, say_first
from vardtrad.cases.case.needs import TEXT_LIMIT, CaseFacts
from vardtrad.cases.case.policy import FIRST_DAYS, Policy, closed_now, policy_of
from vardtrad.cases.case.rules import Feedback, Move, Origin
from vardtrad.cases.case.subject import CASES, Moved, write
from vardtrad.cases.teams.models import Group
from vardtrad.gate import door
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.answering import LONGEST, Judged
from vardtrad.shared.forms.queries import filled_in_now
from vardtrad.shared.people.models import Person


@dataclass(frozen=True, slots=True)
class Send(Given):
    """What a resident writes in a new case, and how many working days the clinic has to a first word."""

    text: str
    first_days: int = FIRST_DAYS
    chosen: Chosen | None = None
    answers: Judged | None = None
    begun: datetime | None = None
    signs: SignsConfirmation | None = None

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the clinic takes the case now, from this person, of this kind."""
        service = gathering.once(offered_service, case.clinic_id, case.case_type_id)
        incoming = case.case_type.direction == CaseType.Direction.INCOMING
        if service is not None and service.daily_cap is not None:
            _wait_for_others(service)
        return CaseFacts(
            service_open=service is not None and incoming,
            closed_now=closed_now(service, begun=self.begun) if service is not None else "",
            may_reach_clinic=gathering.once(may_reach, case.patient, case.clinic_id),
            **self._what_is_told(case, gathering, service),
            **file_facts(gathering, self.chosen),
        )

    def _what_is_told(self, case: Case, gathering: Gathering, service: Service | None) -> dict[str, Any]:
        """Whether it is whole: the kind, the text or the answers, and what is to be confirmed before them."""
        version = gathering.once(filled_in_now, service.form_id) if service is not None else None
        signs = gathering.once(asked_about, service.id, case.patient) if service is not None else None
        return {
            "text": self.text,
            "longest": LONGEST if self.answers is not None else TEXT_LIMIT,
            "answers_complete": answers_fit(self.answers, version.id if version is not None else None, self.chosen),
            "signs_confirmed": holds(self.signs, signs, case.patient_id, gathering.now),
            "may_be_empty": service is not None and bool(service.link),
            "kind_fits": kind_fits(case),
        }

    @override
    def write(self, moving: Moving) -> None:
        """The clinic's time runs from now."""
        await_feedback(moving, self.first_days)
        said = say_first(moving, MessageKind.OPENING, self.text)
        send_answers_along(moving, said, self.chosen)
        if self.answers is not None:
            moving.add(forms.store(self.answers, LABEL, moving.thing.id, said.id, moving.at))
        if self.signs is not None:
            moving.add(confirmed_row(self.signs, moving))


@dataclass(frozen=True, slots=True)
class SendOut(Given):
    """What a clinic writes to one resident; ``to`` is the person or group that gets the answer.

    ``policy`` says after how many working days a question is flagged, reminded of and closed (004-005, 004-011).
    ``parcel`` holds the files that all recipients get.
    """

    text: str
    to: Staff | Group
    policy: Policy = field(default_factory=Policy)
    parcel: Parcel | None = None

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the clinic sends cases of this type, and may send them to this person."""
        return CaseFacts(
            text=self.text,
            service_open=gathering.once(offered_service, case.clinic_id, case.case_type_id) is not None,
            may_reach_clinic=gathering.once(may_reach, case.patient, case.clinic_id),
            target_may_answer=target_may_answer(self.to, case, gathering),
            **(self.parcel.facts(gathering) if self.parcel is not None else file_facts(gathering, None)),
        )

    @override
    def write(self, moving: Moving) -> None:
        """A question waits for the resident's answer; information waits for nothing."""
        case = moving.thing
        case.unread_by_clinic, case.unread_by_resident = False, True
        if case.case_type.direction == CaseType.Direction.QUESTION:
            case.feedback = Feedback.QUESTION
            await_feedback(moving, self.policy.sent_days)
            await_answer(moving, self.policy)
            message = say_first(moving, MessageKind.FIRST_QUESTION, self.text)
        else:
            case.feedback_due = moving.at
            message = say_first(moving, MessageKind.INFORMATION, self.text)
        if self.parcel is not None:
            self.parcel.send_along(moving, message)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One recipient of a case from a clinic, and the text with this person's variables filled in."""

    patient: Person
    text: str
    submit_key: UUID | None = None


def send(
    actor: Actor,
    clinic: Unit,
    case_type: CaseType,
    patient: Person,
    text: str,
    *,
    choice: str = "",
    chosen: Chosen | None = None,
    answers: Judged | None = None,
    begun: datetime | None = None,
    signs: SignsConfirmation | None = None,
    submit_key: UUID | None = None,
) -> Moved:
    """A resident sends a new case to a clinic (000-001), of the kind chosen where there are kinds. Raises Refused.

    ``answers`` are those to the clinic's form where it has one, and ``text`` then says the same in words. ``begun`` is
    when the resident began to write: what was begun in opening hours is received after them (B-38). ``signs`` is what
    was confirmed before, where the clinic asks about danger signs (B-39). The case is routed
    to the profession group that the clinic has chosen for the case type (002-039), and stays incoming.
    """
    policy = policy_of(clinic.id, case_type.id)
    given: Given = Send(text, policy.first_days, chosen, answers, begun, signs)
    return door.begin(
        CASES,
        actor,
        Move.SEND,
        lambda: Case(clinic=clinic, case_type=case_type, patient=patient, choice=choice, group_id=policy.group),
        given=given,
        body=write,
        submit_key=submit_key,
    )


def send_out(
    actor: Actor,
    clinic: Unit,
    template: CaseType,
    outgoing: Sequence[Outgoing],
    to: Staff | Group,
    *,
    chosen: Chosen | None = None,
) -> list[Moved | Refused]:
    """Send a case from the clinic to each of these, information or a question; one result for each (004-018…035).

    A question waits for the resident's answer with the handler or group chosen. It is flagged when nobody has handled
    it a number of working days after it was created (004-060); the clock reminds of it, and closes it unanswered. It
    carries the version of the clinic's form that is in use now, if there is one for the template. All get the
    ``chosen`` files, which stay in the draft: the caller removes them when everything is sent.
    """
    parcel = Parcel(chosen) if chosen is not None else None
    policy = policy_of(clinic.id, template.id)
    asks = template.direction == CaseType.Direction.QUESTION
    service = offered_service(clinic.id, template.id) if asks else None
    version = filled_in_now(service.form_id) if service is not None else None
    handler, group = (to, None) if isinstance(to, Staff) else (None, to)

    def new_case(patient: Person) -> Case:
        return Case(
            clinic=clinic,
            case_type=template,
            patient=patient,
            origin=Origin.CLINIC,
            handler=handler,
            group=group,
            form_version=version,
        )

    starts: list[door.Start[Case, Given]] = [
        door.Start(
            partial(new_case, recipient.patient),
            SendOut(recipient.text, to, policy, parcel),
            submit_key=recipient.submit_key,
        )
        for recipient in outgoing
    ]
    return door.begin_many(CASES, actor, Move.SEND_QUESTION if asks else Move.SEND_INFORMATION, starts, body=write)


def first_feedback_due(clinic: UUID, case_type: UUID) -> datetime:
    """When the first message from the clinic is due for a case sent now (UTC): shown to the resident."""
    return clock.deadline(clock.now(), policy_of(clinic, case_type).first_days)


def offered_service(clinic: UUID, case_type: UUID) -> Service | None:
    """How a clinic offers a case type now; None if it does not."""
    return next(iter(_open_service().things(clinic, case_type)), None)


@cache
def _open_service() -> Compiled[Service]:
    """A constraint allows a clinic only one service of a case type."""
    services = Service.objects.filter(open=True, clinic__takes_cases=True)
    return Compiled(lambda clinic, case_type: services.filter(clinic_id=clinic, case_type_id=case_type), UUID, UUID)


def _wait_for_others(service: Service) -> None:
    """Let those who send to a service with a daily cap at the same moment come one after another (B-11).

    Each then counts the cases of those before, whose transactions have ended: the row of the service is the lock.
    """
    Service.objects.select_for_update(no_key=True).filter(pk=service.pk).values_list("pk").first()


def kind_fits(case: Case) -> bool:
    """Whether one of the case type's kinds is chosen, if it has any (002-018, 002-026)."""
    kinds = case.case_type.choices
    return case.choice in kinds if kinds else not case.choice
