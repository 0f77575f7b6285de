"""A plugin of pytest: one process collects the tests once, and tries every mutant in a fork of itself.

First it runs all tests once, to see which of them execute which lines of the mutated files and how long each takes;
this is kept beside the outcomes, for each test until its file or a file that it executes changes. A mutant is then
tried by the tests that execute its line, those that have found others of the file and the quickest first, until one
fails.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import hypothesis
import pytest

from tests.bench.mutations import planting
from tests.bench.mutations.covering import Covering, Kept
from tests.bench.mutations.making import Mutant, mutants
from tests.bench.mutations.outcomes import Orders, Outcome, Outcomes

MOST_WORK = 20.0
"""A mutant that makes a test use the processor for so many seconds more than three times its time has been found."""
PATIENCE = 300.0
"""So has one whose test has not ended after so many seconds: it waits for what never comes. A busy machine is slow."""
EXAMPLES = 25
"""How many examples of each property are tried, on the tests' own lines and on each mutant."""

hypothesis.settings.register_profile("mutations", max_examples=EXAMPLES, database=None)
hypothesis.settings.load_profile("mutations")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try the mutants that are asked for, instead of running the tests."""
    orders = Orders.given()
    _await_database(session)
    covering = _covering(session, orders)
    _try_all(session, orders, covering)
    return True


def _await_database(session: pytest.Session) -> None:
    """Let the thread that starts the tests' database end: a fork must not be made meanwhile."""
    from tests.database import RUN

    run = session.config.stash.get(RUN, None)
    if run is not None and run.thread is not None:
        run.thread.join()


# ── Which tests execute which lines ──────────────────────────────────────────────────────────────────────────────────


def _covering(session: pytest.Session, orders: Orders) -> Covering:
    """The lines that each test executes: as kept from before, unless the test's file or a file it executes is new."""
    kept = Kept(orders.root, orders.folder)
    covering = kept.still_true()
    items = [item for item in session.items if item.nodeid not in covering]
    if items:
        begun = time.monotonic()
        count = max(1, orders.workers)
        outs = [orders.folder / f"covering.{place}" for place in range(count)]
        pids = [
            _forked(f"c{place}", lambda place=place: _trace(items[place::count], orders, outs[place]))
            for place in range(count)
        ]
        for pid in pids:
            os.waitpid(pid, 0)
        for out in outs:
            covering |= json.loads(out.read_text())
            out.unlink()
        kept.keep(covering)
        print(f"{len(items)} tests run once in {time.monotonic() - begun:.0f} s", flush=True)
    return covering


def _trace(items: Sequence[pytest.Item], orders: Orders, out: Path) -> None:
    """Run the tests with their lines noted, and write down what was executed by those that pass."""
    wanted = {str(orders.root / path): path for path in orders.files}
    lines: dict[str, set[int]] = {}

    def local(frame: FrameType, event: str, _given: Any) -> Any:
        if event == "line":
            lines.setdefault(wanted[frame.f_code.co_filename], set()).add(frame.f_lineno)
        return local

    def called(frame: FrameType, _event: str, _given: Any) -> Any:
        if frame.f_code.co_filename in wanted:
            lines.setdefault(wanted[frame.f_code.co_filename], set()).add(frame.f_lineno)
            return local
        return None

    covering: Covering = {}
    remembering = _remembering(set(wanted))

    def forget() -> None:
        lines.clear()
        for function in remembering:
            function.cache_clear()

    threading.settrace(called)
    for item, passed, seconds in _run(items, lambda: sys.settrace(called), forget):
        if passed:
            covering[item.nodeid] = (seconds, {path: sorted(rows) for path, rows in lines.items()})
        else:
            print(f"not used, since it fails by itself: {item.nodeid}", file=sys.__stderr__, flush=True)
    out.write_text(json.dumps(covering))


def _remembering(paths: set[str]) -> list[Any]:
    """The functions of these files that remember their answers: else only the first test would execute their lines."""
    return [
        function
        for function in gc.get_objects()
        if hasattr(type(function), "cache_clear")
        and getattr(getattr(function, "__wrapped__", None), "__code__", None) is not None
        and function.__wrapped__.__code__.co_filename in paths
    ]


