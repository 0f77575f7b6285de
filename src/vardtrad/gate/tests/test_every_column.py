"""Every column of a version and its row in the log, of a thing, a part and a set; and the rows written beside them."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.forms.models import model_to_dict

from tests.toy import verbs
from tests.toy.models import Entry, Plan, PlanUnit, Sort, Step
from tests.toy.rules import ADMISSION, MEETING, PARTY, STEPS, TABLE, WARD, Capacity, Move, PlanMove, State
from tests.toy.rules import PS as StepState
from vardtrad.gate import door
from vardtrad.gate.door import sealing_keys
from vardtrad.gate.models import Deadline, Trace, Version
from vardtrad.gate.tests.plans import NURSE, fresh_plan, last_trace, refused, stored
from vardtrad.gate.tests.plans import WARD as UNIT
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import STAYS, Freshness, Reason, Rule, Table

pytestmark = pytest.mark.django_db
HOME = uuid4()


@pytest.fixture
def at(monkeypatch):
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def version(plan, number):
    row = Version.objects.get(key=plan.id, number=number)
    assert row.key_id == sealing_keys.newest().id
    return model_to_dict(row, exclude=["id", "seal", "key_id", "snapshot"]) | {"at": row.at}


class TestVersionAndTrace:
    def test_of_a_beginning(self, at):
        nurse = replace(NURSE, session=uuid4(), organisation=uuid4())
        plan = verbs.begin(nurse, "Planen").thing
        assert version(plan, 1) == {
            "label": "toy", "key": plan.id, "number": 1, "part": "", "holder": None, "move": "begin",
            "state_from": "", "state_to": "draft", "at": at, "actor_kind": "staff", "actor_id": nurse.id,
            "actor_name": nurse.name, "unit_id": UNIT,
        }  # fmt: skip
        assert (stored(plan).created, stored(plan).updated, stored(plan).content) == (at, at, 1)
        row = last_trace()
        assert model_to_dict(row, exclude=["id", "seal", "key_id", "detail"]) | {"at": row.at} == {
            "at": at, "actor_kind": "staff", "actor_id": nurse.id, "actor_name": nurse.name,
            "session_id": nurse.session, "unit_id": UNIT, "organisation_id": nurse.organisation, "action": "begin",
            "label": "toy", "key": plan.id, "person_id": plan.patient, "shown": [], "outcome": "done",
        }  # fmt: skip
        assert {name: row.detail[name] for name in ("from", "to", "version")} == {
            "from": "",
            "to": "draft",
            "version": 1,
        }
        assert row.key_id == sealing_keys.newest().id

    @pytest.mark.parametrize("holder", [HOME, None])
    def test_of_a_part(self, at, holder):
        kind = ADMISSION if holder else MEETING
        plan = verbs.begin(NURSE, "Planen", units=[HOME]).thing
        verbs.send_step(NURSE, plan.id, kind, holder, seen=0)
        verbs.acknowledge(verbs.member(HOME), plan.id, kind, holder, "Ja")
        kept = version(plan, 3)
        assert (kept["part"], kept["holder"], kept["state_from"], kept["state_to"], kept["unit_id"]) == (
            kind, holder, "sent", "acknowledged", HOME,
        )  # fmt: skip
        detail = last_trace().detail
        assert (detail["part"], detail.get("holder")) == (kind, str(holder) if holder else None)
        assert ("holder" in detail) is (holder is not None)
        assert (detail["from"], detail["to"], detail["version"]) == ("sent", "acknowledged", 3)
        snapshot = Version.objects.get(key=plan.id, number=3).snapshot
        assert (snapshot["state"], snapshot["part"]["state"]) == ("draft", "acknowledged")
        assert stored(plan).state == "draft"

    def test_no_name_of_a_resident(self):
        resident = Actor(ActorKind.RESIDENT, uuid4(), "Skyddad Person", unit=UNIT)
        plan = verbs.begin(resident, "Planen").thing
        assert (version(plan, 1)["actor_name"], last_trace().actor_name) == ("", "")
        assert version(plan, 1)["actor_kind"] == "resident"

    def test_a_saved_field_has_its_own_history_instead_of_a_snapshot(self):
        saving = Rule(Move.NOTE, frozenset({"draft"}), STAYS, WARD, frozenset(), Freshness.FIELD)
        table = Table([*TABLE.rules[:3], saving], states=State, capacities=Capacity)
        plan = fresh_plan()
        moved = door.move(
            replace(verbs.PLAN, table=table), NURSE, plan.id, Move.NOTE, given="", body=lambda moving: None
        )
        assert moved.number == 2
        assert Version.objects.get(key=plan.id, number=2).snapshot == {}
        assert stored(plan).content == 2  # and is news to every reader all the same

    @pytest.mark.parametrize(
        ("how", "thing", "part"),
        [({}, 4, 2), ({"keeps_acknowledgements": True}, 4, 1), ({"leaves_unchanged": True}, 3, 1)],
    )
    def test_what_the_row_says_of_the_content_number(self, how, thing, part):
        """A reader's page of the plan or of the step is stale after it, or of one of them, or of neither."""
        acknowledge = Rule(
            PlanMove.ACKNOWLEDGE, frozenset({"sent"}), StepState.ACKNOWLEDGED, PARTY, WARD,
            Freshness.ORDER_DOES_NOT_MATTER, **how,
        )  # fmt: skip
        table = Table([STEPS.rules[0], acknowledge], states=StepState, capacities=Capacity)
        toy = replace(verbs.PLAN, parts={ADMISSION: replace(verbs.PARTS[ADMISSION], table=table)})
        plan = verbs.begin(NURSE, "Planen", units=[HOME]).thing
        verbs.send_step(NURSE, plan.id, ADMISSION, HOME, seen=0)
        verbs.note(NURSE, plan.id, "en")
        door.move(
            toy, verbs.member(HOME), plan.id, PlanMove.ACKNOWLEDGE, given="", body=verbs.nothing,
            part=verbs.PARTS[ADMISSION].ref(HOME),
        )  # fmt: skip
        step = Step.objects.get(thing=plan)
        assert (stored(plan).content, stored(plan).version, step.content, step.version) == (thing, 4, part, 4)


