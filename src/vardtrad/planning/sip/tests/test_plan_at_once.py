"""Five units write the same plan at once, over several connections: nothing is lost and every history is complete."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.planners import planners as make_planners
from tests.sips import SipDrive
from vardtrad.kernel.tables import Refused
from vardtrad.planning.fields.groups import RowChange
from vardtrad.planning.fields.models import Field, FieldEdit, Row, RowEdit
from vardtrad.planning.fields.queries import altered
from vardtrad.planning.plan.models import Confirmation
from vardtrad.planning.sip import approval
from vardtrad.planning.sip.tests.rows import ACTIVITIES, GOALS, path, standing

FIVE = ("oskar", "karin", "kurt", "vera", "rolf")


@pytest.fixture
def sip(committed):
    """A SIP of five units whose call has been sent, where everything is really committed."""
    return SipDrive(make_planners.__wrapped__(None), others=("karin", "kurt", "vera", "rolf")).called()


def refused(results):
    """Those that were refused; anything else that was raised is a fault."""
    assert all(not isinstance(result, Exception) or isinstance(result, Refused) for result in results), results
    return [result for result in results if isinstance(result, Refused)]


@pytest.mark.req("001-203", "001-204", "B-29")
def test_forty_activities_are_written_moved_and_removed_by_five_units_at_once(committed, sip):
    people = [sip.planners.staff[name] for name in FIVE]
    goals = [sip.adds(who, GOALS, rubrik=f"Delmål av {who.staff.name}") for who in people]
    drawn = random.Random(41)

    def work(who, number):
        """Add eight activities under anybody's sub-goals, fill them in, and move some of one's own."""
        draw = random.Random(number)
        made = []
        for turn in range(8):
            goal = draw.choice(goals)
            made.append((goal, sip.adds(who, ACTIVITIES, goal, rubrik=f"{number}.{turn}", beskrivning=f"Text {turn}")))
            if turn % 3 == 2:
                sip.changes(who, ACTIVITIES, made[-1][1], RowChange.MOVE, after=None)
        return made

    results = committed.together(*[lambda who=who, n=n: work(who, n) for n, who in enumerate(people)])
    assert not refused(results)
    made = [pair for result in results for pair in result]
    for goal in goals:
        assert Counter(standing(sip, ACTIVITIES, goal)) == Counter(row for under, row in made if under == goal)
    assert Row.objects.filter(plan_id=sip.key, group=ACTIVITIES).count() == 40
    for number in range(len(FIVE)):
        for turn, (_goal, row) in enumerate(results[number]):
            saved = dict(Field.objects.filter(path__contains=row.hex).values_list("path", "value"))
            assert saved == {path(ACTIVITIES, row, "rubrik"): f"{number}.{turn}",
                             path(ACTIVITIES, row, "beskrivning"): f"Text {turn}"}  # fmt: skip

    # Each removes some of another's while that one writes in them: refused or kept in the history, never lost.
    pairs = drawn.sample(made, 10)

    def removes(row):
        return lambda: sip.changes(people[0], ACTIVITIES, row, RowChange.REMOVE)

    def writes(row):
        return lambda: sip.writes(people[1], path(ACTIVITIES, row, "beskrivning"), "Skrivet samtidigt.")

    for _goal, row in pairs:
        removed, written = committed.together(removes(row), writes(row))
        refused([removed, written])
        gone = Row.objects.get(pk=row).removed
        assert gone is not isinstance(removed, Exception)
        kept = Field.objects.get(path=path(ACTIVITIES, row, "beskrivning")).value == "Skrivet samtidigt."
        assert kept is not isinstance(written, Exception)
        if gone and isinstance(written, Refused):
            assert "har tagits bort av" in written.sentence

    # Every field and row has each of its revisions once, without a gap, and agrees with the last of them.
    for edits, key in ((FieldEdit, "path"), (RowEdit, "row_id")):
        revisions = {}
        for one, revision in edits.objects.filter(plan_id=sip.key).values_list(key, "revision"):
            revisions.setdefault(one, []).append(revision)
        assert all(sorted(known) == list(range(1, len(known) + 1)) for known in revisions.values())
    assert altered() == 0


def test_two_put_a_row_in_the_same_place_at_once(committed, sip):
    karin, oskar = sip.town, sip.care
    rows = [sip.adds(karin, GOALS, rubrik=str(number)) for number in range(6)]
    for _again in range(4):
        results = committed.together(
            lambda: sip.changes(karin, GOALS, rows[5], RowChange.MOVE, after=rows[0]),
            lambda: sip.changes(oskar, GOALS, rows[4], RowChange.MOVE, after=rows[0]),
        )
        assert not refused(results)
        order = standing(sip, GOALS)
        assert order[0] == rows[0]
        assert set(order[1:3]) == {rows[4], rows[5]}
        assert order[3:] == rows[1:4]
        assert len(set(Row.objects.filter(plan_id=sip.key).values_list("position", flat=True))) == 6


@pytest.mark.req("001-211")
def test_a_unit_approves_while_another_opens_the_plan_for_writing(committed, sip):
    """The approval holds for the text that was shown, or is refused: never for another text."""
    sip.written().approving()
    for number in range(4):
        part = sip.steps.care_plan
        approved, opened = committed.together(
            lambda part=part: approval.approve(sip.town.actor, sip.key, part.round, seen=part.content),
            lambda number=number: sip.updated(f"Nytt {number}"),
        )
        assert not isinstance(opened, Exception)
        refused([approved])
        stands = Confirmation.objects.filter(plan_id=sip.key, kind="care_plan", unit=sip.town.unit)
        assert stands.filter(round=part.round).exists() is not isinstance(approved, Exception)
        sip.writes(sip.care, "sip.huvudmal", f"Ett annat mål {number}.").approving()
        now = sip.steps.care_plan
        assert now.round == part.round + 1
        assert not stands.filter(round=now.round).exists()
        with pytest.raises(Refused):
            approval.approve(sip.town.actor, sip.key, part.round, seen=part.content)


@pytest.mark.req("001-211", "001-253")
def test_all_units_approve_at_once_while_one_more_is_added(committed, sip):
    from vardtrad.planning.plan import actions as planning
    from vardtrad.planning.sip.subject import SIP

    agda = sip.planners.staff["agda"]
    sip.written().approving()
    part = sip.steps.care_plan
    people = [sip.planners.staff[name] for name in FIVE]
    results = committed.together(
        *[lambda who=who: approval.approve(who.actor, sip.key, part.round, seen=part.content) for who in people],
        lambda: planning.add_unit(SIP, sip.care.actor, sip.key, agda.unit),
    )
    assert not refused(results)
    assert Confirmation.objects.filter(plan_id=sip.key, kind="care_plan", round=part.round).count() == 5
    # Either the plan was active before the unit came, or the unit is awaited too.
    active = sip.steps.care_plan.approved is not None
    assert sip.colours(agda)[-1] == ("done" if active else "task")
