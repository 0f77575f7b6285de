"""A database of the benchmark's own: PostgreSQL started in a temporary folder, migrated, and filled."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.__main__ import _checkpoints, _migrate
from vardtrad.config.databases import Access
from vardtrad.config.embedded.postgres import Server


@dataclass(frozen=True)
class Filled:
    """A filled database: ``admin`` is its address as superuser, ``folder`` holds what the benchmark leaves behind."""

    server: Server
    access: Access
    admin: str
    folder: Path


@contextmanager
def filled(name: str, fill: Callable[[str], object]) -> Iterator[Filled]:
    """Fill a new database by ``fill``, which gets its address; everything is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="vardtrad-bench-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = Server.start(folder / "data")
        stack.callback(server.remove)
        access = server.cluster.create(f"bench_{name}")
        _migrate(access, folder)
        admin = server.url("postgres", access.name)
        _checkpoints(server, "max_wal_size = '8GB'")
        fill(admin)
        _checkpoints(server, None)
        yield Filled(server, access, admin, folder)
