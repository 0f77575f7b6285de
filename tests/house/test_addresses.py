"""The database's address: every parameter reaches the connection, and none leaves the machine unverified."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from vardtrad.config import addresses, databases, settings

ROOT = Path(__file__).resolve().parents[2]
VERIFIED = "postgresql://u:p%40ss@db.example:6432/v%C3%A5rd?sslmode=verify-full&sslrootcert=/x.pem"


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """No setting of the machine's own: neither ours nor libpq's."""
    for name in [name for name in os.environ if name.startswith("PG") or name == addresses.UNVERIFIED]:
        monkeypatch.delenv(name)


def refusal(url, variable="DATABASE_URL"):
    with pytest.raises(ImproperlyConfigured) as refused:
        addresses.parameters(url, variable)
    return str(refused.value)


def test_every_parameter_reaches_django():
    options = "options=-c%20statement_timeout%3D5s&connect_timeout=3&target_session_attrs=read-write"
    described = addresses.django_database(f"{VERIFIED}&{options}")
    names = ("HOST", "PORT", "NAME", "USER", "PASSWORD")
    assert [described[name] for name in names] == ["db.example", "6432", "vård", "u", "p@ss"]
    assert described["OPTIONS"] == {
        "application_name": "vardtrad",
        "prepare_threshold": 0,
        "sslmode": "verify-full",
        "sslrootcert": "/x.pem",
        "options": "-c statement_timeout=5s",
        "connect_timeout": "3",
        "target_session_attrs": "read-write",
    }


def test_a_parameter_reaches_the_server(committed):
    url = committed.copy.app_url
    url += f"{'&' if '?' in url else '?'}options=-cstatement_timeout%3D12345&application_name=mine"
    with committed.connected_to(url):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout'), current_setting('application_name')")
            assert cursor.fetchone() == ("12345ms", "mine")


def test_the_start_check_connects_with_the_same_parameters(monkeypatch):
    asked = []

    def connect(**given):
        asked.append(given)
        raise psycopg.OperationalError

    monkeypatch.setattr(psycopg, "connect", connect)
    with pytest.raises(psycopg.OperationalError):
        databases.assert_durable(f"{VERIFIED}&connect_timeout=2", patience=0)
    assert addresses.parameters(f"{VERIFIED}&connect_timeout=2").items() <= asked[0].items()
    assert asked[0]["connect_timeout"] == "2"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u@/x", "måste börja med postgresql://"),
        ("postgresql://u:hemligt@localhost/x?sslmod=verify-full", "har en okänd parameter: sslmod"),
        ("postgresql://u:hemligt@[localhost/x", "går inte att läsa"),
        ("postgresql://u:hemligt@localhost/x y", "går inte att läsa"),
        ("postgresql://u:hemligt@localhost", "saknar databasens namn"),
    ],
)
def test_what_is_not_understood_is_refused_without_its_secrets(url, says):
    sentence = refusal(url, "DATABASE_OWNER_URL")
    assert says in sentence
    assert sentence.startswith("DATABASE_OWNER_URL ")
    assert "hemligt" not in sentence


@pytest.mark.parametrize(
    "place", ["/x", "/x?host=/run/postgresql", "localhost/x", "127.0.0.1:5433/x", "[::1]/x", "localhost,127.0.0.2/x"]
)
def test_on_the_same_machine_no_tls_is_asked_for(place):
    assert addresses.parameters(f"postgresql://u@{place}")["dbname"] == "x"


@pytest.mark.parametrize(
    "place",
    [
        "db.example/x",
        "db.example/x?sslmode=require",
        "db.example/x?sslmode=verify-ca",
        "/x?host=db.example",
        "localhost,db.example/x",
        "localhost/x?hostaddr=192.0.2.1",
        "/x?service=somewhere",
        "[2001:db8::1]/x",
    ],
)
def test_another_machine_must_be_verified_unless_a_setting_says_otherwise(place, monkeypatch):
    url = f"postgresql://u:hemligt@{place}"
    assert "sslmode=verify-full" in refusal(url)
    assert addresses.UNVERIFIED in refusal(url)
    verified = url.split("sslmode=")[0].rstrip("?")
    verified += f"{'&' if '?' in verified else '?'}sslmode=verify-full"
    assert addresses.parameters(verified)["sslmode"] == "verify-full"
    monkeypatch.setenv(addresses.UNVERIFIED, "1")
    assert addresses.why_unverified(addresses.parameters(url)) is not None


def test_what_libpq_takes_from_its_own_environment_counts(monkeypatch):
    monkeypatch.setenv("PGHOST", "db.example")
    assert "verify-full" in refusal("postgresql://u@/x")
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert addresses.parameters("postgresql://u@/x") == {"user": "u", "dbname": "x"}


@pytest.mark.parametrize("command", ["serve", "worker", "check", "migrate"])
def test_a_process_refuses_in_one_sentence(command):
    environment = {**os.environ, "DATABASE_URL": "postgresql://u:hemligt@db.example/x", "PYTHONPATH": str(ROOT / "src")}
    environment["DATABASE_OWNER_URL"] = environment["DATABASE_URL"]
    done = subprocess.run(
        [sys.executable, "-m", "vardtrad.config.cli", command],
        env=environment, text=True, capture_output=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "verify-full" in done.stderr
    assert "hemligt" not in done.stderr


def test_check_says_that_the_demand_is_lowered(committed, monkeypatch, capsys):
    from vardtrad.config import check

    monkeypatch.setenv("DATABASE_URL", "postgresql://u@db.example/x?sslmode=require")
    monkeypatch.setenv(addresses.UNVERIFIED, "1")
    check.run([])
    assert "sslmode=require i stället för verify-full (VARDTRAD_DATABASE_UNVERIFIED)" in capsys.readouterr().out


def test_a_switch_that_is_not_understood_is_refused(monkeypatch):
    """``VARDTRAD_PROTECTED_NEEDS_APPROVAL=ja`` must not switch the approval off."""
    monkeypatch.setenv("VARDTRAD_A_SWITCH", "ja")
    with pytest.raises(ImproperlyConfigured, match="VARDTRAD_A_SWITCH"):
        settings.flag("A_SWITCH", "1")
    for value, means in (("1", True), ("TRUE", True), ("0", False), ("no", False), ("", True)):
        monkeypatch.setenv("VARDTRAD_A_SWITCH", value)
        assert settings.flag("A_SWITCH", "1") is means


def command(*words, **given):
    """A command with just these settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("VARDTRAD_", "DATABASE_"))}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "vardtrad.config.cli", *words],
        env={**environment, "PYTHONPATH": str(ROOT / "src"), **given}, text=True, capture_output=True, check=False,
    )  # fmt: skip


