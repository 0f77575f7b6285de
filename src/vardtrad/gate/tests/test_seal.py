"""The seal: every committed trace row gets one place in the chain, and what has been tampered with is named."""

import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.toy import verbs
from tests.toy.committed import Background
from vardtrad.gate.door import anchor as anchor_file
from vardtrad.gate.door import seal, trace, verifying
from vardtrad.gate.models import Seal, SealHead, Trace
from vardtrad.kernel import clock
from vardtrad.kernel.uuid7 import uuid7

NURSE = verbs.member(uuid4())


@pytest.fixture
def anchor(settings, tmp_path):
    path = tmp_path / "anchor"
    settings.TRACE_ANCHOR_FILE = str(path)
    return path


@pytest.fixture
def log(committed, anchor):
    """A database with twelve rows, sealed in three batches and anchored."""
    for _ in range(3):
        notes(4)
        seal_all()
    return committed


def notes(number):
    for n in range(number):
        trace.note(NURSE, "read", "toy", thing=uuid4(), person=uuid4(), shown=[uuid4()], detail={"å": n, "at": "x"})


def seal_all():
    """Seal until nothing is left."""
    for _ in range(200):
        if not seal.seal_batch() and not unsealed():
            return
    raise AssertionError("not everything was sealed")


def unsealed():
    return set(Trace.objects.values_list("id", flat=True)) - set(Seal.objects.values_list("trace_id", flat=True))


def at(position):
    return Seal.objects.get(position=position)


def tamper(committed, *statements):
    """As somebody who owns the tables would."""
    committed.as_owner(
        "ALTER TABLE gate_trace DISABLE TRIGGER USER",
        "ALTER TABLE gate_seal DISABLE TRIGGER USER",
        *statements,
        "ALTER TABLE gate_trace ENABLE TRIGGER USER",
        "ALTER TABLE gate_seal ENABLE TRIGGER USER",
    )


def findings():
    return [(finding.kind, finding.where) for finding in verifying.verify()]


def place(one):
    return f"plats {one.position}, rad {one.trace_id}"


class TestSealing:
    def test_an_untouched_log_is_whole(self, log):
        assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 13))
        assert not unsealed()
        assert findings() == []

    def test_of_an_empty_log(self, committed):
        assert seal.seal_batch() == 0
        assert findings() == []

    def test_the_chain_holds_over_batches(self, committed, anchor, monkeypatch):
        monkeypatch.setattr(seal, "BATCH", 5)
        notes(23)
        seal_all()
        assert Seal.objects.count() == 23
        assert findings() == []
        assert [int(line.split()[1]) for line in anchor.read_text().splitlines()] == [5, 10, 15, 20, 23]

    def test_a_transaction_greater_than_a_batch(self, committed, monkeypatch):
        monkeypatch.setattr(seal, "BATCH", 5)
        Trace.objects.bulk_create([trace.row(NURSE, "read", "toy") for _ in range(17)])
        notes(3)
        seal_all()
        assert Seal.objects.count() == 20
        assert findings() == []

    def test_the_head_is_anchored_outside(self, log, anchor):
        heads = {line.position: line.chain for line in anchor_file.read().lines}
        assert heads[12] == bytes(at(12).chain)
        moment = datetime.fromisoformat(anchor.read_text().splitlines()[-1].split()[0])
        assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)

    def test_nothing_new_leaves_no_anchor(self, log, anchor):
        before = anchor.read_text()
        seal.seal_batch()
        assert anchor.read_text() == before

    def test_what_is_not_committed_waits(self, committed):
        with committed.app() as writer, writer.transaction():
            insert(writer, trace.row(NURSE, "read", "toy"))
            assert seal.seal_batch() == 0
            assert Seal.objects.count() == 0
        seal_all()
        assert Seal.objects.count() == 1

    def test_a_row_that_commits_late_is_not_lost(self, committed):
        """Begun before the others, committed after they have been written: an id or a time would pass it by."""
        with committed.app() as writer, writer.transaction():
            insert(writer, late := trace.row(NURSE, "read", "toy"))
            notes(5)
            for _ in range(3):
                seal.seal_batch()
        seal_all()
        assert Seal.objects.filter(trace_id=late.id).count() == 1
        assert Seal.objects.count() == 6
        assert findings() == []

    def test_under_load_every_row_is_sealed_exactly_once(self, committed, anchor, monkeypatch):
        monkeypatch.setattr(seal, "BATCH", 7)
        stop = []

        def write(late):
            with committed.app() as writer:
                for _ in range(12):
                    with writer.transaction():
                        for _ in range(random.randint(1, 4)):
                            insert(writer, trace.row(NURSE, "read", "toy"))
                        time.sleep(random.random() * (0.2 if late else 0.005))

        def sealer():
            while not stop:
                seal.seal_batch()
                time.sleep(0.002)

        sealers = [Background(sealer) for _ in range(2)]
        writers = [Background(lambda late=late: write(late)) for late in (True, True, False, False, False)]
        assert [writer.result() for writer in writers] == [None] * 5
        stop.append(True)
        assert [one.result() for one in sealers] == [None, None]
        seal_all()
        sealed = list(Seal.objects.order_by("position").values_list("trace_id", flat=True))
        assert len(sealed) == len(set(sealed)) == Trace.objects.count() >= 60
        assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == [
            n + 1 for n in range(len(sealed))
        ]
        assert findings() == []

    def test_two_sealers_at_once(self, committed):
        notes(40)
        done = committed.together(*[seal.seal_batch] * 4)
        assert all(isinstance(one, int) for one in done), done
        seal_all()
        assert Seal.objects.count() == 40
        assert findings() == []

    def test_a_second_sealer_leaves_at_once(self, log):
        notes(3)
        with log.app() as other, other.transaction():
            other.execute("SELECT 1 FROM gate_sealhead FOR UPDATE")
            assert seal.seal_batch() == 0
        seal_all()
        assert findings() == []


