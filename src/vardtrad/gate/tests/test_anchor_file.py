"""The anchor file itself: what its lines say, what is read of a damaged one, and when its keeper is told of faults."""

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vardtrad.gate.door import anchor
from vardtrad.kernel import clock

EVERY = anchor.EVERY  # before the tests of the gate turn it off
CHAIN, OTHER = bytes(range(32)), bytes(32)
AT = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def text(position, chain=CHAIN, at="2026-03-02T07:30:00+00:00"):
    return f"{at} {position} {chain.hex()}"


@pytest.fixture
def path(settings, tmp_path, monkeypatch):
    path = tmp_path / "anchor"
    settings.TRACE_ANCHOR_FILE = str(path)
    monkeypatch.setattr(anchor, "_state", anchor._State())
    return path


@pytest.fixture
def seconds(monkeypatch):
    """The machine's clocks, which go on only when the test says so."""
    passed = [1000.0]
    monkeypatch.setattr(anchor, "EVERY", EVERY)
    monkeypatch.setattr(clock, "stopwatch", lambda: passed[0])
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(seconds=passed[0] - 1000))
    return passed


def told(caplog, level):
    return [record.getMessage() for record in caplog.records if record.levelname == level]


def positions(path):
    return [int(line.split()[1]) for line in path.read_text().splitlines()] if path.exists() else []


class TestWriting:
    def test_a_line_says_when_which_place_and_the_chain(self, path, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: AT.astimezone(clock.STOCKHOLM) + timedelta(microseconds=5))
        anchor.put(7, CHAIN)
        anchor.put(8, OTHER)
        assert path.read_text() == f"{text(7)}\n{text(8, OTHER)}\n"

    def test_the_line_is_on_the_disk_before_the_head_counts_as_anchored(self, path, monkeypatch):
        """A machine that loses its power must not have forgotten it."""
        at_sync = []
        monkeypatch.setattr(os, "fsync", lambda file: at_sync.append((os.fstat(file).st_ino, path.read_text())))
        anchor.put(7, CHAIN)
        ((inode, written),) = at_sync
        assert (inode, written) == (path.stat().st_ino, path.read_text())
        assert written

    def test_an_empty_log_has_no_head(self, path, caplog):
        caplog.set_level("INFO")
        anchor.put(0, bytes(32))
        anchor.flush()
        assert not path.exists()
        assert not caplog.records

    def test_without_a_file_the_process_log_is_told_all_the_same(self, path, settings, caplog, seconds):
        caplog.set_level("INFO")
        settings.TRACE_ANCHOR_FILE = ""
        anchor.put(1, CHAIN)
        seconds[0] += 9
        anchor.put(2, OTHER)
        assert told(caplog, "INFO") == [f"seal head position=1 chain={CHAIN.hex()}"]
        seconds[0] += 1
        anchor.put(2, OTHER)
        anchor.put(2, OTHER)
        assert told(caplog, "INFO")[1:] == [f"seal head position=2 chain={OTHER.hex()}"]
        assert not told(caplog, "CRITICAL")
        assert not told(caplog, "WARNING")

    def test_another_file_gets_the_head_too(self, path, settings, tmp_path):
        anchor.put(7, CHAIN)
        settings.TRACE_ANCHOR_FILE = str(tmp_path / "another")
        anchor.put(7, CHAIN)
        assert (positions(path), positions(tmp_path / "another")) == ([7], [7])

    def test_another_file_is_anchored_in_at_once(self, path, settings, tmp_path, seconds, caplog):
        """What this process knew of the first file, and when it last wrote, says nothing of the second."""
        caplog.set_level("INFO")
        path.mkdir()
        anchor.put(1, CHAIN)
        assert len(told(caplog, "CRITICAL")) == 1
        settings.TRACE_ANCHOR_FILE = str(tmp_path / "another")
        anchor.put(1, CHAIN)
        assert positions(tmp_path / "another") == [1]
        assert len(told(caplog, "INFO")) == 2
        assert not told(caplog, "WARNING")

    def test_the_file_is_told_of_a_head_every_ten_seconds(self, path, seconds):
        anchor.put(1, CHAIN)
        for after in (9.5, 0.4):
            seconds[0] += after
            anchor.put(2, CHAIN)
            assert positions(path) == [1]
        seconds[0] += 0.1
        anchor.put(3, CHAIN)
        assert positions(path) == [1, 3]

    def test_so_also_counted_from_a_head_that_came_late(self, path, seconds):
        """A file that could not be written got the head when it could: the next one waits from then."""
        path.mkdir()
        anchor.put(1, CHAIN)
        path.rmdir()
        seconds[0] += 10
        anchor.put(1, CHAIN)
        assert positions(path) == [1]
        seconds[0] += 9
        anchor.put(2, CHAIN)
        assert positions(path) == [1]
        seconds[0] += 1
        anchor.put(2, CHAIN)
        assert positions(path) == [1, 2]

    def test_the_same_place_with_another_chain_is_another_head(self, path):
        for chain in (CHAIN, CHAIN, OTHER):
            anchor.put(7, chain)
        assert path.read_text().count(OTHER.hex()) == 1
        assert positions(path) == [7, 7]

    @pytest.mark.parametrize("last", [(7, OTHER), (6, CHAIN), None])
    def test_a_new_process_looks_whether_the_head_is_there(self, path, last):
        path.write_text(text(*last) + "\n" if last else "")
        anchor.put(7, CHAIN)
        assert positions(path)[-1] == 7
        assert len(positions(path)) == (2 if last else 1)