def test_migrate_with_only_the_owners_address_migrates_that_database_and_makes_nothing_else(server, tmp_path, settings):
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_only_owner"
    access = server.create(name)
    try:
        done = command(
            "migrate",
            DATABASE_OWNER_URL=access.owner_url,
            VARDTRAD_DATA=str(tmp_path / "data"),
            VARDTRAD_APP_ROLE="nobody_here",
        )
        assert (done.returncode, done.stderr) == (
            1,
            "vardtrad: Rollen nobody_here finns inte (VARDTRAD_APP_ROLE). Ingenting har ändrats.\n",
        )
        done = command(
            "migrate",
            DATABASE_OWNER_URL=access.owner_url,
            VARDTRAD_DATA=str(tmp_path / "data"),
            VARDTRAD_APP_ROLE=settings.APP_ROLE,
        )
        assert (done.returncode, done.stderr) == (0, "")
        with psycopg.connect(access.app_url) as connection:
            assert connection.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)
        assert not (tmp_path / "data").exists()
    finally:
        server.drop(name)


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        ("migrate", {"DATABASE_URL": "postgresql:///x"}, "DATABASE_OWNER_URL saknas (databasens ägare)"),
        ("check", {"DATABASE_OWNER_URL": "postgresql:///x"}, "DATABASE_URL saknas (programmets roll)"),
        ("worker", {"VARDTRAD_TRACE_KEY": "k" * 40}, "DATABASE_URL saknas (programmets roll), fast nycklar är satta"),
        (
            "migrate",
            {"DATABASE_URL": "postgresql:///x", "DATABASE_OWNER_URL": "postgresql:///y"},
            "DATABASE_OWNER_URL (y) och DATABASE_URL (x) leder till olika databaser",
        ),
        ("serve", {"DATABASE_URL": "postgresql:///x", "DATABASE_OWNER_URL": "postgresql:///y"}, "olika databaser"),
    ],
)
def test_what_is_ambiguous_is_refused_and_nothing_is_made(words, given, says, tmp_path):
    done = command(words, VARDTRAD_DATA=str(tmp_path / "data"), **given)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("words", ["serve", "live", "worker"])
