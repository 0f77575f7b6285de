"""Who opens the rule engine, and what it sets: units, roles and duties, positions."""

from uuid import uuid4

import pytest

from tests.people import assign
from tests.planners import ALL, POSITION_OF, employ
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel.actors import system
from vardtrad.operations.permissions.tests.rule_engine import NURSE, refusals, rules, setup_page
from vardtrad.shared.care_units import actions, queries
from vardtrad.shared.care_units.models import Assignment, Position, Role, Setup
from vardtrad.shared.rule_engine import actions as rule_actions


@pytest.mark.req("001-002")
def test_only_a_system_administrator_opens_the_rule_engine(planners, konrad, vera):
    assert konrad.browser.get(rules(konrad)).status_code == 200
    assign(vera.staff, planners.ward_b, "administrator", "receiver", "handler", "log_reviewer")
    paths = ["", f"enhet/{planners.ward_a.id}/", "befattningar/", "adressering/", "prova/"]
    for unit in (planners.ward_a, planners.ward_b, planners.hospital):
        for path in paths:
            assert vera.browser.get(f"/personal/{unit.id}/regelmotor/{path}").status_code == 404


@pytest.mark.req("001-002")
def test_a_clinics_administrator_makes_nobody_a_system_administrator(region, adam, hugo):
    page = adam.browser.open(adam.address("administration/"))
    assert "Systemadministratör" not in page.text
    one = Assignment.objects.get(staff=hugo.staff)
    page = adam.browser.open(adam.address(f"administration/behorighet/{one.id}"))
    assert page.press("Spara", permissions=["handler", "configurator"]).status == 422
    assert Assignment.objects.get(staff=hugo.staff).permissions == ["handler"]


def test_a_system_administrator_stays_one_when_somebody_else_changes_the_rest(region, adam, hugo):
    one = Assignment.objects.get(staff=hugo.staff)
    actions.set_permissions(system("testerna"), one.id, ["handler", "configurator"], seen=None)
    page = adam.browser.open(adam.address(f"administration/behorighet/{one.id}"))
    assert "sparade" in page.press("Spara", permissions=["receiver"]).alerts
    assert Assignment.objects.get(staff=hugo.staff).permissions == ["configurator", "receiver"]


@pytest.mark.req("001-029", "001-046")
def test_the_tree_of_the_own_organisation_with_what_is_active(konrad, milla):
    page = konrad.browser.open(rules(konrad))
    found = {row["Enhet"].strip("– "): row["I planeringen"] for row in page.rows}
    assert found == {
        "Planstads sjukhus": "Inte aktiv",
        "Avdelning A": "Aktiv",
        "Avdelning B": "Aktiv",
        "Rehabmottagningen Planen": "Aktiv",
        "Vårdcentralen Planen": "Aktiv",
        "Vårdcentralen Vilan": "Inte aktiv",
    }
    assert [row["Enhet"] for row in page.rows][:2] == ["Planstads sjukhus", "– Avdelning A"]
    assert "Avdelning A" not in milla.browser.open(rules(milla)).main.text


@pytest.mark.req("001-002", "001-029", "001-030")
def test_a_unit_is_activated_with_roles_and_duties(planners, konrad):
    unit = planners.inactive_clinic
    page = setup_page(konrad, unit)
    done = page.press(
        "Aktivera enheten",
        roles=[NURSE, "samordnare"],
        duties=[*(f"{NURSE}/{duty}" for duty in ALL), "samordnare/acknowledge"],
    )
    assert "Enheten är aktiv." in done.alerts
    setup = queries.setup_of(unit.id)
    assert setup.roles == {NURSE: sorted(ALL), "samordnare": ["acknowledge"]}
    assert setup.party == "outpatient"
    assert Version.objects.filter(key=setup.id, move="activate").count() == 1
    nurse = employ(unit, "Nora", "Nypon", "V030", NURSE)
    assert nurse.browser.get(nurse.base + "byt/").status_code == 200