class TestASetOfParts:
    def test_each_thing_moves_its_own_part(self):
        """Of several things in one set, some whose part is there already and some whose is not."""
        plans = [verbs.begin(NURSE, title, units=[HOME]).thing for title in "ABC"]
        part = verbs.PARTS[ADMISSION].ref(HOME)
        verbs.send_step(NURSE, plans[0].id, ADMISSION, HOME, seen=0)
        requests = [door.Request(plan.id, "", seen=0, part=part) for plan in plans]
        results = door.move_many(verbs.PLAN, NURSE, PlanMove.SEND, requests, body=verbs.nothing)
        assert [getattr(result, "reason", None) for result in results] == [Reason.STALE, None, None]
        assert set(Step.objects.values_list("thing__title", "state", "version")) == {
            ("A", "sent", 2), ("B", "sent", 2), ("C", "sent", 2),
        }  # fmt: skip
        requests = [door.Request(plan.id, plan.title, part=part) for plan in plans]

        def body(moving):
            moving.part.answer = moving.given

        door.move_many(verbs.PLAN, verbs.member(HOME), PlanMove.ACKNOWLEDGE, requests, body=body)
        assert set(Step.objects.values_list("thing__title", "answer", "state")) == {
            (title, title, "acknowledged") for title in "ABC"
        }

    def test_parts_of_several_kinds_and_holders_in_one_set(self):
        plans = [verbs.begin(NURSE, title, units=[HOME]).thing for title in "ABC"]
        refs = [verbs.PARTS[ADMISSION].ref(HOME), verbs.PARTS[ADMISSION].ref(UNIT), verbs.PARTS[MEETING].ref()]
        requests = [door.Request(plan.id, "", seen=0, part=ref) for plan, ref in zip(plans, refs, strict=True)]
        results = door.move_many(verbs.PLAN, NURSE, PlanMove.SEND, requests, body=verbs.nothing)
        assert [result.number for result in results] == [2, 2, 2]
        assert set(Step.objects.values_list("thing__title", "kind", "holder")) == {
            ("A", ADMISSION, HOME), ("B", ADMISSION, UNIT), ("C", MEETING, None),
        }  # fmt: skip

    def test_the_part_of_a_thing_that_is_not_there_is_refused_with_the_others_moved(self):
        plan, part = verbs.begin(NURSE, "A", units=[HOME]).thing, verbs.PARTS[ADMISSION].ref(HOME)
        requests = [door.Request(key, "", seen=0, part=part) for key in (uuid4(), plan.id)]
        results = door.move_many(verbs.PLAN, NURSE, PlanMove.SEND, requests, body=verbs.nothing)
        assert results[0].reason is Reason.NOT_THERE
        assert (results[1].number, Step.objects.count()) == (2, 1)

    def test_a_stale_page_of_the_part_is_refused_and_a_fresh_one_of_the_thing_does_not_help(self):
        plan = verbs.begin(NURSE, "A", units=[HOME]).thing
        assert stored(plan).content == 1
        assert refused(lambda: verbs.send_step(NURSE, plan.id, ADMISSION, HOME, seen=1)).reason is Reason.STALE


