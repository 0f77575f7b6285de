"""What a process remembers: bounded in number and time, shared by threads, and nothing at all when switched off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from vardtrad.kernel import clock
from vardtrad.shared.lists.remembered import Remembered, rows_lifetime


@pytest.fixture
def at(monkeypatch):
    """Sets the clock to so many seconds after a fixed moment."""
    start = datetime(2026, 11, 28, 9, tzinfo=UTC)

    def go(seconds):
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=seconds))

    go(0)
    return go


def minute():
    return timedelta(minutes=1)


def test_an_answer_is_made_once_for_each_key(at):
    made = []

    def make():
        made.append("x")
        return len(made)

    memory = Remembered(10, minute)
    assert [memory.ask(key, make) for key in ("a", "b", "a")] == [1, 2, 1]


def test_many_answers_at_once_are_those_of_each_in_their_order(at):
    made = []

    def maker(key):
        def make():
            made.append(key)
            return key.upper()

        return make

    memory = Remembered(10, minute)
    memory.put("b", "kept")
    for _time in range(2):
        assert memory.ask_each(["a", "b", "c"], [maker("a"), maker("b"), maker("c")]) == ["A", "kept", "C"]
    assert made == ["a", "c"]
    at(60)
    assert memory.ask_each(["b", "a"], [maker("b"), maker("a")]) == ["B", "A"]
    assert memory.ask_each([], []) == []


def test_an_answer_is_gone_when_its_time_is_up_even_if_nobody_asks_for_it_again(at):
    memory = Remembered(10, minute)
    memory.put("old", "Alva Alm")
    at(59)
    memory.put("new", "Bo Brunius")
    assert memory.get("old") == "Alva Alm"
    at(60)
    assert memory.get("new") == "Bo Brunius"
    assert len(memory) == 1
    assert memory.get("old") is None


def test_a_hit_does_not_lengthen_the_time(at):
    memory = Remembered(10, minute)
    memory.put("a", 1)
    for second in range(60):
        at(second)
        assert memory.get("a") == 1
    at(60)
    assert memory.get("a") is None


def test_a_clock_that_is_set_back_keeps_nothing_longer(at):
    memory = Remembered(10, minute)
    at(1_000)
    memory.put("a", 1)
    at(0)
    assert memory.get("a") is None
    memory.put("b", 2)
    at(60)
    assert memory.get("b") is None
    assert len(memory) == 0


def test_no_more_than_the_limit_is_held(at):
    memory = Remembered(3, minute)
    for number in range(5):
        memory.put(number, number)
    assert len(memory) == 3
    assert [memory.get(number) for number in range(5)] == [None, None, 2, 3, 4]


def test_zero_minutes_remembers_nothing(at, settings):
    memory = Remembered(10, rows_lifetime)
    settings.REMEMBER_ROWS_MINUTES = 15
    memory.put("a", 1)
    assert memory.get("a") == 1
    settings.REMEMBER_ROWS_MINUTES = 0
    assert memory.get("a") is None
    memory.put("b", 2)
    assert len(memory) == 0
    assert memory.ask("c", lambda: 3) == 3


def test_threads_share_a_memory(at):
    memory = Remembered(50, minute)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: memory.ask(number % 100, lambda: number % 100), range(4_000)))
    assert answers == [number % 100 for number in range(4_000)]
    assert len(memory) == 50
