"""How to recognise the demo's database. Used before Django is set up, so this module does not import Django."""

from __future__ import annotations

import os

import psycopg

REGION = "9921000015"
"""The organisation number of the demo's invented region: only the demo writes it, and only into an empty database."""


def is_demo(url: str) -> bool:
    """Whether the database at this address is empty, or holds the demo's region."""
    with psycopg.connect(url) as connection:
        (table,) = connection.execute("SELECT to_regclass('care_units_organisation')").fetchone() or (None,)
        if table is None:
            return True
        numbers = {number for (number,) in connection.execute("SELECT number FROM care_units_organisation")}
    return not numbers or REGION in numbers


class NotTheDemos(Exception):
    """Demo mode is on for a database that holds something else; the message is a Swedish sentence."""


def assert_own_database(url: str) -> None:
    """Raise NotTheDemos if demo mode is on, where anybody logs in as anybody, and the database is not the demo's."""
    if os.environ.get("VARDTRAD_DEMO", "").lower() in {"1", "true", "yes"} and not is_demo(url):
        raise NotTheDemos(
            "VARDTRAD_DEMO är på, men databasen har andra uppgifter än demons. I demon kan vem som helst logga in som"
            " vem som helst. Ta bort VARDTRAD_DEMO."
        )
