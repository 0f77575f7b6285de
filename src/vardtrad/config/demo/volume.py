"""What the demo's clinics have answered in the last forty weeks: closed cases enough for charts to show something.

Some thousand cases would take minutes through the door, one resident at a time. Here the very rows that the door writes
are written set-wise in one transaction, by the demo's owner in an invented region: each case has its versions with
their seals, its traces, its thread and its days, so that the log can be verified and the lists and counts agree. The
people are invented; their numbers are the Tax Agency's published test numbers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from vardtrad.cases.case import words
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, CaseDays, CaseType, CaseWords, Message
from vardtrad.cases.case.policy import FIRST_DAYS
from vardtrad.cases.case.rules import Move, State
from vardtrad.cases.case.subject import CASES
from vardtrad.gate.door import history
from vardtrad.gate.door.history import PastMove
from vardtrad.gate.sets import insert_set
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import NOWHERE
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person

WEEKS = 40
LATEST = 7
"""How many days ago the last of these cases came, at the least: the stories of the demo are of the last weeks."""
A_WEEK = {"Vårdcentralen Björklunda": 34, "Vårdcentralen Sjöviken": 20, "Medicinmottagningen Ekhamn": 12}
"""How many of these cases each clinic answers in a week, about."""
WHO = {
    "Vårdcentralen Björklunda": ("Ylva", "Parisa"),
    "Vårdcentralen Sjöviken": ("Elin", "Marek"),
    "Medicinmottagningen Ekhamn": ("Nadia", "Per-Olof"),
}
# How many working days it took to answer, as shares of a hundred: some are late, as in life.
_TOOK = ((0, 45), (1, 34), (2, 14), (3, 4), (4, 2), (6, 1))
# How often each type comes, and what is written.
_TEXTS: dict[str, tuple[int, tuple[str, ...], str]] = {
    "renew-prescription": (45, (
        "Hej! Mina blodtryckstabletter är snart slut. Kan ni förnya receptet? Samma dos som förut.",
        "Jag behöver förnya min allergimedicin inför våren. Den fungerar bra.",
        "Hej, jag har tabletter för två veckor till. Tacksam om receptet kan förnyas.",
    ), "Hej! Receptet är förnyat och läkemedlet finns på apoteket från och med i morgon."),
    "message": (35, (
        "Hej! Jag har haft hosta i tre veckor efter en förkylning. Ska jag boka en tid?",
        "Jag undrar när svaret på mina prover kommer. De togs i måndags.",
        "Hej! Såret på handen läker långsamt. Kan någon titta på det?",
    ), "Hej! Tack för att du skriver. Ring oss på telefontid, så hittar vi en tid till dig."),
    "contact-details": (20, (
        "Hej! Jag har bytt telefonnummer och vill att ni ändrar det.",
        "Ny adress från den första nästa månad. Kan ni ändra den hos er?",
    ), "Hej! Tack, vi har ändrat dina uppgifter."),
}  # fmt: skip
_GIVEN = ("Agneta", "Bertil", "Camilla", "Dragan", "Eva", "Fatima", "Göran", "Hanna", "Ivan", "Jasmin", "Kurt",
          "Linnea", "Maryam", "Nils", "Olga", "Per", "Rana", "Sven", "Tove", "Ulf", "Vera", "Yusuf",
          "Åsa", "Östen")  # fmt: skip
_FAMILY = ("Almkvist", "Brodal", "Cederhage", "Dahlsjö", "Ekmark", "Forsnäs", "Granvik", "Hedlöv", "Islund", "Järnby",
           "Kallsten", "Lönnhed", "Mossvik", "Norrhage", "Ormsjö", "Parkdal", "Rosmark", "Stenhage", "Tallmo",
           "Utterås", "Videgård", "Åkersten", "Ängsdal", "Örnvik")  # fmt: skip
_NUMBERS = """
    194208269128 194312095450 194901022188 195304162349 195711212893 196108193175 196306163400 196802169265
    196902209292 197110199796 197407029284 197601172393 197601182384 197601262384 197602232394 197603302386
    197605072391 197605172381 197607162398 197608042391 197610032398 197702132395 197702172383 197707062381
    197711182399 197801142386 197802102389 197804142391 197805272395 197806172388 197809292381 197902262398
    197903302391 197905232380 197906202390 197907032382 197908172385 197908172393 197911212392 198001052391
    198003072397 198007212395 198011162388 198101222399 198102032391 198103172394 198104062396 198104102382
    198104232395 198104292381 198105162385 198107249289 198109092398 198110282384 198201142398 198201152389
    198205042396 198208102387 198209132391 198210242395 198303122397 198307092380 198310242394 198311222387
    198405072391 198408102393 198411172383 198411272381 198411302394 198412252382 198412312392 198502122396
    198502192381 198502202388 198503152384 198505252380 198509052398 198511172390 198512182398 198604252398
    198607012385 198612152390 198702192397 198703212392 198704122384 198705092388 198706102384 198708122398
    198711092380 198711152382 198801152391 198805262386 198806132380 198806152388 198808222395 198810292394
    198812172388 198902072399 198903282393 198905162387 198905192384 198905292390 198906112399 198906232395
    198910272395 199001252395 199002282391 199004282381 199005032397 199005142386 199005262390 199007012397
    199007092399 199007302392 199008172398 199009052383 199009302390 199012212388 199102182392 199102252393
    199104272381 199106142392 199108282394 199108312399 199109062399 199112072385 199205042386 199205262380
    199207242398 199208132390 199210292380 199211172391 199211242384 199212162383 199303102397 199303212386
    199308072389 199308082388 199309032382 199310182382 199310222394 199311212394 199401012399 199401222386
    199402242383 199403062392 199404022395 199405112385 199405242398 199406232398 199407242388 199408152396
    199409102382 199412202393 199502042394 199502172399 199503012396 199503202393 199503312382 199504112393
    199504122384 199504132383 199506082396 199507292390 199512022394 199512292385 199601022388 199601084388
    199604172388 199604262387 199606022383 199606052398 199606172386 199607092393 199607212397 199608092392
    199612122383 199701172398 199703062399 199703102385 199704172395 199706152387 199709142393 199801062390
    199804092386 199806072386 199811262386 199901032384 199901292384 199902222398 199905022381 199906242384
    199909062391 200005232392 200005282397 200007102387 200008262396 200012272381 200102022399 200103262390
    200104272380 200106122393 200107062382 200109012393 200109122390 200111222394 200112222385 200201192390
    200207182395 200209062397 200212302392 200302102397 200302152384 200303152391 200303292387 200306052390
    200307242388 200308062397 200308152396 200312262389 200312312382 200403042393 200403142391 200405022385
    200405172388 200408212389 200503192395 200504102393 200601232382 200602132391 200602212391 200603212390
    200604302398 200606162394 200606292381 200607102381 200607282381 200607312386 200610132383 200612122390