class TestOneThatCannotBeWritten:
    def test_is_told_of_again_when_ten_minutes_have_passed(self, path, seconds, caplog):
        path.mkdir()
        for after, times in ((0, 1), (60, 1), (540, 1), (1, 2), (30, 2), (571, 3)):
            seconds[0] += after
            anchor.put(1, CHAIN)
            assert len(told(caplog, "CRITICAL")) == times, seconds[0]
        assert "(Is a directory): the head of the log is not anchored until it can" in caplog.text

    def test_a_fault_without_words_of_the_systems_is_told_by_its_name(self, path, caplog, monkeypatch):
        def breaks(*_given, **_named):
            raise BlockingIOError

        monkeypatch.setattr(Path, "open", breaks)
        anchor.put(1, CHAIN)
        assert "the anchor file cannot be written (BlockingIOError)" in caplog.text
        monkeypatch.setattr(Path, "exists", lambda path: True)
        assert anchor.why_unwritable() == "BlockingIOError"

    def test_when_it_can_be_written_again_that_is_told_once(self, path, seconds, caplog):
        path.mkdir()
        anchor.put(1, CHAIN)
        path.rmdir()
        for position in (1, 2):
            seconds[0] += 10
            anchor.put(position, CHAIN)
        assert told(caplog, "WARNING") == ["the anchor file can be written again: the head at position 1 is anchored"]
        path.unlink()
        path.mkdir()
        seconds[0] += 10
        anchor.put(3, CHAIN)  # at once, though ten minutes have not passed since it was told the first time
        assert len(told(caplog, "CRITICAL")) == 2

    def test_a_head_that_did_not_get_there_is_owed_until_it_does(self, path, seconds):
        anchor.put(1, CHAIN)
        path.rename(path.with_name("away"))
        path.mkdir()
        seconds[0] += 10
        anchor.put(2, OTHER)
        path.rmdir()
        path.with_name("away").rename(path)
        anchor.flush()
        assert positions(path) == [1, 2]

    def test_why_is_said_at_the_start_of_the_worker(self, path, caplog):
        anchor.complain_if_unwritable()
        assert not caplog.records
        path.mkdir()
        anchor.complain_if_unwritable()
        assert told(caplog, "CRITICAL") == [
            "the anchor file cannot be written (Is a directory): heads of the log are not anchored until it can"
        ]


