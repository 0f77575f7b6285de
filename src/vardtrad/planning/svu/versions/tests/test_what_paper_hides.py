"""Paper and comparisons show no more than the page: no unfinished texts of the ward, no texts of another ward."""

from __future__ import annotations

import pytest

from tests.plans import Drive
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.svu import actions
from vardtrad.planning.svu import queries as svu_queries
from vardtrad.planning.svu.given import EstimateGiven
from vardtrad.planning.svu.subject import SVU

DRAFT = "Vill inte hem till maken."


def opened(who, svu, rest=""):
    """A page of the plan as somebody reads it."""
    return who.browser.open(f"{who.base}svu/{svu.key}/{rest}").html


def version(svu, number):
    """The beginning of the address of a version."""
    return f"version/{svu_queries.published(svu.key)[number - 1].id}/"


@pytest.fixture
def writing(planners):
    """The ward writes in the statement and has not marked it as complete; two versions are published."""
    svu = Drive(planners).published().writes(planners.staff["vera"], "stallningstagande.yttrande", DRAFT)
    return svu.estimated()


@pytest.mark.req("001-146", "001-154")
def test_the_wards_unfinished_text_is_not_on_paper_for_the_others(writing):
    for who in (writing.care, writing.town):
        for rest in ("utskrift/", version(writing, 2) + "utskrift/", "versioner/?fran=1&till=2", "stallningstagande/"):
            assert DRAFT not in opened(who, writing, rest), (who.staff.name, rest)
    for rest in ("utskrift/", version(writing, 2) + "utskrift/", "versioner/?fran=1&till=2"):
        assert DRAFT in opened(writing.ward, writing, rest), rest


@pytest.mark.req("001-146", "001-039")
def test_the_wards_unfinished_text_is_not_on_paper_for_readers_from_outside(writing, planners):
    agda = planners.staff["agda"]
    agda.browser.send(f"{agda.base}sok/", {"number": planners.patients["elsa"].identity})
    agda.browser.open(f"{agda.base}las/{writing.key}/").press("Läs ärendet", confirmed="on")
    assert "Fallolycka" in opened(agda, writing, "utskrift/")
    assert DRAFT not in opened(agda, writing, "utskrift/")


@pytest.mark.req("001-146", "001-154")
def test_text_erased_before_the_ward_was_complete_is_in_no_earlier_version_for_the_others(writing):
    writing.stated().marked().estimated()
    for rest in ("stallningstagande/", "utskrift/"):
        assert DRAFT not in opened(writing.town, writing, version(writing, 2) + rest), rest
        assert DRAFT in opened(writing.ward, writing, version(writing, 2) + rest), rest
    assert DRAFT not in opened(writing.town, writing, "versioner/?fran=2&till=3")
    last = len(svu_queries.published(writing.key))
    assert "Elsa vill hem" in opened(writing.town, writing, version(writing, last) + "stallningstagande/")
    assert "Elsa vill hem" in opened(writing.town, writing, version(writing, last) + "utskrift/")


@pytest.mark.req("001-090", "001-094")
def test_after_a_withdrawal_a_ward_reads_in_an_old_version_only_what_it_published_itself(planners):
    svu, agda = Drive(planners), planners.staff["agda"]
    svu.published().estimated(reason="Feber hos oss.")
    planning.add_unit(SVU, svu.ward.actor, svu.key, planners.ward_b)
    given = svu.given()
    corrected = svu.given(day=given.day, expected=given.expected, reason="Stroke, säger avdelning B.")
    actions.correct_admission(agda.actor, svu.key, corrected, seen=svu.seen("admission"))
    later = EstimateGiven(given.expected, "Väntar på plats.")
    actions.change_estimate(agda.actor, svu.key, later, seen=svu.seen("discharge_time"))
    svu.withdrawn()
    for step, theirs, ours in (("inskrivning/", "Fallolycka", "Stroke"), ("tid/", "Feber hos oss", "Väntar på plats")):
        for rest in (step, "utskrift/"):
            assert theirs not in opened(agda, svu, version(svu, 2) + rest), rest
            assert theirs in opened(svu.ward, svu, version(svu, 2) + rest), rest
            assert ours in opened(agda, svu, version(svu, 4) + rest), rest
            assert ours not in opened(svu.ward, svu, version(svu, 4) + rest), rest
    assert "Feber hos oss" not in opened(agda, svu, "versioner/?fran=2&till=4")
