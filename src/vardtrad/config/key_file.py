"""The keys of the embedded database: one file in the data folder, which is read and written only here.

Production gives its keys by the environment, and has no such file.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

NAMES = ("VARDTRAD_SECRET_KEY", "VARDTRAD_TRACE_KEY")
"""The settings that the file begins with."""


def exists(folder: Path) -> bool:
    """Whether the data folder has keys."""
    return _path(folder).exists()


def read(folder: Path) -> dict[str, str]:
    """The keys of a data folder by the names of their settings, made the first time."""
    if not exists(folder):
        keep(folder, {name: secrets.token_urlsafe(48) for name in NAMES})
    keys: dict[str, str] = json.loads(_path(folder).read_text())
    return keys


def keep(folder: Path, keys: Mapping[str, str]) -> None:
    """Write the keys, readable by the owner only, unless there are keys already: those hold."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _path(folder)
    new = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        json.dump(dict(keys), handle)
    with suppress(FileExistsError):
        os.link(new, path)  # fails if another process was quicker: its keys hold
    new.unlink()


def change(folder: Path, changed: Mapping[str, str]) -> None:
    """Change some of the keys of a data folder, which has keys already."""
    write_over(_path(folder), json.dumps(read(folder) | dict(changed)))


def write_over(path: Path, text: str) -> None:
    """Put a new text in the place of a file, whole or not at all, with the owner and mode that it has. Raises OSError.

    Nobody but its readers sees the new text at any moment.
    """
    old = path.stat()
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
            os.fchown(handle.fileno(), old.st_uid, old.st_gid)
            os.fchmod(handle.fileno(), old.st_mode & 0o777)
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _path(folder: Path) -> Path:
    return folder / "keys.json"
