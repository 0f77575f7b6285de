"""Takes the demo away from this machine: its data folder, its database, and what killed demos have left."""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from pathlib import Path

from vardtrad.config.demo import scanners
from vardtrad.config.demo.mark import is_demo
from vardtrad.config.demo.processes import DATABASE, Trouble, agreed, only_one
from vardtrad.config.demo.terminal import say
from vardtrad.config.embedded.postgres import Server
from vardtrad.config.folders import ROOT_HOME

OURS = ("demo.lock", "keys.json", "logs", "mail", "pg", "pg.new", "postgres.lock", "postgres.log", "socket")
"""What a data folder holds, beside the anchors of the log; anything else in it is somebody's own and stays."""


def remove(folder: Path, *, yes: bool) -> int:
    """Remove the data folder, its database and what killed demos have left; the exit code.

    Asks first unless ``yes`` is given. A data folder that a demo uses, or that holds anything but a demo's, stays.
    """
    folder = folder.resolve()
    try:
        if not (folder / "postgres.lock").exists():
            raise Trouble(f"{folder} är ingen datamapp. Ingenting är ändrat.")
        with only_one(folder):
            with Server.start(folder) as server:
                if not server.owned:
                    raise Trouble(f"Databasen i {folder} används av något annat. Ingenting är ändrat.")
                if server.cluster.exists(DATABASE) and not is_demo(server.ensure_database(DATABASE).owner_url):
                    raise Trouble("Databasen har andra uppgifter än demons. Den tas inte bort av demon.")
                if not yes and not agreed():
                    raise Trouble("Demouppgifterna är kvar. Ingenting är ändrat.")
                server.remove()
            scanners.sweep()
            removed = [folder] + ([server.home] if server.home != folder else [])
            _empty(folder)
    except Trouble as trouble:
        say(f"vardtrad: {trouble}", sys.stderr)
        return 1
    say(f"Borttaget: {', '.join(map(str, removed))}")
    if server.account:
        say(f"PostgreSQL:s program i {ROOT_HOME} delas av alla kloner. När ingen klon är kvar: rm -r {ROOT_HOME}")
    return 0


def _empty(folder: Path) -> None:
    """Remove what is ours in the data folder, and the folder too when nothing is left in it."""
    for path in [folder / name for name in OURS] + list(folder.glob("trace-anchor*")):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
