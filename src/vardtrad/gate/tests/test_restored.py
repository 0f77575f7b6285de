"""A restore that lost rows can be acknowledged: in the log itself, by somebody, and verify goes on telling of it."""

import subprocess
import sys

import pytest

from vardtrad.gate.door import restored, trace, verifying
from vardtrad.gate.models import Seal, SealHead, Trace
from vardtrad.gate.tests.sealing import NURSE, insert, notes, seal_all, tamper
from vardtrad.kernel.actors import system

pytestmark = pytest.mark.req("B-31")


@pytest.fixture
def restored_log(log):
    """Twelve rows were sealed and anchored at 4, 8 and 12; the backup held nine of them."""
    lost = list(Seal.objects.filter(position__gt=9).values_list("trace_id", flat=True))
    tamper(
        log,
        *[f"DELETE FROM gate_trace WHERE id = '{key}'" for key in lost],
        "DELETE FROM gate_seal WHERE position > 9",
        "UPDATE gate_sealhead SET position = 9",
    )
    return log


def findings():
    return [(finding.kind, finding.where) for finding in verifying.verify()]


def test_before_anything_new_is_written(restored_log):
    assert findings() == [("cut", "plats 10–12")]
    assert (restored.acknowledge("Disa Drift", "disken gick sönder").kept, SealHead.objects.get().position) == (9, 9)
    assert findings() == [("restored", "plats 10–12")]
    seal_all()
    notes(4)
    seal_all()
    assert findings() == [("restored", "plats 10–12")]
    row = Trace.objects.get(action="restore")
    assert (row.actor_name, row.detail) == ("Disa Drift", {"kept": 9, "lost": 12, "why": "disken gick sönder"})
    assert Seal.objects.filter(trace_id=row.id).exists()


def test_when_new_rows_have_taken_the_places(restored_log):
    notes(6)
    seal_all()
    assert findings() == [("altered", "plats 12")]
    restore = restored.acknowledge("Disa Drift", "disken gick sönder")
    assert (restore.kept, restore.lost) == (8, 12)  # the last head that agrees, and the last that does not
    seal_all()
    assert findings() == [("restored", "plats 9–12")]


def test_what_is_cut_afterwards_is_found_all_the_same(restored_log):
    restored.acknowledge("Disa Drift", "disken gick sönder")
    seal_all()
    notes(3)
    seal_all()
    tamper(restored_log, "DELETE FROM gate_seal WHERE position > 11")
    assert ("cut", "plats 12–13") in findings()


def test_nothing_is_acknowledged_when_nothing_is_missing(log):
    assert restored.acknowledge("Disa Drift", "för säkerhets skull") is None
    assert not Trace.objects.filter(action="restore").exists()
    assert findings() == []


def test_a_restore_is_noted_also_when_nothing_that_is_anchored_is_missing(log):
    """As on a new machine: what came after the backup was anchored in a file that is gone too."""
    restored.note("Disa Drift", "ur säkerhetskopian från i natt")
    assert findings() == [("restored", "efter plats 12")]
    seal_all()
    notes(4)
    seal_all()
    assert findings() == [("restored", "efter plats 12")]
    (words,) = (finding.words for finding in verifying.verify())
    assert "Det som hade skrivits efter säkerhetskopian finns inte kvar." in words
    tamper(log, "DELETE FROM gate_seal WHERE position > 14")
    assert findings()[1][0] == "cut"


def test_noting_a_restore_acknowledges_what_is_missing(restored_log):
    restore = restored.note("Disa Drift", "ur säkerhetskopian från i natt")
    assert (restore.kept, restore.lost) == (9, 12)
    seal_all()
    assert findings() == [("restored", "plats 10–12")]


def test_a_forged_acknowledgement_hides_nothing(restored_log):
    forged = trace.row(NURSE, "restore", "log", detail={"kept": 9, "lost": 12, "why": "x"})
    forged.seal = bytes(32)
    with restored_log.app() as application:
        insert(application, forged)
    assert ("cut", "plats 10–12") in findings()
    assert ("inserted", f"rad {forged.id}") in findings()


def test_the_command(restored_log, anchor):
    def audit(*words):
        environment = {**restored_log.copy.environment, "VARDTRAD_TRACE_ANCHOR_FILE": str(anchor)}
        command = [sys.executable, "-m", "vardtrad.config.cli", "audit", *words]
        return subprocess.run(command, env=environment, text=True, capture_output=True, check=False)

    assert audit("verify").returncode == 1
    acknowledge = ("acknowledge-restore", "--by", "Disa Drift", "--why", "disken gick sönder")
    done = audit(*acknowledge)
    assert done.returncode == 0, done.stderr
    assert "kvitterades" in done.stdout
    done = audit("verify")
    assert done.returncode == 0, done.stdout
    assert "restored: plats 10–12: En återställning av databasen kvitterades" in done.stdout
    assert "av Disa Drift (disken gick sönder)" in done.stdout
    assert done.stdout.splitlines()[-1] == "Loggen är hel."
    done = audit(*acknowledge)
    assert (done.returncode, done.stdout) == (1, "")
    assert "inget att kvittera" in done.stderr


def test_no_other_row_of_the_log_is_an_acknowledgement(committed, anchor):
    detail = {"kept": 9, "lost": 12, "why": "x"}
    for action, label, refused in (("read", "log", False), ("restore", "toy", False), ("restore", "log", True)):
        trace.row(system("restore"), action, label, refused=refused, detail=detail).save(force_insert=True)
    assert restored.acknowledged() == []
    restored.note("Disa Drift", "disken gick sönder")
    assert [restore.why for restore in restored.acknowledged()] == ["disken gick sönder"]
