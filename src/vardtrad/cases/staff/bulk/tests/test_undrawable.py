"""The PDF of many cases: one that cannot be drawn is named, and does not take the others along (B-06, B-13)."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.people import Employee, Region, Resident
from vardtrad.cases.staff.bulk.tests.conftest import sent
from vardtrad.cases.staff.bulk.tests.test_pages import choose
from vardtrad.shared.web import paper

pytestmark = [
    pytest.mark.req("B-06", "B-13"),
    pytest.mark.skipif(not paper.available(), reason="Pango is missing"),
]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cases each drawing held, while a case with certain words cannot be drawn."""
    whole, numbers = paper.pdf, list[int]()

    def draw(*papers: str) -> bytes:
        numbers.append("".join(papers).count('class="identity"'))
        if "Går sönder" in "".join(papers):
            raise paper.NoPaper("no")
        return whole(*papers)

    monkeypatch.setattr(paper, "pdf", draw)
    return numbers


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_a_case_that_cannot_be_drawn_does_not_take_the_others_along(
    region: Region, alva: Resident, bo: Resident, rut: Employee, drawn: list[int]
) -> None:
    broken = alva.sends(region.renewal_at_a, "Går sönder")
    answer = rut.browser.get(choose(rut, "skriv-ut", [broken, *sent(region, bo, 1)]) + ".pdf")
    assert answer.status_code == 200
    pages = pages_of(answer.content)
    assert "De här ärendena gick inte att skriva ut som PDF" in pages[0]
    assert "19771207-2391" in pages[0]
    assert ["19930423-2383" in text for text in pages] == [False, True]
    alone = rut.browser.get(choose(rut, "skriv-ut", [broken]) + ".pdf")
    assert alone.status_code == 200


def test_it_is_looked_for_by_halves(
    region: Region, alva: Resident, bo: Resident, rut: Employee, drawn: list[int]
) -> None:
    """Each case is drawn once when all can be; one that cannot among eight takes a few small drawings more."""
    cases = sent(region, bo, 7)
    assert rut.browser.get(choose(rut, "skriv-ut", cases) + ".pdf").status_code == 200
    assert drawn == [7]
    drawn.clear()
    broken = alva.sends(region.renewal_at_a, "Går sönder")
    answer = rut.browser.get(choose(rut, "skriv-ut", [*cases[:5], broken, *cases[5:]]) + ".pdf")
    assert sum("19930423-2383" in text for text in pages_of(answer.content)) == 7
    assert drawn == [8, 4, 4, 2, 1, 1, 2, 7]


def test_too_much_for_one_file_is_not_looked_through(
    region: Region, bo: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def too_long(*papers: str) -> bytes:
        tries.append(papers)
        raise paper.TooLong(str(paper.TOO_LONG))

    monkeypatch.setattr(paper, "pdf", too_long)
    answer = rut.browser.get(choose(rut, "skriv-ut", sent(region, bo, 4)) + ".pdf")
    assert answer.status_code == 503
    assert "Utskriften är för lång för en PDF-fil." in answer.text
    assert len(tries) == 1
