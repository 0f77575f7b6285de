"""What every kind of event does to the days that are paid for: an oracle by hand from lag (2017:612) 5 kap.

The notice is sent on Monday 16 November 2026 at 10.00 with nothing agreed but "0 days", so that the responsibility
begins on the 16th; what each event does is then read on Monday 30 November. The patient is still here, and a SIP is not
needed unless a test says so. In the table below (16, 30) are the first and the last of the billed days of November.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.plans import Drive
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.svu.payment import queries
from vardtrad.planning.svu.payment.models import PaymentTerms
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.actions import activate
from vardtrad.shared.care_units.models import AddressingRule, AddressKind, Organisation, OrganisationKind, Unit

pytestmark = pytest.mark.req("B-24")


def nov(day):
    return date(2026, 11, day)


@pytest.fixture(autouse=True)
def sixteenth(planners, frozen):
    PaymentTerms.objects.create(region=planners.region, valid_from=date(2026, 1, 1), days=0, amount=100)
    frozen.to(11, 16, hour=10)


@pytest.fixture
def neighbour():
    """Another municipality, which takes part in no plan."""
    return Organisation.objects.create(name="Grannkommun", number="2120009999", kind=OrganisationKind.MUNICIPALITY)


def billed(svu, who=None):
    """Municipality, first and last of its billed days, in the order of the days."""
    rows = queries.basis((who or svu.ward).seat, nov(1), nov(30)).rows
    rows = sorted((row for row in rows if row.billed), key=lambda row: row.begins)
    return [(row.municipality, row.begins.day, row.until.day) for row in rows]


def shown(svu):
    """Municipality, days and why they are not billed, for the days that are not."""
    rows = queries.basis(svu.ward.seat, nov(1), nov(30)).rows
    return [(row.municipality, row.begins.day, row.until.day, row.unmet.split(" (")[0]) for row in rows if row.unmet]


ORACLE = {
    # The patient is still in the ward's care for the law, on leave or moved within the hospital.
    EventKind.LEAVE: [(16, 30)],
    EventKind.RETURN: [(16, 30)],
    EventKind.TRANSFER: [(16, 30)],
    # Who takes part has been told by the notice itself.
    EventKind.CALL_SENT: [(16, 30)],
    # 5 kap. 5 §: not while outpatient care's own efforts are missing; from the day when they are in place again.
    EventKind.CARE_MISSING: [(16, 19)],
    EventKind.CARE_READY: [(16, 30)],
    # 5 kap. 2 § second paragraph: from the day of its decision another municipality pays, which nobody has told here.
    EventKind.PLACED: [(16, 19)],
    # The day of death is not paid for.
    EventKind.DECEASED: [(16, 19)],
}
REFUSED = {EventKind.TOLD_OUTSIDE, EventKind.CORRECTION, EventKind.CANCELLATION}
"""Kinds that need something else first, with tests of their own below and in test_conditions."""


def test_the_oracle_has_every_kind():
    assert set(ORACLE) | REFUSED == set(EventKind)


@pytest.mark.parametrize("kind", ORACLE)
def test_what_an_event_of_the_twentieth_does_and_that_its_correction_takes_that_back(planners, frozen, neighbour, kind):
    svu = Drive(planners).published().decided().ready()
    who = svu.care if kind in {EventKind.CALL_SENT, EventKind.CARE_READY, EventKind.CARE_MISSING} else svu.ward
    if kind is EventKind.RETURN:
        svu.happened("leave", day=nov(16))
    frozen.to(11, 20, hour=10)
    more = {"organisation": neighbour.id} if kind is EventKind.PLACED else {}
    happened = svu.happened(kind.value, day=nov(20), who=who, **more)
    frozen.to(11, 30, hour=10)
    town = planners.municipality.name
    assert billed(svu) == [(town, *span) for span in ORACLE[kind]]
    svu.happened("correction", corrects=happened, who=who)
    assert billed(svu) == [(town, 16, 30)]


def test_a_placement_moves_the_bill_from_its_own_day_and_says_who_registered_it(planners, frozen):
    svu = Drive(planners).published().decided().ready()
    away = another_municipality(planners, svu)
    frozen.to(11, 25, hour=10)
    # Registered on the 25th: decided on the 20th.
    svu.happened("placed", "Beslut.", day=nov(20), organisation=away.id, who=svu.town)
    frozen.to(11, 30, hour=10)
    town = planners.municipality.name
    assert billed(svu) == [(town, 16, 19), (away.name, 20, 30)]
    rows = sorted(queries.basis(svu.ward.seat, nov(1), nov(30)).rows, key=lambda row: row.begins)
    words = f"Placerad från 20 nov. Registrerat 2026-11-25 10.00 av {svu.town.staff.name}"
    assert rows[0].placed == ""
    assert words in rows[1].placed
    assert svu.town.unit.name in rows[1].placed
    page = svu.ward.browser.open(svu.ward.base + "betalning/?first=2026-11-01&last=2026-11-30").main.text
    assert words in page
    # The municipality that has moved the bill away sees its own days and no others.
    assert billed(svu, svu.town) == [(town, 16, 19)]


def another_municipality(planners, svu, *, takes_part=True):
    """A second municipality here, whose care office takes part in the plan as well."""
    away = Organisation.objects.create(name="Norrby kommun", number="2120008888", kind=OrganisationKind.MUNICIPALITY)
    unit = Unit.objects.create(
        organisation=away, name="Biståndet Norrby", kind=planners.care_office.kind, hsa_id="SE2120008888-0001"
    )
    activate(system("testerna"), unit, {"bistandshandlaggare": ["acknowledge", "attest", "approve"]})
    if takes_part:
        planning.add_unit(SVU, svu.ward.actor, svu.key, unit)
    return away


def test_a_placement_decided_before_the_stay_holds_for_all_of_it(planners, frozen):
    svu = Drive(planners).published().decided().ready()
    away = another_municipality(planners, svu)
    svu.happened("placed", "Beslut i våras.", day=date(2026, 4, 3), organisation=away.id)
    frozen.to(11, 30, hour=10)
    assert billed(svu) == [(away.name, 16, 30)]
    with pytest.raises(Refused, match="före inskrivningsdatum"):
        svu.happened("leave", day=date(2026, 4, 3))


def test_of_two_placements_each_holds_from_its_own_day_whatever_the_order_of_registration(planners, frozen):
    svu = Drive(planners).published().decided().ready()
    away = another_municipality(planners, svu)
    svu.happened("placed", "Tillbaka.", day=nov(24), organisation=planners.municipality.id)
    svu.happened("placed", "Beslut.", day=nov(20), organisation=away.id)
    frozen.to(11, 30, hour=10)
    town = planners.municipality.name
    assert billed(svu) == [(town, 16, 19), (away.name, 20, 23), (town, 24, 30)]


def test_a_placing_municipality_pays_when_it_has_been_told_and_not_before(planners, frozen, neighbour):
    svu = Drive(planners).published().decided().ready()
    with pytest.raises(Refused, match="Alla parter har en mottagare"):
        svu.happened("told_outside")
    svu.happened("placed", "Beslut.", day=nov(16), organisation=neighbour.id)
    frozen.to(11, 20, hour=10)
    assert billed(svu) == []
    assert shown(svu) == [
        ("Grannkommun", 16, 20, "Kommunen deltar inte i ärendet och är inte underrättad"),
    ]
    assert queries.countdowns([svu.plan]) == {}
    svu.happened("told_outside", "Grannkommun, brev och telefon.")
    frozen.to(11, 30, hour=10)
    assert billed(svu) == [("Grannkommun", 20, 30)]


def test_what_was_told_in_another_way_before_the_notice_is_not_the_notice(planners, frozen):
    AddressingRule.objects.filter(kind=AddressKind.MUNICIPALITY).delete()
    svu = Drive(planners, others=("oskar",)).published()
    svu.happened("told_outside", "Kommunen vet om inskrivningen.")
    frozen.to(11, 18, hour=10)
    svu.decided().ready()
    frozen.to(11, 20, hour=10)
    assert billed(svu) == []
    # Told by telephone on the 19th, at an hour that nobody knows: counted as late that day.
    svu.happened("told_outside", "Utskrivningsklar, per telefon i går.", day=nov(19))
    frozen.to(11, 30, hour=10)
    assert [span[1:] for span in billed(svu)] == [(20, 30)]


def test_a_municipality_that_had_left_before_the_notice_was_not_told(planners, frozen):
    svu = Drive(planners).published()
    another_municipality(planners, svu)
    planning.remove_unit(SVU, svu.ward.actor, svu.key, planners.care_office, confirmed=True)
    svu.decided()
    frozen.to(11, 17, hour=10)
    svu.ready()
    frozen.to(11, 20, hour=10)
    assert billed(svu) == []
    assert [row[0] for row in shown(svu)] == [planners.municipality.name]


def test_the_day_when_the_care_is_in_place_again_is_paid_for(planners, frozen):
    svu = Drive(planners).published().decided().ready()
    svu.happened("care_missing", day=nov(18), who=svu.town)
    svu.happened("care_ready", day=nov(22), who=svu.care)
    frozen.to(11, 30, hour=10)
    town = planners.municipality.name
    assert billed(svu) == [(town, 16, 17), (town, 22, 30)]
    assert shown(svu) == [(town, 18, 21, "Öppenvårdens insatser saknas")]


def test_where_a_sip_is_to_be_held_the_day_of_the_call_is_the_first_that_is_paid_for(planners, frozen):
    svu = Drive(planners).published().decided("hemma").ready()
    svu.happened("call_sent", day=nov(19), who=svu.care)
    frozen.to(11, 30, hour=10)
    assert billed(svu) == [(planners.municipality.name, 19, 30)]
