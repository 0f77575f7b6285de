"""Whoever looks up number after number, or takes out file after file, is held back and traced (ASVS 2.4.1)."""

from __future__ import annotations

import pytest

from tests.people import Employee, Region, Resident
from tests.planners import Planner, Planners
from tests.plans import Drive
from vardtrad.cases.staff.bulk import views as bulk
from vardtrad.cases.staff.lists import views as lists
from vardtrad.gate.models import Trace
from vardtrad.operations.permissions.views import rule_engine

UNKNOWN = "197705232382"


def refused(action: str) -> list[dict[str, str]]:
    return [trace.detail for trace in Trace.objects.filter(action=action, outcome="refused")]


def test_trying_person_after_person(planners: Planners, konrad: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_engine, "TRIES", 2)
    address = f"/personal/{planners.hospital.id}/regelmotor/prova/"
    number = planners.patients["sigrid"].identity
    for _time in range(2):
        assert konrad.browser.open(address).press("Prova", identity=number).status == 200
    page = konrad.browser.open(address).press("Prova", identity=number)
    assert page.status == 422
    assert "Vänta tio minuter" in page.text
    assert "Vårdcentralen Planen" not in page.main.text
    assert refused("try_addressing") == [{"reason": "too_often"}]


def search(who: Employee, clinic: object, number: str) -> int:
    return who.browser.send(f"/personal/{clinic}/lista/sok", {"ord": number, "lista": "arenden/alla"}).status


def test_searching_number_after_number_at_a_clinic(
    region: Region, alva: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "SEARCHES", 2)
    statuses = [search(rut, region.a.id, UNKNOWN) for _time in range(3)]
    assert statuses[:2] == [422, 422]
    assert refused("search") == [{"reason": "too_often"}]


def test_a_search_that_finds_no_case_tells_about_whom_it_was(region: Region, alva: Resident, rut: Employee) -> None:
    search(rut, region.a.id, alva.person.identity)
    assert Trace.objects.get(action="search").person_id == alva.person.id


def test_taking_out_file_after_file(
    region: Region, alva: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "FILES", 2)
    asked = {"lista": "arenden/inkomna", "fil": "csv"}
    alva.sends(region.renewal_at_a)
    statuses = [rut.browser.get(rut.address("export"), asked).status_code for _time in range(3)]
    assert statuses[0] == statuses[1] != statuses[2]
    assert refused("list") == [{"reason": "too_often", "file": "csv"}]


def test_the_title_of_the_versions_names_nobody(planners: Planners, vera: Planner) -> None:
    svu = Drive(planners).published()
    page = vera.browser.open(f"{vera.base}svu/{svu.key}/versioner/")
    assert svu.plan.patient.family_name not in page.title
    assert page.title.startswith("Versioner")
