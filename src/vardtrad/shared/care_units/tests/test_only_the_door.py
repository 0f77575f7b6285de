"""Permissions change only through the door, also for somebody who has taken over the application's connection."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.people import Employee, Region
from vardtrad.cases.case.models import Case
from vardtrad.shared.care_units.models import Assignment


@pytest.mark.req("000-018")
def test_permissions_are_not_given_past_the_door(region: Region, hugo: Employee) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE care_units_assignment SET permissions = '{receiver,handler,administrator}' WHERE staff_id = %s",
            [hugo.staff.id],
        )
    assert Assignment.objects.get(staff=hugo.staff).permissions == ["handler"]


def test_a_case_is_not_given_another_patient_past_the_door(region: Region, new_case: Case) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET patient_id = gen_random_uuid() WHERE id = %s", [new_case.id])
