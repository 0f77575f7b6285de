"""``vardtrad keys``: keys are listed by id, changed for new ones and taken away, and no key is ever written out."""

from __future__ import annotations

import os
import secrets
import stat
import subprocess
import sys

import pytest

from tests.toy import verbs
from tests.toy.committed import as_owner, committed
from vardtrad.config import key_file
from vardtrad.gate.door import trace
from vardtrad.kernel import keys
from vardtrad.shared.login import drawn_for

__all__ = ["as_owner", "committed"]


def run(committed, *words, **changed):
    return subprocess.run(
        [sys.executable, "-m", "vardtrad.config.cli", *words],
        env={**committed.copy.environment, **changed}, text=True, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def env_file(committed, tmp_path):
    """A file of settings as the units read it, with the keys of the tests."""
    path = tmp_path / "vardtrad.env"
    path.write_text(
        "# A comment stays.\n"
        f"DATABASE_URL={committed.copy.environment['DATABASE_URL']}\n"
        f"VARDTRAD_SECRET_KEY={os.environ['VARDTRAD_SECRET_KEY']}\n"
        f"VARDTRAD_TRACE_KEY={os.environ['VARDTRAD_TRACE_KEY']}\n"
        "VARDTRAD_PUBLIC_URL=https://vardtrad.region.example\n"
    )
    path.chmod(0o640)
    return path


def settings_in(path):
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def test_the_key_of_the_log_is_changed_and_what_it_sealed_holds(committed, env_file):
    trace.note(verbs.member(verbs.uuid4()), "read", "toy")
    before = settings_in(env_file)
    added = run(committed, "keys", "add", "trace", "--env-file", str(env_file))
    assert (added.returncode, added.stderr) == (0, "")
    after = settings_in(env_file)
    assert after["VARDTRAD_TRACE_KEYS_EARLIER"] == before["VARDTRAD_TRACE_KEY"] != after["VARDTRAD_TRACE_KEY"]
    assert {name: after[name] for name in before.keys() - {"VARDTRAD_TRACE_KEY"}} == {
        name: value for name, value in before.items() if name != "VARDTRAD_TRACE_KEY"
    }
    assert env_file.read_text().startswith("# A comment stays.\n")
    assert stat.S_IMODE(env_file.stat().st_mode) == 0o640
    old, new = (keys.key_id(given["VARDTRAD_TRACE_KEY"]) for given in (before, after))

    listed = run(committed, "keys", "list", "--env-file", str(env_file))
    assert f"loggen    {new}  används   0 rader\n" in listed.stdout
    assert f"loggen    {old}  tidigare  1 rader\n" in listed.stdout
    verified = run(committed, "audit", "verify", **after)
    assert (verified.returncode, verified.stdout.splitlines()[0]) == (0, "Loggen är hel.")

    for key, says in ((old, "behövs för att granska 1 rader"), (new, "används"), ("0badc0de", "ingen tidigare nyckel")):
        refused = run(committed, "keys", "retire", key, "--env-file", str(env_file))
        assert refused.returncode == 1
        assert says in refused.stderr
    assert settings_in(env_file) == after
    told = "".join(done.stdout + done.stderr for done in (added, listed, refused))
    assert not any(secret in told for secret in (before["VARDTRAD_TRACE_KEY"], after["VARDTRAD_TRACE_KEY"]))


def test_the_pages_key_is_changed_and_the_earlier_one_taken_away(committed, env_file):
    before = settings_in(env_file)["VARDTRAD_SECRET_KEY"]
    assert run(committed, "keys", "add", "secret", "--env-file", str(env_file)).returncode == 0
    assert settings_in(env_file)["VARDTRAD_SECRET_KEY_FALLBACKS"] == before
    done = run(committed, "keys", "retire", keys.key_id(before), "--env-file", str(env_file))
    assert (done.returncode, done.stderr) == (0, "")
    assert settings_in(env_file)["VARDTRAD_SECRET_KEY_FALLBACKS"] == ""


def test_a_missing_key_is_listed_as_missing(committed, env_file):
    trace.note(verbs.member(verbs.uuid4()), "read", "toy")
    lines = env_file.read_text().replace(os.environ["VARDTRAD_TRACE_KEY"], secrets.token_urlsafe(48))
    env_file.write_text(lines)
    done = run(committed, "keys", "list", "--env-file", str(env_file))
    assert done.returncode == 1
    assert f"{keys.key_id(os.environ['VARDTRAD_TRACE_KEY'])}  SAKNAS" in done.stdout


def test_without_a_file_nothing_is_changed_in_production(committed):
    done = run(committed, "keys", "add", "trace")
    assert done.returncode == 1
    assert done.stderr == "vardtrad: Ange filen med inställningarna: --env-file /etc/vardtrad/vardtrad.env\n"


def test_the_embedded_databases_keys_are_changed_in_their_file(tmp_path):
    before = key_file.read(tmp_path)
    key_file.change(
        tmp_path, {"VARDTRAD_TRACE_KEY": "new", "VARDTRAD_TRACE_KEYS_EARLIER": before["VARDTRAD_TRACE_KEY"]}
    )
    after = key_file.read(tmp_path)
    assert after["VARDTRAD_TRACE_KEY"] == "new"
    assert after["VARDTRAD_SECRET_KEY"] == before["VARDTRAD_SECRET_KEY"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600]


GOOD = {keys.SECRET: secrets.token_urlsafe(32), keys.TRACE: secrets.token_urlsafe(32)}
OLD = secrets.token_urlsafe(32)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, []),
        ({"VARDTRAD_TRACE_KEYS_EARLIER": f"{OLD} {secrets.token_urlsafe(32)}"}, []),
        ({keys.TRACE: ""}, ["VARDTRAD_TRACE_KEY saknas."]),
        ({keys.TRACE: GOOD[keys.SECRET]}, ["VARDTRAD_SECRET_KEY och VARDTRAD_TRACE_KEY är samma nyckel"]),
        ({"VARDTRAD_TRACE_KEYS_EARLIER": f"{OLD},kort"}, [f"EARLIER, nyckel {keys.key_id('kort')}: för kort"]),
        ({"VARDTRAD_SECRET_KEY_FALLBACKS": "a" * 64}, ["VARDTRAD_SECRET_KEY_FALLBACKS, nyckel "]),
        ({"VARDTRAD_TRACE_KEYS_EARLIER": f"{OLD} {OLD}"}, ["har samma nyckel två gånger"]),
        ({"VARDTRAD_TRACE_KEYS_EARLIER": GOOD[keys.TRACE]}, ["har samma nyckel två gånger, eller samma som"]),
    ],
)
def test_weak_keys_are_named_by_their_setting_and_id(given, says):
    told = keys.weaknesses(GOOD | given)
    assert len(told) == len(says)
    assert all(word in sentence for word, sentence in zip(says, told, strict=True))
    assert not any(key in sentence for sentence in told for key in (OLD, *GOOD.values()))


@pytest.mark.parametrize("command", ["serve", "worker", "live"])
def test_a_weak_earlier_key_refuses_to_start(committed, command):
    done = run(committed, command, VARDTRAD_TRACE_KEYS_EARLIER="kort")
    assert done.returncode == 1
    assert done.stderr.startswith("vardtrad: VARDTRAD_TRACE_KEYS_EARLIER, nyckel ")


def test_a_page_drawn_before_the_pages_key_was_changed_is_still_its_readers(settings, rf):
    from vardtrad.shared.login.models import Session, World

    person = verbs.uuid4()
    session = Session(world=World.RESIDENT, person_id=person)
    request = rf.post("/", {drawn_for.FIELD: drawn_for.mark(person)})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = secrets.token_urlsafe(32), [settings.SECRET_KEY]
    assert drawn_for.is_theirs(request, session)
    settings.SECRET_KEY_FALLBACKS = []
    assert not drawn_for.is_theirs(request, session)
