"""Keeps the tests' server and a migrated template for runs of pytest that are begun one after the other.

It prints the environment by which they find both, as a line of JSON, and ends when its input is closed. A run that is
to use them gets that environment, and the folder once more in ``tests.database.KEPT``.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import tests.settings  # noqa: F401 (chooses the mark and the keys of this run)
from tests.database import Run, _migrate


def main() -> int:
    """Start, tell, wait, and clean up."""
    run = Run(Path(tempfile.mkdtemp(prefix="vardtrad-test-")))
    os.environ["VARDTRAD_TEST_RUN"] = str(run.folder)
    run.begin()
    try:
        assert run.thread is not None
        run.thread.join()
        assert run.cluster is not None, "the tests' PostgreSQL did not start"
        _migrate(run.cluster.create(f"vt_{os.environ['VARDTRAD_TEST_MARK']}_template"))
        (run.folder / "template.made").touch()
        given = {name: value for name, value in os.environ.items() if name.startswith(("VARDTRAD_", "DATABASE_"))}
        print(json.dumps(given), flush=True)
        sys.stdin.read()
    finally:
        run.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
