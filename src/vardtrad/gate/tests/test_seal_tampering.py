"""The seal: what has been tampered with is named."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from vardtrad.gate.door import seal, trace
from vardtrad.gate.models import Trace
from vardtrad.gate.tests.sealing import NURSE, at, findings, insert, notes, place, seal_all, tamper, unsealed
from vardtrad.kernel import clock
from vardtrad.kernel.uuid7 import uuid7


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
        assert findings() == [("key", f"nyckel {at(1).key_id}, från plats 1")]
        tamper(log, "UPDATE gate_seal SET key_id = ''", "UPDATE gate_trace SET key_id = ''")
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
