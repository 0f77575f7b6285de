"""Rows are written over in sets: one statement, each row with values of its own, nothing cut off or left out."""

from __future__ import annotations

from copy import copy
from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from tests.people import Employee, Region
from vardtrad.cases.case.models import Case, CaseWords, ClinicPolicy, Service
from vardtrad.cases.case.words import hold
from vardtrad.cases.tasks.models import StepList
from vardtrad.cases.teams.models import DutyDay, Group
from vardtrad.gate.door import trace
from vardtrad.gate.models import Trace
from vardtrad.gate.sets import insert_set, update_set
from vardtrad.kernel.actors import system
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Assignment, Staff, Unit

FIELDS = ("hours", "daily_cap", "link_words", "group", "open")


def services() -> list[Service]:
    return list(Service.objects.order_by("id"))


@pytest.mark.parametrize("number", [1, 3])
def test_rows_are_inserted_as_bulk_create_inserts_them(region: Region, number: int) -> None:
    models = [
        [DutyDay(clinic=region.a, staff=staff, day=date(2026, 11, 20)) for staff in Staff.objects.order_by("id")],
        [ClinicPolicy(clinic=unit, sent_days=place) for place, unit in enumerate(Unit.objects.order_by("id"))],
    ]
    for rows in models:
        model, rows = type(rows[0]), rows[:number]
        with transaction.atomic():
            copies = model._default_manager.bulk_create([copy(row) for row in rows])
            wanted = list(model._default_manager.filter(pk__in=[row.pk for row in copies]).order_by("pk").values())
            transaction.set_rollback(True)
        with CaptureQueriesContext(connection) as queries:
            insert_set(rows)
        assert len(queries) == 1
        stored = model._default_manager.filter(pk__in=[row.pk for row in rows]).order_by("pk").values()
        assert list(stored) == wanted
        assert not any(row._state.adding for row in rows)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("ids", [[], [uuid7()], [uuid7(), uuid7()]])
def test_the_ids_of_a_trace_are_stored_in_their_order(db: None, number: int, ids: list[UUID]) -> None:
    rows = [trace.row(system("test"), "list", "case", shown=ids[::-1]) for _row in range(number)]
    insert_set(rows)
    stored = Trace.objects.filter(pk__in=[row.pk for row in rows])
    assert [row.shown for row in stored] == [ids[::-1]] * number
    assert all(trace.writer(row) is not None for row in stored)


AWKWARD = ["", "NULL", "a,b", '{"}', "\\", '\\"', "å\n\t", "{}", " ", "%s"]


@pytest.mark.parametrize("number", [1, 3])
def test_awkward_texts_stand_in_arrays_and_in_json_as_they_were_written(region: Region, number: int) -> None:
    lists = [
        StepList(clinic=region.a, name=f"{place} {AWKWARD[place]}", steps=AWKWARD[place:]) for place in range(number)
    ]
    own = StepList.objects.filter(clinic=region.a).order_by("name")
    insert_set(lists)
    assert [(each.name, each.steps) for each in own.all()] == [(each.name, each.steps) for each in lists]
    for each in lists:
        each.steps = [*each.steps[::-1], each.name]
    assert update_set(lists, ["steps"]) == number
    assert [each.steps for each in own.all()] == [each.steps for each in lists]
    notes = [trace.row(system("test"), "list", "case", detail={text: AWKWARD}) for text in AWKWARD[:number]]
    insert_set(notes)
    stored = [Trace.objects.get(pk=each.pk) for each in notes]
    assert [each.detail for each in stored] == [{text: AWKWARD} for text in AWKWARD[:number]]
    assert all(trace.writer(each) is not None for each in stored)


def test_what_postgresql_derives_is_known_of_a_row_that_was_inserted(new_case: Case) -> None:
    """The door has inserted the case, with its words."""
    assert (new_case.is_open, new_case.clinic_list, new_case.holder) == (True, "incoming", None)
    assert new_case.urgency == Case.objects.get(pk=new_case.pk).urgency
    assert CaseWords.objects.filter(hold(new_case.clinic_id, new_case.case_type.name, "words")).count() == 1


@pytest.mark.parametrize("number", [1, 4])
def test_each_row_gets_its_own_values(region: Region, number: int) -> None:
    group = Group.objects.create(clinic=region.a, name="Vårdgaranti")
    written = services()[:number]
    for place, service in enumerate(written):
        service.hours = {"1": ["08:00", f"1{place}:00"]} if place % 2 else {}
        service.daily_cap = None if place % 2 else place
        service.link_words = f"tecknen \\ ' \" % {{}}, NULL {place}"
        service.group = group if place % 2 else None
        service.open = bool(place % 2)
    with CaptureQueriesContext(connection) as queries:
        assert update_set(written, FIELDS) == number
    assert len(queries) == 1
    wanted = [tuple(getattr(service, name) for name in FIELDS) for service in written]
    assert [tuple(getattr(service, name) for name in FIELDS) for service in services()[:number]] == wanted
    assert all(service.open for service in services()[number:])


def test_a_row_that_is_not_there_is_not_counted(region: Region) -> None:
    gone = Service(clinic=region.a, case_type=region.renewal)
    assert update_set([*services()[:2], gone], ["open"]) == 2
    assert update_set([gone], ["open"]) == 0
    assert update_set([], ["open"]) == 0


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_too_long_is_refused_and_not_cut_off(region: Region, number: int) -> None:
    written = services()[:number]
    written[0].link_words = "a" * 201
    with pytest.raises(DatabaseError, match="too long"):
        update_set(written, ["link_words"])


@pytest.mark.parametrize("number", [1, 2])
def test_what_an_array_cannot_hold_is_written_too(region: Region, rut: Employee, number: int) -> None:
    written = list(Unit.objects.order_by("id")[:number])
    for unit in written:
        unit.about = Concat(F("name"), Value("!"))
    assert update_set(written, ["about"]) == number
    assert all(unit.about == f"{unit.name}!" for unit in Unit.objects.order_by("id")[:number])
    assignments = list(Assignment.objects.order_by("id")[:number])
    with pytest.raises(DatabaseError, match="only by a new version"):
        update_set(assignments, ["permissions"])
