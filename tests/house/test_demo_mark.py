"""The demo neither removes nor opens a database that holds something else."""

from __future__ import annotations

import subprocess
import sys
from uuid import uuid4

import psycopg
import pytest

from tests.house.test_upgrade import begun, said_by
from vardtrad.config.demo.mark import REGION

ASK = "import sys; from vardtrad.config.demo.processes import is_demo; print(is_demo(sys.argv[1]))"


def asked(copy) -> str:
    """Asked as the demo asks: in a process where Django is not set up."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, copy.owner_url], env=copy.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def organisation(copy, number: str) -> None:
    with psycopg.connect(copy.owner_url) as owner:
        owner.execute(
            "INSERT INTO care_units_organisation (id, number, name, kind, directory)"
            " VALUES (%s, %s, 'x', 'region', '')",
            [uuid4(), number],
        )


def test_an_empty_database_and_the_demos_own_may_be_removed(fresh_database) -> None:
    copy = fresh_database()
    assert asked(copy) == "True"
    organisation(copy, REGION)
    assert asked(copy) == "True"


def test_somebody_elses_may_not(fresh_database) -> None:
    copy = fresh_database()
    organisation(copy, "5560000001")
    assert asked(copy) == "False"


@pytest.mark.parametrize("words", ["serve --port 0", "live --port 0", "worker"])
def test_demo_mode_on_somebody_elses_database_is_refused(fresh_database, words) -> None:
    """Where anybody logs in as anybody, there must be nobody's real data."""
    copy = fresh_database()
    organisation(copy, "5560000001")
    environment = {**copy.environment, "DJANGO_SETTINGS_MODULE": "vardtrad.config.settings", "VARDTRAD_DEMO": "1"}
    code, said = said_by(begun(environment, *words.split()))
    assert (code, "databasen har andra uppgifter än demons" in said) == (1, True), said
    assert "Traceback" not in said


def test_the_demo_of_another_version_is_answered_with_a_sentence(db, monkeypatch) -> None:
    """A unit that an earlier version did not have."""
    from vardtrad.config.demo import filling as demo

    monkeypatch.setattr(demo, "_write_places", lambda: demo.Organisation.objects.create(**MADE_EARLIER))
    with pytest.raises(demo.OldDemo, match=r"(?s)äldre version.*\./start --fresh"):
        demo.load()


MADE_EARLIER = {"number": REGION, "name": "Region", "kind": "region"}


@pytest.mark.req("001-005")
def test_the_demo_is_not_put_into_somebody_elses(db) -> None:
    from vardtrad.config.demo import filling as demo
    from vardtrad.shared.people.models import Person

    Person.objects.create(identity="197712072391", given_name="Alva", family_name="Ahlgren")
    with pytest.raises(demo.NotADemo):
        demo.load()
