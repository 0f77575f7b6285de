"""Choosing recipients one by one: who is found, what is shown of each, and who is refused (004-022…026)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.people import Employee, Resident, logged_in
from vardtrad.cases.staff.sending.models import Recipient
from vardtrad.cases.staff.sending.tests.test_sending_out import ALVA, BO, QUESTION, add, begin, templates
from vardtrad.gate.models import Trace
from vardtrad.shared.people.models import Person
from vardtrad.shared.rate_limit import limits

__all__ = ["templates"]
pytestmark = pytest.mark.usefixtures("templates")


@pytest.mark.req("004-022", "004-023", "004-024", "004-025", "004-026")
def test_recipients_are_added_one_by_one_and_shown(hugo: Employee, alva: Resident, bo: Resident, frozen: Any) -> None:
    logged_in(alva.person)
    Person.objects.filter(pk=bo.person.pk).update(email="")
    page = begin(hugo, QUESTION)
    assert "(Ex. AAAAMMDD-XXXX)" in page.main.text
    assert "NÄSTA" not in page.main.text
    # Without a script the x beside the field leads to the page with the field empty (sending.js empties it at once).
    refused = add(page, "19930423")
    assert refused.fields("LÄGG TILL")["number"] == "19930423"
    assert refused.follow("Rensa fältet Personnummer").fields("LÄGG TILL")["number"] == ""
    page = add(page, ALVA, "199304232383")
    assert page.main.one("h2", id="chosen").text == "Valda mottagare"
    assert "Totalt har 2 mottagare lagts till" in page.main.text
    assert page.columns == ["Personnummer", "Namn", "Senast inloggad", "Digital kontakt", "Avisering", "Ta bort"]
    assert [(r["Personnummer"], r["Namn"], r["Senast inloggad"], r["Avisering"]) for r in page.rows] == [
        (ALVA, "Alva Ahlgren", "2026-11-17 10.00", "E-post"),
        (BO, "Bo Brunius", "Aldrig", "Saknas"),
    ]
    # The warning has a sign of its own, so that it is seen among the ways of contact.
    signs = {
        td.text: [use.attrs["href"] for use in td.all("use")] for td in page.main.all("td", data_label="Avisering")
    }
    assert [sign.rpartition("#")[2] for sign in signs["Saknas"]] == ["urgent"]
    assert signs["E-post"] == []
    search = page.form("Sök")
    assert [label.text for label in search.all("label")] == ["Sök mottagare"]
    assert search.attrs["aria-label"] == "Sök mottagare"
    removed = page.press("TA BORT Bo Brunius")
    assert [row["Personnummer"] for row in removed.rows] == [ALVA]
    assert "Totalt har 0 mottagare" in removed.press("TA BORT ALLA").main.text


@pytest.mark.req("004-022")
@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "Skriv mottagarens personnummer."),
        ("7712072391", "Du skrev 10 tecken."),
        ("19771207-2392", ""),
        ("19770523-2382", "Det finns ingen person med det personnumret."),
        ("x" * 5000, "Du skrev 5000 tecken."),
    ],
)
def test_a_number_that_is_nobodys_is_refused_and_kept_out_of_the_address(
    hugo: Employee, number: str, words: str
) -> None:
    page = add(begin(hugo, QUESTION), number)
    assert page.status == 422
    assert words in page.alerts
    assert page.fields("LÄGG TILL")["number"] == number
    assert not number or number not in page.address
    assert not Recipient.objects.exists()


@pytest.mark.req("004-023")
def test_nobody_is_added_twice_and_the_dead_not_at_all(hugo: Employee, bo: Resident) -> None:
    Person.objects.filter(pk=bo.person.pk).update(deceased=True)
    page = add(begin(hugo, QUESTION), ALVA, ALVA)
    assert "Personen är redan tillagd." in page.alerts
    page = add(page, BO)
    assert "Personen är avliden." in page.alerts
    assert Recipient.objects.count() == 1


@pytest.mark.req("004-022")
def test_somebody_who_tries_number_after_number_is_held_back(hugo: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RECIPIENT", replace(limits.RECIPIENT, most=1))
    page = add(begin(hugo, QUESTION), "19770523-2382", ALVA)
    assert "Vänta tio minuter" in page.alerts
    assert not Recipient.objects.exists()
    assert Trace.objects.filter(action="add_recipient", outcome="refused").count() == 2