class TestWhyItCannotBeWritten:
    def test_one_that_can_be_is_left_as_it_is(self, path):
        assert anchor.why_unwritable() is None
        assert not path.exists()
        path.write_text("x")
        assert anchor.why_unwritable() is None
        assert path.read_text() == "x"

    def test_none_is_configured(self, path, settings):
        settings.TRACE_ANCHOR_FILE = ""
        assert anchor.why_unwritable() is None

    def test_its_folder_is_not_there_or_is_none(self, path, settings):
        settings.TRACE_ANCHOR_FILE = str(path / "anchor")
        assert anchor.why_unwritable() == os.strerror(errno.ENOENT)
        path.write_text("a file")
        assert anchor.why_unwritable() == os.strerror(errno.ENOENT)

    @pytest.mark.parametrize("missing", [os.W_OK, os.X_OK])
    def test_its_folder_is_closed(self, path, monkeypatch, missing):
        """Root may write everywhere, so the answer of the system is put in its place."""
        asked = []
        monkeypatch.setattr(os, "access", lambda where, mode: asked.append(Path(where)) or not mode & missing)
        assert anchor.why_unwritable() == os.strerror(errno.EACCES)
        assert asked == [path.parent]


class TestReading:
    def test_heads_and_damaged_lines_in_their_order(self, path):
        lines = [text(1), "not a head", text(3, OTHER), "2026-13-40T00:00:00 4 " + CHAIN.hex(), text(5)]
        path.write_text("\n".join(lines) + "\n")
        head = anchor.Line(AT, 1, CHAIN)
        expected = [head, 2, anchor.Line(AT, 3, OTHER), 4, anchor.Line(AT, 5, CHAIN)]
        assert list(anchor.batches(2)) == [expected[:2], expected[2:4], expected[4:]]
        assert list(anchor.batches(5)) == [expected]

    @pytest.mark.parametrize(
        "line",
        [
            text("x"), text(7, b"short"), text(7) + "0", " " + text(7), text(7) + " more", "", "7 " + CHAIN.hex(),
            text(7).upper(), text("-7"), text(7, at="yesterday"),
        ],
    )  # fmt: skip
    def test_nothing_else_is_a_head(self, path, line):
        path.write_text(f"{line}\n")
        assert list(anchor.batches(10)) == [[1]]
        assert anchor.last_line() is None

    def test_bytes_that_are_no_text_are_a_damaged_line(self, path):
        path.write_bytes(b"\xff\xfe\x00\n" + text(2).encode() + b"\r\n")
        assert list(anchor.batches(10)) == [[1, anchor.Line(AT, 2, CHAIN)]]
        assert anchor.last_position() == 2

    def test_a_time_of_another_zone_is_read_as_utc(self, path):
        path.write_text(text(1, at="2026-03-02T08:30:00+01:00") + "\n")
        assert anchor.last_line() == anchor.Line(AT, 1, CHAIN)
        assert anchor.last_line().at.tzinfo is UTC

    def test_the_last_head_stands_before_what_is_damaged(self, path):
        path.write_text(f"{text(1)}\n{text(2, OTHER)}\nhalf a li")
        assert anchor.last_line() == anchor.Line(AT, 2, OTHER)
        assert anchor.last_position() == 2

    def test_the_last_head_of_a_short_file_and_of_a_long_one(self, path):
        path.write_text(text(1))
        assert anchor.last_position() == 1
        path.write_text("".join(f"{text(place)}\n" for place in range(1, 401)))
        assert anchor.last_position() == 400

    def test_none_when_there_is_no_file_or_none_is_configured(self, path, settings):
        assert (list(anchor.batches(2)), anchor.last_line(), anchor.last_position()) == ([], None, 0)
        settings.TRACE_ANCHOR_FILE = ""
        assert (list(anchor.batches(2)), anchor.last_line(), anchor.last_position()) == ([], None, 0)

    def test_one_that_cannot_be_read_is_said(self, path):
        path.mkdir()
        with pytest.raises(IsADirectoryError):
            list(anchor.batches(2))
        with pytest.raises(IsADirectoryError):
            anchor.last_line()
        assert anchor.last_position() == 0

    def test_what_somebody_has_put_in_without_line_ends_is_not_read_as_a_whole(self, path):
        """The file may be as long as a disk; no line of ours is longer than 200 bytes."""
        path.write_text("x" * 500 + "\n" + text(1) + "\n")
        assert list(anchor.batches(10)) == [[1, 2, 3, anchor.Line(AT, 1, CHAIN)]]
