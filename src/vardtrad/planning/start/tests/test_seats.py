"""Changing unit and role: freely at the own units, actively at others of the own organisation, never outside it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import assign, logged_in
from tests.planners import POSITION_OF
from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions, queries
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.login.models import LastSeat, UnitChoice


def base(unit, role):
    return f"/planer/{unit.id}/{role}/"


def lands(browser, address="/planer/"):
    response = browser.get(address)
    return response.headers.get("Location", response.status_code)


def names(node):
    return [li.text for li in node.all("li")]


def buttons(page):
    return [button.text for button in page.main.all("button")]


@pytest.mark.req("001-042")
def test_the_first_login_leads_to_the_unit_one_is_registered_at(vera, oskar):
    assert lands(vera.browser) == vera.base
    assert lands(oskar.browser) == oskar.base


@pytest.mark.req("001-042")
def test_with_two_units_the_first_login_leads_to_the_one_with_something_to_do(planners, oskar):
    assign(oskar.staff, planners.ward_a)
    (first, other) = (seat.unit for seat in queries.seats_of(oskar.staff))
    assert lands(oskar.browser) == base(first, "sjukskoterska")
    svu = Drive(planners, others=("oskar", "karin"))
    svu.published()
    busy = planners.health_centre
    assert busy in (first, other)
    assert lands(oskar.browser) == base(busy, "sjukskoterska")
    svu.acknowledged("admission", svu.care)
    # The seat that was used last holds from then on.
    LastSeat.objects.update_or_create(staff=oskar.staff, defaults={"unit": planners.ward_a, "role": "sjukskoterska"})
    assert lands(oskar.browser) == base(planners.ward_a, "sjukskoterska")


@pytest.mark.req("001-026", "001-027")
@pytest.mark.parametrize(
    ("positions", "why"),
    [([], "ingen befattning i katalogen"), (["999999"], "inte kopplad till någon roll"),
     ([POSITION_OF["fysioterapeut"]], "Din roll är inte aktiv på enheten")],
)  # fmt: skip
def test_without_a_seat_one_is_told_why_and_whom_to_ask(vera, positions, why):
    Staff.objects.filter(pk=vera.staff.pk).update(positions=positions)
    assert vera.browser.get(vera.base + "byt/").status_code == 404
    page = vera.browser.open("/planer/")
    assert page.status == 200
    assert why in page.text
    assert "chef" in page.text or "systemadministratören" in page.text


@pytest.mark.req("001-026", "001-029")
def test_at_a_unit_that_is_not_active_there_is_no_seat(planners, vera):
    setup = queries.setup_of(planners.ward_a.id)
    actions.deactivate(system("testerna"), setup.id, seen=None)
    assert "Ingen av enheterna där du arbetar är aktiv" in vera.browser.open("/planer/").text


@pytest.mark.req("001-043", "001-044", "001-046")
def test_the_tree_shows_the_active_units_of_the_own_organisation_only(planners, vera):
    page = vera.browser.open(vera.base + "byt/")
    tree = page.main.all("ul", class_="tree")[0]
    summary = tree.one("details").one("summary")
    assert summary.text == "Planstads sjukhus"
    assert "open" in tree.one("details").attrs
    for name in ("Avdelning A", "Avdelning B", "Vårdcentralen Planen", "Rehabmottagningen Planen"):
        assert name in tree.text
    for name in ("Vårdcentralen Vilan", "Biståndsenheten", "Hemsjukvården", "Ambulansläkarna"):
        assert name not in page.main.text
    assert buttons(page) == ["Välj Avdelning B", "Välj Vårdcentralen Planen"]
    assert "Ingen av dina roller finns här" in tree.text
    assert "Du är här" in tree.text


@pytest.mark.req("001-045")
def test_an_own_unit_is_chosen_at_once_and_remembered(planners, vera):
    assign(vera.staff, planners.ward_b)
    page = vera.browser.open(vera.base + "byt/")
    there = base(planners.ward_b, "sjukskoterska")
    sent = page.fields("Välj Avdelning B")
    response = vera.browser.post(vera.base + "valj/", sent)
    assert response.headers["Location"] == there
    assert lands(vera.browser) == there
    assert lands(logged_in(vera.staff)) == there
    trace = Trace.objects.get(action="choose_unit", outcome="done")
    assert (trace.key, trace.detail) == (planners.ward_b.id, {"role": "sjukskoterska", "own": True})


@pytest.mark.req("001-046")
def test_another_unit_of_the_organisation_asks_first_and_leaves_a_trace(planners, vera):
    there = base(planners.health_centre, "sjukskoterska")
    assert vera.browser.get(there + "byt/").status_code == 404
    page = vera.browser.open(vera.base + "byt/").press("Välj Vårdcentralen Planen")
    assert "Det loggas, och loggen granskas." in page.text
    assert vera.browser.get(there + "byt/").status_code == 404
    assert not UnitChoice.objects.exists()
    response = vera.browser.post(vera.base + "valj/", page.fields("Fortsätt som Sjuksköterska"))
    assert response.headers["Location"] == there
    assert vera.browser.get(there + "byt/").status_code == 200
    assert Trace.objects.get(action="choose_unit", outcome="done").detail == {"role": "sjukskoterska", "own": False}
    # The choice holds for this login only.
    again = logged_in(vera.staff)
    assert again.get(there + "byt/").status_code == 404
    assert lands(again) == vera.base


@pytest.mark.req("001-046")
def test_nobody_moves_to_another_organisation(planners, vera, karin, extern):
    for who, unit, role in (
        (vera, planners.home_care, "sjukskoterska"),
        (vera, planners.private_unit, "lakare"),
        (karin, planners.ward_a, "sjukskoterska"),
        (extern, planners.ward_a, "lakare"),
    ):
        sent = {"to": f"{unit.id}/{role}", "sure": "1"}
        assert who.browser.post(who.base + "valj/", sent).status_code == 404
        assert who.browser.get(base(unit, role) + "byt/").status_code == 404
    assert not UnitChoice.objects.exists()
    assert Trace.objects.filter(action="enter", outcome="refused").count() == 8


@pytest.mark.req("001-046")
def test_the_question_may_be_loaded_again_and_is_not_asked_about_others_units(planners, vera):
    question = f"{vera.base}byt/?till={planners.health_centre.id}/sjukskoterska"
    assert vera.browser.open(question).main.all("button")[0].text == "Fortsätt som Sjuksköterska"
    for unit in (planners.home_care, planners.inactive_clinic, planners.hospital):
        assert vera.browser.get(f"{vera.base}byt/?till={unit.id}/sjukskoterska").status_code == 404
    assert vera.browser.get(f"{vera.base}byt/?till=x").status_code == 404


@pytest.mark.parametrize(
    "to", ["", "x", "sjukskoterska", "00000000-0000-0000-0000-000000000000/lakare", "-" * 36 + "/x"]
)
def test_what_is_not_a_seat_is_not_there(vera, to):
    assert vera.browser.post(vera.base + "valj/", {"to": to, "sure": "1"}).status_code == 404


@pytest.mark.req("001-047")
def test_with_one_position_there_is_no_other_role(vera):
    page = vera.browser.open(vera.base + "byt/")
    assert "Du har en roll." in page.text
    assert names(page.main.all("ul", class_="tree")[-1]) == ["Sjuksköterska Din roll nu"]


@pytest.mark.req("001-047")
def test_with_two_positions_one_changes_role(planners, vera):
    positions = [POSITION_OF[role] for role in ("sjukskoterska", "underskoterska", "samordnare")]
    Staff.objects.filter(pk=vera.staff.pk).update(positions=positions)
    page = vera.browser.open(vera.base + "byt/")
    assert names(page.main.all("ul", class_="tree")[-1]) == [
        "Sjuksköterska Din roll nu", "Undersköterska Välj Undersköterska", "Samordnare Rollen är inte aktiv på enheten",
    ]  # fmt: skip
    sent = page.fields("Välj Undersköterska")
    there = base(planners.ward_a, "underskoterska")
    assert vera.browser.post(vera.base + "valj/", sent).headers["Location"] == there
    assert vera.browser.get(there + "byt/").status_code == 200
    assert LastSeat.objects.get(staff=vera.staff).role == "underskoterska"
    assert vera.browser.get(base(planners.ward_a, "samordnare") + "byt/").status_code == 404


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(planners, vera):
    setup = queries.setup_of(planners.ward_a.id)
    actions.set_roles(system("testerna"), setup.id, {"lakare": ["acknowledge", "attest", "approve"]}, seen=None)
    assert vera.browser.get(vera.base + "byt/").status_code == 404


@pytest.mark.req("001-042")
def test_who_has_only_a_seat_goes_straight_to_it_and_others_find_the_way(planners, vera, konrad, oskar):
    assert lands(vera.browser, "/personal/mottagningar") == "/planer/"
    page = konrad.browser.open("/personal/mottagningar")
    assert page.link("Regelmotor") == f"/personal/{planners.hospital.id}/regelmotor/"
    assert "Mina planer" not in page.main.text
    type(planners.health_centre).objects.filter(pk=planners.health_centre.pk).update(takes_cases=True)
    held = oskar.staff.assignments.get()
    actions.set_permissions(system("testerna"), held.id, ["handler", "configurator"], seen=None)
    page = oskar.browser.open("/personal/mottagningar")
    assert page.link("Mina planer") == "/planer/"
    assert page.link("Vårdcentralen Planen") == f"/personal/{planners.health_centre.id}/"
    assert "Regelmotor" in page.follow("Vårdcentralen Planen").main.text


@pytest.mark.req("001-028", "001-046")
def test_who_works_at_another_organisations_unit_moves_no_further_there(planners, rolf):
    """A private provider's physiotherapist with a place in the region is there, and nowhere else in the region."""
    Staff.objects.filter(pk=rolf.staff.pk).update(hsa_id=f"SE{planners.private.number}-V007")
    rolf.staff.refresh_from_db()
    ward = queries.setup_of(planners.ward_a.id)
    duties = ["acknowledge", "attest", "approve"]
    actions.set_roles(system("testerna"), ward.id, {"fysioterapeut": duties}, seen=None)
    page = rolf.browser.open(rolf.base + "byt/")
    assert "Rehabmottagningen Planen" in page.main.text
    assert "Ambulansläkarna Plan" in page.main.text
    assert "Avdelning A" not in page.main.text
    sent = {"to": f"{planners.ward_a.id}/fysioterapeut", "sure": "1"}
    assert rolf.browser.post(rolf.base + "valj/", sent).status_code == 404


