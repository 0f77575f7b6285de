"""What the right field offers is decided by the table: which buttons there are, and why there are none."""

from __future__ import annotations

import pytest

from vardtrad.planning.plan.rules import Move
from vardtrad.planning.svu.rules import TABLE, SvuFacts

KNOWN = {"state": "consented", "closed": False, "actor_licensed": True, "may_keep_contacts": True}
WARD = frozenset({"inpatient"})


def offered(capacities=WARD, **known):
    facts = SvuFacts(**KNOWN | known, admission_published=True)
    return TABLE.offers(facts.state, capacities, lambda: facts)


NO = {"refused": "Patienten har nekat samtycke.", "withdrawn": "Uppgiften om samtycke är avregistrerad."}


@pytest.mark.req("001-090")
@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_after_a_refusal_no_unit_and_no_contact_can_be_added(state):
    offers = offered(state=state)
    for move in (Move.ADD_UNIT, Move.ADD_CONTACT, Move.MOVE_CONTACT, "write_message"):
        assert not offers.may(move), move
        assert offers.why_not(move).startswith(NO[state]), move
    assert offers.may(Move.REMOVE_UNIT)
    assert offers.may(Move.REMOVE_CONTACT)


def test_a_discharged_plan_registers_nothing_about_consent():
    offers = offered(closed=True)
    for move in (Move.INFORM, Move.WITHDRAW):
        assert offers.why_not(move).startswith("Patienten är utskriven i ärendet."), move
    asks = offered(closed=True, state="informed")
    assert not {Move.CONSENT, Move.REFUSE, Move.ASSESS_HARM} & asks.open


@pytest.mark.req("001-091")
def test_only_licensed_staff_are_offered_a_harm_assessment():
    assert offered(state="informed").may(Move.ASSESS_HARM)
    unlicensed = offered(state="informed", actor_licensed=False)
    assert unlicensed.why_not(Move.ASSESS_HARM) == "Bara legitimerad personal kan utföra menprövning."
    assert unlicensed.may(Move.CONSENT)


def test_inpatient_care_is_offered_contacts_only_where_the_region_says_so():
    for move in (Move.ADD_CONTACT, Move.MOVE_CONTACT, Move.REMOVE_CONTACT):
        assert offered().may(move)
        assert not offered(may_keep_contacts=False).may(move)


def test_an_unwritten_form_refuses_no_button():
    offers = offered(state="informed")
    assert {Move.INFORM, Move.CONSENT, Move.REFUSE, Move.ADD_UNIT, Move.REMOVE_UNIT} <= offers.open
