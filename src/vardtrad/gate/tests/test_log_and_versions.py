"""What the log demands of the versions: which of its rows are moves, and from when a version must have its seal."""

from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import timedelta
from importlib import import_module
from itertools import islice
from pkgutil import iter_modules
from uuid import uuid4

import pytest
from django.db import connection

from vardtrad.gate import door
from vardtrad.gate.door import trace, versions
from vardtrad.gate.models import Trace, Version
from vardtrad.gate.tests.sealing import NURSE
from vardtrad.kernel import clock

HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)


def said():
    return [(finding.kind, finding.where) for finding in islice(versions.verify(), 100)]  # not for ever, if it is wrong


def stored(number=1, key=None, at=None, *, sealed=True, thing_label="toy"):
    version = Version(
        label=thing_label, key=key or uuid4(), number=number, move="begin", state_from="", state_to="draft",
        at=at or clock.now(), actor_kind="staff", actor_id=NURSE.id, snapshot={},
    )  # fmt: skip
    if sealed:
        version.seal = versions.sealed(version)
    version.save(force_insert=True)
    return version


def traced(version, *, seal=True, at=None, **changed):
    detail = {"from": "", "to": "draft", "version": version.number}
    if seal:
        detail["seal"] = version.seal.hex()
    row = trace.row(NURSE, "begin", "toy", thing=version.key, detail=detail, at=at or version.at)
    for name, value in changed.items():
        setattr(row, name, value)
    row.seal = trace.sealed(row)
    row.save(force_insert=True)
    return row


def place(version):
    return f"toy {version.key}, version {version.number}"


class TestWhichRowsAreMoves:
    @pytest.mark.parametrize(
        "more",
        [
            {"detail": {"to": "draft"}, "thing": uuid4()},
            {"detail": {"version": 1}, "thing": uuid4()},
            {"detail": {"to": "draft", "version": 1}},
            {"detail": {"to": "draft", "version": 1}, "thing": uuid4(), "refused": True},
        ],
    )
    def test_others_demand_nothing(self, db, more):
        trace.note(NURSE, "note", "toy", **more)
        assert said() == []

    def test_one_that_is_not_written_by_us_demands_nothing(self, db):
        row = trace.row(NURSE, "begin", "toy", thing=uuid4(), detail={"to": "draft", "version": 1})
        row.seal = bytes(32)
        row.save(force_insert=True)
        assert said() == []

    def test_one_of_ours_does(self, db):
        trace.note(NURSE, "begin", "toy", thing=(key := uuid4()), detail={"to": "draft", "version": 1})
        assert said() == [("cut", f"toy {key}, version 1")]

    @pytest.mark.parametrize("batch", [1, 2, 3, 10])
    def test_all_of_them_also_when_several_have_one_id(self, db, monkeypatch, batch):
        """Partitions let two rows have one id, and somebody may have given a row another's."""
        monkeypatch.setattr(versions, "BATCH", batch)
        first, others = stored(), [stored() for _ in range(3)]
        ahead, behind = (Version(key=uuid4(), number=1, at=clock.now() + by) for by in (HOUR, -HOUR))
        traced(ahead, seal=False)  # the machine that wrote it was ahead
        row = traced(first)
        missing = [Version(key=uuid4(), number=1, at=row.at + n * TICK) for n in (1, 2, 3)]
        for version in missing:
            traced(version, seal=False, id=row.id)
        traced(behind, seal=False)
        missing += [ahead, behind]
        for version in others:
            traced(version)
        assert sorted(said()) == sorted(("cut", place(version)) for version in missing)


class TestGaps:
    @pytest.mark.parametrize("batch", [1, 2, 10])
    def test_of_things_that_the_log_does_not_tell_of(self, db, monkeypatch, batch):
        monkeypatch.setattr(versions, "BATCH", batch)
        whole, gone = uuid4(), sorted(uuid4() for _ in range(3))
        for number in (1, 2):
            stored(number, whole)
        for key in gone:
            stored(2, key)
            stored(5, key)
        assert [(finding.kind, finding.where, finding.words) for finding in versions.verify()] == [
            ("cut", f"toy {key}", "Versioner saknas: 2 av 5 finns.") for key in gone
        ]

    def test_is_not_told_twice(self, db):
        version = stored(2)
        traced(version)
        traced(Version(key=version.key, number=1, at=version.at), seal=False)
        assert said() == [("cut", f"toy {version.key}, version 1")]


