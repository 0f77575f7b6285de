"""Offers to many, day by day, with answers at random and a worker that fails: nobody is forgotten or reminded twice.

The course of an offer from its sending to its end, over the rooms that take part: the sending, the clock of the case,
and the waiting list. Everybody is in one of the outcomes, and the outcomes add up to the offers.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from tests.people import Clock, Employee, Region, Resident
from vardtrad.cases.case.answer_codes import JA, NEJ, NEJ_NO_CARE
from vardtrad.cases.case.models import Case, CaseType
from vardtrad.cases.case.moves import asking_back, opening
from vardtrad.cases.case.moves.writing import REMINDER, UNANSWERED
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.sending import actions, carrying_out
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.cases.staff.sending.tests.conftest import made_up
from vardtrad.cases.staff.settings.actions import load_care_guarantee
from vardtrad.cases.waiting_list import actions as waiting
from vardtrad.cases.waiting_list import answers, queries
from vardtrad.cases.waiting_list.following_up import View
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.offering import OFFER
from vardtrad.cases.waiting_list.rules import proposed
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Notification
from vardtrad.shared.forms.answering import judged
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person, Registration

MANY = 40
CLOCKS = [(CASES.label, kind) for kind in (REMINDER, UNANSWERED)]
"""The deadlines that the worker now and then fails in."""
SAYS = {JA: {"f0": ["0"]}, NEJ: {"f0": ["1"], "f2": ["För långt."]}, NEJ_NO_CARE: {"f0": ["2"], "f3": ["Frisk."]}}


def people() -> list[Person]:
    """Half are told of messages by e-mail, every fifth has no account."""
    return Person.objects.bulk_create(
        Person(
            identity=made_up(number),
            given_name=f"N{number}",
            family_name="Nn",
            email=f"n{number}@example.se" if number % 2 else "",
            registration=Registration.EMIGRATED if number % 5 == 0 else Registration.REGISTERED,
        )
        for number in range(MANY)
    )


def day_of_the_worker(chance: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker carries out what is due; now and then it fails in the middle of a set, and tries again later."""
    if chance.random() < 0.3:
        with monkeypatch.context() as failing:
            failing.setitem(HANDLERS.deadlines, chance.choice(CLOCKS), _fails)  # type: ignore[arg-type]
            worker.carry_out_deadlines(HANDLERS)
    while worker.carry_out_deadlines(HANDLERS):
        pass


def _fails(_keys: Any) -> None:
    raise ZeroDivisionError


def answers_now(case: Case, chance: random.Random) -> None:
    version = case.form_version
    assert version is not None
    given = judged(version, SAYS[chance.choice(list(SAYS))])
    asking_back.answer_form(Resident(case.patient).actor, case.id, given, seen=case.content)


@pytest.mark.req("004-005", "004-011", "004-014", "004-078", "B-15")
@pytest.mark.parametrize("seed", [1, 2])
def test_the_outcomes_add_up_to_the_offers(
    hugo: Employee, adam: Employee, region: Region, frozen: Clock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    assert set(CLOCKS) <= set(HANDLERS.deadlines)
    load_care_guarantee(adam.actor)
    sending: Dispatch = actions.begin(hugo.actor, region.a, CaseType.objects.get(code=OFFER))
    for person in people():
        actions.add(hugo.actor, sending, person)
    actions.send(hugo.actor, sending, "Hej!\n\nVi erbjuder dig vård.", hugo.staff, waits_for="visit")
    while carrying_out.carry_out():
        pass
    read: set[UUID] = set()
    for _day in range(30):
        frozen.go(days=1)
        for case in Case.objects.filter(state="asked").select_related("patient", "form_version"):
            if case.id not in read and chance.random() < 0.12:
                opening.mark_read(Resident(case.patient).actor, case.id)
                read.add(case.id)
                case.refresh_from_db()
            if case.id in read and chance.random() < 0.25:
                answers_now(case, chance)
        day_of_the_worker(chance, monkeypatch)
        if chance.random() < 0.5:
            confirm(hugo)
    confirm(hugo)

    entries = WaitingEntry.objects.select_related("offer")
    assert entries.count() == MANY
    asked = Case.objects.filter(case_type__code=OFFER)
    assert asked.count() == MANY - MANY // 5
    # Whoever was not told and whoever has no account got a letter, once.
    letters = Counter(Letter.objects.values_list("person_id", flat=True))
    assert set(letters.values()) == {1}
    recipients = Person.objects.filter(family_name="Nn")
    untold = recipients.filter(email="") | recipients.filter(registration=Registration.EMIGRATED)
    assert set(letters) == set(untold.values_list("id", flat=True))
    # Nobody was reminded twice, and nobody who had read by then.
    reminded = Counter(Notification.objects.filter(move="remind").values_list("key", flat=True))
    assert set(reminded.values()) <= {1}
    # Everybody has a new code by an answer, or is to be phoned; no answer was closed away by the clock.
    answered = {entry.id for entry in entries if entry.state != "hv"}
    phoned = {entry.id for entry in queries.page(hugo.actor, View.CALL).rows}
    assert answered.isdisjoint(phoned)
    assert answered | phoned == {entry.id for entry in entries}
    assert 0 < len(answered) < MANY - MANY // 5
    assert {case.state for case in asked} <= {"closed", "answered"}
    for entry in entries:
        if entry.id in phoned and entry.offer is not None:
            assert entry.offer.closes_at is not None
            assert not entry.offer.messages.filter(kind="answer_back").exists()


def confirm(who: Employee) -> None:
    """Staff confirm what follows of the answers that have come."""
    entries = list(WaitingEntry.objects.filter(state="hv"))
    told = answers.told_by(entries)
    for entry in entries:
        move = proposed(entry.kind, told[entry.id].answer) if entry.id in told else None
        if move is not None:
            waiting.change(who.actor, entry.id, move, seen=entry.content)
