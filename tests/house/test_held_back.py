"""Whoever looks up number after number, or takes out file after file, is held back and traced (ASVS 2.4.1)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.people import Employee, Region, Resident
from tests.planners import Planner, Planners
from tests.plans import Drive
from vardtrad.cases.case.models import Case
from vardtrad.cases.waiting_list import actions as waiting_list
from vardtrad.cases.waiting_list.models import CodeExport
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.gate.models import Trace
from vardtrad.shared.rate_limit import limits

SRC = Path(__file__).resolve().parents[2] / "src" / "vardtrad"
UNKNOWN = "197705232382"


def lower(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """Two times in ten minutes, and no more."""
    monkeypatch.setattr(limits, limit, replace(getattr(limits, limit), most=2))


def refused(action: str) -> list[dict[str, str]]:
    return [trace.detail for trace in Trace.objects.filter(action=action, outcome="refused")]


def test_trying_person_after_person(planners: Planners, konrad: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "TRY_PERSON")
    address = f"/personal/{planners.hospital.id}/regelmotor/prova/"
    number = planners.patients["sigrid"].identity
    for _time in range(2):
        assert konrad.browser.open(address).press("Prova", identity=number).status == 200
    page = konrad.browser.open(address).press("Prova", identity=number)
    assert page.status == 429
    assert "Vänta tio minuter" in page.text
    assert "Vårdcentralen Planen" not in page.main.text
    assert refused("try_addressing") == [{"reason": "too_often"}]


def search(who: Employee, clinic: object, number: str) -> int:
    return who.browser.send(f"/personal/{clinic}/lista/sok", {"ord": number, "lista": "arenden/alla"}).status


def test_searching_number_after_number_at_a_clinic(
    region: Region, alva: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "CLINIC_SEARCH")
    statuses = [search(rut, region.a.id, UNKNOWN) for _time in range(5)]
    # However often somebody goes on, there is one trace in ten minutes.
    assert statuses == [422, 422, 429, 429, 429]
    assert refused("search") == [{"reason": "too_often"}]


def test_a_search_that_finds_no_case_tells_about_whom_it_was(region: Region, alva: Resident, rut: Employee) -> None:
    search(rut, region.a.id, alva.person.identity)
    assert Trace.objects.get(action="search").person_id == alva.person.id


def test_taking_out_file_after_file(
    region: Region, alva: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "TAKE_OUT")
    asked = {"lista": "arenden/inkomna", "fil": "csv"}
    alva.sends(region.renewal_at_a)
    statuses = [rut.browser.get(rut.address("export"), asked).status_code for _time in range(3)]
    assert statuses == [200, 200, 429]
    assert refused("export") == [{"reason": "too_often"}]
    assert [trace.detail["file"] for trace in Trace.objects.filter(action="export", outcome="done")] == ["csv"] * 2


def test_taking_out_the_waiting_list_and_its_codes_again_and_again(
    region: Region, alva: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "TAKE_OUT")
    waiting_list.place(rut.actor, region.a, alva.person, Kind.VISIT, since=None)
    assert rut.browser.post(rut.address("vardgaranti/koder"), {}).status_code == 200
    assert rut.browser.get(rut.address("vardgaranti/lista.csv")).status_code == 200
    address = rut.address(f"vardgaranti/koder/{CodeExport.objects.get().id}.csv")
    tries = [rut.browser.get(at).status_code for at in (address, rut.address("vardgaranti/lista.csv"))]
    assert tries == [429, 429]
    assert refused("export") == [{"reason": "too_often"}]


def test_whatever_gives_a_file_of_rows_has_the_limit() -> None:
    calls = re.compile(r"(?<!def )\bfile_of\(")
    sources = {path: path.read_text() for path in SRC.rglob("*.py") if "tests" not in path.parts}
    givers = {path: text for path, text in sources.items() if calls.search(text)}
    assert len(givers) > 5
    assert [path for path, text in givers.items() if len(calls.findall(text)) > text.count("limits.TAKE_OUT")] == []


def test_taking_out_paper_after_paper(
    region: Region, alva: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "PAPER")
    alva.sends(region.renewal_at_a)
    case = Case.objects.get()
    statuses = [rut.browser.get(rut.case_address(case, "utskrift.pdf")).status_code for _time in range(3)]
    assert statuses[:2] != [429, 429]
    assert statuses[2] == 429


def test_every_limit_is_in_the_table() -> None:
    """The table that docs/security.md shows is all there is."""
    named = {name for name, value in vars(limits).items() if isinstance(value, limits.Limit)}
    assert {limit.name for limit in limits.ALL} == {getattr(limits, name).name for name in named}
    # The form engine has limits of its own, in a module of the same name.
    users = [text for path in SRC.rglob("*.py") if "rate_limit" in (text := path.read_text())]
    used = {name for text in users for name in re.findall(r"\blimits\.([A-Z_]+)\b", text)}
    assert used - {"ALL"} == named


def test_the_title_of_the_versions_names_nobody(planners: Planners, vera: Planner) -> None:
    svu = Drive(planners).published()
    page = vera.browser.open(f"{vera.base}svu/{svu.key}/versioner/")
    assert svu.plan.patient.family_name not in page.title
    assert page.title.startswith("Versioner")
