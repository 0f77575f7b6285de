"""The tests' database: a real PostgreSQL, the same roles and guards as in production.

One server per run: the embedded one, or the one that ``VARDTRAD_TEST_SERVER`` names (the ``postgresql://`` address of a
superuser); ./test keeps one for all its parts (tests/keeper.py). One template per run is migrated and guarded by
``vardtrad migrate``; each xdist worker copies it and connects as the application's role, so that rights are tested for
real. Tests use pytest-django's ``db`` fixture, which rolls back; ``transaction=True`` cannot be used, since append-only
tables refuse to be emptied.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from vardtrad.config.databases import Access, Cluster
from vardtrad.config.embedded.postgres import Server

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180
KEPT = "VARDTRAD_TEST_KEPT"
"""Names, in the environment, the folder of a server and a template that somebody keeps for this run."""


@dataclass
class Run:
    """What the first process of a run keeps for all of them: the server, started in the background."""

    folder: Path
    failure: list[BaseException] = field(default_factory=list)
    server: Server | None = None
    cluster: Cluster | None = None
    thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start the server while the tests are being collected."""
        self.thread = threading.Thread(target=self._begin, name="test-server")
        self.thread.start()

    def _begin(self) -> None:
        try:
            if admin := os.environ.get("VARDTRAD_TEST_SERVER"):
                self.cluster = Cluster.with_own_roles(admin, os.environ["VARDTRAD_TEST_MARK"])
                self.cluster.make_roles()
            else:
                self.server = Server.start(self.folder / "data")
                self.cluster = self.server.cluster
            _write(self.folder / "cluster.json", asdict(self.cluster))
        except BaseException as error:
            _write(self.folder / "failed.json", f"{type(error).__name__}: {error}")

    def end(self) -> None:
        """Remove the run's databases, roles and server."""
        if self.thread is not None:
            self.thread.join()
        if self.server is not None:
            self.server.remove()
        elif self.cluster is not None:
            for name in _names(self.cluster):
                self.cluster.drop(name)
            self.cluster.drop_roles()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Copy:
    """A separate database, for tests that start processes or need real commits."""

    name: str
    owner_url: str
    app_url: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a process of the product that works on this database."""
        return {**os.environ, "DATABASE_URL": self.app_url, "DATABASE_OWNER_URL": self.owner_url, **_path()}


RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin the run, in its first process only, unless it is to use what is kept for it."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    # Taken out of the environment: a run that a test begins is another one.
    if kept := os.environ.pop(KEPT, ""):
        os.environ["VARDTRAD_TEST_RUN"] = kept
    else:
        run = Run(Path(tempfile.mkdtemp(prefix="vardtrad-test-")))
        os.environ["VARDTRAD_TEST_RUN"] = str(run.folder)
        config.stash[RUN] = run
        run.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run."""
    if run := config.stash.get(RUN, None):
        run.end()


@pytest.fixture(scope="session")
def server() -> Cluster:
    """The run's PostgreSQL server, on which databases can be made."""
    folder = Path(os.environ["VARDTRAD_TEST_RUN"])
    deadline = time.monotonic() + PATIENCE
    while not (note := folder / "cluster.json").exists():
        if (failed := folder / "failed.json").exists():
            pytest.exit(f"the tests' PostgreSQL did not start: {json.loads(failed.read_text())}", returncode=3)
        if time.monotonic() > deadline:
            pytest.exit("the tests' PostgreSQL did not start in time", returncode=3)
        time.sleep(0.05)
    return Cluster(**json.loads(note.read_text()))


@pytest.fixture(scope="session")
def template(server: Cluster) -> str:
    """The name of the run's migrated and guarded database; whoever comes first makes it, the others wait."""
    folder = Path(os.environ["VARDTRAD_TEST_RUN"])
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_template"
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "template.made"
        if not made.exists():
            server.drop(name)
            _migrate(server.create(name))
            made.touch()
    return name


@pytest.fixture(scope="session")
def worker_database(server: Cluster, template: str) -> Iterator[Access]:
    """This worker process's own copy of the template."""
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    server.drop(name)  # of a run before this one that was broken off
    yield server.create(name, template)
    server.drop(name)


@pytest.fixture(scope="session")
def django_db_setup(worker_database: Access, django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Pytest-django's hook: point Django at the worker's database, as the application's role."""
    from django.db import connections

    from vardtrad.config.addresses import django_database

    with django_db_blocker.unblock():
        connections["default"].close()
        connections["default"].settings_dict.update(django_database(worker_database.app_url))
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def owner_connection(db: None, worker_database: Access) -> Iterator[psycopg.Connection[Any]]:
    """A connection to the worker's database as its owner; rolled back afterwards unless the test commits.

    It does not see what the test's own transaction has written, since that is never committed.
    """
    with psycopg.connect(worker_database.owner_url) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def fresh_database(server: Cluster, template: str) -> Iterator[Callable[[], Copy]]:
    """A function that makes another copy of the template, dropped when the test ends."""
    made: list[str] = []
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")

    def make() -> Copy:
        made.append(f"vt_{os.environ['VARDTRAD_TEST_MARK']}_{worker}_{next(_number)}")
        server.drop(made[-1])  # of a run before this one that was broken off
        return Copy(**asdict(server.create(made[-1], template)))

    yield make
    for name in made:
        server.drop(name)


_number = count(1)


def _migrate(access: Access) -> None:
    environment = {
        **os.environ,
        **_path(),
        "DATABASE_URL": access.app_url,
        "DATABASE_OWNER_URL": access.owner_url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", "vardtrad.config.cli", "migrate"],
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.exit(f"vardtrad migrate failed:\n{done.stdout}", returncode=3)


def _path() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


def _names(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.admin) as connection:
        prefix = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_"
        rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        return [name for (name,) in rows]


def _write(path: Path, content: object) -> None:
    new = path.with_suffix(".new")
    new.write_text(json.dumps(content))
    new.rename(path)
