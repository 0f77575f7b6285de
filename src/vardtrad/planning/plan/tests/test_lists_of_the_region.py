"""The lists whose values the manual does not print are configuration: a file of the region replaces them (001-260)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import vardtrad

LISTS = ("discharged_to", "sip_decision", "activity_status", "sip_initiators")
"""Utskriven till, Ställningstagande till SIP, Status of an activity, Initiativtagare."""
SHOW = "import json; from vardtrad.config import settings; print(json.dumps(settings.PLANNING_LISTS))"


def started_with(file: Path | None) -> dict[str, dict[str, str]]:
    """The lists of an installation that is started with this file."""
    environment = os.environ | {"PYTHONPATH": str(Path(vardtrad.__file__).resolve().parent.parent)}
    environment.pop("DATABASE_URL", None)
    environment |= {"VARDTRAD_LISTS_FILE": str(file)} if file is not None else {}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], env=environment, text=True, capture_output=True, check=True, timeout=60
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.req("001-260")
def test_each_list_has_sensible_values_and_a_file_replaces_one_and_leaves_the_rest(tmp_path: Path) -> None:
    by_default = started_with(None)
    for name in LISTS:
        assert len(by_default[name]) > 2, name
        assert all(words.strip() for words in by_default[name].values())
    file = tmp_path / "lists.toml"
    file.write_text('[activity_status]\nvilande = "Vilande"\nklar = "Klar"\n', encoding="utf-8")
    changed = started_with(file)
    assert changed["activity_status"] == {"vilande": "Vilande", "klar": "Klar"}
    assert {name: changed[name] for name in LISTS if name != "activity_status"} == {
        name: by_default[name] for name in LISTS if name != "activity_status"
    }
