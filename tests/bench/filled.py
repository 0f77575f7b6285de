"""A database of the benchmark's own: PostgreSQL started in a temporary folder, migrated, and filled."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.apps import apps

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
    """Fill a new database by ``fill``, which gets its address; everything is removed afterwards.

    From then on this process can work with the database by the product's own verbs, which are imported inside
    functions. Raises RuntimeError if Django has been set up before, since it would keep the address it had then.
    """
    if apps.ready:
        raise RuntimeError("Django has been set up for another database")
    folder = Path(tempfile.mkdtemp(prefix="vardtrad-bench-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = Server.start(folder / "data")
        stack.callback(server.remove)
        access = server.cluster.create(f"bench_{name}")
        os.environ |= {
            "DATABASE_URL": access.app_url,
            "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
            "VARDTRAD_SECRET_KEY": secrets.token_urlsafe(32),
            "VARDTRAD_TRACE_KEY": secrets.token_urlsafe(32),
        }
        django.setup()
        _migrate(access, folder)
        admin = server.url("postgres", access.name)
        _checkpoints(server, "max_wal_size = '8GB'")
        fill(admin)
        _checkpoints(server, None)
        yield Filled(server, access, admin, folder)
