"""Addresses of PostgreSQL databases: read by libpq itself, so that no parameter of an address is lost.

Patient data travel over this connection. To another machine it must be encrypted and the server's name verified
(``sslmode=verify-full``), unless ``VARDTRAD_DATABASE_UNVERIFIED`` says that something else protects the network.
"""

from __future__ import annotations

import ipaddress
import os
import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError, conninfo, pq

from vardtrad.kernel.keys import weaknesses

UNVERIFIED = "VARDTRAD_DATABASE_UNVERIFIED"
"""The setting that lets a connection to another machine be less than ``sslmode=verify-full``."""
APPLICATION = "vardtrad"
# What Django wants under names of its own; every other parameter is handed to libpq as it stands.
_DJANGO = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
_UNKNOWN = re.compile(r'invalid URI query parameter: "([^"]*)"')


def parameters(url: str, variable: str = "DATABASE_URL") -> dict[str, str]:
    """The libpq parameters of a ``postgresql://`` address that the environment's ``variable`` holds.

    Raises ImproperlyConfigured, in a sentence without any part of the address that may be secret: for an address that
    is not PostgreSQL's or has an unknown parameter, and for an unverified connection to another machine.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(f"{variable} måste börja med postgresql://")
    try:
        found = {name: str(value) for name, value in conninfo.conninfo_to_dict(url).items()}
    except ProgrammingError as error:
        # libpq's own sentence may quote the whole address, with its password: only the parameter's name is repeated.
        unknown = _UNKNOWN.search(str(error))
        why = f"har en okänd parameter: {unknown[1]}" if unknown else "går inte att läsa som en postgresql://-adress"
        raise ImproperlyConfigured(f"{variable} {why}") from None
    if not found.get("dbname") and "service" not in found:
        raise ImproperlyConfigured(f"{variable} saknar databasens namn")
    if why_unverified(found) and not unverified_allowed():
        raise ImproperlyConfigured(
            f"{variable} leder till en annan dator utan sslmode=verify-full: uppgifterna kan läsas på vägen. Lägg till"
            f" sslmode=verify-full och sslrootcert, eller sätt {UNVERIFIED}=1 om nätet skyddas på annat sätt."
        )
    return found


def assert_clear(*, owner: bool) -> None:
    """Refuse an environment that leaves open which database is meant (ImproperlyConfigured).

    ``owner`` says whether the owner's address is what is needed, or the application's.
    """
    wanted, other = ("DATABASE_OWNER_URL", "DATABASE_URL") if owner else ("DATABASE_URL", "DATABASE_OWNER_URL")
    addresses = {name: os.environ.get(name, "") for name in (wanted, other)}
    if not addresses[wanted]:
        whose = "databasens ägare" if owner else "programmets roll"
        given = f"{other} är satt" if addresses[other] else "nycklar är satta"
        raise ImproperlyConfigured(f"{wanted} saknas ({whose}), fast {given}. Ingenting har gjorts.")
    databases = {name: parameters(url, name).get("dbname") for name, url in addresses.items() if url}
    if len(set(databases.values())) > 1:
        named = " och ".join(f"{name} ({database})" for name, database in databases.items())
        raise ImproperlyConfigured(f"{named} leder till olika databaser. Ingenting har gjorts.")


def assert_keys() -> None:
    """Refuse keys that are missing or too short (ImproperlyConfigured)."""
    if found := weaknesses(os.environ):
        raise ImproperlyConfigured(" ".join(found))


def django_database(url: str) -> dict[str, Any]:
    """Django's description of the database at this address. Raises ImproperlyConfigured, as ``parameters``."""
    found = parameters(url)
    options = {name: value for name, value in found.items() if name not in _DJANGO}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: found.get(parameter, "") for parameter, name in _DJANGO.items()},
        "CONN_MAX_AGE": None,
        # shared.login.guards reconnects when the database has dropped a connection.
        "CONN_HEALTH_CHECKS": False,
        # Nothing needs session state between transactions: PgBouncer may stand in front. Only gate.compiled prepares
        # its statements, and stops doing so if a pooler loses them; Django's own are sent as plain text (ADR 11).
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"application_name": APPLICATION, **options, "prepare_threshold": 0},
    }


def why_unverified(given: dict[str, str]) -> str | None:
    """The sslmode of a connection that leaves this machine without being verified; None when all is well.

    What the address does not say, libpq takes from its own environment variables (PGHOST, PGSSLMODE and so on).
    """
    known = pq.Conninfo.get_defaults()
    found = {option.keyword.decode(): option.val.decode() for option in known if option.val} | given
    mode = found.get("sslmode", "")
    # A service is a file that only libpq reads; a host there cannot be seen from here.
    stays = "service" not in given and all(
        map(stays_here, (found.get("hostaddr") or found.get("host") or "").split(","))
    )
    return None if stays or mode == "verify-full" else mode


def unverified_allowed() -> bool:
    """Whether the operator has said that something else than TLS protects the way to the database."""
    return os.environ.get(UNVERIFIED, "").lower() in {"1", "true", "yes"}


def stays_here(host: str) -> bool:
    """Whether a connection to this host stays on this machine: a socket, or a loopback address."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
