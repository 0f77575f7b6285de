"""The guides name only files and folders that exist, so a newcomer never looks for one that has been moved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
ROOTS = (REPO, REPO / "src" / "vardtrad")
FILES_OF_EVERY_ROOM = {"templates/", "static/", "tests/"}
"""Folders that ARCHITECTURE.md describes for every room; they name no folder of their own."""


def paths_in(guide: Path) -> set[str]:
    """The texts in backticks that are paths: with a slash, without blanks, not an address; a function is cut off."""
    texts = re.findall(r"`([^`\n]+)`", guide.read_text(encoding="utf-8"))
    paths = {text.split(":")[0] for text in texts if re.fullmatch(r"[\w.][\w.-]*/[\w./-]*(: ?[\w.]+)?", text)}
    return paths - FILES_OF_EVERY_ROOM


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "ARCHITECTURE.md", "README.md"])
def test_every_path_in_a_guide_exists(name: str) -> None:
    missing = {path for path in paths_in(REPO / name) if not any((root / path).exists() for root in ROOTS)}
    assert not missing, f"{name} names files that do not exist: {sorted(missing)}"


def test_a_guide_with_paths_is_read(tmp_path: Path) -> None:
    guide = tmp_path / "guide.md"
    guide.write_text("`cases/case/rules.py`, `shared/login/guards.py: at_clinic`, `vardtrad check`, `/live/`", "utf-8")
    assert paths_in(guide) == {"cases/case/rules.py", "shared/login/guards.py"}


MOST_FILES = {
    "A new move of a case": 10,
    "A field of the needs assessment": 3,
    "A filter of a list": 4,
    "A settings page of a clinic": 9,
    "A whole process of planning": 8,
}
"""How many files each kind of change may cost (ADR 23); a list that grows says that the house should change."""


@pytest.mark.parametrize(("change", "most"), MOST_FILES.items())
def test_each_kind_of_change_costs_no_more_files_than_it_may(change: str, most: int) -> None:
    section = (REPO / "CONTRIBUTING.md").read_text("utf-8").partition(f"## {change}\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\d+\. `", section, re.MULTILINE)
    assert 0 < len(listed) <= most
