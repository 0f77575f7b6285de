"""Runs every check and test, each part timed; run by ./test with the Python of .venv.

A journey in the browser that failed is run once more with its file, alone: a busy machine can be too slow for two
browsers at once. One that passes only then is named in the summary, so that it is mended and not got used to.

The parts that are tests share one database server and one migrated database, made while the checks before them run.

With arguments only pytest is run, with those arguments. The exit code is 0 when everything passed and nothing was
left out: a skipped test counts as a fault, unless its reason names ``../shared/``, material that stands beside the
checkout and that a clone elsewhere does not have; how many those are is said. The last line is the sum of pytest's own
summaries.
"""

# ruff: noqa: S314, S603, T201 (a script that runs programs, reads their own reports and speaks to the terminal)
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

import find_pango
import find_servers
from find_chromium import find, install

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MOST_TRIED_AGAIN = 3
LAST_WORDS = 60
"""Seconds that a part which is told to stop has to remove what it has made."""


class Keeper:
    """A process that keeps the tests' server and migrated database until it is told to end (tests/keeper.py)."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._told: dict[str, str] | None = None

    def begin(self) -> None:
        """Begin to make them."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.keeper"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def environment(self) -> dict[str, str]:
        """What tells a run of pytest where they are; nothing if they could not be made: then it makes its own."""
        if self._told is None:
            line = self._process.stdout.readline() if self._process and self._process.stdout else ""
            told = json.loads(line or "{}")
            self._told = told | {"VARDTRAD_TEST_KEPT": told["VARDTRAD_TEST_RUN"]} if told else {}
        return self._told

    def end(self) -> None:
        """Remove them."""
        if self._process:
            self._process.communicate()  # closes what it listens to


@dataclass
class Part:
    """One part of the run and how it went."""

    name: str
    command: list[str]
    tests: bool = False
    seconds: float = 0.0
    code: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    without_material: int = 0
    tried_again: tuple[str, ...] = ()
    may_try_again: bool = False
    keeper: Keeper | None = None

    @property
    def well(self) -> bool:
        """Whether it passed with nothing left out."""
        return self.code == 0 and not self.skipped

    def run(self) -> None:
        """Run it to its end, its output shown as it comes."""
        print(f"\n=== {self.name}", flush=True)
        begin = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            extra = [f"--junitxml={report}"] if self.tests else []
            environment = os.environ | (self.keeper.environment() if self.keeper else {})
            self.code = _carried_out([*self.command, *extra], environment)
            if self.tests:
                self._count(report)
            # 1 is pytest's word for failed tests; anything else means that it did not come to its end.
            if self.code == 1 and self.may_try_again:
                self._try_again(report)
        self.seconds = time.monotonic() - begin

    def _try_again(self, report: Path) -> None:
        """Run the few that failed once more, by themselves; many failures are no accident and stand."""
        failed = tuple(_failed(report))
        if not 0 < len(failed) <= MOST_TRIED_AGAIN or len(failed) != self.failed:
            return
        # Whole files, since the journeys of a file may follow each other; but a walk with many values is one by itself.
        again = dict.fromkeys(name if "[" in name else name.partition("::")[0] for name in failed)
        command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "journey", *again]
        second = Part(self.name, command, tests=True, keeper=self.keeper)
        second.run()
        if second.well and second.passed:
            self.code, self.failed, self.passed = 0, 0, self.passed + self.failed
            self.tried_again = failed

    def _count(self, report: Path) -> None:
        if not report.exists():
            return
        for suite in ElementTree.parse(report).iter("testsuite"):
            total, failed, errors, skipped = (
                int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
            )
            self.failed += failed + errors
            beside = sum("../shared/" in (case.get("message") or "") for case in suite.iter("skipped"))
            self.without_material += beside
            self.skipped += skipped - beside
            self.passed += total - failed - errors - skipped


