"""The PDF of many cases as a job: drawn by the worker part by part, followed, killed and gone on with (B-06, B-13)."""

from __future__ import annotations

import io
import os
import signal
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pypdf
import pytest

from tests import people
from tests.people import Employee, Region, Resident
from vardtrad.cases.staff.bulk import actions, parts, queries
from vardtrad.cases.staff.bulk.models import Action, Job, PaperPart
from vardtrad.cases.staff.bulk.tests.conftest import carried_out, committed, ordered, sent
from vardtrad.cases.staff.bulk.tests.test_killed import done_at_least, started
from vardtrad.cases.staff.bulk.tests.test_pages import choose
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.care_units.models import Assignment
from vardtrad.shared.web import paper

if TYPE_CHECKING:
    from pathlib import Path

    from tests.toy.committed import Committed

__all__ = ["committed"]
pytestmark = [
    pytest.mark.req("B-06", "B-13"),
    pytest.mark.skipif(not paper.available(), reason="Pango is missing"),
]


def numbers_in(content: bytes) -> list[str]:
    """The identity numbers on the sheets of a PDF, in order."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of two cases, and a direct PDF of at most one."""
    monkeypatch.setattr(parts, "PART", 2)
    monkeypatch.setattr(queries, "MOST_ON_PAPER", 1)


def test_more_cases_than_are_drawn_at_once_become_files_of_the_worker(
    few: None, region: Region, alva: Resident, rut: Employee
) -> None:
    cases = sent(region, alva, 5)
    page = rut.browser.open(choose(rut, "skriv-ut", cases))
    assert "Spara som PDF" not in page.main.text
    page = page.press("Skapa PDF-filer")
    assert "Arbetet pågår" in page.main.text
    assert "0 av 5" in page.main.text
    actions.carry_out()
    assert "2 av 5" in rut.browser.open(page.address).main.text
    carried_out()
    done = rut.browser.open(page.address)
    links = [link.text for link in done.main.all("a") if "Ärende " in link.text]
    assert links == ["Ärende 1 till 2", "Ärende 3 till 4", "Ärende 5"]
    content = b""
    for text in links:
        answer = rut.browser.get(done.link(text))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer["Cache-Control"] == "no-store"
        assert "19771207" not in answer["Content-Disposition"]
        content = answer.content
    assert "Ärende nummer 4." in numbers_in(content)[0]
    out = Trace.objects.filter(action="export", actor_id=rut.staff.id, detail__view="print")
    assert out.count() == 3
    assert sorted(str(key) for trace in out for key in trace.shown) == sorted(str(case.id) for case in cases)
    drawn = Trace.objects.filter(action="list", detail__view="print", detail__job=str(Job.objects.get().id))
    assert {str(key) for trace in drawn for key in trace.shown} == {str(case.id) for case in cases}


def test_internal_notes_are_on_paper_only_when_they_were_asked_for(
    few: None, region: Region, alva: Resident, rut: Employee
) -> None:
    from vardtrad.cases.case.moves import notes

    cases = sent(region, alva, 2)
    notes.note(rut.actor, cases[0].id, "Bara för oss.")
    for query, there in (("", False), ("?interna=ja", True)):
        page = rut.browser.open(choose(rut, "skriv-ut", cases) + query).press("Skapa PDF-filer")
        carried_out()
        answer = rut.browser.get(rut.browser.open(page.address).link("Ärende 1 till 2"))
        assert ("Bara för oss." in "".join(numbers_in(answer.content))) is there