def insert(connection, row):
    """Put a built row in by another connection."""
    fields = [field.column for field in Trace._meta.concrete_fields]
    from psycopg.types.json import Jsonb

    given = [Jsonb(row.detail) if name == "detail" else getattr(row, name) for name in fields]
    marks = ", ".join(["%s"] * len(fields))
    connection.execute(f"INSERT INTO gate_trace ({', '.join(fields)}) VALUES ({marks})", given)


class TestRestoredElsewhere:
    """After a restore into another cluster transaction numbers begin anew, lower than those in the rows."""

    def test_looks_at_everything_again(self, log):
        log.as_owner("UPDATE gate_sealhead SET horizon = 4000000000000")
        notes(3)
        seal_all()
        assert Seal.objects.count() == 15
        assert findings() == []

    def test_seals_also_rows_with_numbers_of_the_old_cluster(self, log, monkeypatch):
        monkeypatch.setattr(seal, "BATCH", 2)
        log.as_owner("UPDATE gate_sealhead SET horizon = 4000000000000")
        with log.app() as old:
            for n in range(5):
                insert(old, row := trace.row(NURSE, "read", "toy"))
                tamper(log, f"UPDATE gate_trace SET xid = '{5000000000000 + n}' WHERE id = '{row.id}'")
        notes(3)
        seal_all()
        assert Seal.objects.count() == 20
        assert findings() == []
        assert SealHead.objects.get().position == 20


