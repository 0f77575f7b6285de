"""What a search tells before there is a ground: that a plan exists, never where somebody is (001-033, decision 23)."""

from __future__ import annotations

import pytest

from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.planning.plan.models import Participant
from vardtrad.shared.web import dates

SAID = {"relation": "on", "matters": "on", "confirmed": "on"}
WHERE = ("Avdelning A", "Region Planmark", "Vårdcentralen Planen", "Biståndsenheten Plankommun")


def pages_before(who, svu):
    """The page after a search, and the page before the plan is read."""
    person = svu.plan.patient
    yield who.browser.open(who.base).press("Sök", number=person.identity)
    yield who.browser.open(f"{who.base}las/{svu.key}/")


def days_of(svu):
    return {dates.day(svu.plan.created), dates.long_day(svu.plan.created)}


@pytest.mark.req("001-033", "001-034")
def test_another_provider_is_not_named_before_the_ground(planners, extern):
    svu = Drive(planners).published()
    for page in pages_before(extern, svu):
        assert "SVU, pågående" in page.main.text
        assert "Hos en annan vårdgivare." in page.main.text
        assert "Läsläge" in page.main.text
        # Where somebody is listed is shown to who may create a SIP, and tells nothing of the plan.
        told = " ".join(item.text for item in page.main.all("li")) or page.main.text
        for words in (*WHERE, *days_of(svu)):
            assert words not in told, words
    page.press("Läs ärendet", **SAID, basis="consent")
    page = extern.browser.open(f"{extern.base}person/{svu.plan.patient_id}/")
    assert "Avdelning A, Region Planmark." in page.main.text


@pytest.mark.req("001-033")
@pytest.mark.parametrize("name", ["extern", "agda", "rolf"])
@pytest.mark.parametrize("patient", ["sigrid", "refusing"])
def test_of_a_protected_or_refusing_person_only_that_a_plan_exists(planners, name, patient):
    """Also inside the own organisation: Agda and Rolf work in the region, at units that take no part."""
    who = planners.staff[name]
    svu = Drive(planners, patient="elsa" if patient == "refusing" else patient)
    svu = (svu.refused() if patient == "refusing" else svu).published()
    for page in pages_before(who, svu):
        told = " ".join(item.text for item in page.main.all("li")) or page.main.text
        assert "Det finns en plan" in told
        for words in (*WHERE[:2], *days_of(svu), "pågående", "avslutad"):
            assert words not in told, words


@pytest.mark.req("001-035")
def test_after_the_active_choice_the_unit_is_named(planners, agda):
    svu = Drive(planners, patient="sigrid", others=("oskar",)).published()
    _first, page = pages_before(agda, svu)
    page.press("Läs ärendet", confirmed="on")
    assert "Avdelning A, Region Planmark." in agda.browser.open(f"{agda.base}person/{svu.plan.patient_id}/").main.text


@pytest.mark.req("001-033", "001-069")
def test_the_right_field_of_another_plan_tells_no_more(planners, extern, oskar):
    elsewhere = Drive(planners).published()
    own = Drive(planners, others=("extern",)).published()
    page = extern.browser.open(f"{extern.base}svu/{own.key}/")
    fold = page.root.one("details", id="planer").text
    assert "Hos en annan vårdgivare." in fold
    assert not any(words in fold for words in (*WHERE, *days_of(elsewhere)))
    # Who takes part in both is told as before.
    fold = oskar.browser.open(f"{oskar.base}svu/{elsewhere.key}/").root.one("details", id="planer").text
    assert "Avdelning A" in fold or "Inga andra planer" in fold


@pytest.mark.req("001-080", "001-081")
def test_where_a_protected_person_lives_is_shown_only_while_the_svu_is_created(planners, vera):
    person = planners.patients["sigrid"]
    page = vera.browser.open(vera.base).press("Sök", number=person.identity)
    for words in ("Vårdcentralen Planen", "Biståndsenheten", "kommunkod", "Listningen"):
        assert words not in page.main.text, words
    page = page.press("Gå vidare till ny SVU")
    assert "Biståndsenheten Plankommun" in page.main.text
    assert Trace.objects.filter(action="list", detail__view="addressing", person_id=person.id).count() == 1
    page.press("Skapa ny SVU")
    assert {participant.party for participant in Participant.objects.all()} == {"inpatient", "outpatient"}
