"""Feedback within two working days: when it falls due, who stops the clock, and the flag for what is late."""

import pytest

from tests.people import now
from vardtrad.cases.case.moves.writing import FEEDBACK
from vardtrad.cases.case.subject import CASES
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Deadline, Trace, Version

DUE = [
    # sent (2026, Swedish time), the last day, and the moment in UTC when that day ends
    ((11, 17, 10, 0), "torsdag 19 november", "2026-11-19 23:00:00+00:00"),
    ((11, 20, 16, 55), "tisdag 24 november", "2026-11-24 23:00:00+00:00"),
    ((11, 20, 23, 59), "tisdag 24 november", "2026-11-24 23:00:00+00:00"),
    ((11, 21, 0, 5), "tisdag 24 november", "2026-11-24 23:00:00+00:00"),
    ((11, 22, 23, 30), "tisdag 24 november", "2026-11-24 23:00:00+00:00"),
    ((12, 23, 9, 0), "tisdag 29 december", "2026-12-29 23:00:00+00:00"),  # Julafton, juldagen, annandagen, helg
    ((12, 30, 9, 0), "tisdag 5 januari 2027", "2027-01-05 23:00:00+00:00"),  # nyårsafton, nyårsdagen, helg
    ((6, 18, 9, 0), "tisdag 23 juni", "2026-06-23 22:00:00+00:00"),  # midsommarafton, in summer time
]


@pytest.mark.req("002-011")
@pytest.mark.parametrize(("sent", "last_day", "due"), DUE)
def test_two_working_days_from_sending(frozen, region, alva, sent, last_day, due):
    frozen.to(*sent)
    page = alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")
    assert f"Mottagningen svarar senast {last_day}." in page.text
    receipt = page.press("Läs igenom", text="Mitt recept.").press("Skicka")
    assert f"senast {last_day}." in receipt.text
    deadline = Deadline.objects.get()
    assert (deadline.label, deadline.kind, str(deadline.due)) == (CASES.label, FEEDBACK, due)


def carry_out():
    worker.carry_out_deadlines(HANDLERS)


@pytest.mark.req("002-015")
def test_a_late_case_is_flagged_by_the_clock(frozen, region, alva, rut):
    case = alva.sends(region.renewal_at_a)
    frozen.to(11, 19, 23, 59)
    carry_out()
    assert now(case).flagged is None
    frozen.go(minutes=1)
    carry_out()
    assert now(case).flagged is not None
    assert "Flaggat" in str(rut.browser.open(rut.address("arenden/inkomna")).rows[0])
    page = rut.browser.open(rut.case_address(case))
    assert "Flaggat" in page.main.one("div", class_="head").text
    assert "Flaggat: invånaren har inte fått återkoppling i tid." in " ".join(page.thread)
    version = Version.objects.get(move="flag")
    assert (version.actor_kind, version.actor_name) == ("system", "klockan")
    assert not Deadline.objects.exists()
    assert "Flaggat" not in alva.browser.open(f"/arenden/{case.id}").text
    carry_out()
    assert Version.objects.filter(move="flag").count() == 1


@pytest.mark.req("002-015")
def test_a_flag_makes_no_page_old_and_goes_with_the_answer(frozen, region, alva, rut):
    case = alva.sends(region.renewal_at_a)
    frozen.to(11, 20)
    page = rut.browser.open(rut.case_address(case))
    carry_out()
    assert now(case).flagged is not None
    page.press("Besvara", text="Sent svar.")
    assert (now(case).state, now(case).flagged) == ("closed", None)


@pytest.mark.req("002-012")
@pytest.mark.parametrize("verb", ["partial_reply", "ask", "answer", "close_without_answer"])
def test_any_word_within_two_working_days_is_enough(frozen, region, alva, rut, verb):
    case = alva.sends(region.renewal_at_a)
    assert Deadline.objects.exists()
    rut.does(verb, case, "Ett ord till invånaren.")
    assert not Deadline.objects.exists()
    frozen.to(12, 1)
    carry_out()
    assert now(case).flagged is None


@pytest.mark.req("002-012")
def test_to_distribute_is_not_a_word_to_the_resident(frozen, region, alva, rut, hugo):
    case = alva.sends(region.renewal_at_a)
    rut.does("assign", case, hugo.staff)
    rut.does("transfer", case, region.b)
    frozen.to(11, 20)
    carry_out()
    assert now(case).flagged is not None


def test_an_answer_from_the_resident_starts_one_working_day(frozen, region, alva, rut):
    case = alva.sends(region.renewal_at_a)
    rut.does("ask", case, "Vilken styrka?")
    frozen.to(11, 20, 15)
    alva.answers_back(case)
    assert str(Deadline.objects.get().due) == "2026-11-23 23:00:00+00:00"
    frozen.to(11, 24, 0, 0)
    carry_out()
    assert now(case).flagged is not None


def test_a_deadline_of_a_case_that_is_closed_leaves_a_refusal_and_no_flag(frozen, region, alva, rut):
    from vardtrad.cases.case.moves import flagging

    case = alva.sends(region.renewal_at_a)
    rut.does("answer", case, "Klart.")
    flagging.flag([case.id])
    assert now(case).flagged is None
    assert Trace.objects.filter(action="flag", outcome="refused", key=case.id).exists()
