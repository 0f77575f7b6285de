"""The file of a backup: a zip with the database's dump, and a manifest that says what must be in it.

The manifest holds the checksum of every part and is itself signed with the key of the traces, so a file that is cut
off, damaged or changed by somebody without the key is refused. The keys are never in the file (ADR 29).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vardtrad.config.backup.problems import NotDone
from vardtrad.kernel.keys import EARLIER, SECRET, TRACE, fingerprint, split

FORMAT = 1
DUMP, LISTS, MANIFEST = "database.dump", "lists.toml", "manifest.json"
ALL_KEYS = {SECRET, TRACE, *EARLIER.values()}
"""The settings that hold keys, those of earlier keys too."""
CHUNK = 1 << 20
BROKEN = "{path} är ingen hel säkerhetskopia från Vårdtråd: {why}. Ingenting har ändrats."


@dataclass(frozen=True, slots=True)
class Part:
    """A file in the backup: its length in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What is in a backup, and what a restore must fit.

    ``made`` is when its picture of the database was taken (UTC). ``server`` and ``dumped_with`` are major versions of
    PostgreSQL and of pg_dump. ``rows`` is the number of rows of each table, ``migrations`` are "app.name".
    ``position`` and ``chain`` (hexadecimal) are the head of the log, ``keys`` the keys' fingerprints, ``settings`` the
    settings that are no secrets.
    """

    version: str
    made: str
    server: int
    dumped_with: int
    rows: dict[str, int]
    migrations: list[str]
    position: int
    chain: str
    keys: dict[str, str]
    settings: dict[str, str]
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def made_at(self) -> datetime:
        """When the picture of the database was taken (UTC)."""
        return datetime.fromisoformat(self.made).astimezone(UTC)

    def signed(self, trace_key: str) -> bytes:
        """The manifest as JSON, with its signature."""
        content = asdict(self)
        return json.dumps({**content, "signature": signature(content, trace_key)}, indent=1).encode()


class Writer:
    """Writes a backup under a passing name beside ``path``; only a whole one gets the name. Raises NotDone.

    A context manager: what is not finished when it is left is removed.
    """

    def __init__(self, path: Path) -> None:
        self.path, self._passing = path, path.with_name(f".{path.name}.{os.getpid()}")
        assert_free(path)
        try:
            handle = os.open(self._passing, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise NotDone(f"{path} kan inte skrivas: {error.strerror}.") from None
        self._file = os.fdopen(handle, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._parts: dict[str, Part] = {}

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        # One that was not finished has no end to write, or no room for it.
        with suppress(OSError, ValueError):
            self._zip.close()
        self._file.close()
        self._passing.unlink(missing_ok=True)

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add a part."""
        size, checksum = 0, hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as part:
            for chunk in chunks:
                size += len(chunk)
                checksum.update(chunk)
                part.write(chunk)
        self._parts[name] = Part(size, checksum.hexdigest())

    def finish(self, manifest: Manifest, trace_key: str) -> None:
        """Add the manifest, make sure that all is on disk, and give the file its name; never over another's."""
        manifest.parts = self._parts
        self._zip.writestr(MANIFEST, manifest.signed(trace_key))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        assert_free(self.path)
        try:
            os.link(self._passing, self.path)
        except FileExistsError:
            assert_free(self.path)
        except OSError:
            # A share of another machine may know no second name for a file.
            self._passing.rename(self.path)
        with suppress(OSError):  # nor let a folder be synchronised
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


class Reader:
    """A backup that has been opened, with its manifest; a context manager. Raises NotDone for what is not whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise NotDone(f"{path} finns inte.") from None
        except zipfile.BadZipFile:
            raise NotDone(BROKEN.format(path=path, why="filen är avklippt eller av ett annat slag")) from None
        except OSError as error:
            raise NotDone(f"{path} kan inte läsas: {error.strerror}.") from None
        try:
            self._content: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
            if int(self._content["format"]) > FORMAT:
                raise NotDone(f"{path} är skriven av en nyare Vårdtråd än den här. Ingenting har ändrats.")
            given = {name: value for name, value in self._content.items() if name != "signature"}
            parts = {name: Part(**part) for name, part in given.pop("parts").items()}
            self.manifest = Manifest(**given, parts=parts)
        except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile):
            self._zip.close()
            raise NotDone(
                BROKEN.format(path=path, why="innehållsförteckningen saknas eller går inte att läsa")
            ) from None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part, in chunks."""
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (KeyError, zipfile.BadZipFile, EOFError):
            raise NotDone(BROKEN.format(path=self.path, why=f"{name} är skadad")) from None

    def assert_whole(self) -> None:
        """Read every part and compare it with the manifest. Raises NotDone."""
        for name, expected in self.manifest.parts.items():
            size, checksum = 0, hashlib.sha256()
            for chunk in self.chunks(name):
                size += len(chunk)
                checksum.update(chunk)
            if Part(size, checksum.hexdigest()) != expected:
                raise NotDone(BROKEN.format(path=self.path, why=f"{name} stämmer inte med sin kontrollsumma"))
        if DUMP not in self.manifest.parts:
            raise NotDone(BROKEN.format(path=self.path, why=f"{DUMP} saknas"))

    def signed_with(self, keys: Iterable[str]) -> bool | None:
        """Whether the signature holds; None when the key that it was made with is not among ``keys``."""
        wanted = self.manifest.keys.get(TRACE)
        key = next((key for key in keys if fingerprint(key) == wanted), None)
        if key is None:
            return None
        content = {name: value for name, value in self._content.items() if name != "signature"}
        return hmac.compare_digest(str(self._content.get("signature")), signature(content, key))


def assert_free(path: Path) -> None:
    """Refuse to write over something (NotDone)."""
    if path.exists() or path.is_symlink():
        raise NotDone(f"{path} finns redan och skrivs inte över.")


def signature(content: Mapping[str, Any], trace_key: str) -> str:
    """The keyed checksum of a manifest without its signature."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return hmac.digest(trace_key.encode(), b"vardtrad backup\n" + text.encode(), hashlib.sha256).hex()


def keys_in(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that hold keys, also those of keys that have been changed for new ones."""
    return {name: value for name, value in sorted(environment.items()) if name in ALL_KEYS and value}


def single_keys(environment: Mapping[str, str]) -> list[str]:
    """Every key by itself; a setting may hold several, with blanks or commas between."""
    values = keys_in(environment).values()
    return [*values, *(key for value in values for key in split(value))]