"""
NUMBERS = _NUMBERS.split()


@dataclass(frozen=True, slots=True)
class _Answered:
    """One case: who sent it when, who answered it when, of what type, and what they wrote."""

    clinic: Unit
    case_type: CaseType
    patient: Person
    handler: Staff
    came: datetime
    ended: datetime
    text: str
    answer: str


def fill() -> int:
    """Write the cases, unless they are there; returns how many. The demo's clinics and staff must be there."""
    if Person.objects.filter(identity=NUMBERS[0]).exists():
        return 0
    units = {unit.name: unit for unit in Unit.objects.filter(name__in=A_WEEK)}
    names = [name for some in WHO.values() for name in some]
    staff = {member.given_name: member for member in Staff.objects.filter(given_name__in=names)}
    chance = random.Random(40)  # noqa: S311 (the same demo every time)
    with transaction.atomic():
        people = [
            Person(identity=number, given_name=chance.choice(_GIVEN), family_name=chance.choice(_FAMILY))
            for number in NUMBERS
        ]
        insert_set(people)
        types = {case_type.code: case_type for case_type in CaseType.objects.filter(code__in=_TEXTS)}
        answered = list(_answered(chance, units, staff, people, types))
        _write(answered)
    return len(answered)


def _answered(
    chance: random.Random,
    units: Mapping[str, Unit],
    staff: Mapping[str, Staff],
    people: Sequence[Person],
    types: Mapping[str, CaseType],
) -> list[_Answered]:
    last = clock.today() - timedelta(days=LATEST)
    days = [last - timedelta(days=back) for back in range(7 * WEEKS)]
    cases = []
    for key, number in A_WEEK.items():
        for day in days:
            busy = 1.25 if day.weekday() == 0 else 1.0
            for _case in range(round(number / 5 * busy * chance.uniform(0.6, 1.4)) if clock.is_working_day(day) else 0):
                code = _weighed(chance, [(code, share) for code, (share, _texts, _answer) in _TEXTS.items()])
                _share, texts, answer = _TEXTS[code]
                took = _weighed(chance, _TOOK)
                # What is answered the same day came in the morning, and was answered in the afternoon.
                came = _at(chance, day, 7, 11 if took == 0 else 21)
                ended = _at(chance, clock.add_working_days(day, took), 12, 16)
                handler = staff[chance.choice(WHO[key])]
                patient = chance.choice(people)
                text = chance.choice(texts)
                cases.append(_Answered(units[key], types[code], patient, handler, came, ended, text, answer))
    return cases