@pytest.mark.req("B-31")
class TestTampering:
    def test_an_altered_row(self, log):
        victim = at(5)
        tamper(log, f"UPDATE gate_trace SET actor_name = 'Någon annan' WHERE id = '{victim.trace_id}'")
        assert findings() == [("altered", place(victim))]

    def test_whatever_is_altered_in_it(self, log):
        changes = [
            "id = gen_random_uuid()", "at = at + interval '1 microsecond'", "actor_kind = 'system'",
            "actor_id = gen_random_uuid()", "actor_name = ''", "session_id = gen_random_uuid()",
            "unit_id = NULL", "organisation_id = gen_random_uuid()", "action = 'list'", "label = 'case'", "key = NULL",
            "person_id = gen_random_uuid()", "shown = '{}'", "outcome = 'refused'", "detail = '{}'",
            "seal = sha256('x')",
        ]  # fmt: skip
        notes(len(changes) - 12)
        seal_all()
        victims = [at(n) for n in range(1, len(changes) + 1)]
        tamper(
            log,
            *[
                f"UPDATE gate_trace SET {change} WHERE id = '{victim.trace_id}'"
                for change, victim in zip(changes, victims, strict=True)
            ],
        )
        # A row with another id is one cut and one put in.
        assert [where for _, where in findings()][: len(changes)] == [place(victim) for victim in victims]

    def test_a_cut_row(self, log):
        victim = at(7)
        tamper(log, f"DELETE FROM gate_trace WHERE id = '{victim.trace_id}'")
        assert findings() == [("cut", place(victim))]

    def test_a_cut_row_with_its_seal(self, log):
        victim = at(7)
        tamper(
            log,
            f"DELETE FROM gate_trace WHERE id = '{victim.trace_id}'",
            "DELETE FROM gate_seal WHERE position = 7",
        )
        assert findings() == [("cut", "plats 7–7")]

    def test_a_cut_row_with_its_seal_and_the_rest_moved_up(self, log):
        victim = at(7)
        tamper(
            log,
            f"DELETE FROM gate_trace WHERE id = '{victim.trace_id}'",
            "DELETE FROM gate_seal WHERE position = 7",
            *[f"UPDATE gate_seal SET position = {n - 1} WHERE position = {n}" for n in range(8, 13)],
        )
        assert ("altered", "plats 7") in findings()

    def test_a_cut_seal_only(self, log):
        victim = at(7)
        tamper(log, "DELETE FROM gate_seal WHERE position = 7")
        assert findings() == [("cut", "plats 7–7")]
        assert victim.trace_id in unsealed()

    @pytest.mark.parametrize("column", ["row_hash", "chain"])
    def test_an_altered_seal(self, log, column):
        tamper(log, f"UPDATE gate_seal SET {column} = sha256('x') WHERE position = 6")
        assert ("altered", "plats 6") in findings()
        assert not {where for _, where in findings() if "plats" in where} - {
            "plats 6", "plats 7", place(at(6)),
        }  # fmt: skip

    def test_two_rows_that_changed_places(self, log):
        a, b = at(4), at(9)
        tamper(
            log,
            f"UPDATE gate_seal SET trace_id = '{uuid4()}' WHERE position = 4",
            f"UPDATE gate_seal SET trace_id = '{a.trace_id}' WHERE position = 9",
            f"UPDATE gate_seal SET trace_id = '{b.trace_id}' WHERE position = 4",
        )
        assert [where.split(",")[0] for _, where in findings()] == ["plats 4", "plats 9"]

    def test_a_row_put_in_with_a_forged_hmac(self, log):
        forged = trace.row(NURSE, "read", "toy")
        forged.seal = bytes(32)
        with log.app() as application:
            insert(application, forged)
        assert findings() == [("inserted", f"rad {forged.id}")]  # before it is sealed
        seal_all()
        assert findings() == [("inserted", f"plats 13, rad {forged.id}")]  # and after

    def test_a_row_copied_from_a_real_one(self, log):
        victim, new = at(5), uuid7()
        columns = [field.column for field in Trace._meta.concrete_fields if field.column != "id"]
        log.as_owner(
            f"INSERT INTO gate_trace (id, {', '.join(columns)})"
            f" SELECT '{new}', {', '.join(columns)} FROM gate_trace WHERE id = '{victim.trace_id}'"
        )
        assert findings() == [("inserted", f"rad {new}")]

    def test_a_row_put_in_with_a_place_of_its_own(self, log):
        forged = trace.row(NURSE, "read", "toy")
        forged.seal = bytes(32)
        with log.app() as application:
            insert(application, forged)
            application.execute(
                "INSERT INTO gate_seal (position, trace_id, trace_at, row_hash, chain)"
                " VALUES (13, %s, %s, %s, sha256('x'))",
                [forged.id, forged.at, seal.hash_of(forged)],
            )
        assert ("altered", "plats 13") in findings()
        assert ("inserted", f"plats 13, rad {forged.id}") in findings()

    @pytest.mark.parametrize("with_head", [False, True])
    def test_a_cut_tail(self, log, with_head):
        keys = ", ".join(f"'{at(n).trace_id}'" for n in range(9, 13))
        head = "UPDATE gate_sealhead SET position = 8"
        tamper(
            log,
            f"DELETE FROM gate_trace WHERE id IN ({keys})",
            "DELETE FROM gate_seal WHERE position > 8",
            *([head] if with_head else []),
        )
        assert findings() == [("cut", "plats 9–12")]

    @pytest.mark.parametrize(
        ("grown", "found"),
        [(2, [("cut", "plats 11–12")]), (4, [("altered", "plats 12")]), (9, [("altered", "plats 12")])],
    )
    def test_a_cut_tail_that_has_grown_again(self, log, grown, found):
        keys = ", ".join(f"'{at(n).trace_id}'" for n in range(9, 13))
        tamper(
            log,
            f"DELETE FROM gate_trace WHERE id IN ({keys})",
            "UPDATE gate_sealhead SET position = 8",
            "DELETE FROM gate_seal WHERE position > 8",
        )
        notes(grown)
        seal_all()
        assert findings() == found

    def test_a_cut_tail_without_an_anchor_is_seen_by_the_head(self, log, settings):
        settings.TRACE_ANCHOR_FILE = ""
        tamper(log, "DELETE FROM gate_seal WHERE position > 8")
        assert ("cut", "plats 9–12") in findings()

    def test_everything_cut(self, log):
        tamper(log, "TRUNCATE gate_trace", "TRUNCATE gate_seal", "DELETE FROM gate_sealhead")
        assert findings() == [("cut", "plats 1–12")]

    def test_a_chain_made_with_another_key(self, log, settings):
        settings.TRACE_KEY = "somebody else's"
        assert ("altered", "plats 1") in findings()

    def test_a_row_that_nobody_seals(self, log, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) - timedelta(minutes=11))
        notes(1)
        monkeypatch.undo()
        ((kind, where),) = findings()
        assert kind == "unsealed"
        assert where.startswith("oförseglade rader: 1, den äldsta från ")

    def test_a_damaged_anchor_file_is_said_and_does_not_hide_the_rest(self, log, anchor):
        anchor.write_text(anchor.read_text() + "2026-01-01T00:00:00+00:00 1")  # the computer stopped in mid-line
        assert findings() == [("anchor", "förankringsfilens rad 4")]
        tamper(log, "DELETE FROM gate_seal WHERE position > 8")
        assert ("cut", "plats 9–12") in findings()


