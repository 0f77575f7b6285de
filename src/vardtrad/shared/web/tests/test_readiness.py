"""Ready means that everything the pages need is there; otherwise one word says what is missing, and no secret."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from vardtrad.gate.door import seal, trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.shared.web import readiness

GOOD = "0123456789abcdefghijklmnopqrstuv"


def answer(browser):
    response = browser.get("/readyz")
    return response.status_code, response.content.decode()


def test_ok_when_all_is_there(browser, db):
    assert answer(browser) == (200, "ok")


@pytest.mark.parametrize(
    ("name", "key"),
    [("TRACE_KEY", ""), *((name, key) for name in ("SECRET_KEY", "TRACE_KEY") for key in ("a", "a" * 64, GOOD[:-1]))],
)
def test_missing_or_short_keys(browser, db, settings, name, key):
    setattr(settings, name, key)
    assert readiness.state() == (False, "keys")
    setattr(settings, name, GOOD)
    assert readiness.state() == (True, "ok")


def test_a_database_that_is_a_migration_behind(browser, db, monkeypatch):
    wanted = readiness._wanted()
    monkeypatch.setattr(readiness, "_wanted", lambda: wanted | {("cases", "9999_next")})
    assert answer(browser) == (503, "migrations")


def test_a_database_without_tables(browser, server, fresh_database, django_db_blocker):
    from tests.toy.committed import Committed

    copy = fresh_database()
    with django_db_blocker.unblock(), Committed(copy).connected_to(server.admin):
        assert answer(browser) == (503, "migrations")


def test_a_database_that_does_not_answer(browser, db, monkeypatch):
    def gone():
        raise OperationalError("password=hemligt")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", gone)
        assert answer(browser) == (503, "database")


def test_rows_that_wait_for_their_seal_are_told_of_without_turning_anybody_away(browser, db, monkeypatch):
    trace.note(system("tests"), "read", "toy")
    assert answer(browser) == (200, "ok")
    later = clock.now() + seal.WAIT + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert answer(browser) == (200, "ok, unsealed")
