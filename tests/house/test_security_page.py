"""docs/security.md says what the code does: its numbers are compared, and the bill of materials is whole."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from vardtrad.cases.case import needs as cases
from vardtrad.cases.staff.bulk import listed
from vardtrad.cases.staff.bulk import queries as bulk
from vardtrad.cases.staff.bulk import views as bulk_views
from vardtrad.cases.staff.sending import checking
from vardtrad.cases.staff.sending import queries as sending
from vardtrad.cases.staff.sending.forms import LARGEST_LIST
from vardtrad.cases.staff.statistics import views as statistics
from vardtrad.cases.tasks import rules as tasks
from vardtrad.gate.door import anchor
from vardtrad.kernel import keys
from vardtrad.live import asgi
from vardtrad.planning.fields import rules as fields
from vardtrad.planning.messages import rules as messages
from vardtrad.planning.start import views as start
from vardtrad.shared.documents import rules as documents
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.lists import counts, paging
from vardtrad.shared.login import actions as login
from vardtrad.shared.login import cookies, middleware
from vardtrad.shared.login.ways import accounts, attempts, proven
from vardtrad.shared.login.ways.bankid import orders
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import flash, views

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
SCRIPT = ROOT / "scripts" / "sbom.py"


def number(value: int) -> str:
    return f"{value:,}".replace(",", " ")


@pytest.mark.parametrize(
    "row",
    [
        f"| a text in a case | text | {number(cases.TEXT_LIMIT)} signs |",
        f"| a reason in a case | text | {cases.REASON_LIMIT} signs |",
        f"| a message in a plan | text | {number(messages.TEXT_LIMIT)} signs |",
        f"| a field of a plan | text | {number(fields.TEXT_LIMIT)} signs |",
        f"| a task; its note | text | {tasks.TEXT_LIMIT}; {tasks.NOTE_LIMIT} signs |",
        f"| a draft | text | {number(drafts.LIMIT)} signs |",
        f"| {settings.FILE_LIMIT // 1_000_000} MB (`VARDTRAD_FILE_LIMIT_MB`); name {documents.NAME_LIMIT} signs |",
        f"| {number(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)} bytes, {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} fields |",
        f"| a form's files | – | {settings.DATA_UPLOAD_MAX_NUMBER_FILES} |",
        f"| a form kept over a lost session | – | {number(login.KEPT_SIZE)} bytes, {login.KEPT_FOR.days} day |",
        f"| rows of a page; counted in a list | – | {paging.PAGE}; {number(counts.COUNTED)} |",
        f"| a list as a file | – | {number(listed.MOST)} cases |",
        f"| one action on many cases; as PDF | – | {bulk.MOST}; {bulk.MOST_ON_PAPER} cases |",
        f"| recipients of Skicka ärende | – | {number(sending.MOST)} persons |",
        f"| {number(checking.MOST_ROWS)} rows, {number(LARGEST_LIST)} bytes |",
        f"| a report of statistics | – | {statistics.LIMIT} s |",
        f"Besides: {asgi.MOST} live streams at once for each person",
        f"| without use | {settings.SESSION_IDLE_MINUTES} minutes (`VARDTRAD_SESSION_IDLE_MINUTES`) |",
        f"| in all | {settings.SESSION_ABSOLUTE_HOURS} hours (`VARDTRAD_SESSION_ABSOLUTE_HOURS`) |",
        f"At least {keys.SHORTEST} random signs",
        f"rendered rows in memory for {settings.REMEMBER_ROWS_MINUTES} minutes",
        f"drafts ({drafts.LONGEST.days} days at most)",
        f"| `{flash.COOKIE}` | a signed sentence for the next page, without patient data | {flash._SECONDS} s |",
    ],
)
def test_the_numbers_are_those_of_the_code(row: str) -> None:
    assert row in PAGE


def test_every_limit_of_looking_up_is_there_and_no_other() -> None:
    assert rate_limit.WITHIN.total_seconds() == 600
    table = PAGE.partition("| what | most in ten minutes |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| (.+) \| (\d+) \|$", table, re.MULTILINE)
    assert rows == [(limit.about, str(limit.most)) for limit in limits.ALL]


def test_every_cookie_is_there() -> None:
    named = {
        *cookies.SESSIONS.values(), "vt_csrf", middleware.KEPT_COOKIE, flash.COOKIE, views.LANGUAGE_COOKIE,
        start.LOADED, bulk_views.HINT, attempts.COOKIE, accounts.COOKIE, proven.COOKIE,
        orders.COOKIE,
    }  # fmt: skip
    table = PAGE.partition("| cookie | holds | ends |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(vt_\w+)`", table)) == named
    # Every cookie is given in one place.
    given = [path for path in (ROOT / "src").rglob("*.py") if ".set_cookie(" in path.read_text("utf-8")]
    assert given == [ROOT / "src" / "vardtrad" / "shared" / "login" / "cookies.py"]


def test_the_anchors_are_as_seldom_as_is_said() -> None:
    assert anchor.EVERY.total_seconds() == 10
    assert "at most every ten seconds" in PAGE


def test_the_bill_of_materials_holds_every_package_of_the_lock(tmp_path: Path) -> None:
    file = tmp_path / "bom.json"
    subprocess.run([sys.executable, SCRIPT, file], check=True)
    text = file.read_text("utf-8")
    bom = json.loads(text)
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.6")
    locked = re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    parts = {(part["name"], part["version"]) for part in bom["components"]}
    assert {(name.lower(), version) for name, version in locked} <= parts
    assert ("htmx.org", "4.0.1") in parts
    assert all(part["hashes"] for part in bom["components"] if part["purl"].startswith("pkg:pypi/"))
    django = next(part for part in bom["components"] if part["name"] == "django")
    assert "BSD" in json.dumps(django["licenses"])
    assert bom["dependencies"][0]["dependsOn"] == sorted(part["bom-ref"] for part in bom["components"])
    # The same source gives the same bill.
    spec = importlib.util.spec_from_file_location("sbom", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert json.dumps(module.bill(), indent=1) + "\n" == text
