"""Which files the parts of ./test look into, and how the journeys are divided between two processes.

The scripts and the journeys are in folders of their own, and a few files elsewhere that say so by a mark. A run of
``-m journey`` or ``-m javascript`` does not read the others: that would take it longer than many a journey.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

HERE = Path(__file__).resolve().parent
FOLDERS = {"journey": HERE / "journeys", "javascript": HERE / "javascript"}
WALKS = HERE / "journeys" / "test_axe.py"
"""Its tests take several minutes each and have nothing in common, so they need not be run by one process."""


def may_hold(path: Path, mark: str) -> bool:
    """Whether a file of tests can hold any with this mark."""
    return FOLDERS[mark] in path.parents or f"mark.{mark}" in path.read_text("utf-8")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the files that hold nothing of the part that is run."""
    mark = config.option.markexpr
    if mark not in FOLDERS or not collection_path.match("test_*.py"):
        return None
    return None if may_hold(collection_path, mark) else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest journeys first, so that both processes end at the same time.

    Raises UsageError for a marked test that its own part would not look for.
    """
    for item in items:
        for mark in FOLDERS:
            if item.get_closest_marker(mark) and not may_hold(item.path, mark):
                raise pytest.UsageError(f"{item.nodeid}: write the mark {mark} in the file itself")
    if config.option.markexpr == "journey":
        sizes = {path: path.stat().st_size for path in {item.path for item in items}}
        items.sort(key=lambda item: (item.path != WALKS, -sizes[item.path], str(item.path)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Journeys are divided by file, and the walks that look at every page by walk."""
    return ByWalk(config, log) if config.option.markexpr == "journey" else None


class ByWalk(LoadFileScheduling):
    """Divides by file, except what can be divided further; in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file.endswith(f"/{WALKS.name}") else file
