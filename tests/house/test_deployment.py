"""docs/operations.md and deploy/: the SQL makes a database that works, the units are valid, every command exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.database import ROOT, Copy
from tests.house.test_upgrade import LATEST, begun, said_by
from tests.toy.committed import Committed
from vardtrad.config import cli, metrics
from vardtrad.config.embedded.postgres import Server

GUIDE = (ROOT / "docs" / "operations.md").read_text("utf-8")
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def blocks(language: str) -> list[str]:
    """The guide's blocks of code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def superuser(tmp_path: Path) -> Iterator[psycopg.Connection[object]]:
    """A PostgreSQL of its own, without our roles: these have the very names that the guide gives them."""
    with Server.start(tmp_path / "data") as server:
        with psycopg.connect(server.cluster.admin, autocommit=True) as connection:
            connection.execute("DROP ROLE vardtrad_app")
            connection.execute("DROP ROLE vardtrad_owner")
            yield connection
        server.remove()


def test_the_sql_of_the_guide_makes_a_database_in_order(superuser: psycopg.Connection[object]) -> None:
    (statements,) = blocks("sql")
    for statement in statements.split(";\n"):
        if statement.strip():
            superuser.execute(statement)
    host = superuser.info.host
    copy = Copy(
        "vardtrad",
        f"postgresql://vardtrad_owner:change-me-owner@/vardtrad?host={host}",
        f"postgresql://vardtrad_app:change-me-app@/vardtrad?host={host}",
    )
    given = {**copy.environment, **LATEST.keys, "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings"}
    given.pop("VARDTRAD_APP_ROLE", None)
    code, said = said_by(begun(given, "migrate"))
    assert (code, said) == (0, "Databasens tabeller, spärrar och rättigheter är på plats.")
    code, said = said_by(begun(given, "check"))
    assert (code, said.splitlines()[-1]) == (0, "Allt är som det ska.")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(copy.app_url) as application:
        application.execute("CREATE TABLE mine (id int)")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text("utf-8").replace("/opt/vardtrad/bin/vardtrad", "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
    names = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "vardtrad" in line]
    assert (done.returncode, complaints) == (0, [])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_that_exists_as_a_user_without_power(unit: Path) -> None:
    text = unit.read_text("utf-8")
    for line in ("User=vardtrad", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"):
        assert f"\n{line}" in text
    (words,) = re.findall(r"/opt/vardtrad/bin/vardtrad ([^'\n]*)", text)
    cli.parser().parse_args(words.split())


def test_every_command_of_the_guide_exists() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    texts = [*lines, *re.findall(r"`([^`\n]+)`", GUIDE)]
    commands = [
        re.split(r"\s{2,}#", text)[0].split(maxsplit=1)[1]
        for text in texts
        if re.match(r"vardtrad(-owner)? [a-z]", text)
    ]
    assert len(commands) > 8
    for words in commands:
        cli.parser().parse_args(words.replace('"Your Name"', "Name").split())


def test_every_number_of_the_guide_is_told(committed: Committed, settings: object, tmp_path: Path) -> None:
    settings.TRACE_ANCHOR_FILE = str(tmp_path / "anchor")
    told = {family.name for family in text_string_to_metric_families(metrics.text())}
    named = set(re.findall(r"`(vardtrad_(?!http_)[a-z_]+)`", GUIDE)) - {"vardtrad_owner", "vardtrad_app"}
    assert len(named) > 10
    assert named <= told
    assert told - named == {"vardtrad_version_info"}


def test_every_setting_of_the_examples_is_read_by_something() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src" / "vardtrad" / "config").rglob("*.py"))
    for example in DEPLOY.glob("*.example"):
        for name in re.findall(r"^([A-Z_]+)=", example.read_text("utf-8"), re.MULTILINE):
            assert f'"{name}"' in source or f'"{name.removeprefix("VARDTRAD_")}"' in source, name


def test_every_file_that_the_guide_names_is_there() -> None:
    for name in re.findall(r"\bdeploy/[\w./-]+", GUIDE):
        assert list(ROOT.glob(name)) or (ROOT / name).exists(), name
    for target in re.findall(r"\]\(([^)#]+)\)", GUIDE):
        assert (ROOT / "docs" / target).exists(), target
