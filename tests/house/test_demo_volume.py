"""The demo's closed cases of forty weeks: real in every row, of fictitious people, and enough for the statistics."""

from __future__ import annotations

import pytest
from django.db.models import Count, F

from vardtrad.cases.case.models import Case, CaseDays, CaseWords, Message
from vardtrad.cases.staff.statistics import queries, report
from vardtrad.cases.staff.statistics.queries import Asked
from vardtrad.config.demo import filling, volume
from vardtrad.gate.door import versions
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.identity import parse
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.statistics.periods import Per, Period


@pytest.fixture
def filled(db: None, monkeypatch: pytest.MonkeyPatch) -> int:
    """The demo without its stories, and with the cases of forty weeks; the number of these."""
    monkeypatch.setattr("vardtrad.config.demo.cases.STORIES", ())
    monkeypatch.setattr("vardtrad.config.demo.desk.write", lambda *_given: None)
    monkeypatch.setattr("vardtrad.config.demo.plans.write", lambda *_given: None)
    monkeypatch.setattr("vardtrad.config.demo.waiting.write", lambda *_given: None)
    monkeypatch.setattr("vardtrad.config.demo.asking.write", lambda *_given: None)
    filling.load()
    return volume.fill()


@pytest.mark.req("B-14")
def test_the_cases_are_whole_and_the_statistics_have_something_to_draw(filled: int) -> None:
    assert 2_000 < filled < 4_000
    assert Case.objects.filter(state="closed", is_open=False).count() == filled
    for rows in (CaseDays.objects, CaseWords.objects.exclude(begins="")):
        assert rows.count() == filled
    assert Message.objects.count() == Version.objects.filter(label="case").count() == 2 * filled
    assert Trace.objects.filter(label="case", outcome="done").count() == 2 * filled
    assert not CaseDays.objects.filter(word__gt=clock.today()).exists()
    assert not Case.objects.filter(updated__lt=F("created")).exists()
    # Nobody has more than a visitor can look through.
    (most,) = Case.objects.values("patient").annotate(number=Count("id")).order_by("-number")[:1]
    assert most["number"] < 40
    assert list(versions.verify()) == []
    # A second load changes nothing.
    assert volume.fill() == 0
    # A quarter has a chart whose weeks are told.
    clinic = Unit.objects.get(name="Vårdcentralen Björklunda")
    last = clock.today()
    asked = Asked((clinic.id,), None, Period(last.replace(year=last.year - 1), last), Per.MONTH)
    made = report.report(asked, queries.open_now(asked))
    inflow = made.sections[0].chart
    assert inflow is not None
    assert len(inflow.bars) >= 9
    assert "av 10 fick återkoppling i tid" in made.summary


def test_their_numbers_are_well_formed_and_no_ones_twice() -> None:
    assert len(set(volume.NUMBERS)) == len(volume.NUMBERS) == 240
    assert [parse(number).value for number in volume.NUMBERS] == volume.NUMBERS
