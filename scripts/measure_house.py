"""Prints the figures of the house: rooms, floors, arrows and circles of each wing, sizes of files and functions.

    python scripts/measure_house.py

A room is a package directly inside the part of the house that is looked at, an arrow one room that imports another, and
the floors are the longest way down the arrows. An arrow that takes part in a circle is counted as a circle.
"""

# ruff: noqa: T201 (a script that speaks to the terminal)
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import grimp

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "vardtrad"
LIMIT = 400
LONGEST_LINE = 160
PARTS = ("", ".shared", ".cases", ".cases.staff", ".planning", ".planning.svu")


def files() -> list[Path]:
    """The product's own Python files, without tests and migrations."""
    return sorted(path for path in SOURCES.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))


def functions(path: Path) -> Iterator[int]:
    """The length in lines of every function of a file, from ``def`` to its last line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def sizes(name: str, lengths: list[int]) -> str:
    """Median, 95th percentile and maximum of some lengths."""
    p95 = quantiles(lengths, n=20)[-1]
    return f"{name}: {len(lengths)}, median {median(lengths):.0f}, p95 {p95:.0f}, max {max(lengths)}"


def part(graph: grimp.ImportGraph, package: str) -> str:
    """Rooms, arrows, floors and circles directly inside a package."""
    rooms = sorted(
        child for child in graph.find_children(package) if (SOURCES.parent / child.replace(".", "/")).is_dir()
    )
    below = {
        room: {
            other
            for other in rooms
            if other != room and graph.direct_import_exists(importer=room, imported=other, as_packages=True)
        }
        for room in rooms
    }
    circles = sum(
        other in _reached(below, start) and start in _reached(below, other) for start in rooms for other in below[start]
    )

    @cache
    def floor(room: str) -> int:
        return 1 + max((floor(other) for other in below[room]), default=0)

    floors = max((floor(room) for room in rooms), default=0) if not circles else "?"
    arrows = sum(map(len, below.values()))
    return f"{package}: {len(rooms)} rooms, {floors} floors, {arrows} arrows, {circles} circles"


def _reached(below: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for room in below[waiting.pop()] - seen:
            seen.add(room)
            waiting.append(room)
    return seen


def main() -> None:
    """Print everything."""
    graph = grimp.build_graph("vardtrad", cache_dir=None)
    for name in PARTS:
        print(part(graph, f"vardtrad{name}"))
    lengths = [path.read_text("utf-8").count("\n") for path in files()]
    print(sizes("files", lengths))
    print(f"files over {LIMIT} lines: {sum(length > LIMIT for length in lengths)}")
    print(sizes("functions", [length for path in files() for length in functions(path)]))
    long = [
        f"{path.relative_to(SOURCES)}"
        for path in sorted(SOURCES.rglob("templates/**/*.html"))
        for line in path.read_text("utf-8").splitlines()
        if len(line) > LONGEST_LINE
    ]
    print(f"template lines over {LONGEST_LINE}: {len(long)}")


if __name__ == "__main__":
    main()