class TestFromWhenTheSealMustBeThere:
    """A process of the release before may write without seals for an hour after the first that is sealed."""

    @pytest.mark.parametrize(
        ("after", "named"), [(-HOUR, False), (timedelta(0), False), (HOUR, False), (HOUR + TICK, True)]
    )
    @pytest.mark.parametrize("by", ["version", "log", "both"])
    def test_counted_from_the_first_that_has_one(self, db, after, named, by):
        at = clock.now()
        for late in (timedelta(0), 5 * HOUR):
            version = stored(at=at + late, sealed=by != "log")
            version.seal = versions.sealed(version)
            if by != "version":
                traced(version)
        unsealed = stored(at=at + after, sealed=False)
        findings = [where for _kind, where in said()]
        assert (place(unsealed) in findings) is named

    def test_what_the_log_tells_of_with_a_seal_has_one_whenever_it_was(self, db):
        at = clock.now()
        version = stored(at=at, sealed=False)
        version.seal = versions.sealed(version)
        traced(version)
        assert said() == [("altered", place(version))]

    def test_nothing_is_demanded_where_nothing_has_a_seal(self, db):
        traced(stored(sealed=False), seal=False)
        stored(sealed=False)
        assert said() == []

    def test_another_seal_than_the_log_tells_of(self, db):
        version = stored()
        version.seal = bytes(32)
        traced(version)
        assert said() == [("altered", place(version))]

    def test_a_version_of_another_kind_of_thing(self, db):
        version = stored(thing_label="case")
        traced(version)
        assert said() == [("altered", f"case {version.key}, version 1")]

    def test_another_seal_under_a_key_that_is_not_held(self, as_owner):
        """Naming a made-up key does not hide what the log tells of."""
        version = stored()
        traced(version)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gate_version DISABLE TRIGGER USER")
            cursor.execute("UPDATE gate_version SET key_id = 'deadbeef', seal = sha256('x')")
        assert said() == [("altered", place(version))]

    def test_a_key_that_is_not_held_is_told_once_for_all_of_them(self, as_owner):
        for _ in range(2):
            stored()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gate_version DISABLE TRIGGER USER")
            cursor.execute("UPDATE gate_version SET key_id = 'deadbeef'")
        ((kind, where, words),) = [(finding.kind, finding.where, finding.words) for finding in versions.verify()]
        first = Version.objects.order_by("id").first()
        assert (kind, where) == ("key", f"nyckel deadbeef, från {place(first)}")
        assert words == "Nyckeln saknas (VARDTRAD_TRACE_KEYS_EARLIER): 2 versioner går inte att granska."


class TestWhoIsTraced:
    def test_a_proxys_reading_of_somebody_keeps_whom_it_was_about(self):
        child, other, ground = uuid4(), uuid4(), str(uuid4())
        proxy = trace.Actor(kind=trace.ActorKind.RESIDENT, id=uuid4(), name="x", acts_for=child, ground=ground)
        row = trace.row(proxy, "read", "toy", person=other, detail={"view": "mine"})
        assert (row.person_id, row.detail) == (other, {"view": "mine", "proxy": ground})
        assert trace.row(proxy, "read", "toy").person_id == child

    def test_at_the_time_that_is_given_or_now(self, monkeypatch):
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now)
        assert trace.row(NURSE, "read", "toy").at == now
        assert trace.row(NURSE, "read", "toy", at=now - HOUR).at == now - HOUR

    def test_what_is_called_when_it_is_written_waits_for_the_page(self, db):
        calls = []
        trace.once_written(lambda: calls.append(Trace.objects.count()))
        with door.traced_together():
            trace.note(NURSE, "read", "toy")
            trace.once_written(lambda: calls.append(Trace.objects.count()))
            assert calls == [0]
        assert calls == [0, 1]
        trace.note(NURSE, "read", "toy")
        assert Trace.objects.count() == 2


def _records():
    modules = [import_module(f"{door.__name__}.{module.name}") for module in iter_modules(door.__path__)]
    records = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return sorted((each for each in records if is_dataclass(each)), key=lambda each: each.__qualname__)


FILLED_IN = {"Moving", "Judged", "_State"}
"""What a body fills in and the door writes, and what the anchor's process remembers."""


@pytest.mark.parametrize("record", _records(), ids=lambda record: record.__qualname__)
def test_what_passes_the_door_cannot_be_altered_on_its_way(record):
    """A body gets the very request that has been judged, and everybody the same findings and outcomes."""
    if not record.__module__.startswith(door.__name__) or record.__name__ in FILLED_IN:
        return
    empty = object.__new__(record)
    for field in fields(record):
        with pytest.raises(FrozenInstanceError):
            setattr(empty, field.name, 1)
