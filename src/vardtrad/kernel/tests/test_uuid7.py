import os
import threading
import time
import uuid

import pytest

from vardtrad.kernel import uuid7 as module
from vardtrad.kernel.uuid7 import uuid7


def millisecond_in(key):
    return key.int >> 80


def test_it_is_a_version_7_of_the_right_variant():
    key = uuid7()
    assert isinstance(key, uuid.UUID)
    assert key.version == 7
    assert key.variant == uuid.RFC_4122


def test_it_begins_with_the_time_in_milliseconds():
    before = time.time_ns() // 1_000_000
    key = uuid7()
    after = time.time_ns() // 1_000_000
    # Many keys in one test run may have pushed the counter past its millisecond, hence the second of grace.
    assert before <= millisecond_in(key) <= after + 1000


def test_each_key_is_greater_than_the_one_before():
    keys = [uuid7() for _ in range(20_000)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert [str(key) for key in keys] == sorted(str(key) for key in keys)


def test_keys_keep_their_order_when_the_clock_goes_back(monkeypatch):
    real = time.time_ns()
    monkeypatch.setattr(module, "_sequence", module._Sequence())
    times = iter([real, real - 5_000_000_000, real - 1, real])
    monkeypatch.setattr(module.time, "time_ns", lambda: next(times))
    keys = [uuid7() for _ in range(4)]
    assert keys == sorted(keys)
    assert {millisecond_in(key) for key in keys} == {real // 1_000_000}


def test_a_full_counter_borrows_the_next_millisecond(monkeypatch):
    sequence = module._Sequence()
    monkeypatch.setattr(module, "_sequence", sequence)
    monkeypatch.setattr(module.time, "time_ns", lambda: 1_700_000_000_000_000_000)
    first = uuid7()
    sequence._counter = module._COUNTER_LIMIT - 1
    second = uuid7()
    assert second > first
    assert millisecond_in(second) == millisecond_in(first) + 1


def test_threads_never_get_the_same_key():
    keys = []

    def take():
        mine = [uuid7() for _ in range(2_000)]
        assert mine == sorted(mine)
        keys.extend(mine)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == len(set(keys)) == 16_000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_counts_on_its_own():
    uuid7()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, b"".join(uuid7().bytes for _ in range(50)))
        finally:
            os._exit(0)
    os.close(writing)
    own = {uuid7().bytes for _ in range(50)}
    with os.fdopen(reading, "rb") as pipe:
        sent = pipe.read()
    os.waitpid(child, 0)
    theirs = {sent[at : at + 16] for at in range(0, len(sent), 16)}
    assert len(theirs) == 50
    assert not own & theirs
