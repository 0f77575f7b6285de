"""Parts: steps side by side in one plan, one for each unit, as in a process with summons and acknowledgements."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction

from tests.toy import verbs
from tests.toy.models import Plan, Step
from tests.toy.rules import ADMISSION, MEETING
from vardtrad.gate import door
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel.tables import Reason, Refused

WARD, HOME, TOWN = uuid4(), uuid4(), uuid4()
NURSE, AT_HOME, IN_TOWN = verbs.member(WARD), verbs.member(HOME), verbs.member(TOWN)


def sent_plan():
    """A plan whose admission has been sent to two units; its content number is 3, that of each step 1."""
    plan = verbs.begin(NURSE, "Planen", units=[HOME, TOWN]).thing
    verbs.send_step(NURSE, plan.id, ADMISSION, HOME, seen=0)
    verbs.send_step(NURSE, plan.id, ADMISSION, TOWN, seen=0)
    return Plan.objects.get(pk=plan.pk)


def step(plan, kind, holder):
    return Step.objects.get(thing=plan, kind=kind, holder=holder)


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.reason


def test_each_unit_has_its_own_step(db):
    plan = sent_plan()
    verbs.acknowledge(AT_HOME, plan.id, ADMISSION, HOME, "Vi kommer")
    assert (step(plan, ADMISSION, HOME).state, step(plan, ADMISSION, HOME).answer) == ("acknowledged", "Vi kommer")
    assert step(plan, ADMISSION, TOWN).state == "sent"
    assert Plan.objects.get(pk=plan.pk).state == "draft"


def test_steps_run_side_by_side(db):
    plan = sent_plan()
    verbs.send_step(NURSE, plan.id, MEETING, None, seen=0)
    verbs.acknowledge(IN_TOWN, plan.id, MEETING, None)
    verbs.acknowledge(IN_TOWN, plan.id, ADMISSION, TOWN)
    verbs.start(NURSE, plan.id, seen=6)
    states = {(step.kind, step.holder): step.state for step in Step.objects.filter(thing=plan)}
    assert states == {(ADMISSION, HOME): "sent", (ADMISSION, TOWN): "acknowledged", (MEETING, None): "acknowledged"}


def test_the_plan_counts_the_versions(db):
    plan = sent_plan()
    verbs.acknowledge(AT_HOME, plan.id, ADMISSION, HOME)
    versions = Version.objects.filter(key=plan.id).order_by("number")
    assert list(versions.values_list("number", "part", "state_from", "state_to")) == [
        (1, "", "", "draft"),
        (2, ADMISSION, "", "sent"),
        (3, ADMISSION, "", "sent"),
        (4, ADMISSION, "sent", "acknowledged"),
    ]
    assert step(plan, ADMISSION, HOME).version == 4
    assert step(plan, ADMISSION, TOWN).version == 3
    detail = Trace.objects.filter(action="acknowledge").get().detail
    assert detail["part"] == ADMISSION
    assert detail["holder"] == str(HOME)


def test_a_step_is_sent_and_acknowledged_once(db):
    plan = sent_plan()
    assert refused(lambda: verbs.send_step(NURSE, plan.id, ADMISSION, HOME, seen=1)) is Reason.NOT_ALLOWED
    verbs.acknowledge(AT_HOME, plan.id, ADMISSION, HOME)
    assert refused(lambda: verbs.acknowledge(AT_HOME, plan.id, ADMISSION, HOME)) is Reason.STALE
    assert refused(lambda: verbs.acknowledge(AT_HOME, plan.id, ADMISSION, HOME, seen=2)) is Reason.NOT_ALLOWED


def test_a_step_that_was_never_sent_cannot_be_acknowledged(db):
    plan = sent_plan()
    assert refused(lambda: verbs.acknowledge(AT_HOME, plan.id, MEETING, None, seen=0)) is Reason.NOT_ALLOWED
    assert not Step.objects.filter(kind=MEETING).exists()


def test_a_move_of_another_part_makes_no_page_of_this_one_stale(db):
    plan = sent_plan()
    verbs.acknowledge(AT_HOME, plan.id, ADMISSION, HOME)
    verbs.send_step(NURSE, plan.id, MEETING, None, seen=0)
    assert step(plan, ADMISSION, HOME).content == 2
    assert (step(plan, ADMISSION, TOWN).content, step(plan, MEETING, None).content) == (1, 1)
    assert Plan.objects.get(pk=plan.pk).content == 5


def test_the_version_of_a_part_keeps_what_the_part_became(db):
    plan = sent_plan()
    verbs.acknowledge(AT_HOME, plan.id, ADMISSION, HOME, "Vi kommer")
    kept = Version.objects.get(key=plan.id, number=4).snapshot
    assert (kept["title"], kept["part"]["answer"], kept["part"]["state"]) == ("Planen", "Vi kommer", "acknowledged")


def test_a_stranger_gets_the_one_answer(db):
    plan = sent_plan()
    assert refused(lambda: verbs.acknowledge(verbs.member(uuid4()), plan.id, ADMISSION, HOME)) is Reason.NOT_THERE


def test_two_units_acknowledge_at_once(committed):
    plan = sent_plan()
    results = committed.together(
        lambda: verbs.acknowledge(AT_HOME, plan.id, ADMISSION, HOME, seen=3),
        lambda: verbs.acknowledge(IN_TOWN, plan.id, ADMISSION, TOWN, seen=3),
    )
    assert sorted(result.number for result in results) == [4, 5]
    assert set(Step.objects.values_list("state", flat=True)) == {"acknowledged"}
    assert sorted(Version.objects.filter(key=plan.id).values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_the_same_step_at_once_is_made_once(committed):
    plan = verbs.begin(NURSE, "Planen", units=[HOME]).thing
    results = committed.together(*[lambda: verbs.send_step(NURSE, plan.id, ADMISSION, HOME, seen=0)] * 3)
    assert [type(result) for result in results].count(door.Moved) == 1
    assert Step.objects.count() == 1


class TestTheTrigger:
    def sql(self, statement, *values):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    @pytest.mark.parametrize(
        "change",
        [
            "state = 'acknowledged'",
            "state = 'acknowledged', version = version + 1",
            "version = version + 1",
            "version = 0",
            "holder = gen_random_uuid()",
            "kind = 'meeting'",
        ],
    )
    def test_a_step_changes_only_through_the_door(self, db, change):
        plan = sent_plan()
        with pytest.raises(ProgrammingError), transaction.atomic():
            self.sql(f"UPDATE toy_step SET {change} WHERE thing_id = %s AND holder = %s", plan.id, HOME)

    def test_a_step_does_not_change_plans(self, db):
        plan, other = sent_plan(), verbs.begin(NURSE, "En annan").thing
        with pytest.raises(ProgrammingError), transaction.atomic():
            self.sql("UPDATE toy_step SET thing_id = %s WHERE thing_id = %s AND holder = %s", other.id, plan.id, HOME)

    def test_a_step_is_not_put_in_beside_the_door(self, db):
        plan = sent_plan()
        for version in (2, 3, 4):
            with pytest.raises(ProgrammingError), transaction.atomic():
                self.sql(
                    "INSERT INTO toy_step (id, thing_id, kind, holder, state, version, answer)"
                    " VALUES (gen_random_uuid(), %s, 'meeting', NULL, 'sent', %s, '')",
                    plan.id,
                    version,
                )

    def test_the_version_must_be_the_steps_own(self, db):
        """A version of one kind of step lets no other kind change."""
        plan = sent_plan()
        verbs.send_step(NURSE, plan.id, MEETING, None, seen=0)
        verbs.acknowledge(IN_TOWN, plan.id, MEETING, None)  # version 5: a meeting acknowledged
        with pytest.raises(ProgrammingError), transaction.atomic():
            self.sql(
                "UPDATE toy_step SET state = 'acknowledged', version = 5 WHERE thing_id = %s AND holder = %s",
                plan.id,
                HOME,
            )


def test_a_thing_and_a_part_are_new_until_they_are_inserted(db):
    assert Plan(title="Planen").is_new
    assert Step(kind=ADMISSION).is_new
    plan = sent_plan()
    assert not plan.is_new
    assert not step(plan, ADMISSION, HOME).is_new