@pytest.mark.req("001-030", "001-031")
def test_a_duty_taken_away_is_gone_at_the_next_request(planners, konrad, ulla):
    page = setup_page(konrad, planners.ward_a)
    ticked = page.fields("Spara")
    assert set(ticked["roles"]) == {NURSE, "lakare", "underskoterska"}
    assert "underskoterska/acknowledge" in ticked["duties"]
    assert ulla.actor.roles == {"acknowledge"}
    kept = [one for one in ticked["duties"] if one != "underskoterska/acknowledge"]
    assert "De gäller direkt" in page.press("Spara", duties=kept).alerts
    assert ulla.actor.roles == set()


@pytest.mark.req("001-030")
@pytest.mark.parametrize(
    ("roles", "duties", "sentence"),
    [
        ([], [], "Minst en roll behöver ha ansvar för"),
        ([NURSE], [f"{NURSE}/acknowledge"], "justera, godkänna"),
        ([NURSE], [*(f"{NURSE}/{duty}" for duty in ALL), "lakare/attest"], "Läkare har ansvar men är inte aktiv"),
        (["kung"], [], "Välj bland rollerna och ansvaren i listan."),
        ([NURSE], [f"{NURSE}/rule"], "Välj bland rollerna och ansvaren i listan."),
    ],
)  # fmt: skip
def test_what_cannot_be_set_up_is_said_and_the_ticks_stay(planners, konrad, roles, duties, sentence):
    before = queries.setup_of(planners.ward_a.id).roles
    page = setup_page(konrad, planners.ward_a).press("Spara", roles=roles, duties=duties)
    assert page.status == 422
    assert sentence in page.text
    stays = [role for role in roles if role != "kung"]
    assert page.fields("Spara").get("roles", []) == stays
    assert queries.setup_of(planners.ward_a.id).roles == before


def test_a_stale_page_is_refused_with_the_ticks_kept_and_what_is_stored_shown(planners, konrad):
    page = setup_page(konrad, planners.rehab)
    actions.set_roles(
        system("testerna"),
        queries.setup_of(planners.rehab.id).id,
        {"fysioterapeut": list(ALL), NURSE: []},
        seen=None,
    )
    ticks = [f"lakare/{duty}" for duty in ALL]
    again = page.press("Spara", roles=["lakare"], duties=ticks)
    assert again.status == 422
    assert "Det har hänt något" in again.alerts
    assert "Fysioterapeut: Kvittera, Justera, Godkänna" in again.text
    assert "Sjuksköterska: inget ansvar" in again.text
    assert again.fields("Spara")["roles"] == ["lakare"]
    assert "De gäller direkt" in again.press("Spara").alerts
    assert queries.setup_of(planners.rehab.id).roles == {"lakare": sorted(ALL)}


def test_a_double_click_activates_once(planners, konrad):
    page = setup_page(konrad, planners.inactive_clinic)
    for _click in range(2):
        typed = {"roles": [NURSE], "duties": [f"{NURSE}/{duty}" for duty in ALL]}
        assert "Enheten är aktiv." in page.press("Aktivera enheten", **typed).alerts
    setup = Setup.objects.get(unit=planners.inactive_clinic)
    assert Version.objects.filter(key=setup.id).count() == 1


@pytest.mark.req("001-029")
def test_a_unit_is_deactivated_after_a_question_and_keeps_its_roles(planners, karin, milla):
    page = setup_page(milla, planners.care_office)
    assert "1 adresseringsregel leder hit" in page.text
    assert "inte längre aktiv" in page.press("Avaktivera Biståndsenheten Plankommun").alerts
    assert karin.browser.get(karin.base + "byt/").status_code == 404
    page = setup_page(milla, planners.care_office)
    assert page.fields("Aktivera enheten")["roles"] == ["bistandshandlaggare"]
    assert "Enheten är aktiv." in page.press("Aktivera enheten").alerts
    assert karin.browser.get(karin.base + "byt/").status_code == 200


def test_a_hospital_is_no_party(planners, konrad):
    page = setup_page(konrad, planners.hospital)
    assert "enheten kan inte delta i planer" in page.text
    assert [b.text for b in page.main.all("button")] == []
    sent = {"submit_key": str(uuid4()), "roles": [NURSE], "duties": [f"{NURSE}/{duty}" for duty in ALL]}
    assert konrad.browser.post(rules(konrad, f"enhet/{planners.hospital.id}/"), sent).status_code == 422
    assert not Setup.objects.filter(unit=planners.hospital).exists()


