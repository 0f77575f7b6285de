"""A plan that the ward has removed does not vanish from the others without a word (B-25)."""

from __future__ import annotations

import pytest

from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.planning.svu import actions

pytestmark = pytest.mark.req("B-25", "001-098")
WORDS = "planen är borttagen och makulerad av Avdelning A"


def removed(planners, **more):
    svu = Drive(planners, **more).published()
    actions.remove(svu.ward.actor, svu.key, confirmed=True)
    return svu


def test_the_receivers_are_told_whose_plan_was_removed_and_by_whom(planners, frozen):
    svu = removed(planners)
    for who in (svu.care, svu.town):
        seen = who.browser.open(who.base).main.text
        assert WORDS in seen
        assert "Elsa Ek" in seen
        trace = Trace.objects.filter(action="list", actor_id=who.staff.id).latest("at")
        assert str(svu.key) in str(trace.shown)
    # The ward has done it itself, and colleagues who took no part learn nothing.
    for who in (svu.ward, planners.staff["rolf"], planners.staff["kurt"]):
        assert WORDS not in who.browser.open(who.base).main.text
    frozen.go(days=8)
    assert WORDS not in svu.town.browser.open(svu.town.base).main.text


def test_a_draft_that_nobody_had_received_is_told_to_nobody(planners):
    svu = Drive(planners).consented().drafted()
    actions.remove(svu.ward.actor, svu.key, confirmed=True)
    assert WORDS not in svu.town.browser.open(svu.town.base).main.text
