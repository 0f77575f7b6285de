"""Rows of who has a case open: one statement for any number, and none left for those who have gone (B-02)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vardtrad.cases.case.presence import actions, queries
from vardtrad.cases.case.presence.models import Presence

pytestmark = pytest.mark.req("B-02")


def test_two_hundred_pairs_in_one_statement(region) -> None:
    pairs = [(uuid4(), uuid4()) for _one in range(200)]
    for given in (pairs, pairs + pairs[:50]):  # the second time, all exist already; a repeated pair counts once
        with CaptureQueriesContext(connection) as caught:
            actions.keep(iter(given))
        assert len(caught) == 1
        assert Presence.objects.count() == 200
    with CaptureQueriesContext(connection) as caught:
        actions.keep([])
        assert queries.present_in([], uuid4()) == {}
    assert len(caught) == 0


def test_rows_of_missing_people_or_things(frozen, region, hugos_case, hugo, hanna, rut) -> None:
    gone = uuid4()
    actions.keep([(hugos_case.id, gone), (uuid4(), hugo.staff.id), (hugos_case.id, hugo.staff.id)])
    shown = queries.present_in([hugos_case.id], rut.staff.id)
    assert [person.name for person in shown[hugos_case.id]] == ["Hugo Holm"]
    assert queries.present_at(region.a.id, hugo.staff.id, None) == {}
    assert list(queries.present_at(region.a.id, rut.staff.id, [hugo.staff.id])) == [hugos_case.id]
    assert queries.present_at(region.a.id, rut.staff.id, [hanna.staff.id]) == {}
    assert queries.present_at(region.b.id, rut.staff.id, None) == {}
    frozen.go(seconds=31)
    assert queries.present_in([hugos_case.id], rut.staff.id) == {}
    frozen.go(minutes=10)
    actions.clear_old()
    assert not Presence.objects.exists()
