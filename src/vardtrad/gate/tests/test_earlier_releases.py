"""What an earlier release has sealed must hold for as long as the log is kept: its bytes are laid down here."""

import json
from datetime import datetime
from uuid import UUID

import pytest

from vardtrad.gate.door import seal, sealing_keys, trace, versions
from vardtrad.gate.models import Seal, Trace, Version
from vardtrad.kernel import clock

KEYS = [UUID(int=number) for number in range(20)]
AT = datetime(2026, 3, 2, 8, 30, tzinfo=clock.STOCKHOLM)


@pytest.fixture(autouse=True)
def _a_known_key(settings):
    settings.TRACE_KEY, settings.TRACE_KEYS_EARLIER = "a key that everybody knows", []


def a_trace(**changed):
    return Trace(
        id=KEYS[1], at=AT, actor_kind="staff", actor_id=KEYS[2], actor_name="Åsa \"Ö\"", session_id=KEYS[3],
        unit_id=KEYS[4], organisation_id=None, action="read", label="toy", key=KEYS[5], person_id=KEYS[6],
        shown=[KEYS[7], KEYS[8]], outcome="done", detail={"view": "min", "a": [1, None]}, **changed,
    )  # fmt: skip


def a_version():
    return Version(
        id=KEYS[1], label="toy", key=KEYS[2], number=3, part="admission", holder=KEYS[3], move="begin",
        state_from="draft", state_to="active", at=AT, actor_kind="staff", actor_id=KEYS[4], actor_name="Åsa",
        unit_id=None, snapshot={"title": "Ö", "at": AT, "key": KEYS[5], "a": {"c": 1, "b": 2}},
    )  # fmt: skip


def test_a_row_of_the_log():
    words = (
        '["00000000-0000-0000-0000-000000000001","2026-03-02T07:30:00.000000+00:00","staff",'
        '"00000000-0000-0000-0000-000000000002","Åsa \\"Ö\\"","00000000-0000-0000-0000-000000000003",'
        '"00000000-0000-0000-0000-000000000004","None","read","toy","00000000-0000-0000-0000-000000000005",'
        '"00000000-0000-0000-0000-000000000006",["00000000-0000-0000-0000-000000000007",'
        '"00000000-0000-0000-0000-000000000008"],"done",{"a":[1,null],"view":"min"}]'
    )
    assert trace.canonical(a_trace()).decode() == words
    assert trace.sealed(a_trace()).hex() == "abbe635af2b1596cdd6a3c01a4e3675c5f428016edcf519d07b4f02b1ac4567a"


def test_a_place_in_the_chain():
    row = a_trace(seal=b"s" * 32)
    assert seal.hash_of(row).hex() == "3bfce49e544c8993c303bd6da88ad3ef495ede4bf661ee81d37d34df937e3556"
    linked = seal.linked(b"c" * 32, 258, b"h" * 32)
    assert linked == b"c" * 32 + b"\0\0\0\0\0\0\1\2" + b"h" * 32
    assert (
        sealing_keys.newest().digest(linked).hex() == "168d508044456702b12234818bcf0501aabe56440e984847954a5c9a5175d741"
    )


def test_a_version():
    assert versions.sealed(a_version()).hex() == "ae193d3354988074e8a28b846c11cc764fa8ac41d46c458345e13e34d26c67b0"


def test_what_is_sealed_is_what_the_database_gives_back(db):
    """Times, keys and letters of a snapshot and a detail pass through JSON on their way."""
    nurse = trace.Actor(kind=trace.ActorKind.STAFF, id=KEYS[2], name="Åsa", unit=KEYS[4])
    detail = {"at": AT, "key": KEYS[5], "å": "ö", "b": {"z": 1, "a": 2}}
    row = trace.row(nurse, "note", "toy", detail=detail, shown=iter([KEYS[7]]))
    row.save(force_insert=True)
    stored = Trace.objects.get()
    assert stored.detail == json.loads(json.dumps(row.detail))
    assert trace.writer(stored) == sealing_keys.newest()
    version = a_version()
    version.number = 1
    version.seal = versions.sealed(version)
    version.save(force_insert=True)
    assert versions.sealed(Version.objects.get()) == bytes(version.seal)
    assert [finding.kind for finding in versions.verify()] == []


def test_the_first_place_of_a_log(committed):
    """What the chain begins with is no secret, and must stay what it was."""
    a_trace(seal=b"s" * 32).save(force_insert=True)
    while not seal.seal_batch():
        pass
    first = Seal.objects.get()
    linked = bytes(32) + b"\0\0\0\0\0\0\0\1" + seal.hash_of(a_trace(seal=b"s" * 32))
    assert (first.position, bytes(first.row_hash)) == (1, seal.hash_of(a_trace(seal=b"s" * 32)))
    assert bytes(first.chain) == sealing_keys.newest().digest(linked)
