"""The seal: every committed trace row gets one place in the chain."""

import random
import re
import time
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.toy.committed import Background
from vardtrad.gate.door import anchor as anchor_file
from vardtrad.gate.door import horizon, seal, trace
from vardtrad.gate.models import Seal, SealHead, Trace
from vardtrad.gate.tests.sealing import NURSE, at, findings, insert, notes, seal_all, seal_once, tamper, unsealed
from vardtrad.kernel import clock


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
        heads = {line.position: line.chain for lines in anchor_file.batches(2) for line in lines}
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
        assert [thread.result() for thread in sealers] == [None, None]
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
        assert all(isinstance(count, int) for count in done), done
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

    def test_a_log_that_nothing_has_happened_to_is_not_gone_through_again(self, log, monkeypatch):
        """Otherwise an idle night would cost as much as the log is long, every second."""
        head = SealHead.objects.get()
        monkeypatch.setattr(horizon, "look", lambda cursor: horizon.Horizon(head.horizon, head.horizon))
        with CaptureQueriesContext(connection) as queries:
            assert seal.seal_batch() == 0
        (look,) = [query["sql"] for query in queries if "t.xid >=" in query["sql"]]
        assert f"t.xid >= '{head.horizon}'" in look


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


class TestTheMonthsOfTheLog:
    def test_a_batch_is_looked_up_in_its_own_month_only(self, committed):
        """Otherwise sealing would be slower for each month that the log has been kept."""
        notes(3)
        with CaptureQueriesContext(connection) as queries:
            assert seal_once() == 3
        *_, lookup = [query["sql"] for query in queries if '"gate_trace"."id" IN' in query["sql"]]
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + lookup.replace("%", "%%"))
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert set(re.findall("gate_trace_[0-9a-z]+ ", plan)) == {f"gate_trace_{clock.now():%Y%m} "}

    def test_the_months_to_come_are_vacuumed_as_they_grow(self, committed):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
                " WHERE inhparent = 'gate_trace'::regclass AND NOT coalesce("
                " 'autovacuum_vacuum_insert_scale_factor=0.02' = ANY(reloptions), false)"
            )
            assert cursor.fetchall() == []
