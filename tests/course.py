"""The course of many offers, from the sending to a code or a telephone call: for a test, and for a run of days.

Residents read and answer by chance, staff confirm codes and telephone. Who carries out what is due, and how that
fails, is the caller's. ``outcomes`` adds up where everybody ended, and fails if somebody is forgotten.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.answer_codes import JA, NEJ, NEJ_NO_CARE
from vardtrad.cases.case.models import Case, CaseType
from vardtrad.cases.case.moves import asking_back, opening
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.sending import actions as sending
from vardtrad.cases.staff.sending.models import Dispatch, Recipient
from vardtrad.cases.staff.settings.actions import load_care_guarantee
from vardtrad.cases.waiting_list import actions as waiting
from vardtrad.cases.waiting_list import answers, queries
from vardtrad.cases.waiting_list.actions import Documented
from vardtrad.cases.waiting_list.following_up import View
from vardtrad.cases.waiting_list.models import CodeChange, WaitingEntry
from vardtrad.cases.waiting_list.offering import OFFER
from vardtrad.cases.waiting_list.rules import Answer, State, proposed
from vardtrad.gate.models import Notification, Version
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.shared.forms.answering import judged
from vardtrad.shared.forms.models import FormVersion
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person, Registration

SAYS = {JA: {"f0": ["0"]}, NEJ: {"f0": ["1"], "f2": ["För långt."]}, NEJ_NO_CARE: {"f0": ["2"], "f3": ["Frisk."]}}
"""What is filled in to choose each alternative of the delivered form."""
FAMILY, MAIL = "Nn", "@offers.example"
NO_ACCOUNT = 5
"""Every fifth has no account; half of the others are told of messages by e-mail."""
AT_A_TIME = 5_000
"""As many as may be sent to in one dispatch."""


def made_up(number: int) -> str:
    """A valid personnummer of January 1980, with its check digit; there are 24 800."""
    nine = f"8001{1 + number // 800:02}{100 + number % 800}"
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine))
    return f"19{nine}{-total % 10}"


def people(number: int) -> list[Person]:
    """So many people: half are told of messages by e-mail, every fifth has no account."""
    return Person.objects.bulk_create(
        Person(
            identity=made_up(n),
            given_name=f"N{n}",
            family_name=FAMILY,
            email=f"n{n}{MAIL}" if n % 2 else "",
            registration=Registration.EMIGRATED if n % NO_ACCOUNT == 0 else Registration.REGISTERED,
        )
        for n in range(number)
    )


def send_offers(region: Region, number: int) -> None:
    """The administrator takes the delivered offer into use, and a handler orders offers to so many."""
    adam, hugo = region.people["adam"], region.people["hugo"]
    load_care_guarantee(adam.actor)
    everybody = people(number)
    for first in range(0, number, AT_A_TIME):
        dispatch: Dispatch = sending.begin(hugo.actor, region.a, CaseType.objects.get(code=OFFER))
        Recipient.objects.bulk_create(
            Recipient(dispatch=dispatch, person=person) for person in everybody[first : first + AT_A_TIME]
        )
        sending.send(hugo.actor, dispatch, "Hej!\n\nVi erbjuder dig vård.", hugo.staff, waits_for="visit")


class Residents:
    """Those who have an account: they read an offer some day, or never, and answer it some day after, or never."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._read: set[UUID] = set()
        self._versions: dict[UUID, FormVersion] = {}
        self.too_late = 0
        """How many answers the door refused, because the clock had closed or changed the case in the meantime."""

    def a_day(self) -> None:
        """What they do in a day."""
        for case in Case.objects.filter(state="asked", case_type__code=OFFER).select_related("patient"):
            try:
                self._one(case)
            except Refused:
                self.too_late += 1

    def _one(self, case: Case) -> None:
        actor = Resident(case.patient).actor
        if case.id not in self._read and self._chance.random() < 0.12:
            opening.mark_read(actor, case.id)
            self._read.add(case.id)
            case.refresh_from_db()
        if case.id in self._read and self._chance.random() < 0.25 and case.form_version_id is not None:
            version = self._versions.get(case.form_version_id)
            if version is None:
                version = self._versions[case.form_version_id] = FormVersion.objects.get(pk=case.form_version_id)
            given = judged(version, SAYS[self._chance.choice(list(SAYS))])
            asking_back.answer_form(actor, case.id, given, seen=case.content)


