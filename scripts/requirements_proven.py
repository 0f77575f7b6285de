"""Compares the marks of the tests with ``tests/proved.toml``, which says how far each requirement line is proved.

A test names what it proves with ``@pytest.mark.req("000-021")``, and where a line says several things also which of
them: ``@pytest.mark.req("002-019", "fördela")``. The marks are read from the tests' source text. It is a fault when a
line that the file calls proved or partly proved has lost its last mark, or the mark of a clause that the file names;
when a mark is on a line that the file calls not proved, or does not know; and when a mark is not written out.
"""

# ruff: noqa: T201 (a script that speaks to the terminal)
from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"\d{3}-\d{3}|B-\d{2}")


@dataclass(frozen=True)
class Said:
    """What the file says: the proved lines, what is missing in the partly proved ones, the others, and the clauses."""

    proved: frozenset[str]
    partly: dict[str, str]
    unproved: frozenset[str]
    clauses: dict[str, list[str]]

    @classmethod
    def read(cls, path: Path) -> Said:
        """Read the file. Raises ValueError if a line stands in it twice."""
        words = tomllib.loads(path.read_text(encoding="utf-8"))
        proved, unproved, partly = words["proved"], words["not"], words["partly"]
        every = [*proved, *unproved, *partly]
        if twice := sorted({number for number in every if every.count(number) > 1}):
            raise ValueError(f"{path.name}: {', '.join(twice)} stands there twice")
        return cls(frozenset(proved), partly, frozenset(unproved), words.get("clauses", {}))


def marked(source: str) -> Iterator[tuple[str, str] | None]:
    """Every line in a ``mark.req(...)`` of a test file, once for each clause named; None for one not written out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.req"):
            words = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
            numbers = [word for word in words if isinstance(word, str) and NUMBER.fullmatch(word)]
            clauses = [word for word in words if isinstance(word, str) and not NUMBER.fullmatch(word)]
            if None in words or not numbers or (clauses and len(numbers) > 1):
                yield None
            yield from ((number, clause) for number in numbers for clause in (clauses or [""]))


def marks(root: Path) -> tuple[dict[str, set[str]], list[str]]:
    """For each marked line the clauses that are named, "" where none is; and the faults."""
    named: dict[str, set[str]] = {}
    faults: list[str] = []
    for path in sorted([*root.glob("tests/**/*.py"), *root.glob("src/**/tests/**/*.py")]):
        for mark in marked(path.read_text(encoding="utf-8")):
            if mark is None:
                faults.append(
                    f"{path.relative_to(root)}: ett kravmärke är inte utskrivet, eller delar flera nummer på ord"
                )
            else:
                named.setdefault(mark[0], set()).add(mark[1])
    return named, faults


def fallen_back(said: Said, named: dict[str, set[str]]) -> Iterator[str]:
    """A sentence for each way in which the marks and the file differ."""
    for number in sorted((said.proved | said.partly.keys()) - named.keys()):
        yield f"{number} har inget test längre, men står som {'styrkt' if number in said.proved else 'delvis styrkt'}"
    for number in sorted(named.keys() & said.unproved):
        yield f"{number} har ett test men står som ostyrkt: flytta numret i tests/proved.toml, eller ta bort märket"
    for number in sorted(named.keys() - said.proved - said.partly.keys() - said.unproved):
        yield f"{number} har ett test men finns inte i tests/proved.toml"
    for number, clauses in sorted(said.clauses.items()):
        for clause in clauses:
            if clause not in named.get(number, set()):
                yield f"{number}: inget test bär längre orden ”{clause}”"
    for number, clauses_named in sorted(named.items()):
        for clause in sorted(clauses_named - {""} - set(said.clauses.get(number, ()))):
            yield f"{number}: orden ”{clause}” finns inte i tests/proved.toml"


def main(root: Path = ROOT) -> int:
    """Print the counts per source and the lines that are not proved; the exit code."""
    said = Said.read(root / "tests" / "proved.toml")
    named, faults = marks(root)
    faults += fallen_back(said, named)
    every = said.proved | said.partly.keys() | said.unproved
    for source in sorted({number.partition("-")[0] for number in every}):
        lines = [number for number in sorted(every) if number.startswith(f"{source}-")]
        counts = [
            sum(number in group for number in lines) for group in (said.proved, said.partly.keys(), said.unproved)
        ]
        print(f"Källa {source}: {len(lines)} krav, {counts[0]} styrkta, {counts[1]} delvis, {counts[2]} inte.")
        without = [number.partition("-")[2] for number in lines if number in said.unproved]
        if without:
            print(f"  inte: {_ranges(without)}")
    print(
        f"Alla källor: {len(every)} krav, {len(said.proved)} styrkta av test, {len(said.partly)} delvis,"
        f" {len(said.unproved)} inte."
    )
    for fault in faults:
        print(f"FEL: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _ranges(numbers: list[str]) -> str:
    """Numbers in order as 001–003, 007."""
    runs: list[list[str]] = []
    for number in numbers:
        if runs and int(number) == int(runs[-1][-1]) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


if __name__ == "__main__":
    sys.exit(main())
