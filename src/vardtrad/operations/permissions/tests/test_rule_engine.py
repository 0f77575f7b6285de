"""The rule engine: units, roles and duties, positions, addressing rules, and what would happen for a person."""

import re
from uuid import uuid4

import pytest

from tests.people import assign
from tests.planners import ALL, POSITION_OF, employ
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions, queries
from vardtrad.shared.care_units.models import AddressingRule, Assignment, Position, Role, Setup
from vardtrad.shared.rule_engine import actions as rule_actions

NURSE = "sjukskoterska"


def rules(who, path=""):
    return f"/personal/{who.unit.id}/regelmotor/{path}"


def setup_page(who, unit):
    return who.browser.open(rules(who, f"enhet/{unit.id}/"))


def refusals():
    return Trace.objects.filter(outcome="refused").exclude(action="enter")


@pytest.fixture
def milla(planners):
    """The municipality's system administrator."""
    return employ(planners.care_office, "Milla", "Malm", "V020", permissions=("configurator",))


@pytest.fixture
def pia(planners):
    """The private provider's system administrator."""
    return employ(planners.private_unit, "Pia", "Poppel", "V021", permissions=("configurator",))


# ── Who ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Units, roles and duties ──────────────────────────────────────────────────────────────────────────────────────────


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


# ── Positions and roles ──────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Addressing rules ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("001-079", "001-080", "001-081")
def test_rules_are_added_changed_and_removed_each_with_a_trace(planners, milla):
    page = milla.browser.open(rules(milla, "adressering/"))
    assert [(row["Värde"], row["Enhet"]) for row in page.rows] == [("9911", "Biståndsenheten Plankommun")]
    for _click in range(2):
        done = page.press("Lägg till", kind="municipality", value=" 9912 ", unit=str(planners.home_care.id))
        assert "Adresseringsregeln är sparad." in done.alerts
    assert [row["Värde"] for row in done.rows] == ["9911", "9912"]
    page = milla.browser.open(done.rows[1]["href"])
    changed = page.press("Spara", unit=str(planners.care_office.id))
    assert [row["Enhet"] for row in changed.rows] == ["Biståndsenheten Plankommun"] * 2
    gone = milla.browser.open(done.rows[1]["href"]).press("Ta bort regeln för 9912")
    assert "borttagen" in gone.alerts
    assert [row["Värde"] for row in gone.rows] == ["9911"]
    traces = Trace.objects.filter(label="addressing_rule", outcome="done").order_by("at", "id")
    assert [trace.action for trace in traces] == ["add_rule", "change_rule", "remove_rule"]
    assert traces[1].detail["was"] == str(planners.home_care.id)


@pytest.mark.req("001-080", "001-081")
@pytest.mark.parametrize(
    ("kind", "value", "place", "sentence"),
    [
        ("", "9912", "health_centre", "Välj om listning eller kommunkod styr."),
        ("municipality", "991", "health_centre", "En kommunkod har fyra siffror."),
        ("municipality", "９９１２", "health_centre", "En kommunkod har fyra siffror."),
        ("municipality", "9912", "health_centre", "En kommunkod kan bara leda till en kommunal enhet."),
        ("listing", "9912", "health_centre", "HSA-id"),
        ("listing", "SE9921000163-2030", "ward_a", "En listning kan bara leda till en enhet i öppenvården."),
        ("listing", "SE9921000163-2030", "inactive_clinic", "Välj en enhet i listan."),
        ("listing", "SE9921000163-2030", "care_office", "Välj en enhet i listan."),
        ("listing", "", "health_centre", "Skriv ett HSA-id eller en kommunkod."),
    ],
)
def test_a_rule_that_cannot_be_is_not_kept(planners, konrad, kind, value, place, sentence):
    unit = getattr(planners, place)
    page = konrad.browser.open(rules(konrad, "adressering/"))
    again = page.press("Lägg till", kind=kind, value=value, unit=str(unit.id))
    assert again.status == 422
    assert sentence in again.text
    assert again.fields("Lägg till")["value"] == value
    assert AddressingRule.objects.count() == 1


def test_a_value_that_has_a_rule_is_not_addressed_twice(planners, milla):
    page = milla.browser.open(rules(milla, "adressering/"))
    again = page.press("Lägg till", kind="municipality", value="9911", unit=str(planners.home_care.id))
    assert "Det finns redan en regel för det värdet." in again.alerts
    assert AddressingRule.objects.get().unit == planners.care_office


@pytest.mark.req("001-080")
def test_nobody_but_the_region_draws_anothers_listed_to_themselves(planners, pia, konrad):
    centre = planners.health_centre.hsa_id
    page = pia.browser.open(rules(pia, "adressering/"))
    again = page.press("Lägg till", kind="listing", value=centre, unit=str(planners.private_unit.id))
    assert "Listning hos en annan organisation styrs av regionens systemadministratör." in again.alerts
    own = page.press("Lägg till", kind="listing", value=pia.unit.hsa_id, unit=str(planners.private_unit.id))
    assert "sparad" in own.alerts
    page = konrad.browser.open(rules(konrad, "adressering/"))
    taken = page.press("Lägg till", kind="listing", value="SE9955600185-4099", unit=str(planners.rehab.id))
    assert "sparad" in taken.alerts


