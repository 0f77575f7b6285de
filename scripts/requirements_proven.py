"""Prints which lines of the requirements have a test that proves them, and which have none.

A test names what it proves with ``@pytest.mark.req("000-021")``; the numbers are read from the tests' source text.
The requirements stand beside the checkout; where they are not at hand the script says so and passes. A number that is
no requirement is a fault, and so is one that is not written out, since it cannot be read.
"""

# ruff: noqa: T201 (a script that speaks to the terminal)
from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT.parent / "shared" / "requirements.md"


def marked(source: str) -> Iterator[str | None]:
    """Every number in a ``mark.req(...)`` of a test file; None for one that is not written out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.req"):
            for argument in node.args:
                written = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                yield argument.value if written else None


def proven() -> tuple[dict[str, set[str]], list[str]]:
    """For each number the test files that prove it; and the faults."""
    found: dict[str, set[str]] = {}
    faults: list[str] = []
    for path in sorted([*ROOT.glob("tests/**/*.py"), *ROOT.glob("src/**/tests/**/*.py")]):
        for number in marked(path.read_text(encoding="utf-8")):
            if number is None:
                faults.append(f"{path.relative_to(ROOT)}: ett kravnummer är inte utskrivet")
            else:
                found.setdefault(number, set()).add(str(path.relative_to(ROOT)))
    return found, faults


def main(requirements: Path) -> int:
    """Print the counts per source and the lines without a test; the exit code."""
    found, faults = proven()
    if not requirements.exists():
        print(f"Kraven ({requirements.name}) finns inte bredvid projektet; testerna nämner {len(found)} kravnummer.")
    else:
        numbers = _numbers(requirements, r"\d{3}-\d{3}") + _numbers(requirements.with_name("beyond.md"), r"B-\d{2}")
        faults += [
            f"{', '.join(sorted(found[number]))}: kravet {number} finns inte"
            for number in sorted(set(found) - set(numbers))
        ]
        for source in sorted({number.partition("-")[0] for number in numbers}):
            lines = [number for number in numbers if number.startswith(f"{source}-")]
            without = [number.partition("-")[2] for number in lines if number not in found]
            print(f"Källa {source}: {len(lines) - len(without)} av {len(lines)} krav styrkta av test.")
            if without:
                print(f"  utan test: {_ranges(without)}")
        total = len(set(numbers) & set(found))
        print(f"Alla källor: {total} av {len(numbers)} krav styrkta av test, {len(numbers) - total} utan.")
    for fault in faults:
        print(f"FEL: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _numbers(page: Path, shape: str) -> list[str]:
    """The numbers of a page's lines, in order; none when the page is not there."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return re.findall(rf"^- \*\*({shape})\b", text, re.MULTILINE)


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
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else REQUIREMENTS))
