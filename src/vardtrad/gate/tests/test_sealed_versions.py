"""Versions that the database's administrator has changed, removed or put in are found and named."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.toy import verbs
from vardtrad.gate.door import trace, versions
from vardtrad.gate.models import Trace, Version

NURSE = verbs.member(uuid4())


def tamper(committed, statement, table="gate_version"):
    """As somebody who owns the tables would."""
    committed.as_owner(
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        statement,
        f"ALTER TABLE {table} ENABLE TRIGGER USER",
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


@pytest.mark.req("B-31")
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("UPDATE gate_version SET seal = NULL", "altered"),
        ("UPDATE gate_version SET seal = NULL, snapshot = '{}'", "altered"),
        ("UPDATE gate_version SET seal = NULL, at = at - interval '1 year'", "altered"),
        ("DELETE FROM gate_version", "cut"),
    ],
)
def test_all_versions_tampered_with_at_once_are_named_one_by_one(committed, change, kind):
    plan = verbs.begin(NURSE, "Planen").thing
    verbs.start(NURSE, plan.id, seen=1)
    other = verbs.begin(NURSE, "En annan").thing
    tamper(committed, change)
    assert sorted(findings()) == sorted((kind, place(key, number)) for key, number in every(plan, 2) + every(other, 1))


@pytest.mark.req("B-31")
def test_the_last_version_of_a_thing_that_was_removed_is_named(committed):
    plan = verbs.begin(NURSE, "Planen").thing
    verbs.start(NURSE, plan.id, seen=1)
    tamper(committed, "DELETE FROM gate_version WHERE number = 2")
    assert findings() == [("cut", place(plan.id, 2))]


@pytest.mark.req("B-31")
def test_a_version_that_has_changed_its_subject_is_named(committed):
    """The log says which subject a version belongs to: a plan's is none of a case's."""
    plan = verbs.begin(NURSE, "Planen").thing
    tamper(committed, f"DELETE FROM gate_trace WHERE key = '{plan.id}'", table="gate_trace")
    seal = bytes(Version.objects.get(key=plan.id).seal).hex()
    detail = {"from": "", "to": "draft", "version": 1, "seal": seal}
    trace.row(NURSE, "begin", "case", thing=plan.id, detail=detail).save(force_insert=True)
    assert [kind for kind, _where in findings()] == ["altered"]


@pytest.mark.req("B-31")
def test_an_older_genuine_version_in_the_place_of_another_is_named(committed):
    """Its HMAC fits, but it is not the one that the log tells of: as from a backup of another day."""
    plan = verbs.begin(NURSE, "Planen").thing
    version = Version.objects.get(key=plan.id)
    version.snapshot["title"] = "Något annat"
    tamper(
        committed,
        "UPDATE gate_version SET snapshot = jsonb_set(snapshot, '{title}', '\"Något annat\"'),"
        f" seal = decode('{versions.sealed(version).hex()}', 'hex')",
    )
    assert versions.sealed(stored := Version.objects.get(key=plan.id)) == bytes(stored.seal)
    assert findings() == [("altered", place(plan.id, 1))]


def test_untouched_versions_are_whole_also_over_several_batches(committed, monkeypatch):
    monkeypatch.setattr(versions, "BATCH", 2)
    plan = verbs.begin(NURSE, "Planen").thing
    verbs.start(NURSE, plan.id, seen=1)
    verbs.mark(NURSE, plan.id)
    others = [verbs.begin(NURSE, f"Plan {number}").thing for number in range(4)]
    assert Version.objects.count() == 7
    assert findings() == []
    tamper(committed, "DELETE FROM gate_version WHERE number = 1")
    assert sorted(findings()) == sorted(("cut", place(thing.id, 1)) for thing in [plan, *others])


def test_a_gap_among_versions_that_the_log_does_not_tell_of_is_named(committed):
    plan = verbs.begin(NURSE, "Planen").thing
    verbs.start(NURSE, plan.id, seen=1)
    as_before_the_seal(committed)
    tamper(committed, "UPDATE gate_version SET number = 7 WHERE number = 2")
    assert findings() == [("cut", place(plan.id, 2))]
    tamper(committed, "DELETE FROM gate_trace", table="gate_trace")
    assert findings() == [("cut", f"{verbs.PLAN.label} {plan.id}")]


def test_versions_from_before_the_seal_are_left_as_they_are(committed):
    old = verbs.begin(NURSE, "Gammal").thing
    as_before_the_seal(committed)
    assert findings() == []
    verbs.begin(NURSE, "Ny")
    assert findings() == []
    assert Version.objects.get(key=old.id).seal is None
    tamper(committed, f"DELETE FROM gate_version WHERE key = '{old.id}'")
    assert findings() == [("cut", place(old.id, 1))]


def test_a_version_without_a_seal_that_the_log_does_not_tell_of_is_named(committed):
    later = verbs.begin(NURSE, "Senare").thing
    as_before_the_seal(committed)
    verbs.begin(NURSE, "Första")
    tamper(committed, f"UPDATE gate_version SET at = at + interval '3 days' WHERE key = '{later.id}'")
    assert findings() == [("altered", place(later.id, 1))]


def every(thing, last):
    return [(thing.id, number) for number in range(1, last + 1)]


def place(key, number):
    return f"{verbs.PLAN.label} {key}, version {number}"


def as_before_the_seal(committed):
    """Make what is there look as a release without seals wrote it, a day ago."""
    tamper(committed, "UPDATE gate_version SET seal = NULL, at = at - interval '1 day'")
    for row in Trace.objects.filter(detail__has_key="seal"):
        del row.detail["seal"]
        seal = trace.sealed(row).hex()
        change = f"UPDATE gate_trace SET detail = detail - 'seal', seal = decode('{seal}', 'hex') WHERE id = '{row.id}'"
        tamper(committed, change, table="gate_trace")
