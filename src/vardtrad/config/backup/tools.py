"""PostgreSQL's own programs for dumping and restoring: found in the version that fits the server, and run.

The password is handed over in the environment, never on the command line, where every user of the machine could read
it. Of what a program complains about only the first error is repeated, without the rows that PostgreSQL may quote.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO

from psycopg import conninfo

from vardtrad.config import addresses
from vardtrad.config.backup.problems import NotDone
from vardtrad.config.embedded.postgres import NotStarted, binaries

FOLDER = "VARDTRAD_PG_BIN"
"""The setting that names the folder of PostgreSQL's programs, when they are in none of the usual places."""
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/pgsql/bin")
CHUNK = 1 << 20
FIRST_WITH_TRANSACTION_TIMEOUT = 17
"""From this version on a restore sends a setting that older servers do not know, and they refuse all of it."""


def find(program: str, version: int, *, at_least: int = 0) -> tuple[Path, int]:
    """The program for a server of this major version, and the program's own major version.

    The same version is best. A newer one can talk to an older server, but what it writes an old server may not be able
    to read back. ``at_least`` is the version that wrote what is to be read. Raises NotDone.
    """
    there = {major: path for path in reversed(list(_candidates(program))) if (major := _major(str(path)))}
    newest_before = version if version < FIRST_WITH_TRANSACTION_TIMEOUT else max(there, default=0)
    fitting = [major for major in there if max(version, at_least) <= major <= max(newest_before, at_least)]
    if not fitting:
        have = f"Här finns den för {', '.join(map(str, sorted(there)))}." if there else "Här finns ingen alls."
        raise NotDone(
            f"Programmet {program} för PostgreSQL {max(version, at_least)} behövs. {have} Installera paketet"
            f" postgresql-client-{max(version, at_least)}, eller ange programmets mapp med {FOLDER}."
        )
    return there[min(fitting)], min(fitting)


def _candidates(program: str) -> Iterator[Path]:
    """Where the program may be, the best place first."""
    if chosen := os.environ.get(FOLDER):
        yield Path(chosen) / program
    on_path = shutil.which(program)
    # Debian's pg_wrapper chooses a version by itself; the versions are looked up below.
    if on_path and Path(on_path).resolve().name != "pg_wrapper":
        yield Path(on_path)
    for place in PLACES:
        for folder in sorted(Path("/").glob(place.lstrip("/"))):
            yield folder / program
    with suppress(NotStarted):
        yield binaries() / program


@lru_cache(maxsize=32)
def _major(path: str) -> int:
    """The program's major version; 0 when it is not there, or does not run."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return 0
    version = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(version[1]) if version and done.returncode == 0 else 0


def output_of(program: Path, url: str, *words: str) -> Iterator[bytes]:
    """What the program writes when connected to the database at ``url``, in chunks. Raises NotDone when it fails."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 (our own words)
            [str(program), *words, f"--dbname={_without_password(url)}"], env=_environment(url),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            while chunk := process.stdout.read(CHUNK):
                yield chunk
            code = process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
            process.stdout.close()
        if code:
            raise NotDone(f"{program.name} misslyckades: {_first_error(errors)}")


def feed(program: Path, url: str, chunks: Iterable[bytes], *words: str) -> None:
    """Hand the chunks to the program, connected to the database at ``url``. Raises NotDone when it fails."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 (our own words)
            [str(program), *words, f"--dbname={_without_password(url)}"], env=_environment(url),
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors,
        )  # fmt: skip
        assert process.stdin is not None
        try:
            # A program that has given up says why in its errors.
            with suppress(BrokenPipeError):
                for chunk in chunks:
                    process.stdin.write(chunk)
            with suppress(BrokenPipeError):
                process.stdin.close()
            code = process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        if code:
            raise NotDone(f"{program.name} misslyckades: {_first_error(errors)}")


def _without_password(url: str) -> str:
    given = addresses.parameters(url, "DATABASE_OWNER_URL")
    return conninfo.make_conninfo("", **{name: value for name, value in given.items() if name != "password"})


def _environment(url: str) -> dict[str, str]:
    password = addresses.parameters(url, "DATABASE_OWNER_URL").get("password")
    return {**os.environ, "LC_ALL": "C.UTF-8", **({"PGPASSWORD": password} if password else {})}


def _first_error(errors: IO[bytes]) -> str:
    """The first line about an error; PostgreSQL quotes values in those that follow (DETAIL, CONTEXT)."""
    errors.seek(0)
    lines = errors.read().decode("utf-8", errors="replace").splitlines()
    first = next((line for line in lines if "error:" in line), lines[0] if lines else "utan att säga varför")
    return first.partition("error: ")[2][:300] or first[:300]
