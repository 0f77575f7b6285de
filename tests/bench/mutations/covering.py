"""Which tests execute which lines of the mutated files, kept from one run to the next."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

Covering = dict[str, tuple[float, dict[str, list[int]]]]
"""For each test how many seconds it took, and which lines of which mutated files it executed."""


class Kept:
    """The covering of a folder of outcomes: a test's lines hold until its own file or one that it executes changes."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._path = root, folder / "covering.json"
        self._digest = cache(self._digest_of)

    def _digest_of(self, path: str) -> str:
        file = self._root / path
        return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else ""

    def still_true(self) -> Covering:
        """What is kept of tests that nothing has changed for."""
        if not self._path.exists():
            return {}
        return {
            name: (row["seconds"], row["lines"])
            for name, row in json.loads(self._path.read_text()).items()
            if all(self._digest(path) == digest for path, digest in row["digests"].items())
        }

    def keep(self, covering: Covering) -> None:
        """Keep it, with what the files look like now."""
        rows = {
            name: {
                "seconds": seconds,
                "lines": lines,
                "digests": {path: self._digest(path) for path in (name.partition("::")[0], *lines)},
            }
            for name, (seconds, lines) in covering.items()
        }
        self._path.write_text(json.dumps(rows))