def _weighed(chance: random.Random, shares: Sequence[tuple[Any, int]]) -> Any:
    (chosen,) = chance.choices([value for value, _share in shares], [share for _value, share in shares])
    return chosen


def _at(chance: random.Random, day: date, first: int, last: int) -> datetime:
    """A moment of a Swedish day, between these hours."""
    return datetime.combine(day, time(chance.randrange(first, last), chance.randrange(60)), clock.STOCKHOLM)


def _write(answered: Sequence[_Answered]) -> None:
    """The rows as the door writes them: versions first, then what they are of, at last the traces."""
    past: list[PastMove[Case]] = []
    cases, messages, in_words, days = list[Case](), list[Message](), list[CaseWords](), list[CaseDays]()
    for one in answered:
        key = uuid7()
        resident = Actor(kind=ActorKind.RESIDENT, id=one.patient.id, name=one.patient.name)
        handler = Actor(
            kind=ActorKind.STAFF,
            id=one.handler.id,
            name=one.handler.name,
            title=one.handler.title,
            unit=one.clinic.id,
            organisation=one.clinic.organisation_id,
        )
        sent = _case(one, key, State.RECEIVED, 1)
        case = _case(one, key, State.CLOSED, 2)
        past.append(PastMove(resident, Move.SEND.value, NOWHERE, sent))
        past.append(PastMove(handler, Move.ANSWER.value, State.RECEIVED.value, case))
        cases.append(case)
        messages += _thread(one, case, handler)
        in_words.append(CaseWords(case=case, words=words.of_new_case(case, one.text), begins=words.beginning(one.text)))
        came, ended = clock.swedish_date(one.came), clock.swedish_date(one.ended)
        days.append(CaseDays(case=case, clinic=one.clinic, case_type=one.case_type, came=came, word=ended, ended=ended,
                             answered=True))  # fmt: skip
    kept, traces = history.rows(CASES, past)
    for rows in (kept, cases, messages, in_words, days, traces):
        insert_set(rows)


def _case(one: _Answered, key: Any, state: State, number: int) -> Case:
    """The case after its first or second version."""
    closed = state == State.CLOSED
    due = clock.deadline(one.came, FIRST_DAYS)
    return Case(
        id=key,
        state=state,
        version=number,
        content=number,
        created=one.came,
        updated=one.ended if closed else one.came,
        clinic=one.clinic,
        patient=one.patient,
        case_type=one.case_type,
        handler=one.handler if closed else None,
        feedback_due=due,
        due=None if closed else due,
        unread_by_clinic=not closed,
    )


def _thread(one: _Answered, case: Case, handler: Actor) -> list[Message]:
    return [
        Message(case=case, kind=MessageKind.OPENING, at=one.came, from_resident=True, author=one.patient.id,
                text=one.text),
        Message(case=case, kind=MessageKind.ANSWER, at=one.ended, from_resident=False, author=handler.id,
                author_name=handler.letter_name, unit_name=one.clinic.name, signature=handler.letter_signature,
                text=one.answer),
    ]  # fmt: skip
