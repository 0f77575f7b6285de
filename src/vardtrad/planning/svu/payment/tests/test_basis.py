"""The payment basis: which days it contains, and who may see them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.people import assign
from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.planning.svu.payment import queries
from vardtrad.planning.svu.payment.models import PaymentTerms
from vardtrad.shared.care_units.queries import administers


@pytest.fixture
def terms(planners):
    return PaymentTerms.objects.create(
        region=planners.region, valid_from=clock.today() - timedelta(days=400), days=0, amount=Decimal("9300.00")
    )


def rows(svu, who, days=30):
    today = clock.today()
    return queries.basis(who.seat, today - timedelta(days=days), today).rows


@pytest.mark.req("B-24")
@pytest.mark.parametrize(("hour", "minute", "days"), [(10, 0, 2), (12, 0, 2), (12, 1, 1), (15, 0, 1)])
def test_a_ready_patient_costs_from_the_day_of_a_notice_before_noon_else_from_the_next(
    planners, terms, frozen, hour, minute, days
):
    frozen.to(11, 17, hour, minute)
    svu = Drive(planners).published().decided().ready()
    assert len(rows(svu, svu.ward)) == days - 1
    frozen.to(11, 18, 15)
    (row,) = rows(svu, svu.ward)
    assert (row.days, row.sum) == (days, days * Decimal("9300.00"))
    assert row.municipality == planners.municipality.name


@pytest.mark.req("B-24")
def test_each_party_sees_its_own(planners, terms):
    terms.cut_off = "23:59:59"
    terms.save()
    svu = Drive(planners).published().decided().ready()
    assert len(rows(svu, svu.ward)) == 1
    assert len(rows(svu, svu.town)) == 1
    # A colleague at another ward sees only that ward's patients, and all of the region's only as an administrator.
    agda = planners.staff["agda"]
    assert rows(svu, agda) == []
    today = clock.today()
    assert len(queries.basis(agda.seat, today - timedelta(days=30), today, whole=True).rows) == 1
    organisation = agda.unit.organisation_id
    assert not administers(agda.staff.id, organisation)
    assign(agda.staff, planners.health_centre, "administrator")
    assert administers(agda.staff.id, organisation)
    assert not administers(svu.town.staff.id, organisation)
    assert rows(svu, svu.care) == []
    assert rows(svu, planners.staff["extern"]) == []


@pytest.mark.req("B-24")
def test_an_interruption_ends_the_days_and_a_new_notice_starts_again(planners, terms):
    terms.cut_off = "23:59:59"
    terms.save()
    svu = Drive(planners).published().decided().ready()
    svu.estimated()
    (period,) = queries.periods_of([svu.plan])[svu.key]
    assert period.ended == clock.today()
    assert rows(svu, svu.ward) == []
    assert queries.countdowns([svu.plan]) == {}
    svu.ready()
    assert [period.ended for period in queries.periods_of([svu.plan])[svu.key]] == [clock.today(), None]
    assert queries.countdowns([svu.plan])[svu.key].level == "late"


@pytest.mark.req("B-24")
def test_an_undone_discharge_restores_the_notice_that_it_ended_and_no_other(planners, terms):
    svu = Drive(planners).published().decided().ready().discharged()
    assert queries.periods_of([svu.plan])[svu.key][-1].ended == clock.today()
    svu.undone()
    assert queries.periods_of([svu.plan])[svu.key][-1].ended is None
    svu.estimated().discharged().undone()
    assert queries.periods_of([svu.plan])[svu.key][-1].ended == clock.today()
