"""The temporary folders of the demos' virus scanners, also those that a killed demo has left."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from vardtrad.config.demo.terminal import say
from vardtrad.config.embedded import clamav
from vardtrad.config.embedded.postgres import alive

NAME = "vt-clamd-"
OWNER = "owner"
"""The file in such a folder that holds the process id of its demo."""


def folder() -> Path | None:
    """Where the demo's virus scanner keeps its socket, on a short path; None when this machine has no clamd."""
    if clamav.binary() is None:
        say("ClamAV finns inte på den här datorn, så filer kan inte bifogas i demon (paketet clamav-daemon).")
        return None
    sweep()
    made = Path(tempfile.mkdtemp(prefix=NAME))
    (made / OWNER).write_text(str(os.getpid()), "ascii")
    return made


def sweep() -> None:
    """Remove the folders of demos that were killed: ours to remove, and their demo no longer runs."""
    for left in Path(tempfile.gettempdir()).glob(f"{NAME}*"):
        with suppress(OSError, ValueError):
            if left.stat().st_uid == os.geteuid() and not alive(int((left / OWNER).read_text("ascii"))):
                shutil.rmtree(left, ignore_errors=True)
