"""A job does what was ordered with each case, once, with the owner's present rights, and says why it could not."""

from __future__ import annotations

import importlib.util
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.people import now
from vardtrad.cases.case.facts import Moving
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.moves.closing import CloseWithoutAnswer
from vardtrad.cases.case.moves.distributing import HandOver
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import move_many
from vardtrad.cases.staff.bulk import actions, queries
from vardtrad.cases.staff.bulk.models import Action, Job, JobRow
from vardtrad.cases.staff.bulk.tests.conftest import carried_out, ordered, outcomes, sent
from vardtrad.cases.staff.frame import work
from vardtrad.cases.teams.models import Group, Member
from vardtrad.gate import door
from vardtrad.gate.models import Notification, Trace, Version
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions as assignments
from vardtrad.shared.care_units.models import Assignment

if TYPE_CHECKING:
    from tests.people import Clock, Employee, Region, Resident

pytestmark = pytest.mark.req("B-06")


def test_the_worker_distributes_all_that_were_chosen(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    """In chunks, in the name of the person who ordered it, with a version, a trace and a notice for each case."""
    chosen = sent(region, alva, 120)
    job = ordered(rut, Action.DISTRIBUTE, chosen, to=hugo.staff)
    assert queries.progress(job.id) == queries.Progress(done=0, refused=0, total=120)
    assert actions.carry_out() == 50
    assert queries.progress(job.id).carried_out == 50
    assert [(running.id, number) for running, number in queries.under_way(rut.actor)] == [(job.id, 120)]
    assert queries.under_way(hugo.actor) == []
    assert carried_out() == 2
    assert queries.progress(job.id) == queries.Progress(done=120, refused=0, total=120)
    assert queries.under_way(rut.actor) == []
    assert Case.objects.filter(handler=hugo.staff, state="assigned").count() == 120
    versions = Version.objects.filter(move="assign")
    assert set(versions.values_list("actor_id", "actor_name")) == {(rut.staff.id, "Rut Rask")}
    assert versions.count() == Trace.objects.filter(action="assign", unit_id=region.a.id).count() == 120
    assert Notification.objects.filter(move="assign", recipient_id=hugo.staff.id).count() == 120


def test_a_group_gets_them_and_a_member_takes_them(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    """Both incoming and distributed cases, each by its own move."""
    team = Group.objects.create(clinic=region.a, name="Sköterskorna")
    Member.objects.create(group=team, staff=hugo.staff)
    first, second = sent(region, alva, 2)
    rut.does("assign", first, hugo.staff)
    job = ordered(rut, Action.DISTRIBUTE, [now(first), second], to=team)
    carried_out()
    assert outcomes(job) == [("done", "")] * 2
    assert set(Case.objects.values_list("group_id", "handler_id")) == {(team.id, None)}
    assert list(Version.objects.filter(move="reassign").values_list("key", flat=True)) == [first.id]

    took = ordered(hugo, Action.TAKE, [now(first), now(second)])
    carried_out()
    assert outcomes(took) == [("done", "")] * 2
    assert set(Case.objects.values_list("handler_id", flat=True)) == {hugo.staff.id}


def test_a_standard_answer_is_filled_for_each(region: Region, alva: Resident, bo: Resident, rut: Employee) -> None:
    """Every resident is addressed by name; the case is closed and the notice goes out."""
    chosen = [*sent(region, alva, 1), *sent(region, bo, 1)]
    job = ordered(rut, Action.ANSWER, chosen, text="Hej {förnamn}! Receptet är förnyat. {mottagning}")
    carried_out()
    assert outcomes(job) == [("done", "")] * 2
    said = dict(Message.objects.filter(kind="answer").values_list("case__patient__given_name", "text"))
    assert said == {
        "Alva": "Hej Alva! Receptet är förnyat. Vårdcentralen Alen",
        "Bo": "Hej Bo! Receptet är förnyat. Vårdcentralen Alen",
    }
    assert set(Case.objects.values_list("state", flat=True)) == {"closed"}


def test_an_answer_with_a_field_left_is_not_sent(region: Region, alva: Resident, rut: Employee) -> None:
    """A day that the case does not know becomes a field, and the row says which."""
    chosen = sent(region, alva, 1)
    job = ordered(rut, Action.ANSWER, chosen, text="Du hör av oss senast {senast}.")
    carried_out()
    assert outcomes(job) == [("refused", "Fältet är inte ifyllt: senast.")]
    assert not Message.objects.filter(kind="answer").exists()


def test_closing_without_answer_keeps_the_reason_inside(region: Region, alva: Resident, rut: Employee) -> None:
    """One reason for all; residents never see it, and are not told."""
    chosen = sent(region, alva, 3)
    job = ordered(rut, Action.CLOSE, chosen, text="Besvarade per telefon.")
    carried_out()
    assert outcomes(job) == [("done", "")] * 3
    reasons = Message.objects.filter(kind="closing_reason")
    assert list(reasons.values_list("text", "internal")) == [("Besvarade per telefon.", True)] * 3
    assert not Notification.objects.filter(move="close_without_answer").exists()


def test_a_refused_row_changes_nothing_and_says_why(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    """Somebody else took it, closed it or moved it, or the resident wrote: the case has changed since it was chosen."""
    team = Group.objects.create(clinic=region.a, name="Sköterskorna")
    taken, closed, moved, grouped, untouched = chosen = sent(region, alva, 5)
    job = ordered(rut, Action.ANSWER, chosen, text="Klart.")
    rut.does("assign", taken, hanna.staff)
    rut.does("answer", closed, "Redan klart.")
    rut.does("transfer", moved, region.b)
    Member.objects.create(group=team, staff=hugo.staff)
    rut.does("assign", grouped, team)
    before = {case.id: now(case).version for case in chosen[:4]}
    carried_out()
    assert outcomes(job) == [
        ("refused", "Ärendet har ändrats och är nu fördelat till Hanna Hed."),
        ("refused", "Ärendet är redan avslutat."),
        ("refused", "Ärendet finns inte längre på mottagningen."),
        ("refused", "Något har hänt i ärendet sedan du markerade det. Läs det först."),
        ("done", ""),
    ]
    assert {case.id: now(case).version for case in chosen[:4]} == before
    assert Trace.objects.filter(action="answer", outcome="refused").count() == 4
    assert now(untouched).state == "closed"


def test_a_move_that_the_table_does_not_allow_is_refused_in_words(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    """A receiver cannot answer another person's case, and nobody is given a case that they already have."""
    (case,) = sent(region, alva, 1)
    rut.does("assign", case, hugo.staff)
    not_hers = ordered(rut, Action.ANSWER, [case], text="Klart.")
    same = ordered(rut, Action.DISTRIBUTE, [case], to=hugo.staff)
    not_a_handler = ordered(rut, Action.TAKE, [case])
    carried_out()
    assert outcomes(not_hers)[0][1].startswith("Du kan inte göra det här med ärendet")
    assert outcomes(same) == [("refused", "Ärendet är redan fördelat till den personen.")]
    assert outcomes(not_a_handler)[0][1].startswith("Personen kan inte få ärenden på den här mottagningen.")
    assert now(case).version == 2


def test_rights_taken_away_end_the_rest_of_the_job(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    """What is done stays done, and is not called refused; nothing more happens when the owner has left."""
    chosen = sent(region, alva, 60)
    job = ordered(rut, Action.DISTRIBUTE, chosen, to=hugo.staff)
    assert actions.carry_out() == 50
    place = Assignment.objects.get(staff=rut.staff)
    assignments.end(system("testerna"), place.id, seen=place.content)
    carried_out()
    assert Counter(outcomes(job)) == {
        ("done", ""): 50,
        ("refused", "Du har inte längre behörighet på mottagningen."): 10,
    }
    assert Case.objects.filter(state="received").count() == 10
    assert Trace.objects.filter(action="assign", outcome="refused", actor_id=rut.staff.id).count() == 10


def test_somebody_who_has_left_cannot_order_anything(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    """A member of staff who is no longer active has no rights, whatever the assignment says."""
    job = ordered(rut, Action.DISTRIBUTE, sent(region, alva, 1), to=hugo.staff)
    rut.staff.active = False
    rut.staff.save()
    carried_out()
    assert outcomes(job) == [("refused", "Du har inte längre behörighet på mottagningen.")]


def test_a_cut_off_chunk_is_not_done_twice(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, monkeypatch: pytest.MonkeyPatch, frozen: Clock
) -> None:
    """The worker dies when cases are moved but no outcome is saved: the next worker finds out, even without rights."""
    chosen = sent(region, alva, 5)
    job = ordered(rut, Action.DISTRIBUTE, chosen, to=hugo.staff)

    class Killed(BaseException):
        pass

    def dies(*_args: object, **_options: object) -> None:
        raise Killed

    with monkeypatch.context() as cut:
        cut.setattr(actions, "_settle", dies)
        with pytest.raises(Killed):
            actions.carry_out()
    assert Version.objects.filter(move="assign").count() == 5
    assert queries.progress(job.id).carried_out == 0
    # Other workers skip it until the claim has expired.
    assert actions.carry_out() == 0
    frozen.go(minutes=2, seconds=1)
    place = Assignment.objects.get(staff=rut.staff)
    assignments.end(system("testerna"), place.id, seen=place.content)
    assert actions.carry_out() == 5
    assert outcomes(job) == [("done", "")] * 5
    assert Version.objects.filter(move__in=["assign", "reassign"]).count() == 5
    assert Notification.objects.filter(move="assign").count() == 5


def test_a_failing_case_does_not_stop_the_others(
    region: Region, alva: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The product fails on one case: the others are carried out one by one, and the row of the failed one says so."""
    chosen = sent(region, alva, 4)
    job = ordered(rut, Action.CLOSE, chosen, text="Klart per telefon.")

    closes = CloseWithoutAnswer.write

    def breaks(given: CloseWithoutAnswer, moving: Moving) -> None:
        if moving.thing.id == chosen[2].id:
            raise RuntimeError("broken")
        closes(given, moving)

    monkeypatch.setattr(CloseWithoutAnswer, "write", breaks)
    carried_out()
    assert [outcome for outcome, _why in outcomes(job)] == ["done", "done", "refused", "done"]
    assert outcomes(job)[2][1] == "Tekniskt fel. Ärendet har inte ändrats."
    assert now(chosen[2]).state == "received"


def test_a_chunk_costs_the_same_for_two_cases_and_for_fifty(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    """A fixed number of queries for each chunk."""
    given = {
        Action.DISTRIBUTE: {"to": hugo.staff},
        Action.ANSWER: {"text": "Hej {namn}! {ärendetyp}, {mottagning}"},
        Action.CLOSE: {"text": "Klart per telefon."},
    }

    def cost(number: int, action: Action) -> int:
        ordered(rut, action, sent(region, alva, number), **given[action])
        with CaptureQueriesContext(connection) as caught:
            assert actions.carry_out() == number
        return sum("SAVEPOINT" not in query["sql"] for query in caught.captured_queries)

    for action in given:
        cost(2, action)
        assert cost(2, action) == cost(50, action) <= 25, action


def test_jobs_take_turns(region: Region, alva: Resident, rut: Employee, hugo: Employee, frozen: Clock) -> None:
    """A small job does not wait for a large one to end."""
    large = ordered(rut, Action.DISTRIBUTE, sent(region, alva, 150), to=hugo.staff)
    frozen.go(seconds=1)
    small = ordered(rut, Action.CLOSE, sent(region, alva, 2), text="Klart.")
    frozen.go(seconds=1)
    actions.carry_out()
    frozen.go(seconds=1)
    actions.carry_out()
    assert queries.progress(small.id).done == 2
    assert queries.progress(large.id).done == 50


def test_nothing_happens_before_the_order_and_only_the_first_order_counts(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    """Choosing is not doing; a second click changes nothing."""
    (case,) = sent(region, alva, 1)
    job = actions.choose(rut.actor, Action.DISTRIBUTE, [case.id], chosen_in="/", language="sv")
    assert job is not None
    assert actions.carry_out() == 0
    actions.order(job, to=hugo.staff)
    actions.order(job, to=hanna.staff)
    carried_out()
    assert now(case).handler_id == hugo.staff.id


def test_only_cases_that_the_actor_may_see_can_be_chosen(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, olle: Employee
) -> None:
    """Another clinic's case, a colleague's, and a case that does not exist are left out, and at most 500 are taken."""
    first, second = sent(region, alva, 2)
    elsewhere = alva.sends(region.services["b", "renewal"])
    rut.does("assign", first, hugo.staff)
    keys = [second.id, first.id, elsewhere.id, region.a.id, second.id]
    assert [choice.case for choice in queries.choosable(rut.actor, keys, Action.CLOSE)] == [second.id, first.id]
    assert [choice.case for choice in queries.choosable(hugo.actor, keys, Action.CLOSE)] == [first.id]
    assert [choice.case for choice in queries.choosable(olle.actor, keys, Action.CLOSE)] == [elsewhere.id]
    assert actions.choose(hugo.actor, Action.CLOSE, [second.id], chosen_in="/", language="sv") is None


def test_the_sentences_are_in_the_owners_language(region: Region, alva: Resident, rut: Employee) -> None:
    """Not in the worker's."""
    (case,) = sent(region, alva, 1)
    job = actions.choose(rut.actor, Action.CLOSE, [case.id], chosen_in="/", language="en")
    assert job is not None
    actions.order(job, text="Klart.")
    seen = []
    original = queries.actor_now

    def look(seen_job: Job) -> object:
        seen.append(translation.get_language())
        return original(seen_job)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "actor_now", look)
        carried_out()
    assert seen == ["en"]
    assert translation.get_language() == "sv"


def test_old_and_unordered_jobs_are_cleared(region: Region, alva: Resident, rut: Employee, frozen: Clock) -> None:
    """The worker's chore deletes old jobs; one that is under way stays however old it is."""
    (case,) = sent(region, alva, 1)
    actions.choose(rut.actor, Action.CLOSE, [case.id], chosen_in="/", language="sv")
    waiting = ordered(rut, Action.CLOSE, [case], text="Klart.")
    actions.clear_old()
    assert Job.objects.count() == 2
    frozen.go(days=1, seconds=1)
    actions.clear_old()
    assert list(Job.objects.values_list("id", flat=True)) == [waiting.id]
    frozen.go(days=30)
    actions.clear_old()
    assert Job.objects.count() == 1
    carried_out()
    actions.clear_old()
    assert not Job.objects.exists()
    assert not JobRow.objects.exists()
    assert now(case).state == "closed"


def test_the_worker_is_wired(region: Region) -> None:
    """The jobs and their chore are in the worker's wiring."""
    from vardtrad.config.wiring import HANDLERS

    assert actions.carry_out in HANDLERS.jobs
    assert actions.clear_old in HANDLERS.chores
    assert importlib.util.find_spec("vardtrad.gate.worker") is not None
    assert timedelta(0) < work.CLAIM


def test_a_job_that_is_stopped_says_what_was_done_and_leaves_the_rest(
    region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    cases = sent(region, alva, actions.CHUNK + 10)
    job = ordered(rut, Action.DISTRIBUTE, cases, to=hugo.staff)
    assert actions.carry_out() == actions.CHUNK
    page = rut.browser.open(rut.address(f"jobb/{job.id}/"))
    stopping = page.press("Stoppa")
    assert "Arbetet stoppas." in stopping.text
    assert "Stoppa" not in [button.text for button in stopping.main.all("button")]
    carried_out()
    stopped = ("stopped", "Arbetet stoppades. Ärendet har inte ändrats.")
    assert outcomes(job) == [("done", "")] * actions.CHUNK + [stopped] * 10
    assert Case.objects.filter(state="received").count() == 10
    result = rut.browser.open(rut.address(f"jobb/{job.id}/")).main
    assert f"{actions.CHUNK} ärenden är klara." in result.text
    assert "Arbetet stoppades innan 10 ärenden var klara. De har inte ändrats." in result.text
    # What is done stays done.
    assert rut.browser.send(rut.address(f"jobb/{job.id}/stoppa"), {}).status == 200
    assert Job.objects.get(pk=job.pk).stopped is not None


def test_what_a_killed_worker_carried_out_counts_as_done_when_the_job_is_stopped(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, frozen: Clock
) -> None:
    first, second = sent(region, alva, 2)
    job = ordered(rut, Action.DISTRIBUTE, [first, second], to=hugo.staff)
    row = JobRow.objects.get(job=job, case=first)
    # The worker moved the first case and was killed before it recorded the outcome.
    given = HandOver(hugo.staff)
    move_many(rut.actor, Move.ASSIGN, [door.Request(first.id, given, seen=row.seen, submit_key=row.id)])
    actions.stop(job)
    carried_out()
    assert [outcome for outcome, _why in outcomes(job)] == ["done", "stopped"]


def test_nobody_stops_a_colleagues_job(region: Region, alva: Resident, rut: Employee, hugo: Employee) -> None:
    job = ordered(rut, Action.DISTRIBUTE, sent(region, alva, 1), to=hugo.staff)
    assert hugo.browser.post(hugo.address(f"jobb/{job.id}/stoppa")).status_code == 404
    assert Job.objects.get(pk=job.pk).stopped is None