@pytest.mark.parametrize("fault", [paper.NoPaper("PDF-filen gick inte att skapa."), ZeroDivisionError()])
def test_one_that_cannot_be_drawn_is_named_and_the_others_are_drawn(
    region: Region, alva: Resident, bo: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    whole = paper.pdf

    def draw(*papers: str) -> bytes:
        if "Går sönder" in "".join(papers):
            raise fault
        return whole(*papers)

    monkeypatch.setattr(paper, "pdf", draw)
    job = ordered(rut, Action.PRINT, [*sent(region, bo, 3), alva.sends(region.renewal_at_a, "Går sönder")])
    carried_out()
    page = rut.browser.open(rut.address(f"jobb/{job.id}/"))
    assert "19771207-2391" in page.main.text
    assert "PDF-filen gick inte att skapa." in page.main.text
    assert queries.progress(job.id).done == 3
    assert [(part.first, part.last) for part in PaperPart.objects.order_by("first")] == [(0, 1), (2, 2)]


def test_nobody_else_fetches_a_part_and_its_owner_not_without_the_cases(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    cases = sent(region, alva, 2)
    job = ordered(rut, Action.PRINT, cases)
    carried_out()
    address = rut.address(f"jobb/{job.id}/del/{PaperPart.objects.get().id}.pdf")
    assert rut.browser.get(address).status_code == 200
    assert hugo.browser.get(address).status_code == 404
    assert rut.browser.get(rut.address(f"jobb/{job.id}/del/{uuid4()}.pdf")).status_code == 404
    other = ordered(rut, Action.PRINT, cases)
    assert rut.browser.get(address.replace(str(job.id), str(other.id))).status_code == 404
    rut.does("transfer", cases[0], region.b)
    refused = rut.browser.open(address)
    assert "Du har inte längre tillgång till alla ärenden i filen." in refused.text


def test_who_has_lost_the_right_gets_nothing_drawn(
    region: Region, alva: Resident, rut: Employee, adam: Employee
) -> None:
    job = ordered(rut, Action.PRINT, sent(region, alva, 2))
    place = Assignment.objects.get(staff=rut.staff)
    care_units.set_permissions(adam.actor, place.id, [], seen=place.content)
    carried_out()
    assert not PaperPart.objects.exists()
    assert queries.progress(job.id).refused == 2


def test_a_stopped_job_keeps_the_parts_that_are_drawn(few: None, region: Region, alva: Resident, rut: Employee) -> None:
    job = ordered(rut, Action.PRINT, sent(region, alva, 5))
    actions.carry_out()
    actions.stop(job)
    carried_out()
    assert queries.progress(job.id).stopped == 3
    page = rut.browser.open(rut.address(f"jobb/{job.id}/"))
    assert "Arbetet stoppades innan 3 ärenden var med i en fil." in page.main.text
    assert page.link("Ärende 1 till 2")


def test_the_files_are_gone_after_a_day(
    region: Region, alva: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ordered(rut, Action.PRINT, sent(region, alva, 1))
    carried_out()
    actions.clear_old()
    assert PaperPart.objects.count() == 1
    PaperPart.objects.update(made=clock.now() - timedelta(days=1, minutes=1))
    actions.clear_old()
    assert not PaperPart.objects.exists()
    assert "Det finns inga PDF-filer kvar." in rut.browser.open(rut.address(f"jobb/{job.id}/")).main.text


def test_a_worker_that_is_killed_while_it_draws_loses_no_case_and_draws_none_twice(
    committed: Committed, tmp_path: Path
) -> None:
    region = people.region.__wrapped__(None)  # type: ignore[attr-defined]
    rut, alva = region.people["rut"], region.people["alva"]
    job = ordered(rut, Action.PRINT, sent(region, alva, 75))

    def run(until: int) -> None:
        worker: Any = started(committed.copy, tmp_path)
        try:
            done_at_least(job, until, tmp_path)
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        committed.as_owner("UPDATE bulk_job SET not_before = now()")

    run(25)
    assert queries.progress(job.id).carried_out < 75, "the kill came too late"
    run(75)
    assert queries.progress(job.id).done == 75
    drawn = PaperPart.objects.order_by("first")
    assert [(part.first, part.last) for part in drawn] == [(0, 24), (25, 49), (50, 74)]
    texts = [text for part in drawn for text in numbers_in(bytes(part.content))]
    assert len(texts) == 75