@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"SECRET": "k3y-" * 10, "TRACE": ""}, "VARDTRAD_TRACE_KEY saknas."),
        ({"SECRET": "a", "TRACE": "b"}, "VARDTRAD_SECRET_KEY är för kort eller enkel"),
    ],
)
def test_missing_or_short_keys_refuse_to_start(words, keys, says):
    given = {f"VARDTRAD_{name}_KEY": key for name, key in keys.items()}
    done = command(words, DATABASE_URL="postgresql:///x?host=/nonexistent", **given)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr


def test_check_mentions_the_keys(committed, settings, capsys):
    from vardtrad.config import check

    settings.TRACE_KEY = "kort"
    assert check.run([]) == 1
    assert "VARDTRAD_TRACE_KEY är för kort" in capsys.readouterr().out


def test_check_names_the_missing_migrations_of_an_empty_database(server):
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_unmigrated"
    access = server.create(name)
    environment = {**os.environ, "DATABASE_URL": access.app_url, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "vardtrad.config.cli", "check"],
            env=environment, text=True, capture_output=True, check=False, cwd=ROOT,
        )  # fmt: skip
    finally:
        server.drop(name)
    assert done.returncode == 1
    assert "är inte körd. Kör: vardtrad migrate" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_worker_says_in_one_line_that_the_database_is_not_migrated(server):
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_empty"
    access = server.create(name)
    environment = {**os.environ, "DATABASE_URL": access.app_url, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "vardtrad.config.cli", "worker"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        first = process.stderr.readline()
        assert "the database is not migrated to this version: run vardtrad migrate" in first
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=5)  # it lives, and tries again
        process.terminate()
        _, rest = process.communicate(timeout=30)
        assert (process.returncode, rest) == (0, "")
    finally:
        process.kill()
        server.drop(name)


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"VARDTRAD_SMTP_HOST": "mail.example"}, True),
        ({"VARDTRAD_SMTP_HOST": "mail.example", "VARDTRAD_SMTP_TLS": "1"}, False),
        ({"VARDTRAD_SMTP_HOST": "mail.example", "VARDTRAD_SMTP_UNPROTECTED": "1"}, False),
        ({"VARDTRAD_SMTP_HOST": "localhost"}, False),
        ({}, False),
    ],
)
def test_letters_leave_the_machine_protected_unless_a_setting_says_otherwise(given, refused):
    done = command("check", "--docs", **given)
    assert ("breven kan läsas på vägen" in done.stderr) == refused
    assert done.returncode == int(refused)


@pytest.mark.parametrize(
    ("address", "unprotected", "refused"),
    [
        ("tcp://scanner.example:3310", "", True),
        ("tcp://scanner.example:3310", "1", False),
        ("tcp://127.0.0.1:3310", "", False),
        ("tcp://[::1]:3310", "", False),
        ("unix:/run/clamav/clamd.ctl", "", False),
        ("", "", False),
    ],
)
def test_files_go_to_a_scanner_on_another_machine_only_where_a_setting_says_so(address, unprotected, refused):
    done = command("check", "--docs", VARDTRAD_CLAMD=address, VARDTRAD_CLAMD_UNPROTECTED=unprotected)
    assert ("filerna kan läsas på vägen" in done.stderr) == refused
    assert done.returncode == int(refused)
