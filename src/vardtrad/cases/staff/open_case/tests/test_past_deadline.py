""" "Skicka senare" past the day when the resident should have had a word is asked about first (B-09)."""

from __future__ import annotations

import pytest

from tests.people import Clock, Employee, now
from vardtrad.cases.case.models import Case, Postponed

pytestmark = pytest.mark.req("B-09")

WARNING = "Invånaren ska ha återkoppling senast torsdag 19 november, innan meddelandet skickas."


@pytest.mark.parametrize("slug", ["besvara", "motfraga"])
def test_past_the_deadline_it_is_asked_first(frozen: Clock, hugos_case: Case, hugo: Employee, slug: str) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case, f"?flik={slug}"))
    typed = {"text": "Klart.", "day": "2026-11-20", "hour": "08:00", "reply": "ask"}
    asked = page.press("Skicka vid den tiden", **typed)
    assert asked.status == 422
    assert WARNING in asked.alerts
    assert asked.fields("Skicka vid den tiden")["text"] == "Klart."
    assert not Postponed.objects.exists()
    sure = asked.press("Skicka vid den tiden", for_sent="ja")
    assert sure.status == 200
    assert "Det du skrev skickas" in sure.alerts
    assert now(hugos_case).sends_at is not None


def test_before_the_deadline_nothing_is_asked(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    page.press("Skicka vid den tiden", text="Klart.", day="2026-11-19", hour="23:00")
    assert now(hugos_case).sends_at is not None


def test_where_no_clock_runs_nothing_is_asked(frozen: Clock, hugos_case: Case, hugo: Employee) -> None:
    hugo.does("partial_reply", hugos_case, "Ligger hos läkare.")
    page = hugo.browser.open(hugo.case_address(hugos_case))
    page.press("Skicka vid den tiden", text="Klart.", day="2026-11-30", hour="08:00")
    assert now(hugos_case).sends_at is not None
