"""Tries a mutant in a process of its own, forked from one that has imported nothing of the product.

For changes of a module's own lines (the rows of a table), and to make sure of those that survived in a living process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.bench.mutations import planting
from tests.bench.mutations.covering import Covering
from tests.bench.mutations.making import Mutant
from tests.bench.mutations.outcomes import Outcome

PATIENCE = 600
"""So many seconds a process may take until its first test, and for each test, before its mutant counts as found."""
WITHOUT_DATABASE = "tests/needs/test_each_need_alone.py"
LEAVES = "tests/needs/test_what_moves_leave.py"
QUICK = {
    "kernel": ["src/vardtrad/kernel/tests", "tests/house/test_numbers_of_law.py",
               "tests/house/test_examples_of_law.py"],
    "cases/case/danger_signs": ["src/vardtrad/cases/case/danger_signs/tests/test_rules.py"],
    "cases/case": [WITHOUT_DATABASE, LEAVES, "src/vardtrad/cases/case/tests/test_rules.py",
                   "src/vardtrad/cases/case/tests/test_needs_in_words.py"],
    "cases/listing": [WITHOUT_DATABASE, LEAVES, "src/vardtrad/cases/listing/tests/test_rules.py"],
    "cases/tasks": [WITHOUT_DATABASE, LEAVES, "src/vardtrad/cases/tasks/tests/test_rules.py"],
    "cases/waiting_list": [WITHOUT_DATABASE, LEAVES, "src/vardtrad/cases/waiting_list/tests/test_rules.py"],
    "operations/own_log": ["src/vardtrad/operations/own_log/tests"],
    "planning/fields": ["src/vardtrad/planning/fields/tests", "src/vardtrad/planning/sip/tests/test_rows.py",
                        "src/vardtrad/planning/sip/tests/test_assessment.py"],
    "planning/sip_requests": [WITHOUT_DATABASE, LEAVES, "src/vardtrad/planning/own/tests/test_asking_for_a_sip.py"],
    "planning/sip": [WITHOUT_DATABASE, LEAVES, "src/vardtrad/planning/sip/tests/test_rules.py"],
    "planning/svu/payment": ["src/vardtrad/planning/svu/payment/tests"],
    "planning/svu": [WITHOUT_DATABASE, LEAVES, "src/vardtrad/planning/svu/tests/test_rules.py"],
    "planning": [WITHOUT_DATABASE, LEAVES, "src/vardtrad/planning/svu/tests/test_rules.py",
                 "src/vardtrad/planning/plan/tests/test_reading_rules.py"],
    "shared/care_units": [WITHOUT_DATABASE, LEAVES, "src/vardtrad/shared/care_units/tests"],
    "shared/contact_card": ["src/vardtrad/planning/plan/tests/test_contact_card.py",
                            "src/vardtrad/cases/resident/tests/test_card.py"],
    "shared/documents": ["src/vardtrad/shared/documents/tests"],
    "shared/forms": ["src/vardtrad/shared/forms/tests/test_rules_of_answers.py",
                     "src/vardtrad/shared/forms/tests/test_files_and_references.py"],
    "shared/login/ways": ["src/vardtrad/shared/login/ways/tests/test_rows.py"],
    "shared/proxies": ["src/vardtrad/shared/proxies/tests"],
    "shared/rule_engine": ["src/vardtrad/shared/rule_engine/tests"],
    "gate/door": ["src/vardtrad/gate/tests"],
}  # fmt: skip
"""The tests that know the rules of a folder best; those above a folder are for what is in it too."""
BESIDE = {
    "planning/svu/payment": [],
    "planning": ["tests/needs/test_each_ground_for_reading.py", "src/vardtrad/planning/svu/tests/test_events.py",
                 "src/vardtrad/planning/svu/tests/test_what_the_page_says.py",
                 "src/vardtrad/planning/svu/payment/tests/test_events_and_days.py",
                 "src/vardtrad/planning/plan/tests/test_what_is_offered.py",
                 "src/vardtrad/planning/messages/tests/test_writing.py"],
}  # fmt: skip
"""Further tests for the first way, which only runs those that execute the changed line."""
THOROUGH = {
    "kernel": ["src/vardtrad/kernel/tests", "src/vardtrad/gate/tests", "tests/needs"],
    "cases/waiting_list": ["src/vardtrad/cases/waiting_list/tests", "src/vardtrad/cases/staff/guarantee/tests",
                           "tests/needs"],
    "cases": ["src/vardtrad/cases/case/tests", "src/vardtrad/cases/tasks/tests", "src/vardtrad/cases/listing/tests",
              "src/vardtrad/cases/staff/open_case/tests", "tests/needs"],
    "operations": ["src/vardtrad/operations/own_log/tests"],
    "planning": ["src/vardtrad/planning", "tests/needs"],
    "shared": ["src/vardtrad/shared", "tests/needs"],
    "gate/door": ["src/vardtrad/gate/tests", "tests/needs"],
}  # fmt: skip
"""What is tried besides on a mutant that the quick ones let through."""


def tests_for(path: str, where: dict[str, list[str]]) -> list[str]:
    """The entry of the deepest folder that the mutated file is in."""
    folders = [folder for folder in where if path.startswith(f"src/vardtrad/{folder}/")]
    return where[max(folders, key=len)] if folders else []


@contextmanager
def database(root: Path) -> Iterator[dict[str, str]]:
    """The environment with which the tests find a server and a migrated template that are there already."""
    with tempfile.TemporaryFile() as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.keeper"],
            cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        assert keeper.stdout is not None
        assert keeper.stdin is not None
        try:
            yield json.loads(keeper.stdout.readline())
        finally:
            keeper.stdin.close()
            keeper.wait(60)


def in_order(tests: list[str], path: str, covering: Covering) -> list[str]:
    """The tests one by one, as far as it is known how long they take: first those that execute anything of the file."""
    names = [name for name in covering if name.startswith(tuple(tests))]
    return sorted(names, key=lambda name: (path not in covering[name][1], covering[name][0])) or tests


class _Plugin:
    """Takes the server that is there instead of starting one, and remembers which test failed.

    SIGALRM ends the process when a test takes more than PATIENCE.
    """

    def __init__(self) -> None:
        self.failed = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.workerinput = {"workerid": "m"}  # type: ignore[attr-defined]

    def pytest_runtest_setup(self) -> None:
        signal.alarm(PATIENCE)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def preload() -> None:
    """Import what is not the product, once for all forks."""
    import babel.core
    import django.contrib.postgres.fields
    import django.db.models
    import django.test
    import django.utils.translation
    import django.views.generic
    import filetype
    import holidays
    import jinja2
    import personnummer
    import PIL.Image
    import psycopg
    import pypdf

    assert all((babel, django, filetype, holidays, jinja2, personnummer, PIL, psycopg, pypdf))
    assert not any(name.partition(".")[0] == "vardtrad" for name in sys.modules)


def begin(root: Path, mutant: Mutant | None, tests: list[str], environment: dict[str, str], note: Path) -> int:
    """Start trying a mutant, or the code as it is; the id of the process, which is its group's too.

    It writes its outcome into ``note``.
    """
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.environ |= environment | {"PYTEST_XDIST_WORKER": f"m{os.getpid()}"}
        os.chdir(root)
        if mutant is not None:
            planting.before_import(root, mutant)
        plugin = _Plugin()
        signal.alarm(PATIENCE)
        note.write_text(f"{Outcome.FOUND.value}|ended")
        code = pytest.main(
            [
                "-x",
                "-q",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:xdist",
                "-m",
                "not journey and not javascript",
                "-W",
                "ignore::pytest.PytestAssertRewriteWarning",
                *tests,
            ],
            plugins=[plugin],
        )
        survived = int(code) == 0
        note.write_text(f"{(Outcome.SURVIVED if survived else Outcome.FOUND).value}|{plugin.failed or int(code)}")
    finally:
        os._exit(0)


def _see_that_tests_pass(root: Path, folder: Path, tests: list[str], environment: dict[str, str]) -> None:
    """Run the tests of a mutant without it. Raises RuntimeError if they fail: then they would find everything."""
    note = folder / "afresh-nothing"
    os.waitpid(begin(root, None, tests, environment, note), 0)
    said = note.read_text()
    note.unlink()
    if not said.startswith(Outcome.SURVIVED.value):
        raise RuntimeError(f"the tests fail without any mutant: {said}")


def try_all(
    root: Path, folder: Path, wanted: list[tuple[Mutant, list[str]]], workers: int, until: float, done: Any
) -> None:
    """Try each mutant with its tests, a few at a time; ``done`` is called with each outcome."""
    if not wanted or time.time() >= until:
        return
    preload()
    with database(root) as environment:
        _see_that_tests_pass(root, folder, wanted[0][1], environment)
        running: dict[int, tuple[Mutant, Path]] = {}
        while wanted or running:
            while wanted and len(running) < workers and time.time() < until:
                mutant, tests = wanted.pop(0)
                note = folder / f"afresh-{mutant.key}"
                running[begin(root, mutant, tests, environment, note)] = (mutant, note)
            if not running:
                return
            for pid in list(running):
                mutant, note = running[pid]
                ended, status = os.waitpid(pid, os.WNOHANG)
                if not ended:
                    continue
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)  # what a test had started, if its time was out
                if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
                    done(mutant, Outcome.FOUND, "took too long")
                elif not os.WIFSIGNALED(status):  # else somebody has ended it from outside: the next run tries it again
                    word, _, by = (note.read_text() if note.exists() else f"{Outcome.FOUND.value}|ended").partition("|")
                    done(mutant, Outcome(word), by)
                note.unlink(missing_ok=True)
                del running[pid]
            time.sleep(0.02)
