"""Who may sit where: positions give roles, units have active roles, and roles have duties."""

import pytest

from tests.planners import ALL
from vardtrad.shared.care_units import queries
from vardtrad.shared.care_units.models import Position, Staff
from vardtrad.shared.care_units.rules import Duty


@pytest.mark.req("001-027", "001-030")
def test_everybody_sits_where_the_table_of_the_planners_says(planners):
    some = {"ulla": {"acknowledge"}, "olga": {"acknowledge", "approve"}}
    for name, planner in planners.staff.items():
        seats = queries.seats_of(planner.staff)
        if name == "konrad":
            assert seats == []
            continue
        (seat,) = seats
        assert (seat.unit, seat.role.code) == (planner.unit, planner.role)
        assert seat.duties == some.get(name, set(ALL))
        assert planner.actor.roles == {duty.value for duty in seat.duties}


@pytest.mark.req("001-026")
def test_without_a_position_or_a_role_there_is_no_seat(vera):
    Position.objects.filter(role="sjukskoterska").update(role=None)
    assert queries.seats_of(vera.staff) == []
    Position.objects.filter(name__startswith="Sjuk").update(role="sjukskoterska")
    assert queries.seats_of(vera.staff) != []
    Staff.objects.filter(pk=vera.staff.pk).update(positions=[])
    assert queries.seats_of(Staff.objects.get(pk=vera.staff.pk)) == []


@pytest.mark.req("001-079", "001-080", "001-081")
def test_patients_are_addressed(planners):
    addressings = {name: queries.addressing_for(patient) for name, patient in planners.patients.items()}
    centre, office = planners.health_centre, planners.care_office
    assert {
        name: (addressing.outpatient, addressing.municipality, addressing.ask_first)
        for name, addressing in addressings.items()
    } == {
        "elsa": (centre, office, False),
        "edvin": (centre, office, False),
        "olof": (None, office, False),
        "ture": (None, office, False),
        "wilma": (centre, None, False),
        "sigrid": (centre, office, True),
        "runa": (centre, None, False),
        "luz": (None, None, False),
    }


def test_duties_have_the_words_of_the_manual():
    assert [str(duty.label) for duty in Duty] == ["Kvittera", "Justera", "Godkänna"]
