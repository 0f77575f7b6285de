"""Reviewers see in the tool who has read their organisation's plans from outside (001-036, decision 16)."""

from __future__ import annotations

import pytest

from tests.planners import Planner, Planners, employ
from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.models import ReadingGrant


@pytest.fixture
def rita(planners: Planners) -> Planner:
    """A log reviewer at ward A."""
    return employ(planners.ward_a, "Rita", "Ros", "V040", "lakare", permissions=("log_reviewer",))


def address(who: Planner) -> str:
    return f"/personal/{who.unit.id}/granskning/utomstaende/"


def read(who: Planner, svu: Drive, reason: str = "Medvetslös.") -> ReadingGrant:
    return ReadingGrant.objects.create(
        plan=svu.plan,
        session_id=uuid7(),
        unit=who.unit,
        basis=Basis.DANGER,
        reason=reason,
        by=who.staff.id,
        by_name=who.staff.signature,
        at=clock.now(),
    )


@pytest.mark.req("001-036")
def test_a_reviewer_sees_who_has_read_and_why(planners: Planners, rita: Planner, extern: Planner) -> None:
    svu = Drive(planners, patient="sigrid").published()
    grant = read(extern, svu)
    page = rita.browser.open("/personal/mottagningar").follow("Utomstående läsningar")
    assert page.address == address(rita)
    for words in (
        extern.staff.signature,
        planners.private_unit.name,
        svu.plan.patient.name,
        "Skyddade personuppgifter",
        "Fara för patientens liv",
        "Medvetslös.",
    ):
        assert words in page.main.text
    trace = Trace.objects.get(action="list", detail__view="outside_readings")
    assert (trace.actor_id, trace.shown) == (rita.staff.id, [grant.id])


@pytest.mark.req("001-036")
def test_the_list_is_the_own_organisations(planners: Planners, rita: Planner, extern: Planner, agda: Planner) -> None:
    elsewhere = employ(planners.private_unit, "Rut", "Rask", "V041", "lakare", permissions=("log_reviewer",))
    svu = Drive(planners).published()
    read(extern, svu)
    assert "Ingen utomstående har läst" in elsewhere.browser.open(address(elsewhere)).main.text
    # A colleague's active choice is no reading from outside.
    page = agda.browser.open(agda.base).press("Sök", number=svu.plan.patient.identity)
    agda.browser.open(f"{agda.base}las/{svu.key}/").press("Läs ärendet", confirmed="on")
    assert page.status == 200
    assert ReadingGrant.objects.filter(basis=Basis.OWN_ORGANISATION).exists()
    assert agda.staff.signature not in rita.browser.open(address(rita)).main.text


@pytest.mark.req("001-036")
def test_only_reviewers_reach_it(planners: Planners, vera: Planner, rita: Planner, konrad: Planner) -> None:
    for who in (vera, konrad):
        assert who.browser.get(address(rita)).status_code == 404
    assert rita.browser.get(f"/personal/{planners.ward_b.id}/granskning/utomstaende/").status_code == 404
    assert "Utomstående läsningar" not in konrad.browser.open("/personal/mottagningar").main.text


def test_older_readings_are_on_the_next_page(planners: Planners, rita: Planner, extern: Planner) -> None:
    svu = Drive(planners).published()
    for number in range(53):
        read(extern, svu, f"Skäl {number:02d}")
    first = rita.browser.open(address(rita))
    second = first.follow("Äldre")
    shown = [row.text for page in (first, second) for row in page.main.all("tr") if "Skäl" in row.text]
    assert len(shown) == 53
    assert all(f"Skäl {number:02d}" in shown[52 - number] for number in range(53))
    assert "Nyare" in second.main.text