@pytest.mark.req("001-046")
def test_another_organisations_units_are_not_there(planners, konrad, milla):
    sent = {"submit_key": str(uuid4()), "seen": "1", "roles": [NURSE]}
    for who, unit in ((konrad, planners.care_office), (milla, planners.ward_a)):
        for path in ("", "avaktivera"):
            address = rules(who, f"enhet/{unit.id}/{path}")
            assert who.browser.post(address, sent).status_code == 404
        assert who.browser.get(rules(who, f"enhet/{unit.id}/")).status_code == 404
        assert queries.setup_of(unit.id) is not None


@pytest.mark.req("001-026", "001-027")
def test_a_position_gets_another_role_at_once_and_it_is_traced(konrad, vera):
    code = POSITION_OF[NURSE]
    page = konrad.browser.open(rules(konrad, "befattningar/"))
    row = next(row for row in page.rows if row["Kod"] == code)
    assert (row["Befattning"], row["Roll"]) == ("Sjuksköterska, övrig", "Sjuksköterska")
    page = konrad.browser.open(row["href"])
    assert page.fields("Spara")["role"] == NURSE
    assert "Den gäller direkt" in page.press("Spara", role="").alerts
    assert Position.objects.get(code=code).role is None
    assert vera.browser.get(vera.base + "byt/").status_code == 404
    assert "inte kopplad till någon roll" in vera.browser.open("/planer/").text
    page = konrad.browser.open(rules(konrad, "befattningar/"))
    assert page.rows[0]["Roll"] == "Ingen roll"
    assert Trace.objects.get(action="map_position").detail == {"code": code, "was": NURSE, "role": ""}
    assert "Den gäller direkt" in konrad.browser.open(row["href"]).press("Spara", role=NURSE).alerts
    assert vera.browser.get(vera.base + "byt/").status_code == 200


def test_two_at_once_do_not_overwrite_each_other(konrad):
    code = POSITION_OF[NURSE]
    page = konrad.browser.open(rules(konrad, f"befattningar/?kod={code}"))
    rule_actions.map_position(system("testerna"), code, "samordnare", was=NURSE)
    again = page.press("Spara", role="lakare")
    assert again.status == 422
    assert "Någon annan har ändrat befattningens roll" in again.alerts
    assert again.fields("Spara")["role"] == "lakare"
    assert refusals().get().detail == {"code": code, "reason": "stale"}
    assert "Den gäller direkt" in again.press("Spara").alerts
    assert Position.objects.get(code=code).role_id == "lakare"


@pytest.mark.req("001-027")
def test_a_new_role(konrad):
    page = konrad.browser.open(rules(konrad, "befattningar/"))
    for _click in range(2):
        assert "Rollen finns nu." in page.press("Lägg till roll", name="Överläkare på avdelning", doctor="on").alerts
    role = Role.objects.get(code="overlakare-pa-avdelning")
    assert (role.name, role.doctor) == ("Överläkare på avdelning", True)
    assert Trace.objects.filter(action="add_role").count() == 1
    for name in ("", "123", "Läkare 2"):
        refused = page.press("Lägg till roll", name=name)
        assert refused.status == 422
        assert refused.fields("Lägg till roll")["name"] == name
    assert page.press("Lägg till roll", name="överläkare på Avdelning").status == 422


@pytest.mark.req("001-027")
def test_the_roles_that_all_share_are_the_regions_to_change(milla):
    page = milla.browser.open(rules(milla, "befattningar/?kod=206090"))
    assert "Regionens systemadministratör ändrar dem." in page.text
    assert [b.text for b in page.main.all("button")] == []
    sent = {"submit_key": str(uuid4()), "code": "206090", "was": NURSE, "role": "lakare"}
    assert milla.browser.post(rules(milla, "befattningar/"), sent).status_code == 422
    new = {"submit_key": str(uuid4()), "name": "Kung"}
    assert milla.browser.post(rules(milla, "befattningar/ny-roll"), new).status_code == 422
    assert Position.objects.get(code="206090").role_id == NURSE
    assert refusals().count() == 2
