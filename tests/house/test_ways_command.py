"""``vardtrad ways`` and ``vardtrad login``: what whoever runs an installation does with the ways in."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import pytest

from tests.providers import LOA3, NUMBER
from tests.toy.committed import as_owner, committed
from vardtrad.config import ways_command, ways_file
from vardtrad.gate.models import Trace
from vardtrad.shared.login.models import LoginLock
from vardtrad.shared.login.ways import rows
from vardtrad.shared.people.models import Person

__all__ = ["as_owner", "committed"]


def run(*words, typed="", **changed):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | changed
    environment.pop("VARDTRAD_SECRET_KEY", None) if "DATABASE_URL" not in changed else None
    return subprocess.run(
        [sys.executable, "-m", "vardtrad.config.cli", *words],
        env=environment, input=typed, text=True, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_way_is_added_checked_and_listed(provider, tmp_path):
    file = tmp_path / "ways.toml"
    words = ("--id", "frej", "--world", "resident", "--title", 'Frej "plus"', "--issuer", provider.issuer,
             "--client-id", "oss", "--secret", "env:VARDTRAD_TEST_WAY", "--identity", NUMBER,
             "--acr", f"{LOA3}=3")  # fmt: skip
    done = run("ways", "add", "--file", str(file), *words, VARDTRAD_PUBLIC_URL="https://vt.example/")
    assert (done.returncode, done.stderr) == (0, "")
    assert "frej är tillagd" in done.stdout
    assert "https://vt.example/inloggning/frej/svar" in done.stdout
    (row,) = tomllib.loads(file.read_text())["way"]
    assert (row["on"], row["title"], row["levels"]) == (False, 'Frej "plus"', {LOA3: 3})
    # The same id again, and a row that is wrong, change nothing.
    before = file.read_bytes()
    assert run("ways", "add", "--file", str(file), *words).returncode == 1
    assert "level" in run("ways", "add", "--file", str(file), *words, "--id", "x", "--acr", "y=9").stdout
    assert file.read_bytes() == before
    given = {"VARDTRAD_WAYS_FILE": str(file)}
    listed = run("ways", "list", **given)
    assert (listed.returncode, listed.stdout.split()[:4]) == (0, ["frej", "av", "invånare", "oidc"])
    checked = run("ways", "check", **given)
    assert (checked.returncode, "frej: rätt." in checked.stdout) == (0, True)
    provider.metadata = {"acr_values_supported": ["other"]}
    checked = run("ways", "check", "frej", **given)
    assert checked.returncode == 1
    assert f"frej: levels: leverantören känner inte {LOA3}" in checked.stdout
    assert "det finns ingen sådan rad" in run("ways", "check", "x", **given).stdout
    assert "the secret" not in "".join(each.stdout + each.stderr for each in (done, listed, checked))


def test_ways_by_saml_and_bankid_are_added_and_checked(saml, bankid, tmp_path):
    file = tmp_path / "ways.toml"
    by_saml, by_bankid = saml.row(), bankid.row()
    words = {
        "s": ("--protocol", "saml", "--metadata", by_saml["metadata"], "--certificate", by_saml["certificate"],
              "--identity", by_saml["identity"][0], "--issuer", by_saml["issuer"], "--secret", by_saml["secret"],
              "--acr", f"{LOA3}=3"),
        "b": ("--protocol", "bankid", "--certificate", by_bankid["certificate"], "--issuer", by_bankid["issuer"],
              "--ca-file", by_bankid["ca_file"], "--secret", by_bankid["secret"], "--acr", "1.2.3.4.25=3"),
    }  # fmt: skip
    said = {}
    for key, given in words.items():
        done = run("ways", "add", "--file", str(file), "--id", key, "--world", "resident", "--title", key, *given,
                   VARDTRAD_PUBLIC_URL="https://vt.example/")  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        said[key] = done.stdout
    assert "https://vt.example/inloggning/s/metadata" in said["s"]
    assert "registrera" not in said["b"]
    assert [row["protocol"] for row in tomllib.loads(file.read_text())["way"]] == ["saml", "bankid"]
    checked = run("ways", "check", VARDTRAD_WAYS_FILE=str(file))
    assert (checked.returncode, "s: rätt." in checked.stdout, "b: rätt." in checked.stdout) == (0, True, True)
    listed = run("ways", "list", VARDTRAD_WAYS_FILE=str(file))
    assert [line.split()[3] for line in listed.stdout.splitlines()] == ["saml", "bankid"]


@pytest.mark.parametrize(
    ("content", "says"),
    [("[[way]\n", "är inte rätt skriven TOML"), ("x = 1\n", "ska bara ha tabeller"), (None, "går inte att läsa")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_in_a_line(tmp_path, content, says):
    file = tmp_path / "ways.toml"
    if content is not None:
        file.write_text(content)
    done = run("ways", "check", "--file", str(file))
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_example_of_the_guide_is_right(tmp_path):
    guide = (ways_command.Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    example = guide.partition("```toml\n")[2].partition("```")[0]
    file = tmp_path / "ways.toml"
    file.write_text(example, "utf-8")
    reading = rows.read(ways_file.read(file))
    assert reading.problems == {}
    assert {way.world for way in reading.ways} == {"resident", "staff"}
    # Every setting of a row is explained there.
    for name in rows.Way.__dataclass_fields__:
        assert f"`{name}`" in guide, name


def test_a_login_is_locked_and_unlocked(committed):
    person = Person.objects.create(identity="197712072391", given_name="Alva", family_name="Ahlgren")
    for what, locked in (("lock", True), ("unlock", False)):
        done = run("login", what, "--by", "Isa Ivarsson", typed="19771207-2391\n", **committed.copy.environment)
        assert (done.returncode, done.stderr) == (0, "")
        assert LoginLock.objects.filter(person=person).exists() == locked
        assert Trace.objects.filter(action=f"{what}_login", person_id=person.id, actor_name="Isa Ivarsson").count() == 1
    done = run("login", "lock", "--by", "x", typed="199304232383\n", **committed.copy.environment)
    assert (done.returncode, done.stderr) == (1, "vardtrad: Ingen person har det numret här.\n")