def test_a_rule_changed_by_somebody_else_is_not_overwritten(planners, milla):
    rule = AddressingRule.objects.get()
    page = milla.browser.open(rules(milla, f"adressering/{rule.id}/"))
    AddressingRule.objects.update(unit=planners.home_care)
    again = page.press("Spara", unit="")
    assert "Välj en enhet." in again.text
    refused = milla.browser.post(rules(milla, f"adressering/{rule.id}/ta-bort"), page.fields("Ta bort regeln för 9911"))
    assert refused.status_code == 409
    assert AddressingRule.objects.get().unit == planners.home_care
    third = employ(planners.home_care, "Mia", "Mal", "V025", permissions=("configurator",))
    setup = actions.activate(system("testerna"), _another(planners), {NURSE: list(ALL)}).thing
    stale = page.press("Spara", unit=str(setup.unit_id))
    assert "Någon annan har ändrat regeln" in stale.alerts
    assert "ändrad" in third.browser.open(rules(third, f"adressering/{rule.id}/")).press(
        "Spara", unit=str(setup.unit_id)
    ).alerts  # fmt: skip


def _another(planners):
    from vardtrad.shared.care_units.models import Unit

    return Unit.objects.create(
        organisation=planners.municipality, hsa_id="SE9921200177-3040", name="Korttidsboendet", kind="municipal"
    )


@pytest.mark.req("001-046")
def test_another_organisations_rules_are_not_there(planners, konrad):
    rule = AddressingRule.objects.get()
    sent = {"submit_key": str(uuid4()), "was": str(rule.unit_id), "unit": str(planners.health_centre.id)}
    assert konrad.browser.get(rules(konrad, f"adressering/{rule.id}/")).status_code == 404
    for path in ("", "ta-bort"):
        assert konrad.browser.post(rules(konrad, f"adressering/{rule.id}/{path}"), sent).status_code == 404
    assert AddressingRule.objects.get().unit == planners.care_office


# ── Vad händer för den här personen? ─────────────────────────────────────────────────────────────────────────────────


def tried(who, identity):
    return who.browser.open(rules(who, "prova/")).press("Prova", identity=identity)


@pytest.mark.req("001-079", "001-080", "001-081", "001-082")
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("elsa", ["Listningen pekar på Vårdcentralen Planen (Region Planmark).",
                  "Adresseringsregeln för kommunkod 9911 pekar på Biståndsenheten Plankommun (Plankommun)."]),
        ("olof", ["Personen är inte listad någonstans", "Biståndsenheten Plankommun"]),
        ("ture", ["Vårdcentralen Vilan (Region Planmark), som inte är aktiv", "Biståndsenheten Plankommun"]),
        ("wilma", ["Vårdcentralen Planen", "kommunen hör till en annan region eller är inte ansluten"]),
        ("runa", ["Vårdcentralen Planen", "ingen kommunkod i folkbokföringen"]),
        ("luz", ["inte listad", "har reservnummer och är inte folkbokförd"]),
    ],
)  # fmt: skip
def test_what_would_happen(planners, konrad, name, says):
    person = planners.patients[name]
    page = tried(konrad, person.identity_shown)
    assert page.status == 200
    for words in says:
        assert words in page.text
    for secret in (person.street, person.family_name, person.given_name):
        assert secret not in page.main.text
    assert re.search(r"\d{6}", page.address.replace(str(konrad.unit.id), "")) is None
    trace = Trace.objects.get(action="try_addressing")
    assert (trace.person_id, trace.detail) == (person.id, {})


def test_a_protected_person_is_asked_about_and_nothing_tells_where(planners, konrad):
    page = tried(konrad, planners.patients["sigrid"].identity)
    assert "skyddade personuppgifter" in page.text
    assert "Den som skapar SVU tillfrågas innan kommunen läggs till." in page.text
    for secret in ("Hemliga", "Sigrid", "Planen", "Biståndsenheten", "9911", planners.health_centre.hsa_id):
        assert secret not in page.main.text.replace("Mina planer", "")


def test_somebody_who_is_not_in_the_register(konrad):
    page = tried(konrad, "198106012399")
    assert "Personen finns inte i befolkningsregistret" in page.text
    assert Trace.objects.get(action="try_addressing").person_id is None


@pytest.mark.parametrize("typed", ["", "19330404922", "193304049229", "x" * 60, "1933040492280000"])
def test_what_is_no_number_is_said_and_stays(konrad, typed):
    page = tried(konrad, typed)
    assert page.status == 422
    assert page.fields("Prova")["identity"] == typed
    assert "Så adresseras en ny SVU" not in page.text
    assert not Trace.objects.filter(action="try_addressing").exists()


def test_the_number_is_never_taken_from_the_address(planners, konrad):
    page = konrad.browser.open(rules(konrad, f"prova/?identity={planners.patients['elsa'].identity}"))
    assert "Så adresseras en ny SVU" not in page.text
