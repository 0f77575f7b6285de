"""``vardtrad backup`` and ``vardtrad restore``: a database in use comes back whole; nothing else is accepted."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.database import ROOT, Copy
from tests.house.logins import Logins
from tests.house.test_upgrade import FIRST, LATEST, begun, said_by, shows_its_own
from tests.house.upgrades.landing import Rows, rows_of
from tests.toy.committed import Committed
from vardtrad.config.backup import tools
from vardtrad.config.backup.container import DUMP, Part, Reader, Writer
from vardtrad.config.backup.problems import NotDone
from vardtrad.config.databases import ONE_AT_A_TIME, Cluster
from vardtrad.config.embedded.postgres import Server
from vardtrad.kernel.keys import EARLIER, TRACE

KEYS = LATEST.keys
TRACE_KEY = KEYS["VARDTRAD_TRACE_KEY"]
CHANGED_BY_LOGINS = {"login_session", "login_lastlogin", "gate_trace", "gate_seal", "gate_sealhead"}
WRITTEN_BY_THE_WORKER = {"gate_notification": {"status", "due", "tries", "last_error", "sent"}}
"""Columns by table that the worker writes, beside the backup too: what they hold depends on when it was made."""
DERIVED_BY_THE_WORKER = {"own_log_entry", "own_log_head"}
"""What the worker derives from the log, beside the backup too: how far it had come depends on when it was made."""
_number = count(1)


@contextmanager
def database(server: Cluster) -> Iterator[Copy]:
    """An empty database of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_{worker}_backup_{next(_number)}"
    try:
        yield Copy(**asdict(server.create(name)))
    finally:
        server.drop(name)


@pytest.fixture
def empty(server: Cluster) -> Iterator[Copy]:
    with database(server) as copy:
        yield copy


def environment(copy: Copy, anchors: Path) -> dict[str, str]:
    return {
        **copy.environment,
        **KEYS,
        "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings",
        "VARDTRAD_DEMO": "1",
        "VARDTRAD_TRACE_ANCHOR_FILE": str(anchors),
    }


def wait_for_the_log_by_person(copy: Copy, worker: subprocess.Popen[str]) -> None:
    """Until the worker has derived something from the log: a backup without any of it would prove nothing of it."""
    deadline = time.monotonic() + 120
    with psycopg.connect(copy.owner_url, autocommit=True) as owner:
        while owner.execute("SELECT 1 FROM own_log_entry LIMIT 1").fetchone() is None:
            assert worker.poll() is None, worker.communicate()
            assert time.monotonic() < deadline, "the worker derives nothing"
            time.sleep(0.1)


def without(columns: set[str], rows: list[dict[str, Any]]) -> set[str]:
    """The rows as comparable texts, without some columns."""
    return {str({column: value for column, value in row.items() if column not in columns}) for row in rows}


def run(given: dict[str, str], *words: object) -> tuple[int, str]:
    """A command: its exit code, and what it said."""
    return said_by(begun(given, *map(str, words)))


@dataclass(frozen=True)
class Source:
    """A backup taken while somebody logged in again and again and the worker sealed, and what was there after."""

    backup: Path
    keys: Path
    anchors: Path
    said: str
    rows: Rows
    first_login: str
    """The cookie of a session that was open when the backup was made."""
    staff: str
    """Whose session it was."""