def _run(items: Sequence[pytest.Item], *before: Any) -> Iterator[tuple[pytest.Item, bool, float]]:
    """Run tests one after the other: the test, whether it passed, and how many seconds it took."""
    for place, item in enumerate(items):
        for each in before:
            each()
        begun = time.monotonic()
        failed = item.session.testsfailed
        following = items[place + 1] if place + 1 < len(items) else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        yield item, item.session.testsfailed == failed, time.monotonic() - begun


# ── Trying mutants ───────────────────────────────────────────────────────────────────────────────────────────────────


def _try_all(session: pytest.Session, orders: Orders, covering: Covering) -> None:
    by_id = {item.nodeid: item for item in session.items}
    outcomes = Outcomes(orders.folder)
    of_key = {mutant.key: mutant for path in orders.files for mutant in mutants(orders.root, path)}
    # In the random order that the seed gives, so that a run that is broken off has tried some of each file.
    wanted = [of_key[key] for key in orders.keys if key in of_key and key not in outcomes]
    running: dict[int, tuple[Mutant, int]] = {}
    number = 0
    while wanted or running:
        while wanted and len(running) < orders.workers and time.time() < orders.until:
            mutant = wanted.pop(0)
            names = _names(mutant, covering, by_id, outcomes.by_whom(mutant.path))[: orders.most]
            if not names:
                outcomes.add(mutant, Outcome.NO_TEST)
                continue
            number += 1
            note = orders.folder / f"tried-{os.getpid()}-{number}"
            items = [(by_id[name], MOST_WORK + 3 * covering[name][0]) for name in names]
            pid = _forked(f"m{number}", lambda m=mutant, i=items, n=note: _try(session, orders, m, i, n))
            running[pid] = (mutant, number)
        if not running:
            break
        for pid in list(running):
            mutant, place = running[pid]
            note = orders.folder / f"tried-{os.getpid()}-{place}"
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)  # what a test had started, if its time was out
            if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGTERM)):
                word, _, by = (note.read_text() if note.exists() else "found|ended").partition("|")
                outcomes.add(mutant, Outcome(word), by)  # else somebody has ended it: the next run tries it again
            note.unlink(missing_ok=True)
            del running[pid]
        time.sleep(0.005)


def _names(mutant: Mutant, covering: Covering, by_id: dict[str, pytest.Item], finders: set[str]) -> list[str]:
    """The tests that execute a line of the mutant: those that have found others of the file, then the quickest."""
    lines = set(mutant.lines)
    names = [
        name
        for name, (_seconds, files) in covering.items()
        if name in by_id and lines & set(files.get(mutant.path, ()))
    ]
    return sorted(names, key=lambda name: (name not in finders, covering[name][0]))


def _try(
    session: pytest.Session, orders: Orders, mutant: Mutant, timed: list[tuple[pytest.Item, float]], note: Path
) -> None:
    """Run the tests on the mutant until one fails. SIGPROF or SIGALRM ends the process when a test exceeds its time."""
    if not planting.in_living_functions(orders.root, mutant):
        note.write_text(f"{Outcome.NEW_PROCESS.value}|")
        return
    session.testsfailed = 0
    times = iter(timed)
    outcome = f"{Outcome.SURVIVED.value}|{len(timed)}"

    def begin() -> None:
        item, seconds = next(times)
        note.write_text(f"{Outcome.FOUND.value}|ended in {item.nodeid}")
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    for item, passed, _seconds in _run([item for item, _allowed in timed], begin):
        if not passed:
            outcome = f"{Outcome.FOUND.value}|{item.nodeid}"
            break
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    note.write_text(outcome)
    session._setupstate.teardown_exact(None)


def _forked(name: str, work: Any) -> int:
    """A child of this process that does the work in silence and ends; its process id, which is its group's too."""
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    try:
        os.setsid()
        os.environ["PYTEST_XDIST_WORKER"] = name
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        work()
    finally:
        os._exit(0)
