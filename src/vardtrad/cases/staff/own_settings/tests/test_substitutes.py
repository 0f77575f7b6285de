"""Ersättare on the page (B-03): naming them, ending them, and whom the actor replaces now."""

from __future__ import annotations

import pytest

from vardtrad.cases.teams import actions
from vardtrad.cases.teams.models import Substitution

pytestmark = pytest.mark.req("B-03")


@pytest.fixture(autouse=True)
def _now(frozen) -> None:
    """Tuesday 17 November 2026."""


def page_of(who):
    return who.browser.open(who.address("installningar/ersattare/"))


def test_a_substitute_is_named_seen_by_both_and_ended(hugo, hanna, hugos_case) -> None:
    page = page_of(hugo)
    assert "Du har ingen ersättare" in page.main.text
    done = page.press("Spara", substitute=str(hanna.staff.id), first="2026-11-17", last="2026-11-20")
    assert "Ersättaren är sparad." in done.alerts
    (row,) = done.rows
    assert (row["Från och med"], row["Till och med"]) == ("2026-11-17", "2026-11-20")
    assert row["Ersättare"].startswith("Hanna Hed")
    assert "I dag ersätter du: Hugo Holm." in page_of(hanna).main.text
    assert hanna.browser.open(hanna.case_address(hugos_case)).status == 200
    ended = done.press("Ta bort ersättaren")
    assert "Du har ingen ersättare" in ended.main.text
    assert "I dag ersätter du" not in page_of(hanna).main.text
    assert hanna.browser.open(hanna.case_address(hugos_case)).status == 404


def test_the_chain_is_shown(hugo, hanna, region) -> None:
    from tests.people import hire

    stina = hire(region.a, "Stina", "Sand", "SE9921000015-P071", "handler")
    actions.name_substitute(hanna.actor, stina.staff, *(_day(18), _day(19)))
    page_of(hugo).press("Spara", substitute=str(hanna.staff.id), first="2026-11-17", last="2026-11-20")
    assert "ersätts i sin tur av Stina Sand" in page_of(hugo).main.text
    assert "I dag ersätter du" not in page_of(stina).main.text


def _day(day: int):
    from datetime import date

    return date(2026, 11, day)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"substitute": ""}, "Välj vem som ska ersätta dig."),
        ({"substitute": "rut"}, "Personen kan inte få ärenden på den här mottagningen."),
        ({"substitute": "olle"}, "Personen kan inte få ärenden på den här mottagningen."),
        ({"substitute": "hugo"}, "Personen kan inte få ärenden på den här mottagningen."),
        ({"first": ""}, "Skriv första dagen."),
        ({"last": "20 november"}, "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-30."),
        ({"first": "2026-11-21"}, "Slutdatumet kan inte vara före startdatumet."),
        ({"first": "2026-11-01", "last": "2026-11-02"}, "Perioden har redan varit."),
    ],
)
def test_what_cannot_be_is_said_and_kept_in_the_page(hugo, hanna, region, typed, sentence) -> None:
    sent = {"substitute": "hanna", "first": "2026-11-17", "last": "2026-11-20"} | typed
    if sent["substitute"]:
        sent["substitute"] = str(region.people[sent["substitute"]].staff.id)
    page = page_of(hugo).press("Spara", **sent)
    assert page.status == 422
    assert sentence in page.alerts
    assert page.fields("Spara")["last"] == sent["last"]
    assert not Substitution.objects.exists()


def test_a_loop_is_refused_on_the_page(hugo, hanna) -> None:
    actions.name_substitute(hugo.actor, hanna.staff, _day(17), _day(20))
    page = page_of(hanna).press("Spara", substitute=str(hugo.staff.id), first="2026-11-20", last="2026-11-25")
    assert page.status == 422
    assert "Personen ersätts i sin tur av dig under perioden." in page.alerts


def test_only_the_own_is_ended(hugo, hanna) -> None:
    kept = actions.name_substitute(hugo.actor, hanna.staff, _day(17), _day(20))
    key = "0198f0c0-0000-4000-8000-000000000001"
    answer = hanna.browser.post(hanna.address(f"installningar/ersattare/{kept.id}/avsluta"), {"submit_key": key})
    assert answer.status_code == 404
    assert Substitution.objects.exists()