@pytest.fixture(scope="module")
def source(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("backup")
    anchors = folder / "anchors"
    anchors.write_text("".join(f"{line}\n" for line in LATEST.anchors), "ascii")
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_backup_source"
    try:
        copy = Copy(**asdict(LATEST.restore(server, name)))
        given = environment(copy, anchors)
        assert run(given, "migrate")[0] == 0
        application = {**given, "DATABASE_OWNER_URL": ""}
        worker = begun(application, "worker")
        logins = Logins(application)
        try:
            logins.wait_for(1)
            first_login, staff = logins.lines[0].split()
            wait_for_the_log_by_person(copy, worker)
            code, said = run(given, "backup", folder / "region.backup")
            assert code == 0, said
            logins.wait_for(5)
        finally:
            logins.end()
            worker.terminate()
            worker.communicate(timeout=60)
        code, verified = run(application, "audit", "verify")
        assert code == 0, verified
        backup = folder / "region.backup"
        return Source(backup, folder / "region.backup.keys", anchors, said, rows_of(copy.owner_url), first_login, staff)
    finally:
        server.drop(name)


class TestABackup:
    def test_is_one_picture_of_a_database_in_use(self, source: Source) -> None:
        with Reader(source.backup) as backup:
            backup.assert_whole()
            rows = backup.manifest.rows
        assert set(rows) == set(source.rows)
        for table, later in source.rows.items():
            # The worker's chores remove old hints and sessions; nothing else has changed but by logins.
            assert table in CHANGED_BY_LOGINS | DERIVED_BY_THE_WORKER or rows[table] >= len(later), table
        assert rows["cases_case"] == len(source.rows["cases_case"]) > 5
        assert rows["gate_trace"] < len(source.rows["gate_trace"])

    def test_says_what_it_does_and_where_the_keys_went(self, source: Source) -> None:
        assert "Räknar raderna i" in source.said
        assert "Sparar databasen" in source.said
        assert f"Nycklarna är skrivna till {source.keys}." in source.said

    def test_can_be_read_by_its_owner_only_and_has_the_keys_elsewhere(self, source: Source) -> None:
        for file in (source.backup, source.keys):
            assert file.stat().st_mode & 0o777 == 0o600
        assert json.loads(source.keys.read_text()) == KEYS
        content = source.backup.read_bytes()
        assert not any(key.encode() in content for key in KEYS.values())

    def test_keeps_the_settings_without_secrets(self, source: Source) -> None:
        with Reader(source.backup) as backup:
            settings = backup.manifest.settings
        assert settings["VARDTRAD_DEMO"] == "1"
        assert not any("KEY" in name or "PASSWORD" in name for name in settings)

    def test_is_never_written_over_another_file(self, empty: Copy, tmp_path: Path) -> None:
        for taken in ("a", "a.keys"):
            (tmp_path / taken).write_text("mine")
            code, said = run(environment(empty, tmp_path / "anchors"), "backup", tmp_path / "a")
            assert (code, said) == (1, f"vardtrad: {tmp_path / taken} finns redan och skrivs inte över.")
            assert (tmp_path / taken).read_text() == "mine"
            (tmp_path / taken).unlink()

    def test_of_nothing_is_refused_and_leaves_nothing(self, empty: Copy, tmp_path: Path) -> None:
        code, said = run(environment(empty, tmp_path / "anchors"), "backup", tmp_path / "a")
        assert code == 1
        assert said.endswith("det finns inget att säkerhetskopiera.")
        assert list(tmp_path.iterdir()) == []

    def test_to_a_place_that_is_not_there_says_so(self, empty: Copy, tmp_path: Path) -> None:
        code, said = run(environment(empty, tmp_path / "anchors"), "backup", tmp_path / "missing" / "a")
        assert (code, "No such file or directory" in said) == (1, True)

    def test_is_refused_while_an_upgrade_goes_on(self, empty: Copy, tmp_path: Path) -> None:
        """An upgrade rewrites tables: an older picture would show them without rows."""
        with psycopg.connect(empty.owner_url) as migrating:
            migrating.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            code, said = run(environment(empty, tmp_path / "anchors"), "backup", tmp_path / "a")
        assert code == 1
        assert "En uppgradering (vardtrad migrate) pågår." in said

    def test_that_is_told_to_end_leaves_nothing(self, fresh_database: Callable[[], Copy], tmp_path: Path) -> None:
        hanging, backups = tmp_path / "bin", tmp_path / "backups"
        for folder in (hanging, backups):
            folder.mkdir()
        copy = fresh_database()
        with psycopg.connect(copy.owner_url) as owner:
            version = owner.info.server_version // 10_000
        (hanging / "pg_dump").write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) {version}.2" && exit\n'
            f"echo $$ >{tmp_path / 'pid'}\nwhile printf half; do sleep 0.2; done\n"
        )
        (hanging / "pg_dump").chmod(0o755)
        given = environment(copy, tmp_path / "anchors") | {tools.FOLDER: str(hanging)}
        process = begun(given, "backup", str(backups))
        try:
            while not ((tmp_path / "pid").exists() and list(backups.iterdir())):
                assert process.poll() is None, process.communicate()
            process.terminate()
            code, _said = said_by(process)
        finally:
            process.kill()
        assert code == 143
        assert list(backups.iterdir()) == []
        deadline = time.monotonic() + 20
        while Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)


