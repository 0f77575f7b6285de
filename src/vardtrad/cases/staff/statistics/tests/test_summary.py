"""The sentence and the figures that the page begins with, which say what may be told where few were late (B-14)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import Clock, Employee, Region, Resident
from tests.reading import Page
from vardtrad.cases.case.models import CaseDays
from vardtrad.cases.staff.statistics.charts import BOTTOM, FEWER, Series, bars
from vardtrad.cases.staff.statistics.summary import Verdict, summary

pytestmark = pytest.mark.req("B-14")


@pytest.mark.parametrize(
    ("verdict", "median", "words"),
    [
        (Verdict(8, 10), 1, "8 av 10 fick återkoppling i tid, och mediantiden är 1 arbetsdag."),
        (Verdict(55, 57), 0, "Fler än 9 av 10 fick återkoppling i tid, och mediantiden är samma dag."),
        (Verdict(57, 57), 2, "Alla fick återkoppling i tid, och mediantiden är 2 arbetsdagar."),
        (Verdict(0, 7), "visas inte", "0 av 10 fick återkoppling i tid."),
        (Verdict(49, 53, at_least=True), 1, "Minst 9 av 10 fick återkoppling i tid, och mediantiden är 1 arbetsdag."),
        (None, 3, "Mediantiden till första återkoppling är 3 arbetsdagar."),
        (None, "visas inte", ""),
        (Verdict(0, 0), "–", ""),
    ],
)
def test_the_sentence(verdict: Verdict | None, median: int | str, words: str) -> None:
    assert summary(verdict, median) == words


@pytest.fixture
def answered(frozen: Clock, region: Region, alva: Resident, rut: Employee) -> list[CaseDays]:
    """Fifty-seven cases that all had an answer the same day: the tests say which came late instead."""
    for _number in range(57):
        rut.does("answer", alva.sends(region.renewal_at_a), "Klart.")
    return list(CaseDays.objects.order_by("case_id"))


def late(answered: list[CaseDays], number: int) -> None:
    keys = [days.case_id for days in answered[:number]]
    CaseDays.objects.filter(case_id__in=keys).update(word=date(2026, 11, 30))


def figures(page: Page, where: str | None) -> dict[str, str]:
    """The figures of a part of the page: what only the screen shows, what only paper shows, or both."""
    (part,) = [
        node
        for node in page.main.all("div")
        if node.attrs.get("class") == where
        and any(child in node.children for child in node.all("dl", class_="figures"))
    ]
    names = [node.text for node in part.all("dt")]
    return dict(zip(names, [node.text for node in part.all("dd")], strict=True))


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_few_late_cases_hide_neither_the_share_nor_themselves(
    answered: list[CaseDays], number: int, adam: Employee, rut: Employee, frozen: Clock
) -> None:
    """The same is told of one late case as of four; only who opens the lists anyway reads the very number."""
    frozen.to(12, 1)
    late(answered, number)
    page = adam.browser.open(adam.address("statistik/?period=egna&fran=2026-11-01&till=2026-11-30"))
    assert "Minst 9 av 10 fick återkoppling i tid, och mediantiden är samma dag." in page.main.text
    assert figures(page, None)["Återkoppling i tid"] == "minst 92\N{NO-BREAK SPACE}%"
    exact = rut.browser.open(rut.address("statistik/?period=egna&fran=2026-11-01&till=2026-11-30"))
    assert "Fler än 9 av 10 fick återkoppling i tid" in exact.main.text
    assert figures(exact, "noprint")["Återkoppling i tid"] == f"{round(100 * (57 - number) / 57)}\N{NO-BREAK SPACE}%"
    assert figures(exact, "onprint") == figures(page, None)


def test_of_too_few_nothing_is_said(
    region: Region, alva: Resident, rut: Employee, adam: Employee, frozen: Clock
) -> None:
    for _number in range(4):
        rut.does("answer", alva.sends(region.renewal_at_a), "Klart.")
    page = adam.browser.open(adam.address("statistik/"))
    assert "av 10" not in page.main.text
    assert figures(page, None)["Återkoppling i tid"] == "visas inte"


def test_one_to_four_are_drawn_alike_as_a_low_outlined_bar() -> None:
    chart = bars("x", "X", "", ["a", "b", "c"], [Series("Inkomna", [10, FEWER, None])])
    (told, few) = chart.bars
    assert (told.look, few.look) == ("b1", "b1 few")
    assert few.height == pytest.approx(told.height / 4)
    assert few.y + few.height == BOTTOM
    assert [text.words for text in chart.values] == ["10", "<5", "–"]
