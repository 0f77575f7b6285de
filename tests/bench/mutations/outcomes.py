"""What has been asked for and how each mutant went, in files, so that a run that was broken off goes on."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from tests.bench.mutations.making import Mutant


class Outcome(Enum):
    """How a mutant went."""

    FOUND = "found"
    SURVIVED = "survived"
    NO_TEST = "no test"
    NEW_PROCESS = "new process"  # not to be tried in a fork of a process that has it imported


@dataclass(frozen=True)
class Orders:
    """What a process of the run is to do; it is passed on in the environment."""

    root: Path
    folder: Path
    files: list[str]
    keys: list[str]
    workers: int
    until: float
    most: int
    """How many of the tests that execute a line are tried on its mutants, the quickest ones."""

    def give(self) -> dict[str, str]:
        """The orders as a variable of the environment that names their file."""
        path = self.folder / "orders.json"
        path.write_text(json.dumps(asdict(self) | {"root": str(self.root), "folder": str(self.folder)}))
        return {"MUTATIONS_ORDERS": str(path)}

    @classmethod
    def given(cls) -> Orders:
        """The orders that this process was given."""
        words = json.loads(Path(os.environ["MUTATIONS_ORDERS"]).read_text())
        return cls(**words | {"root": Path(words["root"]), "folder": Path(words["folder"])})


class Outcomes:
    """The outcomes so far, one line of JSON for each; the last one counts."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "outcomes.jsonl"
        self.of: dict[str, dict[str, Any]] = {}
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                self.of[row["key"]] = row

    def __contains__(self, key: str) -> bool:
        return key in self.of

    def tried(self, mutant: Mutant) -> int:
        """How hard a mutant was tried: 0 not at all, 1 in a living process, 2 with the quick tests, 3 with many."""
        return int(self.of[mutant.key]["tried"]) if mutant.key in self.of else 0

    def unknown(self, mutant: Mutant) -> bool:
        """Whether the mutant has not been tried at all."""
        return mutant.key not in self.of

    def found(self, mutant: Mutant) -> bool:
        """Whether a test failed because of the mutant."""
        return mutant.key in self.of and self.of[mutant.key]["outcome"] == Outcome.FOUND.value

    def tried_in_vain(self, mutant: Mutant) -> bool:
        """Whether tests were run on the mutant and none failed, or there was none that executes its line."""
        outcomes = {Outcome.SURVIVED.value, Outcome.NO_TEST.value}
        return mutant.key in self.of and self.of[mutant.key]["outcome"] in outcomes

    def by_whom(self, path: str) -> set[str]:
        """The tests that have found a mutant of this file."""
        return {row["by"] for row in self.of.values() if row["by"].count("::") and row["shown"].startswith(f"{path}:")}

    def forget(self, forgotten: list[Mutant]) -> None:
        """Leave out these mutants, as if they had not been tried."""
        for mutant in forgotten:
            del self.of[mutant.key]
        self._path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.of.values()))

    def add(self, mutant: Mutant, outcome: Outcome, by: str = "", *, tried: int = 1) -> None:
        """Note how a mutant went, at once."""
        row = {"key": mutant.key, "outcome": outcome.value, "tried": tried, "by": by, "shown": mutant.shown()}
        self.of[mutant.key] = row
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
