"""The anchor file: one that cannot be written is told of and stops nothing, and the head is anchored when it can be."""

import gc
import subprocess
import sys
import tracemalloc
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.toy import verbs
from vardtrad.config import check
from vardtrad.gate import worker
from vardtrad.gate.door import anchor, seal, trace, verifying
from vardtrad.gate.models import Seal
from vardtrad.kernel import clock

NURSE = verbs.member(uuid4())


@pytest.fixture
def path(settings, tmp_path):
    """An anchor file in a folder that does not exist yet."""
    path = tmp_path / "away" / "anchor"
    settings.TRACE_ANCHOR_FILE = str(path)
    return path


def seal_a_row():
    trace.note(NURSE, "read", "toy")
    before = Seal.objects.count()
    for _ in range(500):
        if seal.seal_batch():
            break
    assert Seal.objects.count() == before + 1


def heads():
    return {line.position: line.chain for lines in anchor.batches(2) for line in lines}


def criticals(caplog):
    return [record.getMessage() for record in caplog.records if record.levelname == "CRITICAL"]


def test_one_that_cannot_be_written_stops_nothing_and_the_head_follows_when_it_can(committed, path, caplog):
    seal_a_row()
    seal_a_row()
    assert len(criticals(caplog)) == 1
    assert "No such file" in criticals(caplog)[0]
    path.parent.mkdir()
    assert "can be written again" not in caplog.text
    assert seal.seal_batch() == 0  # nothing new, and yet the head is anchored
    assert caplog.text.count("can be written again: the head at position 2") == 1
    assert heads() == {2: bytes(Seal.objects.get(position=2).chain)}
    seal.seal_batch()
    assert len(path.read_text().splitlines()) == 1
    assert caplog.text.count("can be written again") == 1
    assert list(verifying.verify()) == []


def test_a_new_worker_anchors_no_head_twice(committed, path, monkeypatch):
    path.parent.mkdir()
    seal_a_row()
    (chain,) = heads().values()
    for other, lines in ((chain, 1), (bytes(32), 2), (bytes(32), 2)):
        monkeypatch.setattr(anchor, "_state", anchor._State())
        anchor.put(1, other)
        assert len(path.read_text().splitlines()) == lines


def test_a_head_that_an_ended_worker_could_not_anchor_is_anchored_by_the_next(committed, path, monkeypatch):
    seal_a_row()
    path.parent.mkdir()
    monkeypatch.setattr(anchor, "_state", anchor._State())
    seal.seal_batch()
    assert set(heads()) == {1}


def test_the_process_lives_and_says_so_at_its_start(committed, path):
    trace.note(NURSE, "read", "toy")
    process = subprocess.Popen(
        [sys.executable, "-m", "vardtrad.config.cli", "worker"],
        env={**committed.copy.environment, "VARDTRAD_TRACE_ANCHOR_FILE": str(path)},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        with committed.owner() as owner:
            for _ in range(300):
                if owner.execute("SELECT count(*) FROM gate_seal").fetchone()[0] == 1:
                    break
                owner.execute("SELECT pg_sleep(0.1)")
        assert Seal.objects.count() == 1
        process.terminate()
        _, words = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, words
    assert "Traceback" not in words
    assert "CRITICAL vardtrad.gate.door.anchor the anchor file cannot be written (No such file or directory)" in words


def test_check_looks_at_the_file_and_does_not_make_it(committed, path, capsys):
    assert check.run([]) == 1
    assert f"Förankringsfilen {path} kan inte skrivas: No such file or directory." in capsys.readouterr().out
    path.parent.mkdir()
    check.run([])
    assert "Förankringsfilen" not in capsys.readouterr().out
    assert not path.exists()
    path.mkdir()
    check.run([])
    assert "kan inte skrivas: Is a directory" in capsys.readouterr().out


def test_one_that_cannot_be_read_is_named_by_verify(committed, path):
    path.mkdir(parents=True)
    assert [(finding.kind, finding.where) for finding in verifying.verify()] == [("anchor", "förankringsfilen")]


def test_no_fault_of_any_kind_ends_the_worker(committed, monkeypatch, caplog):
    """A chore that breaks stops neither the other chores nor the rounds."""
    done = []

    def breaks():
        raise OSError("disk full")

    worker.do_chores(worker.Handlers({}, lambda notice: None, (breaks, lambda: done.append(1))))
    assert done == [1]
    assert "a chore failed" in caplog.text


def test_heads_of_a_busy_time_are_bundled_and_the_last_is_anchored(committed, path, monkeypatch, caplog):
    """A line each second of work would be 8 MB a day, in the file and in the worker's log."""
    now = [0.0]
    monkeypatch.setattr(anchor, "EVERY", timedelta(seconds=10))
    monkeypatch.setattr(anchor, "_state", anchor._State())
    monkeypatch.setattr(clock, "stopwatch", lambda: now[0])
    caplog.set_level("INFO")
    path.parent.mkdir()
    for second in range(30):
        now[0] = 1000.0 + second
        seal_a_row()
    assert list(heads()) == [1, 11, 21]
    assert caplog.text.count("seal head position=") == 3
    now[0] += 0.5
    seal.seal_batch()  # nothing new, and the time is not up
    assert list(heads())[-1] == 21
    now[0] += 10
    seal.seal_batch()
    assert list(heads())[-1] == 30
    seal_a_row()
    anchor.flush()  # the worker is told to end
    assert list(heads())[-1] == 31
    assert list(verifying.verify()) == []


def test_verify_remembers_no_more_of_a_long_anchor_file_than_of_a_short_one(committed, path):
    """The file is read a batch at a time, however long it has become."""
    path.parent.mkdir()
    seal_a_row()
    line = path.read_text()

    def most_memory():
        gc.collect()
        tracemalloc.start()
        try:
            assert list(verifying.verify()) == []
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most_memory()
    path.write_text(line * 4_000)
    short = most_memory()
    path.write_text(line * 40_000)
    assert most_memory() < short * 1.5
