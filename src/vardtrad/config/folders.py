"""The folders of this machine's own files: keys, logs, mail and the embedded database."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT_HOME = Path("/var/lib/vardtrad")


def data_folder() -> Path:
    """``VARDTRAD_DATA`` if set; otherwise ``.data`` in a checkout, or an installed package's folder for user data."""
    if chosen := os.environ.get("VARDTRAD_DATA"):
        return Path(chosen).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / ".data"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "vardtrad"


def mark(folder: Path) -> str:
    """A short name for a data folder; the same folder always gets the same name."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]


def home(folder: Path) -> Path:
    """The folder of a data folder's database: inside it, or for root under /var/lib/vardtrad (see ``embedded``)."""
    return ROOT_HOME / mark(folder) if os.geteuid() == 0 else folder.resolve()
