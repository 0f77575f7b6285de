"""On which days the law's conditions are met, and who pays (lag (2017:612) 5 kap. 2–6 §§; L1, L2, L6–L8)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.svu import actions
from vardtrad.planning.svu.clocks import calls_due
from vardtrad.planning.svu.given import DischargeGiven
from vardtrad.planning.svu.payment import queries
from vardtrad.planning.svu.payment.models import PaymentTerms
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.models import AddressingRule, AddressKind, Organisation, OrganisationKind

pytestmark = pytest.mark.req("B-24")


@pytest.fixture(autouse=True)
def terms(planners, frozen):
    """Payment from the day of the notice, so that the days of the tests are the days that are counted."""
    return PaymentTerms.objects.create(region=planners.region, valid_from=date(2026, 1, 1), days=0, amount=100)


def basis(svu, who=None, days=60):
    seat = (who or svu.ward).seat
    return queries.basis(seat, clock.today() - timedelta(days=days), clock.today())


def spans(svu, who=None):
    """The rows in short: how many days, and why they are not paid for."""
    return [(row.days, row.unmet.split(" (")[0]) for row in basis(svu, who).rows]


def words_of(svu):
    return queries.countdowns([svu.plan])[svu.key].words


def test_without_a_decision_on_a_sip_the_days_are_shown_and_not_billed(planners, frozen, settings):
    svu = Drive(planners).published().ready()
    frozen.go(days=4)
    assert spans(svu) == [(5, "Ställningstagande till SIP saknas")]
    assert basis(svu).totals == [(planners.municipality.name, 0, Decimal(0))]
    assert "Inget betalningsansvar än: Ställningstagande till SIP saknas" in words_of(svu)
    svu.decided()
    assert spans(svu) == [(5, "")]
    settings.PAYMENT_NEEDS_SIP_DECISION = False
    Drive(planners, patient="edvin").published().ready()
    assert spans(svu) == [(5, ""), (1, "")]


def test_where_a_sip_is_to_be_held_the_municipality_pays_from_the_call(planners, frozen):
    svu = Drive(planners).published().decided("hemma").ready()
    frozen.go(days=3)
    assert spans(svu) == [(4, "Kallelse till SIP är inte skickad")]
    called = svu.happened("call_sent", who=svu.care)
    frozen.go(days=2)
    assert spans(svu) == [(3, "Kallelse till SIP är inte skickad"), (3, "")]
    assert "Betalningsansvar sedan" in words_of(svu)
    svu.happened("correction", corrects=called, who=svu.care)
    assert spans(svu) == [(6, "Kallelse till SIP är inte skickad")]


def test_nothing_is_paid_while_outpatient_cares_own_efforts_are_missing(planners, frozen):
    svu = Drive(planners).published().decided().ready()
    frozen.go(days=2)
    svu.happened("care_missing", "Hemsjukvårdens läkare saknas.", who=svu.town)
    frozen.go(days=3)
    assert "Öppenvårdens insatser saknas" in words_of(svu)
    svu.happened("care_ready", who=svu.care)
    frozen.go(days=1)
    assert spans(svu) == [(2, ""), (3, "Öppenvårdens insatser saknas"), (2, "")]
    assert basis(svu).totals == [(planners.municipality.name, 4, Decimal(400))]


@pytest.mark.parametrize(
    ("name", "kind"), [("oskar", "deceased"), ("karin", "leave"), ("karin", "call_sent"), ("vera", "call_sent")]
)
def test_a_party_registers_only_what_it_answers_for(planners, name, kind):
    svu = Drive(planners).published()
    with pytest.raises(Refused, match="annan part"):
        svu.happened(kind, who=planners.staff[name])


def test_a_party_cannot_correct_what_only_another_registers(planners):
    svu = Drive(planners).published()
    left = svu.happened("leave")
    with pytest.raises(Refused, match="vilken händelse"):
        svu.happened("correction", corrects=left, who=svu.town)


def test_the_municipality_of_registration_pays_and_not_the_one_that_takes_part(planners, frozen):
    other = Organisation.objects.create(name="Grannkommun", number="2120009999", kind=OrganisationKind.MUNICIPALITY)
    svu = Drive(planners).published().decided().ready()
    AddressingRule.objects.filter(kind=AddressKind.MUNICIPALITY).delete()
    code = svu.plan.patient.municipality_code
    frozen.go(days=1)
    (row,) = basis(svu).rows
    assert (row.municipality, row.unmet[:7], row.billed) == (f"Kommunkod {code}", "Kommune", 0)
    assert basis(svu, svu.town).rows == []
    assert queries.countdowns([svu.plan]) == {}
    day = clock.today() - timedelta(days=5)
    svu.happened("placed", "Beslut 12 november.", organisation=planners.municipality.id, day=day)
    (row,) = basis(svu, svu.town).rows
    assert (row.municipality, row.billed) == (planners.municipality.name, 2)
    svu.happened("placed", "Rätt kommun.", organisation=other.id, day=day)
    assert basis(svu, svu.town).rows == []
    assert [row.municipality for row in basis(svu).rows] == ["Grannkommun"]


def test_a_municipality_that_was_told_only_after_a_while_is_not_forgotten(planners, frozen):
    svu = Drive(planners, others=("oskar",)).published().decided().ready()
    frozen.go(days=1)
    assert spans(svu) == [(2, "Kommunen deltar inte i ärendet och är inte underrättad")]
    planning.add_unit(SVU, svu.ward.actor, svu.key, planners.care_office)
    # It is billed from when it was told, and not for the days before (5 kap. 3 and 4 §§).
    assert spans(svu) == [(1, "")]
    frozen.go(days=1)
    assert spans(svu) == [(2, "")]
    # A unit that leaves has been told all the same.
    planning.add_unit(SVU, svu.ward.actor, svu.key, planners.home_care)
    planning.remove_unit(SVU, svu.ward.actor, svu.key, planners.care_office, confirmed=True)
    assert spans(svu) == [(2, "")]


def test_a_municipality_told_in_another_way_is_billed_from_then(planners, frozen):
    AddressingRule.objects.filter(kind=AddressKind.MUNICIPALITY).delete()
    svu = Drive(planners, others=("oskar",)).published().decided().ready()
    frozen.go(days=2)
    svu.happened("told_outside", "Kommunen i Norrby, per telefon och brev.")
    frozen.go(days=1)
    assert spans(svu) == [(2, "")]


def test_what_the_ward_is_still_writing_decides_nothing_and_is_told_to_nobody(planners, frozen):
    svu = Drive(planners).published().stated().ready()
    assert spans(svu) == [(1, "Ställningstagande till SIP saknas")]
    assert "Kallelse" not in words_of(svu)
    svu.marked()
    assert spans(svu) == [(1, "Kallelse till SIP är inte skickad")]


def test_after_a_refusal_nothing_of_a_sip_is_asked_for(planners, frozen):
    svu = Drive(planners).refused().published().ready()
    assert spans(svu) == [(1, "")]


def test_what_is_registered_late_counts_by_its_day(planners, frozen):
    svu = Drive(planners).published().decided().ready()
    frozen.go(days=5)
    svu.happened("care_ready", who=svu.care, day=clock.today() - timedelta(days=1))
    svu.happened("care_missing", who=svu.town, day=clock.today() - timedelta(days=3))
    assert spans(svu) == [(2, ""), (2, "Öppenvårdens insatser saknas"), (2, "")]


def test_a_discharge_that_lies_before_the_last_notice_ends_every_period(planners, frozen):
    svu = Drive(planners).published().decided().ready()
    frozen.go(days=4)
    svu.ready(reason="Ny dag.")
    frozen.go(days=1)
    day = clock.today() - timedelta(days=3)
    given = DischargeGiven(day, "discharge", "ordinart", confirmed=True)
    actions.discharge(svu.ward.actor, svu.key, given, seen=svu.seen("discharge"))
    assert sum(row.billed for row in basis(svu).rows) == 2
    svu.undone()
    assert sum(row.billed for row in basis(svu).rows) == 6


def test_the_countdown_says_from_when_the_conditions_were_met(planners, frozen):
    svu = Drive(planners).published().decided("hemma").ready()
    frozen.go(days=3)
    svu.happened("call_sent", who=svu.care)
    frozen.go(days=2)
    assert words_of(svu) == "Betalningsansvar sedan 20 nov"


def test_days_that_are_not_billed_hide_no_sum(planners, frozen, terms):
    terms.amount = None
    terms.save()
    Drive(planners).published().ready()
    svu = Drive(planners, patient="edvin").published().ready()
    assert basis(svu).totals == [(planners.municipality.name, 0, Decimal(0))]


def test_the_municipality_of_a_protected_person_that_takes_no_part_is_not_named(planners, frozen):
    svu = Drive(planners, patient="sigrid", others=("oskar",)).published().ready()
    assert [row.municipality for row in basis(svu).rows] == ["Kommunen visas inte"]


@pytest.mark.parametrize(("of_notice", "amounts"), [(False, [100, 120]), (True, [100])])
def test_each_day_costs_the_amount_of_its_own_year(planners, frozen, terms, of_notice, amounts):
    terms.amount_of_notice = of_notice
    terms.save()
    PaymentTerms.objects.create(region=planners.region, valid_from=date(2027, 1, 1), days=0, amount=120)
    frozen.to(12, 28)
    svu = Drive(planners).published().decided().ready()
    frozen.go(days=10)
    rows = basis(svu).rows
    assert [row.amount for row in rows] == amounts
    assert sum(row.days for row in rows) == 11
    assert rows[-1].until == date(2027, 1, 7)
    if not of_notice:
        assert rows[0].until == date(2026, 12, 31)


@pytest.mark.parametrize(("late", "begins"), [(False, date(2026, 11, 17)), (True, date(2026, 11, 18))])
def test_a_notice_on_the_stroke_of_twelve_is_late_only_by_agreement(planners, frozen, terms, late, begins):
    terms.cut_off_late = late
    terms.save()
    frozen.to(11, 17, hour=12)
    svu = Drive(planners).published().decided().ready()
    assert queries.countdowns([svu.plan])[svu.key].begins == begins


@pytest.mark.parametrize(
    ("decision", "section"), [("lpt", "7 a § lagen (1991:1128)"), ("lrv", "12 a § lagen (1991:1129)")]
)
def test_for_compulsory_care_in_open_form_a_care_plan_stands_instead_of_a_sip_and_no_call_is_awaited(
    planners, frozen, decision, section
):
    svu = Drive(planners).published().decided(decision).ready()
    assert calls_due(svu.care.seat, [svu.plan]) == {}
    frozen.go(days=3)
    (row,) = basis(svu).rows
    assert (row.billed, row.unmet) == (4, "")
    assert f"Samordnad vårdplan enligt {section}" in row.conditions
    for who in (svu.ward, svu.care, svu.town):
        page = who.browser.open(f"{who.base}svu/{svu.key}/stallningstagande/").main.text
        assert "Samordnad vårdplan i stället för SIP" in page
        assert section in page
        assert "Kallelse till SIP ska skickas" not in page


def test_the_care_plan_is_not_named_where_a_sip_is_to_be_held_nor_told_before_the_ward_is_done(planners):
    svu = Drive(planners).published().decided("hemma").ready()
    page = svu.care.browser.open(f"{svu.care.base}svu/{svu.key}/stallningstagande/").main.text
    assert "Samordnad vårdplan" not in page
    assert "Kallelse till SIP ska skickas" in page
    other = Drive(planners, patient="edvin").published().stated()
    other.writes(other.ward, "stallningstagande.sip", "lpt")
    assert (
        "Samordnad vårdplan i stället"
        not in svu.care.browser.open(f"{svu.care.base}svu/{other.key}/stallningstagande/").main.text
    )
