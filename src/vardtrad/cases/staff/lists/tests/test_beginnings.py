"""The lists show how the first message of a case begins, so that a row says what it is about."""

from __future__ import annotations

import importlib

import pytest
from django.db import connection

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.models import Case, CaseWords
from vardtrad.cases.case.moves import sending
from vardtrad.cases.case.words import beginning

LONG = "Hej!\n\nJag har   haft ont i axeln sedan i fredags och undrar om jag behöver komma in till er för att bli sedd."
SHOWN = "Hej! Jag har haft ont i axeln sedan i fredags och undrar om jag behöver komma i…"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", ""),
        ("  Hej.\n ", "Hej."),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("x" * 78 + " yz", "x" * 78 + "…"),
        (LONG, SHOWN),
        ("\n" * 5_000 + "x", ""),  # a list reads no more of a text than its beginning
    ],
)
def test_a_beginning_is_one_line_of_at_most_eighty_signs(text: str, begins: str) -> None:
    assert beginning(text) == begins


@pytest.mark.req("000-055")
def test_a_row_of_the_work_lists_and_of_the_inbox_shows_it(region: Region, alva: Resident, rut: Employee) -> None:
    first = alva.sends(region.renewal_at_a, LONG)
    rut.does("ask", first, "Vilken styrka?")
    alva.answers_back(first, "Det är 50 mikrogram.")
    for page in (rut.browser.open(rut.address("mina/")), alva.browser.open("/inkorg")):
        (line,) = [node.text for node in page.main.walk() if node.text == SHOWN and not node.all("span")]
        assert line == SHOWN
        assert "mikrogram" not in page.main.text


@pytest.mark.req("004-018")
def test_what_a_clinic_sends_begins_with_its_own_words(region: Region, alva: Resident, hugo: Employee) -> None:
    template = region.question
    template.direction = "question"
    template.save()
    sending.send_out(hugo.actor, region.a, template, [sending.Outgoing(alva.person, "Passar måndag?")], hugo.staff)
    assert "Passar måndag?" in hugo.browser.open(hugo.address("mina/fragor")).main.text
    assert "Passar måndag?" in alva.browser.open("/inkorg").main.text


def test_an_upgrade_finds_the_same_beginnings(region: Region, alva: Resident, rut: Employee) -> None:
    for text in ("Kort.", LONG, "x" * 81, "x" * 78 + " yz", "  Med\tblanka \r\n rader.  "):
        rut.does("partial_reply", alva.sends(region.renewal_at_a, text), "Vi har läst.")
    kept = dict(CaseWords.objects.values_list("case_id", "begins"))
    assert len(kept) == Case.objects.count() == 5
    CaseWords.objects.update(begins="")
    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module("vardtrad.cases.case.migrations.0008_how_cases_begin").FILL)
    assert dict(CaseWords.objects.values_list("case_id", "begins")) == kept
