"""Many cases of all sorts at clinic A, for the tests of filters, sorting and counts."""

import random
from datetime import timedelta

import pytest

from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves.answering import Answer
from vardtrad.cases.case.moves.asking_back import Ask
from vardtrad.cases.case.moves.distributing import HandOver
from vardtrad.cases.case.moves.sending import Send
from vardtrad.cases.case.rules import Feedback, Origin
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.teams.models import Group, Member
from vardtrad.gate import door
from vardtrad.kernel import clock

FEEDBACK = [Feedback.NONE, Feedback.PARTIAL_RECEIVER, Feedback.PARTIAL_HANDLER, Feedback.QUESTION, Feedback.ANSWER_CAME]


@pytest.fixture
def group(region, hugo):
    """A group at clinic A that Hugo is in."""
    made = Group.objects.create(clinic=region.a, name="Vårdgaranti")
    Member.objects.create(group=made, staff=hugo.staff)
    return made


@pytest.fixture
def crowd(frozen, region, alva, bo, rut, hugo, hanna, group):
    """180 cases: new, with Hugo, Hanna and the group, asked and closed, flagged, urgent, read and unread."""
    chance = random.Random(11)

    def one(patient):
        due = clock.now() + timedelta(hours=chance.randrange(-100, 100))
        return Case(
            clinic=region.a,
            case_type=chance.choice([region.renewal, region.question]),
            patient=patient,
            origin=chance.choice([Origin.RESIDENT, Origin.CLINIC]),
            feedback=chance.choice(FEEDBACK),
            feedback_due=due,
            due=chance.choice([due, None]),
            flagged=chance.choice([None, None, due]),
            urgent=chance.random() < 0.2,
            unread_by_resident=chance.random() < 0.5,
        )

    made = []
    for batch in range(12):
        frozen.go(hours=7, seconds=0.123457)
        # Fifteen at the very same time.
        who = (alva, bo)[batch % 2]
        starts = [door.Start(lambda who=who: one(who.person), Send("Ett."))] * 15
        begun = door.begin_many(CASES, who.actor, "send", starts, body=_nothing)
        made += [done.thing.id for done in begun]
    chance.shuffle(made)

    def goes_to(staff, to_group):
        def body(moving):
            moving.thing.handler, moving.thing.group = staff, to_group

        return body

    for part, staff, to_group in (
        (made[30:80], hugo.staff, None),
        (made[80:130], hanna.staff, None),
        (made[130:], None, group),
    ):
        frozen.go(minutes=1)
        _moved(rut, "assign", part, HandOver(staff or to_group), goes_to(staff, to_group))
    frozen.go(minutes=1)
    _moved(hugo, "ask", made[40:55], Ask("En fråga?"), _nothing)
    _moved(hugo, "answer", made[55:70], Answer("Ett svar."), _nothing)
    _moved(hanna, "answer", made[100:115], Answer("Ett svar."), _nothing)
    return list(Case.objects.all())


def _nothing(moving):
    """What is given stands already."""


def _moved(who, move, keys, given, body):
    asks = [door.Request(key, given, seen=Case.objects.get(pk=key).content) for key in keys]
    done = door.move_many(CASES, who.actor, move, asks, body=body)
    assert all(isinstance(one, door.Moved) for one in done), done
