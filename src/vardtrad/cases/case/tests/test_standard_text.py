"""The variables of standard answers are filled from the case, and fields that nobody filled in are detected (B-05)."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from vardtrad.cases.case.standard_text import VARIABLES, blanks, fill, unknown
from vardtrad.kernel import clock

if TYPE_CHECKING:
    from tests.people import Clock, Employee
    from vardtrad.cases.case.models import Case

pytestmark = pytest.mark.req("B-05")


def test_every_variable_is_filled_from_the_case(frozen: Clock, new_case: Case, rut: Employee) -> None:
    """Name, clinic, telephone, case type, today, the last day for a word, and who writes."""
    text = fill(
        "Hej {namn} ({förnamn})! {mottagning}, {telefon}, {ärendetyp}, {datum}, senast {senast}. {handläggare}",
        new_case,
        rut.actor,
    )
    assert text == (
        "Hej Alva Ahlgren (Alva)! Vårdcentralen Alen, 08-465 004 01, Förnya recept, tisdag 17 november, "
        "senast torsdag 19 november. Rut Rask"
    )


def test_there_is_a_filling_for_every_variable_that_is_offered(frozen: Clock, new_case: Case, rut: Employee) -> None:
    """No variable in the list is left in a text."""
    for name in VARIABLES:
        assert "{" not in fill(f"{{{name}}}", new_case, rut.actor), name


def test_the_text_is_swedish_also_for_staff_who_read_english(frozen: Clock, new_case: Case, rut: Employee) -> None:
    """The resident reads Swedish text with a Swedish date in it."""
    with translation.override("en"):
        assert fill("{datum}", new_case, rut.actor) == "tisdag 17 november"


def test_a_day_that_is_not_known_must_be_filled_in(frozen: Clock, new_case: Case, rut: Employee) -> None:
    """Without a deadline, or with a past one, no day is promised automatically."""
    new_case.due = None
    assert blanks(fill("Svar senast {senast}.", new_case, rut.actor)) == ["senast"]
    new_case.due = clock.now() - timedelta(days=3)
    assert fill("Svar senast {senast}.", new_case, rut.actor) == "Svar senast [[senast]]."
    promised = clock.deadline(clock.now(), 3)
    assert fill("Svar senast {senast}.", new_case, rut.actor, due=promised) == "Svar senast fredag 20 november."


def test_the_text_has_the_name_that_residents_see(new_case: Case, rut: Employee) -> None:
    """Not the directory's (000-047)."""
    from dataclasses import replace

    assert fill("{handläggare}", new_case, replace(rut.actor, goes_by="Rut på Alen")) == "Rut på Alen"


def test_filled_in_text_is_neither_a_variable_nor_a_blank(new_case: Case, rut: Employee) -> None:
    """A name cannot smuggle anything in."""
    new_case.patient.given_name, new_case.patient.family_name = "{mottagning}", "[[fält]]"
    text = fill("Hej {namn}!", new_case, rut.actor)
    assert text == "Hej {mottagning} [fält]!"
    assert blanks(text) == []


def test_fields_are_found_in_order_and_once() -> None:
    """Fields without a name count too; single brackets and a bracket over two lines are text."""
    assert blanks("Ta [[ läkemedel ]] mot [[besvär]], alltså [[läkemedel]].") == ["läkemedel", "besvär"]
    assert blanks("[[]]") == ["…"]
    assert blanks("[1] se [[rad\nrad]]") == []
    assert blanks("") == []


def test_capitals_and_blanks_do_not_matter_and_other_braces_stay(new_case: Case, rut: Employee) -> None:
    """A mistyped variable is reported by name, so that the author of the text can correct it."""
    assert fill("{ Förnamn } {nam} {}", new_case, rut.actor) == "Alva {nam} {}"
    assert unknown("{ Förnamn } {nam} {} {nam} {adress}") == ["nam", "adress"]


def test_a_variable_is_known_however_its_letters_were_typed(new_case: Case, rut: Employee) -> None:
    """ "ö" may be an o and a mark (NFD): a text pasted from a Mac."""
    text = unicodedata.normalize("NFD", "Hej {förnamn}, om {ärendetyp}!")
    assert fill(text, new_case, rut.actor) == "Hej Alva, om Förnya recept!"
    assert unknown(text) == []
