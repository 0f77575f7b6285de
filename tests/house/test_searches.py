"""Every search by name or number finds who is meant however it is typed, and nobody when nothing is asked for.

The searches: cases of a clinic (by words, and by person in the filter), the start pages of planning, staff, clinics,
and the recipients of a sending. The same names and words are tried in each.
"""

from __future__ import annotations

import unicodedata
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Func, Value

from tests.people import Region, Resident
from tests.planners import Planners
from tests.plans import Drive
from vardtrad.cases.case.models import Case, CaseWords
from vardtrad.cases.case.words import hold
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists.choices import residents
from vardtrad.cases.staff.sending.queries import _is_meant
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.start.filters import WORDS
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person

pytestmark = pytest.mark.req("B-07")

MEANT = [
    ("Linnéa", "Forsgårde", ["linnea", "Forsgårde, Linnéa", "forsgårde;linnea", "LINNÉA", "linne\u0301a"]),
    ("Özlem", "Çelik", ["Celik", "çelik", "Çelik, Özlem", "O\u0308zlem"]),
    ("Amra", "Čović", ["covic", "Čović", "C\u030covic\u0301", "Covic, Amra"]),
    ("Sean", "O'Neill", ["O’Neill", "o'neill", "O´Neill", "oʼneill", "O‘Neill"]),
    ("Åke", "Öberg", ["o\u0308berg", "Öberg, Åke", "åke  öberg", "ÖBERG"]),
    ("Søren", "Kjær", ["sören", "soren", "Søren", "kjaer", "kjär"]),
    ("Łukasz", "Żółć", ["lukasz", "zolc", "Łukasz"]),
    ("Đorđe", "Strauß", ["dorde", "strauss", "STRAUSS"]),
    ("Þóra", "Müller-Ñúñez", ["thora", "muller", "nunez"]),
]
"""Names, and what somebody who means them types."""
NOBODY = ["%", "_", "()", "--", "😀", "*", ",", ";;", "\u200b", "…", "' '"]
NOT_MEANT = [("Öberg", "oberg"), ("Åkerman", "akerman"), ("Ärlig", "arlig")]


def renamed(person: Person, given: str, family: str) -> Person:
    Person.objects.filter(pk=person.pk).update(given_name=given, family_name=family)
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize(("given", "family", "typed"), MEANT)
def test_cases_are_found(region: Region, alva: Resident, given: str, family: str, typed: list[str]) -> None:
    alva.person = renamed(alva.person, given, family)
    case, rut = alva.sends(region.renewal_at_a), region.people["rut"]
    for words in typed:
        assert Case.objects.filter(hold(region.a.id, words)).exists(), words
        found = residents(rut.actor, WorkList.CLINIC_ALL, coverage_of(rut.staff.id, region.a.id), words)
        assert [who.id for who in found] == [case.patient_id], words


@pytest.mark.parametrize(("given", "family", "typed"), MEANT)
def test_a_case_is_found_by_a_word_of_its_text(
    region: Region, alva: Resident, given: str, family: str, typed: list[str]
) -> None:
    alva.sends(region.renewal_at_a, f"Jag träffade {given} {family} i dag.")
    for words in typed:
        assert Case.objects.filter(hold(region.a.id, words)).exists(), words


def test_cases_from_before_get_their_words_without_marks(region: Region, alva: Resident) -> None:
    alva.person = renamed(alva.person, "Linnéa", "Forsgårde")
    case = alva.sends(region.renewal_at_a, "Från Čović i Đakovo.")
    plain_case = alva.sends(region.renewal_at_a, "Inget särskilt.")
    config = Value("simple"), Value("linnéa forsgårde från čović i đakovo @" + region.a.id.hex)
    CaseWords.objects.filter(case=case).update(words=Func(*config, function="to_tsvector"))
    here = Func(Value(f"{{@{region.a.id.hex}}}"), template="words || array_to_tsvector(%(expressions)s::text[])")
    CaseWords.objects.filter(case=case).update(words=here)
    assert not Case.objects.filter(hold(region.a.id, "linnea covic"), pk=case.pk).exists()
    migration = import_module("vardtrad.cases.case.migrations.0009_words_without_marks")
    with connection.schema_editor() as editor:
        migration.add_words_without_marks(apps, editor)
    for words in ("linnea", "linnéa", "covic", "dakovo"):
        assert Case.objects.filter(hold(region.a.id, words), pk=case.pk).exists(), words
    assert Case.objects.filter(hold(region.a.id, "linnea särskilt"), pk=plain_case.pk).exists()


