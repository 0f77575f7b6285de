"""Many recipients are sent to by the worker: with a page that says how far it has come, a stop, and once to each."""

from __future__ import annotations

import os
import signal
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Count

from tests import people
from tests.people import Employee, Region
from vardtrad.cases.case.models import Case, Message, Service
from vardtrad.cases.case.moves.sending import SendOut
from vardtrad.cases.staff.bulk.tests.test_killed import started
from vardtrad.cases.staff.sending import actions, carrying_out, queries
from vardtrad.cases.staff.sending.models import Dispatch, Outcome, Recipient
from vardtrad.cases.staff.sending.tests.conftest import to_many
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Notification, Version
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.care_units.models import Assignment
from vardtrad.shared.people.models import Person

if TYPE_CHECKING:
    from tests.toy.committed import Committed


def outcomes(sending: Dispatch) -> Counter[str]:
    return Counter(Recipient.objects.filter(dispatch=sending).values_list("outcome", flat=True))


@pytest.fixture
def chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying_out, "CHUNK", 20)


@pytest.mark.req("004-034", "004-036")
@pytest.mark.usefixtures("chunks")
def test_many_are_left_to_the_worker_and_the_page_says_how_far_it_has_come(hugo: Employee, region: Region) -> None:
    sending = to_many(hugo, region, 60)
    page = hugo.browser.open(hugo.address(f"skicka/{sending.id}/"))
    assert "och 10 till." in page.main.text
    page = page.press("SKICKA", to="mig", text="Hej {förnamn}!")
    assert page.main.one("h1").text == "Skicka ärende till 60 mottagare"
    assert "0 av 60" in page.main.text
    assert not Case.objects.exists()
    # Nothing can be changed any more, and the form sent again orders nothing more.
    for path in ("mottagare", "lista"):
        assert hugo.browser.get(hugo.address(f"skicka/{sending.id}/{path}")).status_code == 404
    assert "Skicka ärende till 60 mottagare" in hugo.browser.open(hugo.address("mina/")).text
    assert worker.carry_out_jobs(HANDLERS) == 20
    now = hugo.browser.get(hugo.address(f"skicka/{sending.id}/lage")).json()
    assert now == {"carried_out": 20, "total": 60, "done": False}
    while worker.carry_out_jobs(HANDLERS):
        pass
    done = hugo.browser.open(page.address)
    assert done.main.one("h1").text == "Ärendet är skickat"
    assert "Det du skrev" not in done.main.text
    assert "Skickat till 60 mottagare." in done.main.text
    assert len(done.rows) == 50
    assert len(done.follow("Nästa sida").rows) == 10
    assert set(Message.objects.values_list("text", flat=True)) == {f"Hej N{n}!" for n in range(60)}
    assert Notification.objects.filter(move="send_question").count() == 60


@pytest.mark.req("004-036")
@pytest.mark.usefixtures("chunks")
def test_a_stopped_sending_says_what_was_sent(hugo: Employee, region: Region) -> None:
    sending = to_many(hugo, region, 60)
    page = hugo.browser.open(hugo.address(f"skicka/{sending.id}/")).press("SKICKA", to="mig", text="Hej {förnamn}!")
    assert carrying_out.carry_out() == 20
    page = page.press("Stoppa")
    assert "Utskicket stoppas." in page.main.text
    while carrying_out.carry_out():
        pass
    assert outcomes(sending) == {"case": 20, "stopped": 40}
    page = hugo.browser.open(page.address)
    assert page.main.one("h1").text == "Alla fick inte ärendet"
    assert "Skickat till 20 mottagare." in page.main.text
    assert "Utskicket stoppades innan 40 mottagare fick det." in page.main.text
    # Some have got it: it can be read in their cases.
    assert "Det du skrev" not in page.main.text
    assert Case.objects.count() == 20


@pytest.mark.usefixtures("chunks")
def test_what_a_killed_worker_sent_is_found_also_when_it_is_stopped_or_the_person_has_died(
    hugo: Employee, region: Region
) -> None:
    sending = to_many(hugo, region, 60)
    actions.send(hugo.actor, sending, "Hej!", hugo.staff)
    assert carrying_out.carry_out() == 20
    # The cases are committed, and the worker dies before it has recorded them.
    sent = set(Case.objects.values_list("patient_id", flat=True))
    Recipient.objects.update(case=None, outcome=Outcome.WAITING)
    Person.objects.filter(pk__in=sent).update(deceased=True)
    actions.stop(sending)
    while carrying_out.carry_out():
        pass
    assert outcomes(sending) == {"case": 20, "stopped": 40}
    assert set(Recipient.objects.filter(outcome="case").values_list("person_id", flat=True)) == sent
    assert Case.objects.count() == 20
    assert set(Recipient.objects.filter(outcome="case").values_list("case__patient_id", flat=True)) == sent


@pytest.mark.req("004-077")
def test_each_recipient_has_an_outcome_of_its_own(hugo: Employee, region: Region) -> None:
    sending = to_many(hugo, region, 55)
    everybody = list(Recipient.objects.select_related("person").order_by("id"))
    Person.objects.filter(pk=everybody[0].person_id).update(deceased=True)
    Person.objects.filter(pk=everybody[1].person_id).update(registration="emigrated")
    Person.objects.filter(pk=everybody[2].person_id).update(protection="secrecy")
    actions.send(hugo.actor, sending, "Hej!", hugo.staff)
    while carrying_out.carry_out():
        pass
    assert outcomes(sending) == {"case": 52, "refused": 2, "no_account": 1}
    page = hugo.browser.open(hugo.address(f"skicka/{sending.id}/klart"))
    assert "1 mottagare har inget konto och fick inget ärende." in page.main.text
    assert [row["Resultat"].split(".")[0] for row in page.rows[:4]] == [
        "Inte skickat", "Inget konto", "Inte skickat", "Skickat",
    ]  # fmt: skip
    assert not Case.objects.filter(patient_id=everybody[1].person_id).exists()


