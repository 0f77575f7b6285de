"""The queries of units and assignments for other rooms."""

import unicodedata

import pytest

from tests.people import assign
from vardtrad.shared.care_units import queries
from vardtrad.shared.care_units.models import Staff, Unit


@pytest.mark.req("000-006")
def test_clinics_of_somebody(region, rut):
    assign(rut.staff, region.b, "handler")
    assert [place.unit.name for place in queries.clinics_of(rut.staff.id)] == [
        "Medicinmottagningen Björken", "Vårdcentralen Alen",
    ]  # fmt: skip
    Staff.objects.filter(pk=rut.staff.pk).update(active=False)
    assert queries.clinics_of(rut.staff.id) == []
    assert queries.assignment_of(rut.staff.id, region.a.id) is None


@pytest.mark.req("000-013", "000-027")
def test_who_may_answer(region, rut, hugo, adam, olle):
    assert [queries.may_answer(who.staff.id, region.a.id) for who in (rut, hugo, adam, olle)] == [
        False, True, False, False,
    ]  # fmt: skip


@pytest.mark.req("000-010")
def test_receivers_who_want_notices(region, rut, hugo):
    assert queries.staff_who_receive([region.a.id, region.c.id])[region.a.id] == [rut.staff.id]
    Staff.objects.filter(pk=rut.staff.pk).update(email="")
    assert queries.staff_who_receive([region.a.id]) == {}


def test_a_clinic_is_found_when_it_takes_cases(region):
    assert queries.clinic(region.a.id) == region.a
    assert queries.clinic(region.ward.id) is None
    Unit.objects.filter(pk=region.a.pk).update(takes_cases=False)
    assert queries.clinic(region.a.id) is None


def test_no_more_than_a_hundred_clinics_at_once(region):
    Unit.objects.bulk_create(
        Unit(
            organisation=region.organisation,
            hsa_id=f"SE9921000015-X{n}",
            name=f"Klinik {n}",
            kind="clinic",
            takes_cases=True,
        )
        for n in range(120)
    )
    assert len(queries.clinics("")) == 100
    assert [clinic.name for clinic in queries.clinics("klinik 119")] == ["Klinik 119"]
    Unit.objects.filter(name="Klinik 119").update(name="Älvkliniken")
    assert [clinic.name for clinic in queries.clinics(unicodedata.normalize("NFD", "älvk"))] == ["Älvkliniken"]
