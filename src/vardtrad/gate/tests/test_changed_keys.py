"""Keys are changed for new ones: what the old have sealed still holds, and nothing new is taken from them."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest

from tests.toy import verbs
from vardtrad.gate.door import sealed_with, sealing_keys, trace, verifying, versions
from vardtrad.gate.models import Seal, Trace, Version
from vardtrad.gate.tests.sealing import NURSE, at, findings, insert, notes, place, seal_all, tamper
from vardtrad.kernel import clock
from vardtrad.kernel.keys import key_id

pytestmark = pytest.mark.req("B-31")


@pytest.fixture
def change(settings):
    """Changes the key for a new one, and gives the ids of the old and the new."""

    def change():
        old, new = settings.TRACE_KEY, secrets.token_urlsafe(48)
        settings.TRACE_KEY, settings.TRACE_KEYS_EARLIER = new, [old, *settings.TRACE_KEYS_EARLIER]
        return key_id(old), key_id(new)

    return change


@pytest.fixture
def later(monkeypatch):
    """The clock goes on."""

    def later(by):
        moment = datetime.now(UTC) + by
        monkeypatch.setattr(clock, "now", lambda: moment)

    return later


def test_the_log_is_whole_over_two_changes(log, change):
    first, second = change()
    notes(3)
    seal_all()
    _, third = change()
    notes(2)
    seal_all()
    assert findings() == []
    assert list(Seal.objects.order_by("position").values_list("key_id", flat=True)) == [
        *[first] * 12, *[second] * 3, *[third] * 2,
    ]  # fmt: skip
    assert sealed_with.rows() == ({first: 24, second: 6, third: 4}, 0)


def test_nothing_of_a_key_but_its_id_is_in_a_row(log, settings):
    assert {len(named) for named in Trace.objects.values_list("key_id", flat=True)} == {8}
    assert key_id(settings.TRACE_KEY) not in settings.TRACE_KEY


def test_a_version_is_known_by_the_key_that_sealed_it(log, change, settings):
    plan = verbs.begin(NURSE, "Planen").thing
    old, _ = change()
    verbs.start(NURSE, plan.id, seen=1)
    assert len(set(Version.objects.values_list("key_id", flat=True))) == 2
    assert list(versions.verify()) == []
    settings.TRACE_KEYS_EARLIER = []
    ((kind, where),) = [(finding.kind, finding.where) for finding in versions.verify()]
    assert (kind, where) == ("key", f"nyckel {old}, från toy {plan.id}, version 1")


def test_rows_from_before_keys_had_ids_hold(log, change):
    tamper(log, "UPDATE gate_trace SET key_id = ''", "UPDATE gate_seal SET key_id = ''")
    old, _ = change()
    notes(1)
    seal_all()
    assert findings() == []
    rows, unnamed = sealed_with.rows()
    assert (rows[old], unnamed) == (24, 24)


def test_what_is_altered_or_forged_is_named_after_a_change_too(log, change):
    change()
    notes(2)
    seal_all()
    old, new = at(5), at(13)
    tamper(
        log,
        f"UPDATE gate_trace SET actor_name = 'x' WHERE id IN ('{old.trace_id}', '{new.trace_id}')",
    )
    assert findings() == [("altered", place(old)), ("altered", place(new))]


@pytest.mark.parametrize("sealed", [False, True])
def test_a_row_under_a_key_that_has_been_changed_is_forged(log, change, later, settings, sealed):
    """Whoever has got hold of the old key can write nothing with it, whatever time the row says of itself."""
    forged = trace.row(NURSE, "read", "toy")
    change()
    notes(1)
    seal_all()
    later(sealing_keys.OVERLAP + timedelta(minutes=1))
    notes(1)
    seal_all()
    with log.app() as application:
        insert(application, forged)
    if sealed:
        seal_all()
    where = f"plats 15, rad {forged.id}" if sealed else f"rad {forged.id}"
    assert findings() == [("inserted", where)]


def test_a_process_that_is_started_again_later_may_write_with_the_key_before_for_a_while(log, change, later, settings):
    old, _ = change()
    notes(1)
    seal_all()
    later(timedelta(minutes=30))
    settings.TRACE_KEY, settings.TRACE_KEYS_EARLIER = settings.TRACE_KEYS_EARLIER[0], [settings.TRACE_KEY]
    notes(1)  # the process that still has the old one
    settings.TRACE_KEY, settings.TRACE_KEYS_EARLIER = settings.TRACE_KEYS_EARLIER[0], [settings.TRACE_KEY]
    seal_all()
    assert Trace.objects.filter(key_id=old).count() == 13
    assert findings() == []


def test_a_chain_that_goes_on_with_the_key_before_is_named(log, change, later, settings):
    change()
    notes(1)
    seal_all()
    later(sealing_keys.OVERLAP + timedelta(minutes=1))
    notes(1)
    seal_all()
    notes(1)
    new = settings.TRACE_KEY
    settings.TRACE_KEY = settings.TRACE_KEYS_EARLIER[0]
    seal_all()
    settings.TRACE_KEY = new
    assert findings() == [("altered", "plats 15")]


def test_a_key_that_is_not_held_is_missed_once(log, change, settings):
    old, _ = change()
    notes(2)
    seal_all()
    settings.TRACE_KEYS_EARLIER = []
    (finding,) = verifying.verify()
    assert (finding.kind, finding.where) == ("key", f"nyckel {old}, från plats 1")
    assert finding.words.startswith("Nyckeln saknas (VARDTRAD_TRACE_KEYS_EARLIER): 24 ")


def test_a_row_that_names_a_made_up_key_is_named(log):
    forged = trace.row(NURSE, "read", "toy")
    forged.key_id = "0badc0de"
    with log.app() as application:
        insert(application, forged)
    assert findings() == [("key", f"nyckel 0badc0de, från rad {forged.id}")]
