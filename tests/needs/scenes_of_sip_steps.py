"""The rows of Kartläggning and of the plan itself in a SIP as people play them, and what spoils each of their needs."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.needs.at_the_door import Scene, after, given, instead
from tests.needs.scenes_of_plans import LONG, nurses_only, today
from tests.needs.scenes_of_sip import ENDED, NO, NO_GUEST, NO_PERSON, S, called, consented
from vardtrad.planning.fields.groups import RowChange, RowGiven, group_named, path_in
from vardtrad.planning.fields.models import Row
from vardtrad.planning.fields.queries import NEVER, tally, values
from vardtrad.planning.sip import actions, approval, guests, persons_words
from vardtrad.planning.sip.field_specs import ACTIVITIES, PERSON, PLAN_GROUPS, SUB_GOALS, UNITS, measures_path

TOO_LONG = "x" * 8001
WORKS = {"full_consent": NO, "not_ended": ENDED}
OF_NO_PARTY = given(party=None)


# ── Kartläggning ─────────────────────────────────────────────────────────────────────────────────────────────────────


def start_assessment(s: S) -> None:
    actions.start_assessment(s.care.actor, s.key)


def started(s: S) -> None:
    s.called().started()


def save(
    s: S, verb: Any, path: str, value: str, *, revision: int | None = None, party: Any = ...
) -> None:  # fmt: skip
    now = values(s.key).get(path, NEVER).revision if revision is None else revision
    verb(s.care.actor, s.key, path, value, now, party=s.care.seat.party if party is ... else party)


def save_assessment(s: S, *, path: str = "sip_kartlaggning.viktigt", value: str = "Vill hem.", **form: Any) -> None:
    save(s, actions.save_assessment_field, path, value, **form)


ASSESSMENT = [
    Scene("assessment", "start_assessment", "", start_assessment, called, WORKS),
    Scene("assessment", "start_assessment", "started", start_assessment, started, {"full_consent": NO}),
    Scene("assessment", "save_assessment", "started", save_assessment, started, WORKS | {
        "field_of_own_party": OF_NO_PARTY,
        "field_current": given(revision=7),
        "field_fits": given(value=TOO_LONG),
    }),
]  # fmt: skip


# ── The plan ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def goal(s: S) -> UUID:
    """A sub-goal, made when it is first asked for."""
    if "goal" not in s.rows:
        s.rows["goal"] = s.adds(s.care, SUB_GOALS, rubrik="Gå till affären", enhet=str(s.care.unit.id))
    return s.rows["goal"]


def activity(s: S, responsible: str = PERSON) -> UUID:
    """An activity under the sub-goal, made when it is first asked for."""
    if "activity" not in s.rows:
        s.rows["activity"] = s.adds(s.care, ACTIVITIES, goal(s), rubrik="Promenera", ansvarig=responsible)
    return s.rows["activity"]


def with_goal(s: S) -> None:
    s.called()
    goal(s)


def removed_goal(s: S) -> UUID:
    """A sub-goal that has been removed."""
    s.changes(s.care, SUB_GOALS, goal(s), RowChange.REMOVE)
    return s.rows["goal"]


def save_plan(s: S, *, path: Any = "sip.nulage", value: str = "Bor ensam.", **form: Any) -> None:
    save(s, approval.save_plan_field, path, value, **form)


def follow_up(s: S, *, path: Any = None, value: str = "pagar", **form: Any) -> None:
    save(s, approval.save_plan_field, path or path_in(ACTIVITIES, s.rows["activity"], "status"), value, **form)


def approving(s: S) -> None:
    """The plan has an activity, a removed one beside it, and waits for approval."""
    s.called().acknowledged()
    activity(s)
    s.rows["removed"] = s.adds(s.care, ACTIVITIES, goal(s), rubrik="Simma")
    s.changes(s.care, ACTIVITIES, s.rows["removed"], RowChange.REMOVE)
    s.written().approving()


def active(s: S) -> None:
    approving(s)
    s.approved()


def change(
    s: S, what: RowChange, *, group: Any = SUB_GOALS, row: Any = None, party: Any = ..., under: Any = None,
    seen: Any = ...,
) -> None:  # fmt: skip
    key = row or (uuid4() if what is RowChange.ADD else s.rows["goal"])
    asked = RowGiven(
        what, group_named(group, PLAN_GROUPS), key, s.care.seat.party if party is ... else party, under=under,
        seen=tally(s.key, key) if seen is ... else seen,
    )  # fmt: skip
    approval.change_row(s.care.actor, s.key, asked)


def add_row(s: S, **form: Any) -> None:
    change(s, RowChange.ADD, **form)


def move_row(s: S, **form: Any) -> None:
    change(s, RowChange.MOVE, **form)


def remove_row(s: S, **form: Any) -> None:
    change(s, RowChange.REMOVE, **form)


def restore_row(s: S, **form: Any) -> None:
    change(s, RowChange.RESTORE, **form)


def with_removed_goal(s: S) -> None:
    s.called()
    removed_goal(s)


def with_removed_goal_and_activity(s: S) -> None:
    """The activity was removed first, and then the sub-goal that it would stand under."""
    with_goal(s)
    s.changes(s.care, ACTIVITIES, activity(s), RowChange.REMOVE)
    removed_goal(s)


def full(s: S) -> None:
    """There are as many sub-goals as there is room for."""
    by = s.care
    Row.objects.bulk_create(
        Row(plan_id=s.key, group=SUB_GOALS, position=f"m{number:03}", by=by.staff.id, by_name=by.staff.name,
            unit=by.unit, at=s.clock.now())
        for number in range(400)
    )  # fmt: skip


def written(s: S) -> None:
    s.called().acknowledged().written()


def start_approval(s: S, *, confirmed: bool = True, by: Any = None) -> None:
    approval.start_approval(s.care.actor, s.key, confirmed=confirmed, follow_up_by=by, seen=s.seen("care_plan"))


def approve(s: S, *, off: int = 0) -> None:
    part = s.steps.care_plan
    assert part is not None
    approval.approve(s.care.actor, s.key, part.round + off, seen=part.content)


def nobody_may_approve(s: S) -> None:
    nurses_only(s, "acknowledge")


def update_plan(s: S, *, reason: str = "Behoven har ändrats.", confirmed: bool = True) -> None:
    approval.update_plan(s.care.actor, s.key, reason, confirmed=confirmed, seen=s.seen("care_plan"))


def coordinated_in_town(s: S) -> None:
    actions.set_coordinator(s.care.actor, s.key, s.town.staff, s.town.unit)


def tick(s: S, *, row: Any = None) -> None:
    persons_words.tick(s.person(), s.key, row or s.rows["activity"], done=True)


def guests_activity(s: S) -> None:
    """The plan waits for approval, with an activity that a guest answers for."""
    olof = s.planners.patients["olof"]
    s.called().acknowledged()
    s.invites(olof)
    activity(s, str(olof.id))
    s.written().approving()


def approved_with_guest(s: S) -> None:
    guests_activity(s)
    s.approved()


def write_as_guest(s: S, *, row: Any = None, status: str = "pagar", text: str = "Det går bra.") -> None:
    guests.write_about(s.person("olof"), s.key, row or s.rows["activity"], status, text)


ON_A_ROW = WORKS | {"row_of_own_party": OF_NO_PARTY, "row_stands": after(removed_goal)}

CARE_PLAN = [
    Scene("care_plan", "save_plan", "writing", save_plan, with_goal, WORKS | {
        "call_first": instead(consented),
        "field_of_own_party": given(path=lambda s: measures_path(s.town.unit.id), value="inga"),
        "field_row_stands": given(path=lambda s: path_in(SUB_GOALS, removed_goal(s), "rubrik")),
        "field_current": given(revision=7),
        "field_fits": given(value=TOO_LONG),
    }),
    Scene("care_plan", "save_plan", "approving", follow_up, active, WORKS | {
        "active": instead(approving),
        "field_of_own_party": OF_NO_PARTY,
        "field_row_stands": given(path=lambda s: path_in(ACTIVITIES, s.rows["removed"], "status")),
        "field_current": given(revision=7),
        "field_fits": given(value="annat"),
    }),
    Scene("care_plan", "add_row", "writing", add_row, with_goal, WORKS | {
        "call_first": instead(consented),
        "row_of_own_party": OF_NO_PARTY,
        "row_known": given(group=UNITS),
        "row_place_stands": given(group=ACTIVITIES, under=lambda s: uuid4()),
        "row_fits": after(full),
    }),
    Scene("care_plan", "move_row", "writing", move_row, with_goal, ON_A_ROW),
    Scene("care_plan", "remove_row", "writing", remove_row, with_goal, ON_A_ROW | {
        "row_unchanged": given(seen=-1),
    }),
    Scene("care_plan", "restore_row", "writing", restore_row, with_removed_goal, WORKS | {
        "row_of_own_party": OF_NO_PARTY,
        "row_known": given(row=lambda s: uuid4()),
        "row_place_stands": instead(
            with_removed_goal_and_activity, group=ACTIVITIES, row=lambda s: s.rows["activity"]
        ),
        "row_fits": after(full),
    }),
    Scene("care_plan", "start_approval", "writing", start_approval, written, WORKS | {
        "complete": after(lambda s: s.writes(s.care, "sip.nulage", "")),
        "has_measures": after(lambda s: s.writes(s.town, measures_path(s.town.unit.id), "")),
        "follow_up_in_time": given(by=lambda s: today()),
        "confirmed": given(confirmed=False),
    }),
    Scene("care_plan", "approve", "approving", approve, approving, WORKS | {
        "may_do_duty": after(nobody_may_approve),
        "same_round": given(off=1),
        "not_done": after(approve),
    }),
    Scene("care_plan", "update_plan", "approving", update_plan, active, WORKS | {
        "coordinated_here": after(coordinated_in_town),
        "reason_given": given(reason=" "),
        "texts_fit": given(reason=LONG),
        "confirmed": given(confirmed=False),
    }),
    Scene("care_plan", "tick", "approving", tick, active, {
        "not_ended": ENDED,
        "active": instead(approving),
        "own_activity": given(row=lambda s: uuid4()),
    }),
    Scene("care_plan", "write_as_guest", "approving", write_as_guest, approved_with_guest, {
        "active": instead(guests_activity),
        "guest_named": given(row=lambda s: uuid4()),
        "status_known": given(status="annat"),
        "text_written": given(status="", text=" "),
        "texts_fit": given(text=LONG),
    }),
]  # fmt: skip

NOT_CALLED = "before the call nobody has written in the plan, so it has neither begun nor rows"
NEVER_ALONE = {
    ("assessment", "save_assessment", "field_known"): "an unknown field is no party's own",
    ("assessment", "save_assessment", "field_row_stands"): "the assessment has no field that stands in a row",
    ("assessment", "save_assessment", "field_persons"): "the assessment has no field for persons",
    ("care_plan", "save_plan", "field_known"): "an unknown field is no party's own",
    ("care_plan", "save_plan", "field_persons"): "the plan has no field for persons",
    ("care_plan", "save_plan", "of_follow_up"): "whether the plan is active is asked only for what a follow-up writes",
    ("care_plan", "move_row", "row_known"): "a row that is not there does not stand",
    ("care_plan", "remove_row", "row_known"): "a row that is not there does not stand",
    ("care_plan", "move_row", "call_first"): NOT_CALLED,
    ("care_plan", "remove_row", "call_first"): NOT_CALLED,
    ("care_plan", "restore_row", "call_first"): NOT_CALLED,
    ("care_plan", "tick", "full_consent"): NO_PERSON,
    ("care_plan", "write_as_guest", "consented"): NO_GUEST,
    ("care_plan", "write_as_guest", "not_ended"): NO_GUEST,
}
"""The needs that cannot fail alone at the door, and why. They fail alone in ``test_each_need_alone.py``."""