class TestRowsBesideTheMove:
    def move(self, plan, body):
        return door.move(verbs.PLAN, NURSE, plan.id, Move.NOTE, given="", body=body)

    def test_rows_of_several_models_are_added(self):
        plan = fresh_plan()

        def body(moving):
            for text in ("en", "två"):
                moving.add(Entry(plan=moving.thing, text=text))
                moving.add(PlanUnit(plan=moving.thing, unit=uuid4()))

        self.move(plan, body)
        assert set(Entry.objects.values_list("text", flat=True)) == {"en", "två"}
        assert PlanUnit.objects.filter(plan=plan).count() == 2

    def test_only_the_fields_that_are_named_are_changed(self):
        plan, unit, other = fresh_plan(), uuid4(), fresh_plan("En annan")
        row = PlanUnit.objects.create(plan=plan, unit=unit)
        sort = Sort.objects.create(name="Före")
        new = uuid4()

        def body(moving):
            row.unit, row.plan_id, sort.name = new, other.id, "Efter"
            moving.change(row, "unit")
            moving.change(sort, "name")

        self.move(plan, body)
        row.refresh_from_db()
        assert (row.unit, row.plan_id, Sort.objects.get().name) == (new, plan.id, "Efter")

    def test_a_row_that_is_changed_twice_has_the_last_values(self):
        plan = fresh_plan()
        sort, other = Sort.objects.create(name="Före"), Sort.objects.create(name="Före")

        def body(moving):
            for name in ("En gång", "Två gånger"):
                moving.change(Sort(pk=sort.pk, name=name), "name")
            moving.change(Sort(pk=other.pk, name="En gång"), "name")

        self.move(plan, body)
        assert dict(Sort.objects.values_list("pk", "name")) == {sort.pk: "Två gånger", other.pk: "En gång"}

    @pytest.mark.parametrize("number", [1, 2])
    def test_a_row_that_is_not_there_any_more_stops_the_move(self, number):
        plan, kept = fresh_plan(), Sort.objects.create(name="Före")

        def body(moving):
            for row in [kept, Sort(name="Borta")][-number:]:
                moving.change(row, "name")

        with pytest.raises(DatabaseError, match="not there"):
            self.move(plan, body)
        assert stored(plan).version == 1
        assert Trace.objects.filter(action="note").count() == 0

    def test_when_a_thing_was_created_is_never_changed(self):
        plan = fresh_plan()

        def body(moving):
            moving.thing.created -= timedelta(days=1)

        self.move(plan, body)
        assert stored(plan).created == plan.created

    def test_a_set_writes_each_thing_its_own_values(self):
        plans = [fresh_plan(title) for title in "ABC"]
        verbs.rename_all(NURSE, [door.Request(plan.id, plan.title * 2, seen=1) for plan in plans])
        assert set(Plan.objects.values_list("title", "heading", "version")) == {(t * 2, t * 2, 2) for t in "ABC"}


class TestDeadlines:
    def deadlines(self):
        return {(row.key, row.kind): row for row in Deadline.objects.all()}

    def move(self, plans, body):
        door.move_many(verbs.PLAN, NURSE, Move.NOTE, [door.Request(plan.id, "") for plan in plans], body=body)

    def test_each_thing_of_a_set_has_its_own(self, at):
        plans = [fresh_plan(title) for title in "AB"]
        hours = {plans[0].id: 1, plans[1].id: 2}

        def body(moving):
            moving.deadline("remind", moving.at + timedelta(hours=hours[moving.thing.id]))
            moving.deadline("close", moving.at + timedelta(days=hours[moving.thing.id]))

        self.move(plans, body)
        rows = self.deadlines()
        assert {name: row.due for name, row in rows.items()} == {
            (key, kind): at + timedelta(**{unit: number})
            for key, number in hours.items()
            for kind, unit in (("remind", "hours"), ("close", "days"))
        }
        assert all(
            (row.label, row.not_before, row.tries, row.last_error) == ("toy", row.due, 0, "") for row in rows.values()
        )

    def test_setting_it_again_moves_it_and_forgets_what_has_failed(self, at):
        plan = fresh_plan()
        self.move([plan], lambda moving: moving.deadline("remind", at))
        Deadline.objects.update(tries=3, last_error="nej", not_before=at + timedelta(days=2))
        self.move([plan], lambda moving: moving.deadline("remind", at + timedelta(hours=1)))
        row = Deadline.objects.get()
        later = at + timedelta(hours=1)
        assert (row.due, row.not_before, row.tries, row.last_error) == (later, later, 0, "")

    def test_clearing_takes_away_that_kind_of_that_thing(self, at):
        plans = [fresh_plan(title) for title in "AB"]

        def both(moving):
            moving.deadline("remind", at)
            moving.deadline("close", at)

        self.move(plans, both)
        self.move(plans[:1], lambda moving: moving.clear("remind"))
        left = {(plans[0].id, "close"), (plans[1].id, "remind"), (plans[1].id, "close")}
        assert set(self.deadlines()) == left

    def test_one_may_be_set_and_another_cleared_by_one_move(self, at):
        plan = fresh_plan()
        self.move([plan], lambda moving: moving.deadline("remind", at))

        def body(moving):
            moving.clear("remind")
            moving.clear("unknown")
            moving.deadline("close", at)

        self.move([plan], body)
        assert set(self.deadlines()) == {(plan.id, "close")}
