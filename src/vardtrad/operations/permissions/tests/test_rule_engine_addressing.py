"""The rule engine: addressing rules, and what would happen for a person."""

import re
from uuid import uuid4

import pytest

from tests.planners import ALL, employ
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import system
from vardtrad.operations.permissions.tests.rule_engine import NURSE, rules
from vardtrad.shared.care_units import actions
from vardtrad.shared.care_units.models import AddressingRule


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
    assert "Du får frågan om kommunen ska läggas till när du skapar SVU:n." in page.text
    for secret in ("Hemliga", "Sigrid", "Planen", "Biståndsenheten", "9911", planners.health_centre.hsa_id):
        assert secret not in page.main.text.replace("Mina planer", "")


def test_somebody_who_is_not_in_the_register(konrad):
    page = tried(konrad, "198106012399")
    assert "Personen finns inte i folkbokföringen" in page.text
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