def test_the_tree_costs_the_same_however_many_units_there_are(planners, vera):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            assert vera.browser.get(vera.base + "byt/").status_code == 200
        return len(caught.captured_queries)

    cost()
    few = cost()
    for number in range(20):
        unit = Unit.objects.create(
            organisation=planners.region, parent=planners.hospital, hsa_id=f"SE9921000163-9{number:03}",
            name=f"Avdelning {number}", kind="ward",
        )  # fmt: skip
        actions.activate(system("testerna"), unit, {"sjukskoterska": ["acknowledge", "attest", "approve"]})
    assert cost() == few
    assert "Välj Avdelning 19" in buttons(vera.browser.open(vera.base + "byt/"))


@pytest.mark.req("001-043")
def test_the_bar_leads_to_the_cases_of_who_works_with_them(planners, vera, oskar):
    assert oskar.browser.open(oskar.base).bar == ["Start", "Din dag"]
    other = Unit.objects.create(
        organisation=oskar.unit.organisation, name="Hudmottagningen", kind="clinic", hsa_id="SE9921000015-HUD",
        takes_cases=True,
    )  # fmt: skip
    assign(oskar.staff, other, "handler")
    page = oskar.browser.open(oskar.base)
    assert page.bar == ["Start", "Din dag", "Ärenden"]
    assert page.link("Ärenden") == "/personal/mottagningar"
    assert vera.browser.open(vera.base).bar == ["Start", "Din dag"]


def test_the_bar_of_the_clinics_leads_to_the_plans_of_who_has_a_position(region, rut):
    assert "Planer" not in rut.browser.open(rut.address()).bar
    Staff.objects.filter(pk=rut.staff.pk).update(positions=["203010"])
    page = rut.browser.open(rut.address())
    assert page.bar[:3] == ["Din dag", "Ärenden", "Planer"]
    assert page.link("Planer") == "/planer/"
