"""A database that an earlier landing filled is upgraded by ``vardtrad migrate``, whole and guarded at every moment.

The databases are the dumps in tests/house/upgrades, whose README says where they come from.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.database import ROOT, Copy
from tests.house.upgrades.landing import LANDINGS, Landing, Rows, columns_of, counted, dump, rows_of
from tests.toy.committed import Background, Committed
from vardtrad.config import migrating
from vardtrad.config.databases import Cluster, TablesInUse
from vardtrad.gate import guards
from vardtrad.gate.door import seal, verifying
from vardtrad.kernel import clock

# What a migration has removed on purpose, by the landing that still had it: tables, and columns as "table.column".
TAKEN_AWAY: dict[str, set[str]] = {landing.name: set() for landing in LANDINGS}
FIRST, LATEST = LANDINGS[0], LANDINGS[-1]
"""From the first cases/0002 is to be run, which changes guarded rows; from the latest hardly anything."""

TOYS = {"toy_plan", "toy_step", "toy_entry"}
"""The tests' own guarded tables: the dumps do not have them."""

_number = count(1)


@dataclass(frozen=True)
class Upgraded:
    """A landing's database after ``vardtrad migrate``, and the results of the commands run right afterwards."""

    landing: Landing
    copy: Copy
    said: dict[str, tuple[int, str]]
    """The exit code and the words of each command."""
    before: Rows
    after: Rows


def database_name() -> str:
    """A name for one more database of this run."""
    mark, worker = os.environ["VARDTRAD_TEST_MARK"], os.environ.get("PYTEST_XDIST_WORKER", "main")
    return f"vt_{mark}_{worker}_upgrade_{next(_number)}"


@contextmanager
def restored(server: Cluster, landing: Landing) -> Iterator[Copy]:
    """The landing's database as dumped; removed afterwards."""
    name = database_name()
    try:
        yield Copy(**asdict(landing.restore(server, name)))
    finally:
        server.drop(name)


@pytest.fixture(scope="module", params=LANDINGS, ids=lambda landing: landing.name)
def upgraded(request: pytest.FixtureRequest, server: Cluster) -> Upgraded:
    """Each landing, upgraded once in a run: the first worker does it, the others wait."""
    landing: Landing = request.param
    folder = Path(os.environ["VARDTRAD_TEST_RUN"])
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_upgraded_{landing.name}"
    note = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            seen = upgrade(Copy(**asdict(landing.restore(server, name))), landing, folder / f"{name}.anchors")
            note.write_text(json.dumps(seen))
        else:
            seen = json.loads(note.read_text())
    seen["said"] = {words: (code, line) for words, (code, line) in seen["said"].items()}
    return Upgraded(landing, Copy(**asdict(server.access(name))), **seen)


def upgrade(copy: Copy, landing: Landing, anchors: Path) -> dict[str, Any]:
    """Run ``vardtrad migrate``, and right afterwards the commands that look for faults; what was seen."""
    anchors.write_text("".join(f"{line}\n" for line in landing.anchors), "ascii")
    environment = {
        **copy.environment,
        **landing.keys,
        "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
        "VARDTRAD_TRACE_ANCHOR_FILE": str(anchors),
    }
    before = rows_of(copy.owner_url)
    said = {"migrate": said_by(begun(environment, "migrate"))}
    del environment["DATABASE_OWNER_URL"]
    both = {words: begun(environment, *words.split()) for words in ("check", "audit verify")}
    said |= {words: said_by(process) for words, process in both.items()}
    return {"said": said, "before": before, "after": rows_of(copy.owner_url)}