class TestARestore:
    @pytest.mark.parametrize("on", ["the same machine", "a new machine", "a machine whose keys have been changed"])
    def test_brings_all_back(
        self, on: str, source: Source, empty: Copy, tmp_path: Path, django_db_blocker: Any, settings: Any
    ) -> None:
        anchors = tmp_path / "anchors"
        if on == "the same machine":
            anchors.write_bytes(source.anchors.read_bytes())
        given = environment(empty, anchors)
        if on == "a machine whose keys have been changed":
            given |= {TRACE: secrets.token_urlsafe(48), EARLIER[TRACE]: TRACE_KEY}
        code, said = run(given, "restore", source.backup, "--by", "Disa Drift")
        assert code == 0, said
        assert "Loggen är hel." in said
        with Reader(source.backup) as backup:
            counted = backup.manifest.rows
        restored = rows_of(empty.owner_url)
        for table, rows in source.rows.items():
            if table not in {"gate_seal", "gate_trace"}:
                assert len(restored[table]) == counted[table], table
            if table not in CHANGED_BY_LOGINS | DERIVED_BY_THE_WORKER:
                written = WRITTEN_BY_THE_WORKER.get(table, set())
                assert not without(written, rows) - without(written, restored[table]), table
        derived = {row["id"] for row in source.rows["own_log_entry"]}
        assert derived
        assert {row["id"] for row in restored["own_log_entry"]} <= derived
        assert len(restored["gate_trace"]) == counted["gate_trace"] + 1
        traces = {row["id"]: row for row in source.rows["gate_trace"]}
        added = [row for row in restored["gate_trace"] if traces.get(row["id"]) != row]
        assert [(row["action"], row["actor_name"]) for row in added] == [("restore", "Disa Drift")]
        del given["DATABASE_OWNER_URL"]
        code, said = run(given, "audit", "verify")
        assert code == 0
        assert "av Disa Drift (ur säkerhetskopian från " in said
        assert "Inget är förankrat" not in said
        code, said = run(given, "check")
        assert (code, said.splitlines()[-1]) == (0, "Allt är som det ska.")
        self._lets_people_in(source, empty, django_db_blocker, settings)
        self._derives_the_rest(source, empty, django_db_blocker)

    @staticmethod
    def _derives_the_rest(source: Source, restored: Copy, blocker: Any) -> None:
        """The log by person goes on from where it was, and says what it said there of every trace that came back."""
        from vardtrad.operations.own_log import actions

        with blocker.unblock(), Committed(restored).connected_to(restored.app_url):
            while actions.derive():
                pass
        rows = rows_of(restored.owner_url)
        sealed = {row["trace_id"] for row in rows["gate_seal"]}
        there = [row for row in source.rows["own_log_entry"] if row["trace"] in sealed]
        assert there
        assert without({"id"}, there) <= without({"id"}, rows["own_log_entry"])

    @staticmethod
    def _lets_people_in(source: Source, restored: Copy, blocker: Any, settings: Any) -> None:
        """A session from before is over; a new login leads to the same work."""
        from vardtrad.shared.care_units.models import Staff
        from vardtrad.shared.login import actions, queries
        from vardtrad.shared.login.models import Session
        from vardtrad.shared.login.providers import Proven

        settings.TRACE_KEY = TRACE_KEY
        with blocker.unblock(), Committed(restored).connected_to(restored.app_url):
            assert Session.objects.get(key_hash=queries.hashed(source.first_login)).ended is not None
            assert not Session.objects.filter(ended=None).exists()
            session = next(session for session in LATEST.sessions if session["world"] == "staff")
            before = Session.objects.get(key_hash=queries.hashed(session["cookie"]))
            assert before.ended is not None
            staff = Staff.objects.get(pk=before.staff_id)
            shows_its_own({**session, "cookie": actions.log_in(Proven("staff", staff.hsa_id, 3, "demo"))})

    def test_into_a_database_that_is_not_empty_is_refused(self, source: Source, empty: Copy, tmp_path: Path) -> None:
        with psycopg.connect(empty.owner_url) as owner:
            owner.execute("CREATE TABLE somebodys (id int)")
        code, said = run(environment(empty, tmp_path / "anchors"), "restore", source.backup)
        assert code == 1
        assert "är inte tom: den har tabellen somebodys." in said
        assert set(rows_of(empty.owner_url)) == {"somebodys"}

    def test_with_other_keys_is_refused(self, source: Source, empty: Copy, tmp_path: Path) -> None:
        given = environment(empty, tmp_path / "anchors") | {"VARDTRAD_TRACE_KEY": "another-key-" * 4}
        code, said = run(given, "restore", source.backup)
        assert (code, "är inte de som hör till säkerhetskopian" in said) == (1, True)
        assert rows_of(empty.owner_url) == {}

    def test_with_another_role_than_the_database_has_is_refused(
        self, source: Source, empty: Copy, tmp_path: Path
    ) -> None:
        given = environment(empty, tmp_path / "anchors") | {"VARDTRAD_APP_ROLE": "nobody_here"}
        code, said = run(given, "restore", source.backup)
        assert (code, "Rollen nobody_here finns inte" in said) == (1, True)
        assert rows_of(empty.owner_url) == {}


def test_a_backup_of_an_earlier_version_is_migrated(server: Cluster, empty: Copy, tmp_path: Path) -> None:
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_backup_earlier"
    try:
        earlier = environment(Copy(**asdict(FIRST.restore(server, name))), tmp_path / "none") | FIRST.keys
        code, said = run(earlier, "backup", tmp_path / "earlier")
    finally:
        server.drop(name)
    assert code == 0, said
    (tmp_path / "anchors").write_text("".join(f"{line}\n" for line in FIRST.anchors), "ascii")
    given = environment(empty, tmp_path / "anchors") | FIRST.keys
    code, said = run(given, "restore", tmp_path / "earlier")
    assert code == 0, said
    code, said = run(given, "check")
    assert (code, said.splitlines()[-1]) == (0, "Allt är som det ska.")
    with psycopg.connect(empty.owner_url) as owner:
        assert owner.execute("SELECT count(*) > 3 FROM cases_case").fetchone() == (True,)


