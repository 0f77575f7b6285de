"""Versions that the database's administrator has changed, removed or put in are found and named."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.toy import verbs
from vardtrad.gate.door import versions
from vardtrad.gate.models import Version

NURSE = verbs.member(uuid4())


def tamper(committed, statement):
    """As somebody who owns the tables would."""
    committed.as_owner(
        "ALTER TABLE gate_version DISABLE TRIGGER USER",
        statement,
        "ALTER TABLE gate_version ENABLE TRIGGER USER",
    )


def findings():
    return [(finding.kind, finding.where) for finding in versions.verify()]


@pytest.mark.req("B-31")
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("UPDATE gate_version SET snapshot = '{}' WHERE number = 1", "altered"),
        ("UPDATE gate_version SET actor_name = 'Någon Annan' WHERE number = 1", "altered"),
        ("UPDATE gate_version SET seal = decode(repeat('00', 32), 'hex') WHERE number = 1", "altered"),
        ("DELETE FROM gate_version WHERE number = 1", "cut"),
    ],
)
def test_a_version_that_was_tampered_with_is_named(committed, change, kind):
    plan = verbs.begin(NURSE, "Planen").thing
    verbs.start(NURSE, plan.id, seen=1)
    assert findings() == []
    tamper(committed, change)
    ((found, where),) = findings()
    assert found == kind
    assert str(plan.id) in where


def test_versions_from_before_the_seal_are_left_as_they_are(committed):
    old = verbs.begin(NURSE, "Gammal").thing
    tamper(committed, "UPDATE gate_version SET seal = NULL, at = at - interval '1 day'")
    assert findings() == []
    verbs.begin(NURSE, "Ny")
    assert findings() == []
    assert Version.objects.get(key=old.id).seal is None


def test_a_seal_that_was_taken_away_is_named(committed):
    verbs.begin(NURSE, "Första")
    later = verbs.begin(NURSE, "Senare").thing
    later_label = Version.objects.get(key=later.id).label
    tamper(committed, f"UPDATE gate_version SET seal = NULL, at = at + interval '1 day' WHERE key = '{later.id}'")
    assert findings() == [("altered", f"{later_label} {later.id}, version 1")]


def test_versions_are_fetched_a_lot_at_a_time_and_none_is_passed_by(committed, monkeypatch):
    monkeypatch.setattr(versions, "LOT", 2)
    for title in ("Första", "Andra", "Tredje", "Fjärde", "Femte"):
        verbs.begin(NURSE, title)
    lots = []
    monkeypatch.setattr(versions, "sealed", lambda version: lots.append(version.id) or bytes(version.seal))
    with CaptureQueriesContext(connection) as queries:
        assert findings() == []
    assert sorted(lots) == sorted(Version.objects.values_list("id", flat=True))
    assert sum("LIMIT 2" in query["sql"] for query in queries) >= 3