class TestTheCommand:
    def verify(self, log, anchor):
        return subprocess.run(
            [sys.executable, "-m", "vardtrad.config.cli", "audit", "verify"],
            env={**log.copy.environment, "VARDTRAD_TRACE_ANCHOR_FILE": str(anchor)},
            text=True, capture_output=True, timeout=60, check=False,
        )  # fmt: skip

    def test_says_that_the_log_is_whole(self, log, anchor):
        done = self.verify(log, anchor)
        assert (done.returncode, done.stdout) == (0, "Loggen är hel.\n"), done.stderr

    def test_says_when_nothing_is_anchored(self, log, tmp_path):
        done = self.verify(log, tmp_path / "none")
        assert done.returncode == 0
        assert "Inget är förankrat utanför databasen" in done.stdout

    @pytest.mark.req("B-31")
    def test_names_what_is_wrong(self, log, anchor):
        victim, last = at(5), at(12)
        tamper(
            log,
            f"UPDATE gate_trace SET person_id = NULL WHERE id = '{victim.trace_id}'",
            f"DELETE FROM gate_trace WHERE id = '{last.trace_id}'",
            "DELETE FROM gate_seal WHERE position = 12",
        )
        done = self.verify(log, anchor)
        assert done.returncode == 1
        assert done.stdout.splitlines() == [
            f"altered: {place(victim)}: Raden har ändrats efter att den förseglades.",
            "cut: plats 12–12: Slutet av loggen har klippts bort: det är förankrat men finns inte.",
            "2 fel i loggen.",
        ]
