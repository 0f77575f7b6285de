"""The command: makes mutants, tries a share of them in a random order that a seed gives, and prints the survivors."""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.bench.mutations import afresh
from tests.bench.mutations.covering import Kept
from tests.bench.mutations.making import Mutant, mutants
from tests.bench.mutations.outcomes import Orders, Outcomes

ROOT = Path(__file__).resolve().parents[3]
FILES = ("src/vardtrad/kernel/*.py", "src/vardtrad/gate/door/*.py", "src/vardtrad/**/*rules.py")
WORDS_ONLY = {"src/vardtrad/kernel/law_examples.py"}
"""Examples for the pages about the law: what they say is worked out anew by tests/house/test_examples_of_law.py."""
HARMLESS = Path(__file__).with_name("harmless.txt")
"""Mutants that change nothing that anybody can notice, each with its reason; they are left out of the count."""
GOAL = 0.95


def main() -> int:
    """Run the share that is asked for; 0 when the goal is met for what has been tried so far, 1 when not."""
    arguments = _parser().parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    until = time.time() + arguments.minutes * 60
    files = [path for path in files_to_change() if arguments.only in path]
    harmless = _harmless()
    made = [mutant for path in files for mutant in mutants(ROOT, path)]
    every = [mutant for mutant in made if mutant.shown() not in harmless]
    for line in sorted(harmless - {mutant.shown() for mutant in made}):
        if line.partition(":")[0] in files:
            print(f"  harmless.txt names what is no mutant any more: {line}", flush=True)
    chosen = list(every)
    random.Random(arguments.seed).shuffle(chosen)
    chosen = chosen[: max(1, round(len(chosen) * arguments.share))]
    outcomes = Outcomes(arguments.folder)
    if arguments.again:
        outcomes.forget([mutant for mutant in chosen if mutant.key in outcomes and not outcomes.found(mutant)])
    print(f"{len(every)} mutants of {len(files)} files; {len(chosen)} asked for", flush=True)
    left = [mutant for mutant in chosen if mutant.key not in outcomes]
    _loaded(arguments, chosen, [mutant for mutant in left if mutant.inside], until)
    outcomes = Outcomes(arguments.folder)
    _afresh(arguments, chosen, outcomes, until)
    return _report(every, chosen, outcomes)


def files_to_change() -> list[str]:
    """The files whose mutants are made, in order; each has its tests in ``afresh.QUICK`` and ``afresh.THOROUGH``."""
    paths = {str(path.relative_to(ROOT)) for shape in FILES for path in ROOT.glob(shape)} - WORDS_ONLY
    return sorted(path for path in paths if "/tests/" not in path)


def _harmless() -> set[str]:
    lines = HARMLESS.read_text(encoding="utf-8").splitlines() if HARMLESS.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


def _loaded(arguments: argparse.Namespace, chosen: list[Mutant], left: list[Mutant], until: float) -> None:
    """Try what is inside functions, in one process that has everything imported.

    Its files and tests are those of all that are asked for, so that a run that goes on knows already which lines
    each test executes.
    """
    if not left or time.time() >= until:
        return
    inside = [mutant for mutant in chosen if mutant.inside]
    known = (afresh.QUICK, afresh.BESIDE)
    tests = sorted({test for mutant in inside for where in known for test in afresh.tests_for(mutant.path, where)})
    files = sorted({mutant.path for mutant in inside})
    keys = [mutant.key for mutant in left]
    orders = Orders(ROOT, arguments.folder, files, keys, arguments.workers, until, arguments.most)
    words = ["-p", "tests.bench.mutations.loaded", "-p", "no:cacheprovider", "-q", "-p", "no:xdist"]
    with (arguments.folder / "loaded.log").open("ab") as log:
        subprocess.run(
            [sys.executable, "-m", "pytest", *words, "-m", "not journey and not javascript", *tests],
            cwd=ROOT, env={**os.environ, **orders.give(), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
            stdout=log, stderr=log, check=False,
        )  # fmt: skip


def _afresh(arguments: argparse.Namespace, chosen: list[Mutant], outcomes: Outcomes, until: float) -> None:
    """Try the others, then all that nothing has found yet, each in a process of its own."""
    covering = Kept(ROOT, arguments.folder).still_true()
    quick = [
        (mutant, afresh.in_order(afresh.tests_for(mutant.path, afresh.QUICK), mutant.path, covering))
        for mutant in chosen
        if outcomes.tried(mutant) < 2
        and not outcomes.found(mutant)
        and not (mutant.inside and (outcomes.unknown(mutant) or (arguments.one_way and outcomes.tried_in_vain(mutant))))
    ]
    afresh.try_all(ROOT, arguments.folder, quick, arguments.workers, until, lambda *how: outcomes.add(*how, tried=2))
    slow = [
        (mutant, afresh.tests_for(mutant.path, afresh.THOROUGH))
        for mutant in chosen
        if outcomes.tried(mutant) == 2 and not outcomes.found(mutant) and not arguments.one_way
    ]
    afresh.try_all(ROOT, arguments.folder, slow, arguments.workers, until, lambda *how: outcomes.add(*how, tried=3))


def _report(every: list[Mutant], chosen: list[Mutant], outcomes: Outcomes) -> int:
    """Print what was found and what was not; 0 when the goal is met.

    What survived the quick tests and has not been tried by the others yet, since the time was out, counts as not found.
    """
    tried = [mutant for mutant in chosen if not outcomes.unknown(mutant)]
    found = [mutant for mutant in tried if outcomes.found(mutant)]
    survivors = [mutant for mutant in tried if not outcomes.found(mutant)]
    for mutant in sorted(survivors, key=lambda mutant: (mutant.path, mutant.start)):
        hard = "survived" if outcomes.tried(mutant) == 3 else "not found so far"
        print(f"  {hard}  {mutant.shown()}")
    counts: dict[str, Counter[str]] = {}
    for mutant in tried:
        counts.setdefault(mutant.path, Counter()).update(["tried", *(["found"] if outcomes.found(mutant) else [])])
    for path, count in sorted(counts.items()):
        print(f"{count['found']:>5} of {count['tried']:>5}  {path}")
    share = len(found) / len(tried) if tried else 0.0
    print(
        f"{len(found)} of {len(tried)} found: {share:.1%} (goal {GOAL:.0%}); tried {len(tried) / len(every):.0%} of"
        f" {len(every)} mutants; {len(chosen) - len(tried)} of those asked for are left"
    )
    return 0 if share >= GOAL else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.mutations", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where outcomes are kept; a later run goes on there")
    parser.add_argument("--share", type=float, default=1.0, help="the share of all mutants, 0 to 1 (1)")
    parser.add_argument("--seed", type=int, default=1, help="chooses the share and its order (1)")
    parser.add_argument("--minutes", type=float, default=60, help="begin no mutant after so many minutes (60)")
    parser.add_argument("--workers", type=int, default=2, help="mutants at a time (2)")
    parser.add_argument("--most", type=int, default=150, help="most tests that are tried in a living process (150)")
    parser.add_argument("--only", default="", help="only files whose path has these characters")
    parser.add_argument("--one-way", action="store_true", help="what survives the first way is not tried by others")
    parser.add_argument("--again", action="store_true", help="try the survivors anew: tests have been added")
    return parser


if __name__ == "__main__":
    sys.exit(main())