def _carried_out(command: list[str], environment: Mapping[str, str]) -> int:
    """Run a program to its end, and give its exit code.

    When we are told to stop it is told as well, and has the time to clean up after itself: Ctrl-C reaches it without
    us, SIGTERM and SIGHUP do not.
    """
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return process.wait()
    except BaseException as told:
        if not isinstance(told, KeyboardInterrupt):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def stop_orderly() -> None:
    """Let SIGTERM and SIGHUP end the run as Ctrl-C does, with every folder and server removed."""

    def stop(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    # A shell that runs us beside itself has us ignore it, and the parts with us.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _failed(report: Path) -> Iterator[str]:
    """The failed tests of a report, as pytest names them."""
    if not report.exists():
        return
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            yield f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"


def parts() -> Iterator[Part]:
    """All parts, the quick ones first."""
    keeper = Keeper()
    pytest = [sys.executable, "-m", "pytest"]
    yield Part("ruff check", [str(BIN / "ruff"), "check", "."])
    yield Part("ruff format", [str(BIN / "ruff"), "format", "--check", "."])
    yield Part("mallar", [str(BIN / "djlint"), "--check", "src"])
    yield Part("mypy", [str(BIN / "mypy")])
    yield Part("importer", [str(BIN / "lint-imports")])
    yield Part("genererade dokument", [sys.executable, "-m", "vardtrad.config.cli", "check", "--docs"])
    yield Part("tester", [*pytest, "-n", "2", "-m", "not journey and not javascript"], tests=True, keeper=keeper)
    # By file: a file's tests share one browser window.
    scripts = [*pytest, "-n", "2", "--dist", "loadfile", "-m", "javascript"]
    yield Part("skript", scripts, tests=True, keeper=keeper)
    # The longest first (tests/parts.py). Three at a time are no quicker on two cores, and too slow for what a journey
    # does within a second, as a person does.
    journeys = [*pytest, "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m", "journey"]
    yield Part("resor i webbläsaren", journeys, tests=True, may_try_again=True, keeper=keeper)
    yield Part("styrkta krav", [sys.executable, str(ROOT / "scripts" / "requirements_proven.py")])


def main(arguments: list[str]) -> int:
    """Run the parts, then print the table and the sum."""
    if not arguments and (lacking := find_servers.install()):
        print(f"Testerna behöver mer. Kör: sudo apt-get install -y {' '.join(lacking)}", file=sys.stderr)
        return 1
    if not arguments and not (find_pango.found() or find_pango.install()):
        print(f"Testerna behöver Pango. Kör: sudo apt-get install -y {' '.join(find_pango.PACKAGES)}", file=sys.stderr)
        return 1
    browser = find() or (install() if not arguments else None)
    if browser:
        os.environ["CHROMIUM"] = browser
    elif not arguments:
        print("Testerna behöver Chromium eller Chrome. Kör: sudo apt-get install -y chromium", file=sys.stderr)
        print("(eller installera Google Chrome, eller ange programmet i CHROMIUM)", file=sys.stderr)
        return 1
    alone = Part("pytest", [sys.executable, "-m", "pytest", *arguments], tests=True)
    chosen = [alone] if arguments else list(parts())
    keepers = {part.keeper for part in chosen if part.keeper}
    # Otherwise each of the many processes that the tests start compiles the whole product anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        for keeper in keepers:
            keeper.begin()
        for part in chosen:
            part.run()
    finally:
        for keeper in keepers:
            keeper.end()
    print("\n=== Sammanfattning")
    for part in chosen:
        outcome = "godkänd" if part.well else "UNDERKÄND"
        counts = f"  {part.passed} passed, {part.failed} failed" if part.tests else ""
        left_out = f", {part.skipped} överhoppade (får inte förekomma)" if part.skipped else ""
        beside = f", {part.without_material} ej körda (../shared/ finns inte här)" if part.without_material else ""
        print(f"{part.name:<22}{part.seconds:>7.1f} s  {outcome}{counts}{left_out}{beside}")
        for name in part.tried_again:
            print(f"{'':<22}lyckades först i andra försöket: {name}")
    print(f"{'allt':<22}{sum(part.seconds for part in chosen):>7.1f} s")
    print(f"{sum(part.passed for part in chosen)} passed, {sum(part.failed for part in chosen)} failed", flush=True)
    return 0 if all(part.well for part in chosen) else 1


if __name__ == "__main__":
    stop_orderly()
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
