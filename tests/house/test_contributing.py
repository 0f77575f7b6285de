"""The guides name only files and folders that exist, so a newcomer never looks for one that has been moved."""

from __future__ import annotations

import re
import subprocess
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
    "A new move of a case": (10, "Example: a move of a case"),
    "A field of the needs assessment": (3, "Example: a field of the needs assessment"),
    "A filter of a list": (4, "Example: a filter of a list"),
    "A settings page of a clinic": (9, "Example: a settings page of a clinic"),
    "A whole process of planning": (8, "Example: a whole process of planning"),
}
"""How many places each kind of change may cost (ADR 23), and the commit in the history that shows it.

A list that grows says that the house should change.
"""
PACKAGE_OF_THE_EXAMPLE = "planning/sip/"


def section_of(change: str) -> str:
    """What the guide says about a kind of change."""
    return (REPO / "CONTRIBUTING.md").read_text("utf-8").partition(f"## {change}\n")[2].partition("\n## ")[0]


def git(*arguments: str) -> str:
    """What git answers; empty where there is no repository, as in an unpacked archive."""
    answer = subprocess.run(["git", "-C", str(REPO), *arguments], capture_output=True, text=True, check=False)
    return answer.stdout.strip() if answer.returncode == 0 else ""


@pytest.mark.parametrize("change", MOST_FILES)
def test_each_kind_of_change_costs_no_more_files_than_it_may(change: str) -> None:
    listed = re.findall(r"^\d+\. `", section_of(change), re.MULTILINE)
    assert 0 < len(listed) <= MOST_FILES[change][0]


@pytest.mark.parametrize("change", MOST_FILES)
def test_the_example_of_each_kind_of_change_touches_only_what_the_guide_names(change: str) -> None:
    section, subject = section_of(change), MOST_FILES[change][1]
    assert f'git log -p --grep "{subject}"' in section
    if git("rev-parse", "--is-shallow-repository") != "false":
        pytest.skip("the history is not here, only the latest commit")
    commits = git("log", "--format=%h %s", "--fixed-strings", f"--grep={subject}").splitlines()
    (commit,) = [line.split()[0] for line in commits if line.partition(" ")[2] == subject]
    touched = git("show", "--name-only", "--format=", commit).splitlines()
    named = set(re.findall(r"`([\w.][\w./-]*/[\w./-]*)`", section)) | {PACKAGE_OF_THE_EXAMPLE}
    files = [file.removeprefix("src/vardtrad/") for file in touched]
    unnamed = [
        file for file in files if not any(file == name or file.startswith(f"{name.rstrip('/')}/") for name in named)
    ]
    assert touched
    assert unnamed == []