def test_somebody_who_has_left_sends_no_more(hugo: Employee, region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying_out, "CHUNK", 30)
    sending = to_many(hugo, region, 60)
    actions.send(hugo.actor, sending, "Hej!", hugo.staff)
    carrying_out.carry_out()
    care_units.end(system("testerna"), Assignment.objects.get(staff=hugo.staff).id, seen=None)
    while carrying_out.carry_out():
        pass
    assert outcomes(sending) == {"case": 30, "refused": 30}


def test_one_that_fails_stops_no_other(hugo: Employee, region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    sending = to_many(hugo, region, 60)
    unlucky = Recipient.objects.order_by("id")[7].person_id
    write = SendOut.write

    def fails(self: Any, moving: Any) -> None:
        if moving.thing.patient_id == unlucky:
            raise ZeroDivisionError
        write(self, moving)

    monkeypatch.setattr(SendOut, "write", fails)
    actions.send(hugo.actor, sending, "Hej!", hugo.staff)
    while carrying_out.carry_out():
        pass
    assert outcomes(sending) == {"case": 59, "refused": 1}
    assert Recipient.objects.get(outcome="refused").refusal == "Tekniskt fel. Inget har skickats."


def test_a_template_that_is_closed_meanwhile_refuses_the_rest(hugo: Employee, region: Region) -> None:
    sending = to_many(hugo, region, 60)
    actions.send(hugo.actor, sending, "Hej {förnamn}!", hugo.staff)
    Service.objects.filter(case_type=sending.template).update(open=False)
    carrying_out.carry_out()
    assert outcomes(sending) == {"refused": 60}
    page = hugo.browser.open(hugo.address(f"skicka/{sending.id}/klart"))
    assert "Ingen fick ärendet" in page.main.text
    # What was written has reached nobody: it is there to be copied, as it was typed.
    assert "Texten har inte skickats." in page.main.text
    assert "Hej {förnamn}!" in page.main.text


@pytest.mark.parametrize("number", [60, 180])
def test_a_piece_costs_as_many_queries_whatever_its_size(
    hugo: Employee, region: Region, number: int, django_assert_max_num_queries: Any
) -> None:
    sending = to_many(hugo, region, number)
    actions.send(hugo.actor, sending, "Hej!", hugo.staff)
    with django_assert_max_num_queries(45):
        assert carrying_out.carry_out() == number
    assert queries.progress(sending).sent == number


# ── Really committed ──────────────────────────────────────────────────────────────────────────────────────────────

NUMBER = 600


def done_at_least(committed: Committed, number: int, folder: Any) -> None:
    import time

    until = time.monotonic() + 120
    while Recipient.objects.exclude(outcome="waiting").count() < number:
        assert time.monotonic() < until, (folder / "worker.log").read_text()[-3000:]
        time.sleep(0.005)


@pytest.mark.req("004-036")
def test_a_worker_is_killed_in_the_middle_and_nobody_gets_it_twice_or_not_at_all(
    committed: Committed, tmp_path: Any
) -> None:
    """600 recipients by real workers that are killed by SIGKILL: each has one case, one message and one notice."""
    region = people.region.__wrapped__(None)  # type: ignore[attr-defined]
    hugo = region.people["hugo"]
    sending = to_many(hugo, region, NUMBER)
    actions.send(hugo.actor, sending, "Hej {förnamn}!", hugo.staff)
    for part in (1, 201):
        process = started(committed.copy, tmp_path)
        try:
            done_at_least(committed, part, tmp_path)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        # The killed worker's piece is free again after two minutes.
        committed.as_owner("UPDATE outgoing_dispatch SET not_before = now()")
    # What was sent of the last piece has lost its record as well.
    committed.as_owner(
        "UPDATE outgoing_recipient SET outcome = 'waiting', case_id = NULL"
        " WHERE id IN (SELECT id FROM outgoing_recipient WHERE outcome = 'case' ORDER BY id DESC LIMIT 150)"
    )
    process = started(committed.copy, tmp_path)
    try:
        done_at_least(committed, NUMBER, tmp_path)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert outcomes(sending) == {"case": NUMBER}
    assert Case.objects.count() == NUMBER
    assert not Case.objects.values("patient").annotate(number=Count("id")).exclude(number=1).exists()
    assert Message.objects.count() == Version.objects.filter(move="send_question").count() == NUMBER
    assert Notification.objects.filter(move="send_question").count() == NUMBER
    assert not Recipient.objects.filter(case__isnull=True).exists()
    assert Dispatch.objects.get().sent is not None


def test_two_workers_share_a_sending_and_never_a_recipient(
    committed: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying_out, "CHUNK", 25)
    region = people.region.__wrapped__(None)  # type: ignore[attr-defined]
    hugo = region.people["hugo"]
    sending = to_many(hugo, region, 200)
    actions.send(hugo.actor, sending, "Hej!", hugo.staff)

    def works() -> None:
        idle = 0
        while idle < 20:
            idle = 0 if carrying_out.carry_out() else idle + 1

    assert committed.together(works, works) == [None, None]
    assert outcomes(sending) == {"case": 200}
    assert Case.objects.count() == 200
