"""What is said of each thing that is wrong with the log: its kind, its place and the words, in verify's order."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from tests.toy import verbs
from vardtrad.gate.door import anchor as anchors
from vardtrad.gate.door import horizon, restored, sealing_keys, trace, verifying, versions
from vardtrad.gate.door.horizon import Holder
from vardtrad.gate.models import SealHead, Trace, Version
from vardtrad.gate.tests.sealing import NURSE, at, insert, notes, place, seal_all, tamper
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system

CHANGED = "Raden har ändrats efter att den förseglades."
LINK = "Kedjan stämmer inte här: sigillet har ändrats."
UNWRITTEN = "Raden är inte skriven av Vårdtråd: den har lagts till eller ändrats före förseglingen."


def said(verify=verifying.verify):
    return [(finding.kind, finding.where, finding.words) for finding in verify()]


class TestTheChain:
    def test_a_row_that_is_gone(self, log):
        victim = at(5)
        tamper(log, f"DELETE FROM gate_trace WHERE id = '{victim.trace_id}'")
        assert said() == [("cut", place(victim), "Raden har tagits bort.")]

    def test_a_row_that_was_altered_and_one_put_in_before_it_was_sealed(self, log):
        victim = at(5)
        tamper(log, f"UPDATE gate_trace SET actor_name = 'x' WHERE id = '{victim.trace_id}'")
        forged = trace.row(NURSE, "read", "toy")
        forged.seal = bytes(32)
        with log.app() as application:
            insert(application, forged)
        seal_all()
        assert said() == [("altered", place(victim), CHANGED), ("inserted", f"plats 13, rad {forged.id}", UNWRITTEN)]

    def test_places_that_are_gone_do_not_accuse_the_next_one(self, log):
        tamper(
            log,
            *[f"DELETE FROM gate_trace WHERE id = '{at(n).trace_id}'" for n in (5, 6, 7)],
            "DELETE FROM gate_seal WHERE position IN (5, 6, 7)",
            "UPDATE gate_seal SET chain = sha256('x') WHERE position = 10",
        )
        assert said() == [
            ("cut", "plats 5–7", "Platser i kedjan saknas: rader har klippts bort."),
            ("altered", "plats 10", LINK),
            ("altered", "plats 11", LINK),
        ]

    def test_the_first_places_too(self, log):
        tamper(
            log, *[f"DELETE FROM gate_trace WHERE id = '{at(n).trace_id}'" for n in (1, 2)],
            "DELETE FROM gate_seal WHERE position < 3",
        )  # fmt: skip
        assert said()[0] == ("cut", "plats 1–2", "Platser i kedjan saknas: rader har klippts bort.")
        assert len(said()) == 1

    def test_a_row_and_a_place_under_a_key_that_is_not_held(self, log, settings):
        tamper(log, "UPDATE gate_seal SET key_id = 'deadbeef' WHERE position = 6")
        assert said() == [
            (
                "key", "nyckel deadbeef, från plats 6",
                "Nyckeln saknas (VARDTRAD_TRACE_KEYS_EARLIER): 1 platser eller rader i loggen går inte att granska.",
            )
        ]  # fmt: skip


def test_an_empty_log_that_nobody_has_sealed_yet_is_whole(committed, anchor):
    assert said() == []
    anchor.write_text("half a li")
    assert said() == [("anchor", "förankringsfilens rad 1", "Raden går inte att läsa som en förankring.")]


class TestTheEnd:
    def test_cut_behind_an_anchor(self, log):
        tamper(log, *[f"DELETE FROM gate_trace WHERE id = '{at(n).trace_id}'" for n in (11, 12)],
               "DELETE FROM gate_seal WHERE position > 10")  # fmt: skip
        assert said() == [("cut", "plats 11–12", "Slutet av loggen har klippts bort: det är förankrat men finns inte.")]

    def test_cut_behind_the_head_when_nothing_is_anchored(self, log, settings):
        settings.TRACE_ANCHOR_FILE = ""
        tamper(log, *[f"DELETE FROM gate_trace WHERE id = '{at(n).trace_id}'" for n in (11, 12)],
               "DELETE FROM gate_seal WHERE position > 10")  # fmt: skip
        assert said() == [
            ("cut", "plats 11–12", "Slutet av loggen har klippts bort: det har förseglats men finns inte.")
        ]

    def test_a_chain_that_has_grown_longer_than_its_head_says_is_no_fault(self, log):
        SealHead.objects.update(position=3)
        assert said() == []
        SealHead.objects.all().delete()
        assert said() == []

    def test_a_head_that_disagrees_with_what_is_anchored(self, log, anchor):
        head = anchor.read_text().splitlines()
        forged = head[1].rsplit(" ", 1)[0] + " " + "ab" * 32
        anchor.write_text("\n".join([*head, forged, forged]) + "\n")
        words = "Kedjan stämmer inte med det som förankrats utanför databasen."
        assert said() == [("altered", "plats 8", words)]

    def test_what_is_damaged_is_named_with_its_line_and_the_other_heads_still_count(self, log, anchor, monkeypatch):
        monkeypatch.setattr(verifying, "BATCH", 2)
        anchor.write_text(f"first\n{anchor.read_text()}last\n")
        words = "Raden går inte att läsa som en förankring."
        assert said() == [("anchor", f"förankringsfilens rad {line}", words) for line in (1, 5)]

    def test_a_file_that_cannot_be_read(self, log, anchor, monkeypatch):
        anchor.unlink()
        anchor.mkdir()
        assert said() == [("anchor", "förankringsfilen", "Filen går inte att läsa (Is a directory).")]

        def breaks(*_given, **_named):
            raise BlockingIOError

        monkeypatch.setattr(Path, "open", breaks)
        assert said() == [("anchor", "förankringsfilen", "Filen går inte att läsa (BlockingIOError).")]


class TestWhatHasNoPlace:
    @pytest.fixture
    def quarter_past(self, log, monkeypatch):
        """Rows that were written at 8:00, 8:04:30 and later, one of them ten minutes ago; it is 8:15."""
        start = datetime(2026, 3, 2, 8, tzinfo=UTC)
        for minute in (0, 4.5, 5, 6):
            monkeypatch.setattr(clock, "now", lambda minute=minute: start + timedelta(minutes=minute))
            notes(1)
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=15))
        return log

    def test_waits_for_ten_minutes_and_is_then_told(self, quarter_past):
        assert said() == [
            (
                "unsealed", "oförseglade rader: 2, den äldsta från 2026-03-02 08:00 UTC",
                "Raderna har inte förseglats i tid: går arbetsprocessen?",
            )
        ]  # fmt: skip

    def test_is_told_also_over_several_batches_and_with_ids_in_no_order(self, quarter_past, monkeypatch):
        monkeypatch.setattr(verifying, "BATCH", 2)
        forged = [trace.row(NURSE, "read", "toy", at=row.at) for row in Trace.objects.order_by("-at")[:4]]
        for row in forged:
            row.id, row.seal = uuid4(), bytes(32)
            row.save(force_insert=True)
        found = said()
        words = "Raden är inte skriven av Vårdtråd: den har lagts till eller ändrats."
        assert sorted(found[:-1]) == sorted(("inserted", f"rad {row.id}", words) for row in forged)
        assert found[-1][1].startswith("oförseglade rader: 2, ")

    def test_many_with_one_time(self, log, monkeypatch):
        monkeypatch.setattr(verifying, "BATCH", 3)
        moment = clock.now() - timedelta(minutes=11)
        monkeypatch.setattr(clock, "now", lambda: moment)
        notes(7)
        monkeypatch.undo()
        assert [where.split(",")[0] for _kind, where, _words in said()] == ["oförseglade rader: 7"]

    def test_waits_for_somebody_elses_transaction(self, quarter_past, monkeypatch):
        holder = Holder(77, "loader", "nightly load", datetime(2026, 3, 2, 7, 59, tzinfo=UTC))
        monkeypatch.setattr(horizon, "holder", lambda: holder)
        ((kind, where, words),) = said()
        assert (kind, where) == ("waiting", "oförseglade rader: 2, den äldsta från 2026-03-02 08:00 UTC")
        assert words == verifying.waits_for(holder, datetime(2026, 3, 2, 8, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("holder", "who"),
        [
            (
                Holder(77, "loader", "nightly load", datetime(2026, 3, 2, 7, 59, tzinfo=UTC)),
                "process 77, rollen loader, programmet nightly load, öppen sedan 2026-03-02 07:59 UTC",
            ),
            (
                Holder(None, "loader", "nightly", None),
                "en förberedd transaktion, rollen loader, programmet nightly, öppen sedan någon gång före"
                " 2026-03-02 08:00 UTC",
            ),
            (
                Holder(0, "", "", None),
                "process 0, rollen okänd, programmet okänt, öppen sedan någon gång före 2026-03-02 08:00 UTC",
            ),
        ],
    )
    def test_whose_transaction_it_is(self, holder, who):
        assert verifying.waits_for(holder, datetime(2026, 3, 2, 9, tzinfo=clock.STOCKHOLM)) == (
            f"En transaktion i databasen har skrivit och är inte avslutad: {who}. När den avslutas förseglas raderna."
        )

    def test_a_row_under_a_key_that_had_been_changed(self, log, settings, monkeypatch):
        old = sealing_keys.newest()
        forged = [trace.row(NURSE, "read", "toy") for _ in range(2)]
        settings.TRACE_KEY, settings.TRACE_KEYS_EARLIER = "a new key" * 6, [settings.TRACE_KEY]
        for hours in (0, 1, 1.02):
            moment = datetime.now(UTC) + timedelta(hours=hours)
            monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
            notes(1)
        seal_all()
        for row in forged:
            with log.app() as application:
                insert(application, row)
            if row is forged[0]:
                seal_all()
        words = f"Raden är skriven med nyckel {old.id}, som hade bytts ut då."
        assert said() == [
            ("inserted", f"plats 16, rad {forged[0].id}", words), ("inserted", f"rad {forged[1].id}", words),
        ]  # fmt: skip


class TestRestores:
    def test_come_first_the_oldest_first(self, log, monkeypatch):
        for hour, who in ((8, "Disa Drift"), (9, "Disa Igen")):
            moment = datetime(2026, 3, 2, hour, tzinfo=UTC)
            monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
            restored.note(who, "disken")
        assert [(kind, where) for kind, where, _words in said()][:2] == [("restored", "efter plats 12")] * 2
        assert [words for _kind, _where, words in said()][:2] == [
            f"Databasen återställdes 2026-03-02 0{hour}:00 UTC av {who} (disken)."
            " Det som hade skrivits efter säkerhetskopian finns inte kvar."
            for hour, who in ((8, "Disa Drift"), (9, "Disa Igen"))
        ]

    @pytest.mark.parametrize(
        ("kept", "lost", "where", "begins"),
        [
            (9, 12, "plats 10–12", "En återställning av databasen kvitterades 2026-03-02 08:00 UTC av D (w)."
             " De rader som hade platserna före den finns inte kvar."),
            (12, 12, "efter plats 12", "Databasen återställdes 2026-03-02 08:00 UTC av D (w)."
             " Det som hade skrivits efter säkerhetskopian finns inte kvar."),
        ],
    )  # fmt: skip
    def test_their_words(self, kept, lost, where, begins):
        restore = restored.Restore(kept, lost, datetime(2026, 3, 2, 8, tzinfo=UTC), "D", "w")
        assert (restore.where, restore.words) == (where, begins)

    @pytest.mark.parametrize(
        ("position", "minutes", "behind"),
        [(8, 0, False), (9, 0, True), (12, 0, True), (13, 0, False), (9, -1, True), (9, 1, False)],
    )
    def test_only_the_heads_of_the_lost_places_from_before_it_are_left_behind(self, position, minutes, behind):
        moment = datetime(2026, 3, 2, 8, tzinfo=UTC)
        restore = restored.Restore(8, 12, moment, "D", "w")
        line = anchors.Line(moment + timedelta(minutes=minutes), position, b"x" * 32)
        assert restored.not_left_behind([7, line], [restore]) == ([] if behind else [line])
        assert restored.not_left_behind([line], []) == [line]

    def test_several_faults_in_the_file_count_from_the_first_to_the_last(self, log, anchor, monkeypatch):
        """What is missing is measured over all of the file, a batch at a time."""
        monkeypatch.setattr(restored, "BATCH", 2)
        lines = anchor.read_text().splitlines()
        forged = [f"2026-03-02T08:00:00+00:00 {place} {'ab' * 32}" for place in (20, 15, 30, 18)]
        anchor.write_text("\n".join([*lines, *forged]) + "\n")
        assert restored.missing() == (12, 30)
        anchor.write_text("\n".join([lines[0], forged[2], lines[1].rsplit(" ", 1)[0] + " " + "ab" * 32]) + "\n")
        assert restored.missing() == (4, 30)
        anchor.write_text(lines[0].rsplit(" ", 1)[0] + " " + "ab" * 32 + "\n")
        assert restored.missing() == (0, 4)
        anchor.write_text("\n".join([*lines[:2], lines[2].rsplit(" ", 1)[0] + " " + "ab" * 32]) + "\n")
        assert restored.missing() == (8, 12)
        anchor.unlink()
        anchor.mkdir()
        assert restored.missing() is None

    def test_of_an_empty_log(self, committed, anchor):
        restore = restored.note("Disa Drift", "ny maskin")
        assert (restore.kept, restore.lost, restore.by, restore.why) == (0, 0, "Disa Drift", "ny maskin")
        row = Trace.objects.get()
        assert (row.action, row.label, row.actor_kind, row.actor_name, row.outcome) == (
            "restore", "log", "system", "Disa Drift", "done",
        )  # fmt: skip
        assert restored.acknowledged() == [restore]
        assert row.actor_id == system("restore").id  # the product's own actor of restores, whoever answers for it

    def test_of_a_log_that_is_gone_altogether(self, log):
        tamper(log, "TRUNCATE gate_trace", "TRUNCATE gate_seal", "DELETE FROM gate_sealhead")
        assert restored.missing() == (0, 12)


class TestVersions:
    def test_one_that_is_missing_changed_or_without_its_seal(self, committed):
        plans = [verbs.begin(NURSE, title).thing for title in "ABC"]
        statements = (
            f"DELETE FROM gate_version WHERE key = '{plans[0].id}'",
            f"UPDATE gate_version SET actor_name = 'x' WHERE key = '{plans[1].id}'",
            f"UPDATE gate_version SET seal = NULL WHERE key = '{plans[2].id}'",
        )
        committed.as_owner(
            "ALTER TABLE gate_version DISABLE TRIGGER USER", *statements, "ALTER TABLE gate_version ENABLE TRIGGER USER"
        )
        places = [f"toy {plan.id}, version 1" for plan in plans]
        assert said(versions.verify) == [
            ("cut", places[0], "Versionen saknas: loggen säger att den har skrivits."),
            ("altered", places[1], "Versionen har ändrats efter att den skrevs."),
            ("altered", places[2], "Versionen saknar sigill: den är ändrad eller inte skriven av Vårdtråd."),
        ]

    @pytest.mark.parametrize(
        "change",
        [
            "id = gen_random_uuid()", "label = 'case'", "key = gen_random_uuid()", "number = 9", "part = 'x'",
            "holder = gen_random_uuid()", "move = 'x'", "state_from = 'x'", "state_to = 'x'",
            "at = at + interval '1 microsecond'", "actor_kind = 'system'", "actor_id = gen_random_uuid()",
            "actor_name = ''", "unit_id = NULL", "snapshot = '{}'",
        ],
    )  # fmt: skip
    def test_whatever_is_altered_in_one_that_the_log_does_not_tell_of(self, as_owner, change):
        """As when the rows of the log are thinned out after their years: the seal speaks for the version."""
        version = Version(
            label="toy", key=uuid4(), number=1, move="begin", state_from="", state_to="draft", at=clock.now(),
            actor_kind="staff", actor_id=uuid4(), actor_name="x", unit_id=uuid4(), snapshot={"a": 1, "å": None},
        )  # fmt: skip
        version.seal, version.key_id = versions.sealed(version), sealing_keys.newest().id
        version.save(force_insert=True)
        assert said(versions.verify) == []
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gate_version DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE gate_version SET {change}")
        assert said(versions.verify)[0][0::2] == ("altered", "Versionen har ändrats efter att den skrevs.")
