"""A separate database where everything is really committed, for tests with several connections at once.

Use by ``from tests.toy.committed import committed`` in a conftest.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection, connections, transaction

from tests.database import Copy
from vardtrad.config.addresses import django_database
from vardtrad.config.databases import Access

PATIENCE = 30


class Committed:
    """The database, its owner's connection, and threads with connections of their own."""

    def __init__(self, copy: Copy) -> None:
        self.copy = copy
        self.role = urlsplit(copy.app_url).username

    def owner(self) -> psycopg.Connection[Any]:
        """A new connection as the owner, each statement committed."""
        return psycopg.connect(self.copy.owner_url, autocommit=True)

    def app(self) -> psycopg.Connection[Any]:
        """A new connection as the application, each statement committed."""
        return psycopg.connect(self.copy.app_url, autocommit=True)

    def as_owner(self, *statements: str) -> None:
        """Run statements as the owner."""
        with self.owner() as owner:
            for statement in statements:
                owner.execute(statement)

    def connected_to(self, url: str) -> AbstractContextManager[None]:
        """Have Django connect with another address, the owner's for instance."""
        return _connected_to(url)

    def together(self, *calls: Callable[[], Any]) -> list[Any]:
        """Run the calls at the same time, each in a thread with its own connection; what each returned or raised."""
        begin = threading.Barrier(len(calls))
        threads = [Background(call, begin) for call in calls]
        return [thread.result() for thread in threads]

    def await_waiting(self) -> None:
        """Return when some connection waits for a lock that another one holds."""
        with self.owner() as owner:
            for _ in range(600):
                row = owner.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
                if row is not None and row[0]:
                    return
                owner.execute("SELECT pg_sleep(0.01)")
        raise AssertionError("nobody waits")


class Background:
    """A call in a thread of its own, with its own connection to the database."""

    def __init__(self, call: Callable[[], Any], begin: threading.Barrier | None = None) -> None:
        self._call, self._begin, self._result = call, begin, None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            connection.ensure_connection()
            if self._begin is not None:
                self._begin.wait(PATIENCE)
            self._result = self._call()
        except Exception as error:
            self._result = error
        finally:
            connections.close_all()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def result(self) -> Any:
        """What the call returned, or the exception that it raised."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the thread hangs"
        return self._result


@contextmanager
def _connected_to(url: str) -> Iterator[None]:
    connections["default"].close()
    settings_dict = connections["default"].settings_dict
    before = dict(settings_dict)
    settings_dict.update(django_database(url))
    try:
        yield
    finally:
        connections.close_all()
        settings_dict.clear()
        settings_dict.update(before)


@pytest.fixture
def as_owner(worker_database: Access, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Django's connection turned to the worker's database as its owner, in a transaction that is rolled back."""
    with django_db_blocker.unblock(), _connected_to(worker_database.owner_url), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def committed(fresh_database: Callable[[], Copy], django_db_blocker: Any) -> Iterator[Committed]:
    """Django's connection turned to a fresh database, without a transaction around the test."""
    copy = fresh_database()
    with django_db_blocker.unblock(), _connected_to(copy.app_url):
        yield Committed(copy)
