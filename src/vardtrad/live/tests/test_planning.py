"""Who may listen to a plan and to a unit's start page, and what wakes them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.people import session_key
from tests.planners import Planner, Planners
from tests.plans import Drive
from vardtrad.live import asgi, queries
from vardtrad.live.queries import Kind, Place, StartPages, Topic
from vardtrad.planning.fields import actions as fields
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import World

BOENDE = "kartlaggning.boende"


def cookies(who: Planner) -> dict[str, str]:
    return {SESSIONS[World.STAFF]: session_key(who.staff)}


def place(who: Planner) -> Place:
    return Place(who.unit.id, who.role)


@pytest.fixture
def svu(planners: Planners) -> Drive:
    return Drive(planners).published().assessing()


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "start_pages", StartPages())


@pytest.mark.req("B-29")
@pytest.mark.parametrize("kind", [Kind.PLAN, Kind.FIELDS])
def test_a_plan_can_be_listened_to_from_the_seats_with_a_capacity_in_it(
    kind: Kind, svu: Drive, planners: Planners
) -> None:
    heard = {
        name: queries.topic_for(kind, svu.key, cookies(who), place(who)) is not None
        for name, who in planners.staff.items()
        if who.role
    }
    assert {name for name, hears in heard.items() if hears} == {
        "vera", "doris", "ulla", "oskar", "olga", "karin",
    }  # fmt: skip


def test_a_plan_can_be_listened_to_only_from_the_users_own_seat(
    svu: Drive, vera: Planner, agda: Planner, karin: Planner
) -> None:
    assert queries.topic_for(Kind.PLAN, svu.key, cookies(agda), place(vera)) is None
    assert queries.topic_for(Kind.PLAN, svu.key, cookies(vera), None) is None
    assert queries.topic_for(Kind.PLAN, uuid4(), cookies(vera), place(vera)) is None
    assert queries.topic_for(Kind.PLAN, svu.key, {}, place(vera)) is None
    assert queries.topic_for(Kind.PLAN, svu.key, cookies(vera), Place(vera.unit.id, "lakare")) is None


def test_a_draft_is_heard_by_the_ward_alone(planners: Planners, vera: Planner, karin: Planner) -> None:
    draft = Drive(planners).consented().drafted()
    assert queries.topic_for(Kind.PLAN, draft.key, cookies(vera), place(vera)) is not None
    assert queries.topic_for(Kind.PLAN, draft.key, cookies(karin), place(karin)) is None


def test_somebody_who_leaves_hears_no_more(svu: Drive, karin: Planner, kurt: Planner) -> None:
    from vardtrad.planning.plan import actions
    from vardtrad.planning.svu.subject import SVU

    mine = cookies(karin)
    assert queries.topic_for(Kind.PLAN, svu.key, mine, place(karin)) is not None
    actions.add_unit(SVU, karin.actor, svu.key, kurt.unit)
    actions.remove_unit(SVU, karin.actor, svu.key, karin.unit, confirmed=True)
    assert queries.topic_for(Kind.PLAN, svu.key, mine, place(karin)) is None


def test_a_start_page_can_be_listened_to_by_those_with_a_seat_there(
    vera: Planner, agda: Planner, planners: Planners
) -> None:
    unit = vera.unit.id
    assert queries.topic_for(Kind.UNIT, unit, cookies(vera)) == Topic(Kind.UNIT, unit)
    assert queries.topic_for(Kind.UNIT, unit, cookies(vera), place(vera)) == Topic(Kind.UNIT, unit)
    assert queries.topic_for(Kind.UNIT, unit, cookies(agda)) is None
    assert queries.topic_for(Kind.UNIT, unit, cookies(vera), Place(agda.unit.id, agda.role)) is None
    assert queries.topic_for(Kind.UNIT, unit, cookies(planners.staff["konrad"])) is None


@pytest.mark.req("B-29", "001-128")
def test_a_saved_field_changes_the_plan_and_who_writes_changes_its_fields(
    svu: Drive, karin: Planner, oskar: Planner, frozen: Any
) -> None:
    plan, page = Topic(Kind.PLAN, svu.key), Topic(Kind.FIELDS, svu.key)

    def changed() -> tuple[bool, bool]:
        nonlocal before
        now = queries.stands([plan, page])
        told = (now[plan] != before[plan], now[page] != before[page])
        before = now
        return told

    before = queries.stands([plan, page])
    svu.writes(karin, BOENDE, "Bor ensam.")
    assert changed() == (True, True)
    fields.write_in(karin.actor, svu.key, BOENDE)
    assert changed() == (False, True)
    frozen.go(seconds=20)
    fields.write_in(karin.actor, svu.key, BOENDE)
    assert changed() == (False, False)  # still the same one, in the same field
    fields.write_in(oskar.actor, svu.key, BOENDE)
    assert changed() == (False, True)
    fields.leave(oskar.actor, svu.key, BOENDE)
    assert changed() == (False, True)
    frozen.go(seconds=46)
    assert changed() == (False, True)  # expired by itself


@pytest.mark.req("001-057", "001-058")
def test_a_start_page_changes_with_the_plans_of_its_unit(
    svu: Drive, planners: Planners, vera: Planner, agda: Planner, karin: Planner, frozen: Any
) -> None:
    mine, other, town = (Topic(Kind.UNIT, who.unit.id) for who in (vera, agda, karin))

    def changed() -> list[bool]:
        nonlocal before
        frozen.go(seconds=1)
        now = queries.stands([mine, other, town])
        told = [now[topic] != before[topic] for topic in (mine, other, town)]
        before = now
        return told

    before = queries.stands([mine, other, town])
    assert changed() == [False, False, False]
    svu.writes(karin, BOENDE, "Bor ensam.")
    assert changed() == [True, False, True]
    assert changed() == [False, False, False]
    for _second in range(30):
        assert changed() == [False, False, False]  # old news is not news, also when it leaves the window
    svu.acknowledged("admission", karin)
    assert changed() == [True, False, True]
    draft = Drive(planners, patient="edvin").consented().drafted()
    assert changed() == [True, False, False]
    assert draft.plan.shared is None


def test_a_change_that_is_seen_late_is_not_lost(svu: Drive, karin: Planner, frozen: Any) -> None:
    town = Topic(Kind.UNIT, karin.unit.id)
    frozen.go(seconds=60)
    svu.writes(karin, BOENDE, "Bor ensam.")
    first = queries.stands([town])[town]
    # A transaction that begins before that look, and is committed after it.
    frozen.go(seconds=-8)
    svu.writes(karin, "kartlaggning.ovrigt", "Hund.")
    frozen.go(seconds=9)
    assert queries.stands([town])[town] != first


def test_start_pages_cost_one_query_however_many_listen(
    svu: Drive, vera: Planner, agda: Planner, karin: Planner, django_assert_num_queries: Any
) -> None:
    topics = [Topic(Kind.UNIT, who.unit.id) for who in (vera, agda, karin)]
    with django_assert_num_queries(1):
        queries.stands(topics)
    with django_assert_num_queries(3):
        queries.stands([*topics, Topic(Kind.PLAN, svu.key), Topic(Kind.FIELDS, svu.key)])


def test_a_later_listener_first_learns_the_present_value(
    svu: Drive, vera: Planner, karin: Planner, frozen: Any
) -> None:
    mine, town = Topic(Kind.UNIT, vera.unit.id), Topic(Kind.UNIT, karin.unit.id)
    queries.stands([mine])
    svu.writes(karin, BOENDE, "Bor ensam.")
    first = queries.stands([mine, town])[town]
    frozen.go(seconds=1)
    assert queries.stands([mine, town])[town] == first


@pytest.mark.parametrize(
    ("query", "role"),
    [
        (b"plats=01a1fd62-f75b-7343-b57e-caf6af5454f1:lakare", "lakare"),
        (b"plats=01a1fd62-f75b-7343-b57e-caf6af5454f1", ""),
        (b"plats=x:lakare", ""),
        (b"", ""),
        (b"plats=\xff:lakare", ""),
        (b"&".join([b"a=1"] * 10), ""),
    ],
)
def test_the_seat_in_an_address_is_read_or_there_is_none(query: bytes, role: str) -> None:
    seat = asgi._place(query)
    assert (seat.role if seat is not None else "") == role


def test_the_addresses_that_the_pages_give_are_answered(svu: Drive, vera: Planner) -> None:
    for rest in (f"plan/{svu.key}", f"falt/{svu.key}", f"enhet/{vera.unit.id}"):
        assert asgi.ADDRESS.match(f"/live/{rest}")
    page = vera.browser.open(f"{vera.base}svu/{svu.key}/kartlaggning/")
    live = page.root.one("body").attrs["data-live"]
    assert live.endswith(f"/live/falt/{svu.key}?plats={vera.unit.id}:{vera.role}")
    page = vera.browser.open(f"{vera.base}svu/{svu.key}/inskrivning/")
    assert "/live/plan/" in page.root.one("body").attrs["data-live"]
