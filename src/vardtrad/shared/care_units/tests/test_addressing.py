"""Where a new SVU goes automatically: listing decides the outpatient unit, the municipality code the municipality."""

import pytest

from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions, queries
from vardtrad.shared.care_units.models import AddressingRule, Organisation, Role, Unit
from vardtrad.shared.people.models import Person

TESTS = system("testerna")
ROLES = {"nurse": ["acknowledge", "attest", "approve"]}


def active(unit):
    actions.activate(TESTS, unit, ROLES)
    return unit


@pytest.fixture
def home(region):
    """A municipal unit that plans, health centre A that plans, and clinic B that does not (yet)."""
    Role.objects.create(code="nurse", name="Sjuksköterska")
    town = Organisation.objects.create(number="9921200110", name="Alköpings kommun", kind="municipality")
    unit = Unit.objects.create(organisation=town, hsa_id="SE9921200110-1", name="Biståndsenheten", kind="municipal")
    active(region.a)
    return active(unit)


def rule(kind, value, unit):
    return AddressingRule.objects.create(kind=kind, value=value, unit=unit)


def person(**facts):
    return Person(**{"identity": "197712072391", "given_name": "Alva", "family_name": "Ahlgren", **facts})


@pytest.mark.req("001-079", "001-080", "001-081")
def test_listing_and_municipality_code_decide(region, home):
    rule("municipality", "9901", home)
    addressing = queries.addressing_for(person(listed_at=region.a.hsa_id, municipality_code="9901"))
    assert (addressing.outpatient, addressing.municipality, addressing.ask_first) == (region.a, home, False)
    assert addressing.outpatient_why == "Listningen pekar på Vårdcentralen Alen (Region Provmark)."
    assert addressing.municipality_why == (
        "Adresseringsregeln för kommunkod 9901 pekar på Biståndsenheten (Alköpings kommun)."
    )


@pytest.mark.req("001-080")
def test_a_rule_takes_precedence_over_the_unit_of_the_listing(region, home):
    rule("listing", region.a.hsa_id, active(region.b))
    addressing = queries.addressing_for(person(listed_at=region.a.hsa_id))
    assert addressing.outpatient == region.b
    assert "Adresseringsregeln för listning" in addressing.outpatient_why


@pytest.mark.req("001-080", "001-082")
@pytest.mark.parametrize(
    ("listed_at", "sentence"),
    [
        ("", "inte listad"),
        ("SE9921000015-B", "inte är aktiv"),
        ("SE9955600037-C", "Citykliniken (Provhälsan AB), som inte är aktiv"),
        ("SE9999999999-X", "som inte finns i Vårdtråd"),
        ("SE9921000015-D", "som inte är öppenvård"),
    ],
)
def test_without_a_listing_that_leads_somewhere_the_unit_is_added_by_hand(home, listed_at, sentence):
    addressing = queries.addressing_for(person(listed_at=listed_at))
    assert addressing.outpatient is None
    assert sentence in addressing.outpatient_why
    assert "läggs till för hand" in addressing.outpatient_why


def test_a_planning_unit_of_another_organisation_gets_those_listed_there(region, home):
    assert queries.addressing_for(person(listed_at=active(region.c).hsa_id)).outpatient == region.c


@pytest.mark.req("001-081", "001-082")
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "ingen kommunkod"),
        ({"municipality_code": "1480"}, "annan region eller är inte ansluten"),
        ({"municipality_code": "9901", "identity": "22950606FH20"}, "reservnummer"),
    ],
)
def test_without_a_rule_for_the_municipality_it_is_added_by_hand(home, facts, sentence):
    rule("municipality", "9901", home)
    addressing = queries.addressing_for(person(**facts))
    assert (addressing.municipality, addressing.ask_first) == (None, False)
    assert sentence in addressing.municipality_why
    assert "läggs till för hand" in addressing.municipality_why


def test_a_rule_that_leads_to_a_unit_that_no_longer_plans_leads_nowhere(region, home):
    rule("municipality", "9901", home)
    setup = queries.setup_of(home.id)
    actions.deactivate(TESTS, setup.id, seen=None)
    addressing = queries.addressing_for(person(municipality_code="9901"))
    assert addressing.municipality is None
    assert "inte är aktiv" in addressing.municipality_why


def test_with_protected_data_the_municipality_is_asked_about_first(region, home):
    rule("municipality", "9901", home)
    shielded = {"protection": "secrecy_mark", "street": "Hemliga gatan 3", "listed_at": region.a.hsa_id}
    addressing = queries.addressing_for(person(municipality_code="9901", **shielded))
    assert (addressing.outpatient, addressing.municipality, addressing.ask_first) == (region.a, home, True)
    assert "tillfrågas först" in addressing.municipality_why
    assert "Hemliga" not in addressing.outpatient_why + addressing.municipality_why
    assert not queries.addressing_for(person(**shielded)).ask_first


@pytest.mark.req("001-082")
def test_somebody_who_is_not_in_the_register_is_addressed_by_hand(home):
    addressing = queries.addressing_for(None)
    assert (addressing.outpatient, addressing.municipality, addressing.ask_first) == (None, None, False)
    assert "finns inte i folkbokföringen" in addressing.outpatient_why