def in_planning(planners: Planners, words: str) -> bool:
    return Plan.objects.filter(WORDS.condition(words, planners.staff["vera"].seat)).exists()  # type: ignore[misc]


def test_plans_staff_clinics_and_recipients_are_found(planners: Planners) -> None:
    plan = Drive(planners).plan
    staff = planners.staff["vera"].staff
    unit = Unit.objects.create(
        hsa_id="SE9921000163-SOK1", name="X", organisation=planners.region, kind="clinic", takes_cases=True
    )
    for given, family, typed in MEANT:
        person = renamed(plan.patient, given, family)
        Staff.objects.filter(pk=staff.pk).update(given_name=given, family_name=family)
        Unit.objects.filter(pk=unit.pk).update(name=f"Mottagning {given}", place=family)
        for words in typed:
            assert in_planning(planners, words), words
            assert staff in care_units.staff_named(words), words
            assert unit in care_units.clinics(words), words
            assert _is_meant(person, words), words
    for name, words in NOT_MEANT:
        person = renamed(plan.patient, "Ada", name)
        Staff.objects.filter(pk=staff.pk).update(given_name="Ada", family_name=name)
        Unit.objects.filter(pk=unit.pk).update(name=name, place="")
        assert not in_planning(planners, words)
        assert staff not in care_units.staff_named(words)
        assert unit not in care_units.clinics(words)
        assert not _is_meant(person, words)
    for words in NOBODY:
        assert not in_planning(planners, words), words
        assert care_units.staff_named(words) == [], words
        assert care_units.clinics(words) == [], words
        assert not _is_meant(person, words), words


def written(number: str) -> list[str]:
    """The ways of writing a personal number of twelve digits."""
    century, six, four = number[:2], number[2:8], number[8:]
    return [
        number, f"{century}{six}-{four}", f"{six}-{four}", f"{six}{four}", f"{six} {four}", f"{century}{six} {four}",
        f"{century} {six}-{four}", f"{six} - {four}", f"{six}–{four}", f"{century}{six}‑{four}", f" {number}\u00a0",
        f"\u202a{number}\u202c", f"{number[:4]} {number[4:6]} {number[6:8]} {four}", f"{six}\u2212{four}",
    ]  # fmt: skip


def test_a_personal_number_is_found_however_it_is_written(region: Region, alva: Resident, planners: Planners) -> None:
    case, rut = alva.sends(region.renewal_at_a), region.people["rut"]
    plan = Drive(planners).plan
    for words in written(alva.person.identity):
        found = residents(rut.actor, WorkList.CLINIC_ALL, coverage_of(rut.staff.id, region.a.id), words)
        assert [who.id for who in found] == [case.patient_id], words
        assert _is_meant(alva.person, words), words
    for words in written(plan.patient.identity):
        assert in_planning(planners, words), words


@pytest.mark.parametrize("words", NOBODY)
def test_a_search_of_cases_without_any_word_finds_none_and_says_why(region: Region, alva: Resident, words: str) -> None:
    alva.sends(region.renewal_at_a)
    assert not Case.objects.filter(hold(region.a.id, words)).exists()
    rut = region.people["rut"]
    sent: dict[str, Any] = {"lista": "arenden/alla", "fraga": "", "ord": words}
    page = rut.browser.send(rut.address("lista/sok"), sent)
    if unicodedata.normalize("NFC", words).replace("\u200b", "").strip():
        assert "Skriv minst ett ord, eller ett personnummer." in page.alerts
    assert "Sökning" not in page.main.text
