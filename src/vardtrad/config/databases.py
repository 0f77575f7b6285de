"""Roles and databases on a PostgreSQL server, the embedded one or any other.

Two roles (design, "Data"): the *owner* owns the database and runs the migrations; the *application* may log in and
has no right of its own, so that it cannot change what ``vardtrad.gate.guards`` protects.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any, LiteralString
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from vardtrad.config import addresses

OWNER = "vardtrad_owner"
APP = "vardtrad_app"
# The key of the advisory lock that lets a single migrate run at a time in a database; a backup shares it while it takes
# its tables. Nothing else uses the number.
ONE_AT_A_TIME = 0x76617264
# What a server must answer before it may hold records: an acknowledged message survives a crash (design, "Data").
DURABLE = {
    "synchronous_commit": {"on", "remote_apply"},
    "fsync": {"on"},
    "full_page_writes": {"on"},
}


class NotDurable(Exception):
    """The server may lose what it has acknowledged; the message says which setting is wrong."""


class NoRole(Exception):
    """The application's role, to which rights are to be given, does not exist. The message says so."""


class TablesInUse(Exception):
    """A migration cannot lock the tables: somebody holds a table for longer than it waits. The message says so."""


@dataclass(frozen=True, slots=True)
class Access:
    """The addresses of one database: as its owner, and as the application."""

    name: str
    owner_url: str
    app_url: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL server on which roles and databases may be made.

    ``admin`` is the ``postgresql://`` address of a superuser, or of a role with CREATEROLE and CREATEDB. A password
    that is empty is not used: the embedded server lets in whoever reaches its socket.
    """

    admin: str
    owner: str = OWNER
    app: str = APP
    owner_password: str = ""
    app_password: str = ""

    @classmethod
    def with_own_roles(cls, admin: str, mark: str) -> Cluster:
        """A cluster with two roles of its own, named after ``mark`` and with random passwords."""
        return cls(admin, f"{OWNER}_{mark}", f"{APP}_{mark}", secrets.token_urlsafe(24), secrets.token_urlsafe(24))

    def url(self, role: str, database: str) -> str:
        """The address of ``database`` as ``role``, which is the owner, the application, or the admin's own role."""
        parts = urlsplit(self.admin)
        place = parts.netloc.rpartition("@")[2]
        login = parts.netloc.rpartition("@")[0]
        if role in {self.owner, self.app}:
            password = self.owner_password if role == self.owner else self.app_password
            login = quote(role, safe="") + (f":{quote(password, safe='')}" if password else "")
        return urlunsplit((parts.scheme, f"{login}@{place}", f"/{quote(database, safe='')}", parts.query, ""))

    def access(self, name: str) -> Access:
        """The addresses of the database ``name``."""
        return Access(name, self.url(self.owner, name), self.url(self.app, name))

    def make_roles(self) -> None:
        """Make the two roles if they are missing, and give them their passwords."""
        with self._connect() as connection:
            for role, password in ((self.owner, self.owner_password), (self.app, self.app_password)):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    self._run(connection, "CREATE ROLE {} LOGIN NOCREATEDB NOCREATEROLE", role)
                if password:
                    connection.execute(
                        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
                    )
            # An admin who is not a superuser must be a member of the role to which it gives a database.
            self._run(connection, "GRANT {} TO CURRENT_USER", self.owner)

    def drop_roles(self) -> None:
        """Remove the two roles; their databases must be gone."""
        with self._connect() as connection:
            for role in (self.app, self.owner):
                self._run(connection, "DROP ROLE IF EXISTS {}", role)

    def exists(self, name: str) -> bool:
        """Whether there is a database of that name."""
        with self._connect() as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        return row is not None

    def create(self, name: str, template: str = "template0") -> Access:
        """Make the database ``name``, owned by the owner, as a copy of ``template``.

        Nobody may be connected to the template meanwhile. Raises psycopg.errors.DuplicateDatabase if ``name`` exists.
        """
        with self._connect() as connection:
            self._run(connection, "CREATE DATABASE {} OWNER {} TEMPLATE {}", name, self.owner, template)
            self._run(connection, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
            self._run(connection, "GRANT CONNECT ON DATABASE {} TO {}", name, self.app)
        return self.access(name)

    def drop(self, name: str) -> None:
        """Remove the database ``name`` if it exists, and disconnect everybody from it."""
        with self._connect() as connection:
            self._run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.admin, autocommit=True)

    @staticmethod
    def _run(connection: psycopg.Connection[Any], statement: LiteralString, *names: str) -> None:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def assert_durable(url: str, *, patience: float = 60.0) -> None:
    """Refuse a server that may lose what it has acknowledged; waits up to ``patience`` seconds for an answer.

    Raises NotDurable, ImproperlyConfigured for an address that is refused, or psycopg.OperationalError when nobody has
    answered in time.
    """
    # The very parameters that the pages will connect with, and a limit for each try unless the address has one.
    wanted: dict[str, Any] = {"connect_timeout": 5, "application_name": addresses.APPLICATION}
    wanted |= addresses.parameters(url)
    deadline = time.monotonic() + patience
    while True:
        try:
            connection = psycopg.connect(**wanted, prepare_threshold=None)
            break
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    with connection:
        for setting, accepted in DURABLE.items():
            row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
            value = row[0] if row else ""
            if value not in accepted:
                raise NotDurable(
                    f"Databasen har {setting}={value}, men on krävs: annars kan kvitterade meddelanden gå förlorade."
                )
