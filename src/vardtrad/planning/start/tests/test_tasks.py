""" "Att göra" in the database (has_task) and on the row (overview) is one question: held together by random walks."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.plans import Drive, NotThereYet
from vardtrad.kernel.tables import Refused
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.messages.queries import counts
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.start import queries
from vardtrad.planning.start.filters import TO_DO, ListFilter, ToDo, has_task
from vardtrad.planning.svu.shown import overviews
from vardtrad.planning.svu.steps import with_steps
from vardtrad.planning.svu.subject import SVU

SEATS = ("vera", "doris", "ulla", "oskar", "olga", "karin", "rolf", "agda")
WALKS, STEPS = 12, 14


def moves(svu, planners, chance):
    """What may be tried with a plan; much of it is refused, and that is as it should be."""
    staff = planners.staff
    who = staff[chance.choice(SEATS)]
    sent = svu.__dict__.setdefault("sent", [])

    def write():
        asked = tuple(staff[name] for name in ("oskar", "karin", "vera") if chance.random() < 0.5)
        sent.append(svu.messaged(staff[chance.choice(("vera", "oskar", "karin"))], ask=asked))

    def message():
        if not sent:
            raise NotThereYet
        return chance.choice(sent)

    def annul():
        messages.annul(SVU, staff["vera"].actor, svu.key, message())

    return [
        svu.consented, svu.refused, svu.withdrawn, svu.drafted, svu.published, svu.published, svu.estimated, svu.ready,
        svu.assessing, svu.stated, svu.marked, svu.discharged, svu.undone, write, write, annul,
        lambda: svu.acknowledged("admission", who), lambda: svu.acknowledged("discharge_time", who),
        lambda: svu.acknowledged("admission", who), lambda: svu.attests(who), lambda: svu.attests(staff["vera"]),
        lambda: svu.answers(staff["oskar"], approves=chance.random() < 0.7), svu.attested,
        lambda: messages.acknowledge(SVU, who.actor, svu.key, message()),
        lambda: planning.add_unit(SVU, staff["oskar"].actor, svu.key, staff[chance.choice(("rolf", "agda"))].unit),
        lambda: planning.remove_unit(SVU, staff["oskar"].actor, svu.key, staff["rolf"].unit, confirmed=True),
        lambda: planning.remove_role(SVU, staff["vera"].actor, svu.key, staff["ulla"].unit, "underskoterska",
                                     confirmed=True),
    ]  # fmt: skip


def agree(planners, plans):
    """For every seat: the plans with a task by the database, by the row, and on the page's list."""
    for name in SEATS:
        who = planners.staff[name]
        seat = who.seat
        mine = queries.visible_to(seat.unit.id, seat.role.code, queries.LISTED)
        plans = list(with_steps(mine).select_related("patient"))
        counts_of = counts([plan.id for plan in plans], seat.unit.id)
        waiting = {key: numbers.to_acknowledge for key, numbers in counts_of.items()}
        by_row = {key for key, overview in overviews(seat, plans, "/", waiting).items() if overview.tasks}
        by_database = set(mine.filter(has_task(seat)).values_list("pk", flat=True))
        assert by_database == by_row, name
        to_do = ListFilter().choose(TO_DO, ToDo.ONLY)
        page = queries.start_page(seat, who.staff.id, to_do, "/")
        assert {row.id for row in page.rows} == by_row
        assert all(row.tasks for row in page.rows)
        assert queries.count(seat, who.staff.id, to_do) == len(by_row)


@pytest.mark.req("001-052", "001-020", "001-021", "001-031", "001-032")
@pytest.mark.parametrize("seed", range(WALKS))
def test_random_walks(planners, seed):
    chance = random.Random(seed)
    plans = [Drive(planners, patient=name, others=("oskar", "karin")) for name in ("elsa", "edvin")]
    for _step in range(STEPS):
        svu = chance.choice(plans)
        move = chance.choice(moves(svu, planners, chance))
        # The drive stops at what does not stand there yet, the door at what is not allowed: both are fine here.
        try:
            move()
        except (Refused, NotThereYet):
            continue
        agree(planners, plans)


@pytest.mark.req("001-048", "001-052")
def test_a_page_costs_as_many_questions_for_many_plans_as_for_one(planners, vera, oskar):
    def cost(who, address):
        who.browser.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert who.browser.get(address).status_code == 200
        return len([query for query in caught.captured_queries if "SAVEPOINT" not in query["sql"]])

    pages = ("", "?sortera=namn", "?att-gora=1", "vardkontakt/", "enhetens-sip/", "antal/", "andrade/?sedan=1")
    Drive(planners).published().convened()
    few = [cost(oskar, oskar.base + page) for page in pages]
    for name in ("edvin", "olof", "ture", "wilma", "runa"):
        svu = Drive(planners, patient=name, others=("oskar", "karin")).published().convened()
        svu.messaged(vera, ask=(oskar,))
        svu.estimated().assessing()
    many = [cost(oskar, oskar.base + page) for page in pages]
    assert many == few
    assert many[0] <= BUDGET, f"the start page asks {many[0]} questions"
    assert Plan.objects.count() == 6


# The session, the seat (unit, roles, assignment), the plans with their parts, two of messages, members, confirmations,
# what the unit was removed from, plans that were removed, what has news for the unit, how many people ask the unit for
# a SIP, and the trace.
BUDGET = 14
