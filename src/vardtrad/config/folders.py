"""Where this machine's own files stand: keys, logs, mail and the embedded database."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT_HOME = Path("/var/lib/vardtrad")


def data_folder() -> Path:
    """``VARDTRAD_DATA``; else ``.data`` in the checkout; else, for an installed package, the user's own data folder."""
    if chosen := os.environ.get("VARDTRAD_DATA"):
        return Path(chosen).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / ".data"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "vardtrad"


def mark(folder: Path) -> str:
    """A short name of a data folder, the same each time."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]


def home(folder: Path) -> Path:
    """Where the database of a data folder stands: in it, or for root under /var/lib/vardtrad (see ``embedded``)."""
    return ROOT_HOME / mark(folder) if os.geteuid() == 0 else folder.resolve()
