"""The benchmark fills a database of today's tables: what no test runs is found broken when somebody needs it."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from tests.bench import load, plans, sips
from tests.database import Copy
from vardtrad.config.databases import Cluster


def test_a_database_of_cases_is_filled(server: Cluster, fresh_database: Callable[[], Copy]) -> None:
    """With the tables as they are now, and what the measurement works with is there."""
    admin = _admin(server, fresh_database())
    load.load(admin, 2_000, people=300)
    loaded = load.look_up(admin, 1, 2_000)
    assert loaded.to_reply
    assert loaded.to_open
    assert _count(admin, "cases_case") == 2_000


def test_a_database_of_plans_is_filled(
    server: Cluster, fresh_database: Callable[[], Copy], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the tables as they are now."""
    monkeypatch.setattr(plans, "PEOPLE", 600)
    admin = _admin(server, fresh_database())
    plans.fill(admin, 500, 50)
    assert _count(admin, "planning_plan") == 500
    sips.fill_sip(admin)
    assert _count(admin, "fields_row") == sips.GOALS + sips.ACTIVITIES


def _admin(server: Cluster, copy: Copy) -> str:
    with psycopg.connect(server.admin) as connection:
        user = connection.info.user
    return server.url(user, copy.name)


def _count(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])
