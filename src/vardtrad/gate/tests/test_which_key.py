"""Which keys are held, which of them reigns, and how much of the log each has sealed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.toy import verbs
from vardtrad.gate.door import sealed_with, sealing_keys, trace
from vardtrad.gate.door.sealing_keys import Reigns
from vardtrad.gate.models import Trace
from vardtrad.gate.tests.sealing import NURSE, notes, seal_all, tamper
from vardtrad.kernel.keys import key_id

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)


@pytest.fixture
def keys(settings):
    """Three keys, the newest first."""
    settings.TRACE_KEY, settings.TRACE_KEYS_EARLIER = "third", ["second", "first"]
    return sealing_keys.held()


class TestHeld:
    def test_the_newest_first(self, keys):
        assert [(key.id, key.secret, key.rank) for key in keys] == [
            (key_id("third"), b"third", 0), (key_id("second"), b"second", 1), (key_id("first"), b"first", 2),
        ]  # fmt: skip
        assert sealing_keys.newest() == keys[0]

    def test_nothing_is_done_without_one(self, settings):
        settings.TRACE_KEY = ""
        with pytest.raises(ImproperlyConfigured, match="VARDTRAD_TRACE_KEY"):
            trace.row(NURSE, "read", "toy")

    def test_who_made_a_seal(self, keys):
        for key in keys:
            seal = key.digest(b"words")
            assert sealing_keys.maker(key.id, b"words", seal) == sealing_keys.maker("", b"words", seal) == key
            assert sealing_keys.maker(key.id, b"other words", seal) is None
            assert all(sealing_keys.maker(other.id, b"words", seal) is None for other in keys if other != key)
        assert [sealing_keys.is_held(key.id) for key in keys] == [True] * 3
        assert not sealing_keys.is_held(key_id("fourth"))


class TestReigns:
    def test_the_one_before_may_be_used_for_an_hour(self, keys):
        newest, before, first = keys
        reigns = Reigns()
        assert not any(map(reigns.is_over, keys))
        reigns.see(first, AT)
        reigns.see(before, AT + HOUR)
        for after, over in ((timedelta(0), False), (HOUR, False), (HOUR + TICK, True), (HOUR, True)):
            reigns.see(before, AT + HOUR + after)  # the last row says an earlier time: the hour has passed all the same
            assert (reigns.is_over(first), reigns.is_over(before), reigns.is_over(newest)) == (over, False, False)

    def test_a_newer_one_begins_an_hour_of_its_own(self, keys):
        newest, before, first = keys
        reigns = Reigns()
        reigns.see(before, AT)
        reigns.see(before, AT + 3 * HOUR)
        reigns.see(newest, AT + 3 * HOUR)
        assert (reigns.is_over(before), reigns.is_over(first)) == (False, False)
        reigns.see(before, AT + 9 * HOUR)  # what the one before seals says nothing of the newest
        assert not reigns.is_over(before)
        reigns.see(newest, AT + 4 * HOUR + TICK)
        assert (reigns.is_over(before), reigns.is_over(first), reigns.is_over(newest)) == (True, True, False)


class TestHowMuchEachHasSealed:
    def test_of_rows_places_and_versions(self, log):
        newest = sealing_keys.newest().id
        assert sealed_with.rows() == ({newest: 24}, 0)
        verbs.begin(NURSE, "Planen")
        assert sealed_with.rows() == ({newest: 26}, 0)  # the move's row and its version
        seal_all()
        assert sealed_with.rows() == ({newest: 27}, 0)
        tamper(log, "UPDATE gate_trace SET key_id = 'deadbeef' WHERE id IN (SELECT id FROM gate_trace LIMIT 3)")
        assert sealed_with.rows() == ({newest: 24, "deadbeef": 3}, 0)

    def test_a_version_from_before_there_were_seals_is_of_none(self, committed):
        plan = verbs.begin(NURSE, "Planen").thing
        committed.as_owner(
            "ALTER TABLE gate_version DISABLE TRIGGER USER",
            f"UPDATE gate_version SET seal = NULL, key_id = '' WHERE key = '{plan.id}'",
            "ALTER TABLE gate_version ENABLE TRIGGER USER",
        )
        assert sealed_with.rows() == ({sealing_keys.newest().id: 1}, 0)

    def test_rows_that_name_none_are_told_by_the_latest_of_them(self, log, settings):
        old = settings.TRACE_KEY
        settings.TRACE_KEY, settings.TRACE_KEYS_EARLIER = "a newer one", [old]
        notes(2)
        tamper(log, f"UPDATE gate_trace SET key_id = '' WHERE key_id = '{key_id(old)}'")
        named = {key_id("a newer one"): 2, key_id(old): 24}
        assert sealed_with.rows() == (named, 12)
        # Somebody's that cannot be placed, with a later time than any.
        forged = trace.row(NURSE, "read", "toy", thing=uuid4(), at=datetime.now(UTC) + HOUR)
        forged.seal, forged.key_id = bytes(32), ""
        forged.save(force_insert=True)
        assert sealed_with.rows() == ({key_id("a newer one"): 2, key_id(old): 12, "okänd": 13}, 13)

    def test_places_alone_that_name_none_are_of_nobody(self, log):
        tamper(log, "UPDATE gate_seal SET key_id = ''")
        assert not Trace.objects.filter(key_id="").exists()
        assert sealed_with.rows() == ({sealing_keys.newest().id: 12}, 12)
