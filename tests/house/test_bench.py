"""The benchmark fills a database of today's tables: what no test runs is found broken when somebody needs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.bench import load, plans, sips
from tests.bench.mutations import afresh
from tests.bench.mutations.__main__ import files_to_change
from tests.database import Copy
from vardtrad.config.databases import Cluster

ROOT = Path(__file__).resolve().parents[2]
BY_VERBS = """
from functools import partial

from tests.bench import bulk, load, own_log, sending, statistics
from tests.bench.filled import filled

bulk.NUMBER, sending.NUMBER = 20, 60
with filled("small", partial(load.load, cases=1_000, people=300)):
    bulk.measure(1_000)
    sending.measure()
    own_log.measure(60)
    statistics.ask(explain=True)
"""


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


def test_what_the_benchmarks_do_by_the_verbs_of_the_product_is_done() -> None:
    """In a process of its own, which works with the database that it has filled; how quickly is not asked here."""
    words = [sys.executable, "-c", BY_VERBS]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    run = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    assert "20 of 20 cases answered" in run.stdout
    assert "of 60 stored" in run.stdout
    assert "2 pages of a person" in run.stdout
    assert "two years:" in run.stdout


@pytest.mark.parametrize("where", [afresh.QUICK, afresh.THOROUGH], ids=["quick", "thorough"])
def test_the_mutants_of_every_table_have_tests_that_know_them(where: dict[str, list[str]]) -> None:
    """Else a new table would be tried by nothing, and its mutants count as survivors."""
    assert len(files_to_change()) > 30
    assert [path for path in files_to_change() if not afresh.tests_for(path, where)] == []
    assert [name for names in where.values() for name in names if not (ROOT / name).exists()] == []


def _admin(server: Cluster, copy: Copy) -> str:
    with psycopg.connect(server.admin) as connection:
        user = connection.info.user
    return server.url(user, copy.name)


def _count(url: str, table: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])