def cut_off(content: bytes) -> bytes:
    return content[: len(content) // 2]


def damaged(content: bytes) -> bytes:
    place = len(content) // 3
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize(
    ("change", "says"),
    [(cut_off, "avklippt"), (damaged, "database.dump är skadad"), (lambda _content: b"hej", "av ett annat slag")],
)
def test_a_broken_file_is_refused(
    change: Callable[[bytes], bytes], says: str, source: Source, empty: Copy, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(change(source.backup.read_bytes()))
    code, said = run(environment(empty, tmp_path / "anchors"), "restore", broken)
    assert code == 1
    assert says in said
    assert "Traceback" not in said
    assert rows_of(empty.owner_url) == {}


def remade(source: Source, path: Path, *, key: str = TRACE_KEY, dump: bytes | None = None, **changes: Any) -> Path:
    """The same backup with something changed in its manifest or its dump, signed with the key."""
    with Reader(source.backup) as backup, Writer(path) as writer:
        writer.add(DUMP, backup.chunks(DUMP) if dump is None else [dump])
        writer.finish(replace(backup.manifest, **changes), key)
    return path


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"migrations": ["gate.9999_of_the_future"]}, "skriven av en nyare Vårdtråd"),
        ({"format": 2}, "skriven av en nyare Vårdtråd"),
        ({"server": 99}, "Återställ på PostgreSQL 99 eller nyare"),
        ({"dumped_with": 99}, "Programmet pg_restore för PostgreSQL 99 behövs"),
        ({"dump": b"no dump"}, "pg_restore misslyckades"),
        ({"key": "somebody-elses-key-" * 3}, "har ändrats efter att den skrevs"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    changes: dict[str, Any], says: str, source: Source, empty: Copy, tmp_path: Path
) -> None:
    backup = remade(source, tmp_path / "remade", **changes)
    code, said = run(environment(empty, tmp_path / "anchors"), "restore", backup)
    assert code == 1
    assert says in said
    assert "Traceback" not in said
    assert rows_of(empty.owner_url) == {}


def test_a_checksum_is_compared_also_when_the_zip_is_consistent(source: Source, tmp_path: Path) -> None:
    swapped = tmp_path / "swapped"
    with Reader(source.backup) as backup, zipfile.ZipFile(swapped, "w") as file:
        file.writestr(DUMP, b"another")
        file.writestr("manifest.json", backup.manifest.signed(TRACE_KEY))
    with Reader(swapped) as backup, pytest.raises(NotDone, match="stämmer inte med sin kontrollsumma"):
        backup.assert_whole()
    assert backup.manifest.parts[DUMP] != Part(7, "")


class TestTheEmbeddedDatabase:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Iterator[Path]:
        folder = tmp_path / "data"
        yield folder
        if folder.exists():
            Server.start(folder).remove()

    @staticmethod
    def given(folder: Path) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("VARDTRAD_", "DATABASE_"))}
        clean.pop("DJANGO_SETTINGS_MODULE", None)
        return {**clean, "PYTHONPATH": str(ROOT / "src"), "VARDTRAD_DATA": str(folder)}

    @pytest.mark.skipif("VARDTRAD_TEST_SERVER" in os.environ, reason="the backup has roles of another server")
    def test_takes_a_backup_of_any_other_and_gives_one(self, source: Source, folder: Path, tmp_path: Path) -> None:
        given = self.given(folder)
        code, said = run(given, "restore", source.backup)
        assert (code, "Nycklarna behövs" in said) == (1, True)
        assert not folder.exists()
        code, said = run(given, "restore", source.backup, "--keys", source.keys)
        assert code == 0, said
        assert json.loads((folder / "keys.json").read_text()) == KEYS
        assert run(given, "audit", "verify")[0] == 0
        code, said = run(given, "restore", source.backup, "--keys", source.keys)
        assert (code, "är inte tom" in said) == (1, True)
        (tmp_path / "backups").mkdir()
        code, said = run(given, "backup", tmp_path / "backups", "--without-keys")
        assert code == 0, said
        (second_file,) = (tmp_path / "backups").iterdir()
        with Reader(source.backup) as first, Reader(second_file) as second:
            second.assert_whole()
            assert second.signed_with([TRACE_KEY])
            assert second.manifest.rows["cases_case"] == first.manifest.rows["cases_case"]