def begun(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    """The command, just started."""
    return subprocess.Popen(
        [sys.executable, "-m", "vardtrad.config.cli", *words], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def said_by(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code and the words of a command, once it has ended."""
    words, _ = process.communicate(timeout=120)
    return process.returncode, words.strip()


def refused(url: str, statement: str) -> str:
    """Why the database refuses a statement for lack of rights; fails when it does not."""
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
        connection.execute(statement)
    return str(caught.value)


class TestALandingWithDataInIt:
    def test_is_migrated(self, upgraded: Upgraded) -> None:
        assert upgraded.said["migrate"] == (0, "Databasens tabeller, spärrar och rättigheter är på plats.")

    def test_keeps_every_row_of_every_table(self, upgraded: Upgraded) -> None:
        before, after = upgraded.before, upgraded.after
        assert sum(map(len, before.values())) > 800
        columns, columns_now = columns_of(before), columns_of(after)
        gone = {table for table in columns if table not in after}
        gone |= {
            f"{table}.{name}"
            for table in columns.keys() - gone
            for name in columns[table] - columns_now.get(table, set())
        }
        assert gone == TAKEN_AWAY[upgraded.landing.name]
        for table in columns.keys() & columns_now.keys():
            kept = columns[table] & columns_now[table]
            lost = counted(before[table], kept) - counted(after[table], kept)
            assert not lost, f"{table} has lost or changed {list(lost)[:3]}"

    @pytest.mark.parametrize("table", ["gate_trace", "gate_seal", "gate_version"])
    def test_gets_no_row_of_the_log_from_a_migration(self, upgraded: Upgraded, table: str) -> None:
        assert len(upgraded.after[table]) == len(upgraded.before[table]) > 150

    def test_has_a_whole_log(self, upgraded: Upgraded) -> None:
        assert upgraded.said["audit verify"] == (0, "Loggen är hel.")

    def test_is_as_expected(self, upgraded: Upgraded) -> None:
        code, words = upgraded.said["check"]
        # Before it may stand what this machine does without, as fonts for PDF files.
        assert (code, words.splitlines()[-1]) == (0, "Allt är som det ska.")

    def test_is_guarded_against_the_application_and_the_owner(self, upgraded: Upgraded) -> None:
        for url in (upgraded.copy.app_url, upgraded.copy.owner_url):
            for change in ("state = 'closed'", "state = 'closed', version = version + 1", "flagged = now()"):
                assert "cases_case" in refused(url, f"UPDATE cases_case SET {change}")
            for table in ("cases_case", "gate_trace", "gate_seal", "gate_version", "cases_message"):
                assert table in refused(url, f"DELETE FROM {table}")

    def test_still_computes_and_indexes_what_lists_are_sorted_by(self, upgraded: Upgraded) -> None:
        with psycopg.connect(upgraded.copy.owner_url) as owner:
            wrong = owner.execute("SELECT count(*) FROM cases_case WHERE not_urgent = urgent").fetchone()
            generated = owner.execute(
                "SELECT attgenerated FROM pg_attribute"
                " WHERE attrelid = 'cases_case'::regclass AND attname = 'not_urgent'"
            ).fetchone()
            index = owner.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'clinic_by_urgency'").fetchone()
        assert (wrong, generated) == ((0,), ("s",))
        assert index is not None
        assert "(clinic_id, is_open, not_urgent, urgency, id)" in index[0]

    def test_shows_every_case_to_resident_and_staff(self, upgraded: Upgraded, django_db_blocker: Any) -> None:
        """Also the versions that an earlier landing kept, without the columns that have come since."""
        with django_db_blocker.unblock(), Committed(upgraded.copy).connected_to(upgraded.copy.app_url):
            from vardtrad.cases.case.models import Case
            from vardtrad.cases.case.thread import thread

            cases = list(Case.objects.all())
            assert len({case.state for case in cases}) >= 4
            for for_staff in (True, False):
                assert all(thread(case, for_staff=for_staff) for case in cases)

    def test_lets_every_session_go_on_and_the_log_with_it(
        self, upgraded: Upgraded, django_db_blocker: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        settings.TRACE_KEY = upgraded.landing.keys["VARDTRAD_TRACE_KEY"]
        settings.TRACE_ANCHOR_FILE = str(tmp_path / "anchors")
        (tmp_path / "anchors").write_text("".join(f"{line}\n" for line in upgraded.landing.anchors), "ascii")
        moment = upgraded.landing.made + timedelta(minutes=1)
        monkeypatch.setattr(clock, "now", lambda: moment)
        assert {session["world"] for session in upgraded.landing.sessions} == {"resident", "staff"}
        with django_db_blocker.unblock(), Committed(upgraded.copy).connected_to(upgraded.copy.app_url):
            for session in upgraded.landing.sessions:
                shows_its_own(session)
            # A transaction of another test's database may hold the server's horizon for a while.
            give_up = time.monotonic() + 20
            while seal.seal_batch() == 0:
                assert time.monotonic() < give_up
                time.sleep(0.1)
            assert list(verifying.verify()) == []


def shows_its_own(session: dict[str, Any]) -> None:
    """The session's cookie still opens its owner's case or plan, and the page shows its contents."""
    from vardtrad.cases.case.models import Message
    from vardtrad.planning.plan.models import Plan
    from vardtrad.shared.login.cookies import SESSIONS
    from vardtrad.shared.login.models import World

    client = Client()
    client.cookies[SESSIONS[World(session["world"])]] = session["cookie"]
    if session["role"]:
        address = reverse("svu", args=[session["unit"], session["role"], session["thing"]])
        words = Plan.objects.get(pk=session["thing"]).patient.name
    else:
        unit = [session["unit"]] if session["unit"] else []
        address = reverse("staff_case" if unit else "resident_case", args=[*unit, session["thing"]])
        words = Message.objects.filter(case=session["thing"]).earliest("at").text.splitlines()[0]
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.headers)
    assert escape(words) in answer.content.decode()


@pytest.fixture
def first(server: Cluster, django_db_blocker: Any) -> Iterator[Committed]:
    """The first landing's database before it is migrated; Django is connected to it as its owner."""
    with as_owner_of(server, FIRST, django_db_blocker) as committed:
        yield committed


@pytest.fixture
def latest(server: Cluster, django_db_blocker: Any) -> Iterator[Committed]:
    """The latest landing's database before it is migrated; Django is connected to it as its owner."""
    with as_owner_of(server, LATEST, django_db_blocker) as committed:
        yield committed


@contextmanager
def as_owner_of(server: Cluster, landing: Landing, blocker: Any) -> Iterator[Committed]:
    with restored(server, landing) as copy, blocker.unblock():
        committed = Committed(copy)
        with committed.connected_to(copy.owner_url):
            yield committed


class Broken(Exception):
    pass


def breaks() -> None:
    raise Broken


class TestAMigrationThatFails:
    def test_in_the_middle_leaves_everything_as_it_was(self, first: Committed, monkeypatch: pytest.MonkeyPatch) -> None:
        """When cases/0002 has changed guarded rows, and before it is noted as done."""
        record = MigrationRecorder.record_applied

        def recorded(self: MigrationRecorder, app: str, name: str) -> None:
            if (app, name) == ("cases", "0002_staff_tool"):
                raise Broken
            record(self, app, name)

        monkeypatch.setattr(MigrationRecorder, "record_applied", recorded)
        self._leaves_all(first)

    def test_when_the_guards_are_put_back_leaves_everything_as_it_was(
        self, latest: Committed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guards, "install", breaks)
        self._leaves_all(latest)

    @staticmethod
    def _leaves_all(database: Committed) -> None:
        url = database.copy.owner_url
        before = dump(url)
        assert before.count("CREATE TRIGGER") > 10
        assert "GRANT SELECT,INSERT ON TABLE public.gate_trace" in before
        with pytest.raises(Broken) as caught:
            migrating.run()
        assert caught.value.__notes__ == ["Ingenting har ändrats: databasen är som den var före, med sina spärrar."]
        assert dump(url) == before
        assert "cases_case" in refused(database.copy.app_url, "UPDATE cases_case SET state = 'closed'")


class TestARunningApplication:
    def test_never_meets_a_table_without_its_guards(self, latest: Committed, monkeypatch: pytest.MonkeyPatch) -> None:
        """Tables of before are locked until they are guarded; new ones are not there before they are."""
        inside, go_on = threading.Event(), threading.Event()
        install = guards.install
        before = rows_of(latest.copy.owner_url).keys()
        guarded = {trigger.table for trigger in guards.expected()} - TOYS
        assert len(guarded & before) > 20

        def wait_and_install() -> None:
            inside.set()
            assert go_on.wait(30)
            install()

        monkeypatch.setattr(guards, "install", wait_and_install)
        migration = Background(migrating.run)
        try:
            assert inside.wait(30)
            with latest.app() as app:
                app.execute("SET lock_timeout = '20ms'")
                for table in sorted(guarded):
                    out_of_reach = psycopg.errors.LockNotAvailable if table in before else psycopg.errors.UndefinedTable
                    for statement in (f"INSERT INTO {table} DEFAULT VALUES", f"SELECT count(*) FROM {table}"):
                        with pytest.raises(out_of_reach):
                            app.execute(statement)
            closing = Background(lambda: refused(latest.copy.app_url, "UPDATE cases_case SET state = 'closed'"))
        finally:
            go_on.set()
        assert migration.result() is None
        assert "cases_case" in closing.result()

    def test_is_let_finish_what_it_is_doing(self, latest: Committed) -> None:
        with latest.app() as app, app.transaction():
            app.execute("SELECT count(*) FROM cases_case")
            migration = Background(migrating.run)
            time.sleep(0.7)
            assert migration.running
            # A table that the migration has asked for in the meantime can still be had.
            app.execute("SELECT count(*) FROM people_person")
        assert migration.result() is None
        assert guards.compare() == []

    def test_that_does_not_finish_is_said_and_everything_goes_on_as_before(self, latest: Committed) -> None:
        with latest.app() as report, report.transaction():
            report.execute("SELECT count(*) FROM gate_version")
            refusal = Background(lambda: migrating.run(patience=0)).result()
            assert isinstance(refusal, TablesInUse)
            assert "Ingenting har ändrats" in str(refusal)
            with latest.app() as app:
                assert app.execute("SELECT count(*) > 30 FROM cases_case").fetchone() == (True,)
        assert "cases_case" in refused(latest.copy.app_url, "UPDATE cases_case SET state = 'closed'")


def test_a_second_migrate_waits_for_the_first(latest: Committed) -> None:
    with latest.owner() as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(%s)", [migrating.ONE_AT_A_TIME])
        migration = Background(lambda: migrating.run(patience=0))
        time.sleep(0.5)
        assert migration.running
        with latest.app() as app:
            app.execute("SELECT count(*) FROM cases_case")
    assert migration.result() is None
    assert guards.compare() == []


def test_a_guard_that_this_version_does_not_know_goes_with_the_migration(latest: Committed) -> None:
    latest.as_owner(
        "CREATE TRIGGER gate_of_old BEFORE UPDATE ON people_person FOR EACH ROW EXECUTE FUNCTION gate_refuse_change()"
    )
    migrating.run()
    with latest.owner() as owner:
        assert owner.execute("SELECT 1 FROM pg_trigger WHERE tgname = 'gate_of_old'").fetchone() is None


def test_every_migration_runs_inside_the_one_transaction() -> None:
    for migration in MigrationLoader(None).disk_migrations.values():
        assert migration.atomic, migration
        for operation in migration.operations:
            assert not isinstance(operation, (AddIndexConcurrently, RemoveIndexConcurrently)), migration
            assert not isinstance(operation, RunPython) or operation.atomic is not False, migration


def test_one_migration_may_fill_a_table_and_the_next_change_its_columns(
    latest: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a commit between them: a foreign key that is still to be checked would bar the second."""

    def two_migrations(*_words: str, **_options: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO login_lastseat (staff_id, unit_id, role) SELECT id, %s, 'x' FROM care_units_staff LIMIT 1",
                [unit],
            )
            cursor.execute("ALTER TABLE login_lastseat DROP COLUMN role")

    unit = next(session["unit"] for session in LATEST.sessions if session["unit"])
    latest.as_owner("DELETE FROM login_lastseat")
    monkeypatch.setattr(migrating, "call_command", two_migrations)
    monkeypatch.setattr(guards, "install", lambda: None)
    migrating.run()
    with latest.owner() as owner:
        assert owner.execute("SELECT count(*) FROM login_lastseat").fetchone() == (1,)