def confirm(who: Employee) -> None:
    """Staff confirm what follows of the answers that have come."""
    entries = list(WaitingEntry.objects.filter(state="hv"))
    told = answers.told_by(entries)
    for entry in entries:
        move = proposed(entry.kind, told[entry.id].answer) if entry.id in told else None
        if move is not None:
            waiting.change(who.actor, entry.id, move, seen=entry.content)


def telephone(who: Employee, chance: random.Random, each: float) -> None:
    """Staff telephone some of the call list: some are reached and answer, some are not and are tried later."""
    for entry in list(pages(who, View.CALL)):
        if chance.random() >= each:
            continue
        if chance.random() < 0.5:
            given = Documented("reached", "Har talat.", told=chance.choice([Answer.YES, Answer.NO, Answer.NO_CARE]))
        else:
            given = Documented("not_reached", next_try=clock.today() + timedelta(days=chance.randint(1, 20)))
        waiting.document(who.actor, entry.id, given)


def pages(who: Employee, view: View) -> Iterator[WaitingEntry]:
    """All entries of a view, page by page."""
    page = queries.page(who.actor, view)
    yield from page.rows
    while page.older is not None:
        page = queries.page(who.actor, view, page.older)
        yield from page.rows


def outcomes(who: Employee, number: int) -> dict[str, int]:
    """Where everybody ended, in numbers that add up to the offers.

    Raises AssertionError if somebody is forgotten, reminded twice, got two letters, or was closed away with an answer.
    """
    entries = list(WaitingEntry.objects.select_related("offer"))
    assert len(entries) == len({entry.patient_id for entry in entries}) == number
    cases = Case.objects.filter(case_type__code=OFFER)
    accounts = number - -(-number // NO_ACCOUNT)
    assert cases.count() == accounts
    _one_letter_each()
    _one_reminder_each()
    assert set(cases.values_list("state", flat=True)) <= {"closed", "answered"}
    # No answer was closed away by the clock, and nobody is closed away without a reminder who had not read.
    assert not cases.filter(closes_at__isnull=False, messages__kind="answer_back").exists()
    closed_unread = set(cases.filter(state="closed", unread_by_resident=True).values_list("id", flat=True))
    reminded = set(_versions("remind"))
    assert closed_unread <= reminded
    # Everybody has a code, or is on the call list, or will be on a later day.
    by_phone = set(CodeChange.objects.filter(by_phone=True).values_list("entry_id", flat=True))
    to_phone = {entry.id for entry in pages(who, View.CALL)}
    told: Counter[str] = Counter()
    for entry in entries:
        if entry.state != State.HV:
            assert entry.id not in to_phone
            told[f"{State(entry.state).label} {'by telephone' if entry.id in by_phone else 'by the inbox'}"] += 1
        elif entry.id in to_phone:
            told["on the call list"] += 1
        else:
            assert entry.next_try is not None, f"entry {entry.id} is forgotten"
            assert entry.next_try > clock.today(), f"entry {entry.id} is forgotten"
            told["to be telephoned on a later day"] += 1
    assert sum(told.values()) == number
    return {
        **told,
        "reminded once": len(reminded),
        "closed by the clock": cases.filter(state="closed").count(),
        "letters": Letter.objects.count(),
    }


def _one_letter_each() -> None:
    """Whoever was not told and whoever has no account got a letter, once."""
    letters = Counter(Letter.objects.values_list("person_id", flat=True))
    assert set(letters.values()) <= {1}
    recipients = Person.objects.filter(family_name=FAMILY)
    untold = recipients.filter(email="") | recipients.filter(registration=Registration.EMIGRATED)
    assert set(letters) == set(untold.values_list("id", flat=True))


def _one_reminder_each() -> None:
    """Nobody was reminded twice, by the table or by the notices that wait in the outbox."""
    assert set(_versions("remind").values()) <= {1}
    notices = Counter(Notification.objects.filter(move="remind").values_list("key", flat=True))
    assert set(notices.values()) <= {1}


def _versions(move: str) -> Counter[UUID]:
    return Counter(Version.objects.filter(label=CASES.label, move=move).values_list("key", flat=True))
