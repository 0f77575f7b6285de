"""The tables of a SIP, compared with the requirements, which are written here by hand and not read from the tables.

Every move is tried from every state in every single capacity, with facts that satisfy all needs: moves in ``MAY``
succeed, all others are refused. The needs have their own examples below.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from vardtrad.kernel.clock import UTC
from vardtrad.kernel.tables import NOWHERE, Reason, Refused
from vardtrad.planning.sip.rules import ASSESSMENT, CALL, CARE_PLAN, TABLE, SipFacts

ALL = ("inpatient", "outpatient", "municipality")
CARE = ("outpatient", "inpatient")
PERSON = ("person",)
GUEST = ("guest",)
WRITERS = (*ALL, "writer")
EVERYBODY = (*ALL, "reader", "writer", "clock", "person", "person_reads", "guest")
ALIVE = ("created", "informed", "consented", "refused", "harm_assessed", "withdrawn")

# table: move: (from these states, by these, to this state or None for staying)
MAY = {
    "plan": {
        "create": [((NOWHERE,), ALL, "created")],
        "inform": [(("created",), ALL, "informed"), (ALIVE[1:], ALL, None)],
        "consent": [(("informed", "withdrawn"), ALL, "consented")],
        "refuse": [(("informed", "withdrawn"), ALL, "refused")],
        "assess_harm": [(("informed", "withdrawn"), ALL, "harm_assessed")],
        "withdraw": [(("consented", "refused", "harm_assessed"), ALL, "withdrawn")],
        "add_unit": [(ALIVE, ALL, None)],
        "remove_unit": [(ALIVE, ALL, None)],
        "add_role": [(ALIVE, ALL, None)],
        "remove_role": [(ALIVE, ALL, None)],
        "add_contact": [(ALIVE, CARE, None)],
        "move_contact": [(ALIVE, CARE, None)],
        "remove_contact": [(ALIVE, CARE, None)],
        "set_coordinator": [(ALIVE, ALL, None)],
        "remove_coordinator": [(ALIVE, ALL, None)],
        "note_other_plan": [(ALIVE, ALL, None)],
        "remove_other_plan": [(ALIVE, ALL, None)],
        "end": [(ALIVE, ALL, None)],
        "remove": [(ALIVE, ALL, "annulled")],
        "write_to_coordinator": [(ALIVE, PERSON, None)],
        "invite_guest": [(ALIVE, ALL, None)],
        "take_back_invitation": [(ALIVE, ALL, None)],
        "remind": [(ALIVE, ("clock",), None)],
        "archive": [(ALIVE, ("clock",), None)],
        "write_message": [(ALIVE, ALL, None)],
        "acknowledge_message": [(ALIVE, ALL, None)],
        "annul_message": [(ALIVE, ALL, None)],
    },
    "call": {
        "save_call": [((NOWHERE, "draft", "cancelled"), ALL, "draft")],
        "send_call": [((NOWHERE, "draft", "cancelled"), ALL, "sent")],
        "move_meeting": [(("sent",), ALL, None)],
        "cancel_meeting": [(("sent",), ALL, "cancelled")],
        "acknowledge": [(("sent",), ALL, None)],
        "propose_time": [(("sent",), ALL, None)],
        "hold_meeting": [(("sent",), ALL, "held")],
        "book_meeting": [(("held",), ALL, "draft")],
        "come": [(("sent",), PERSON, None)],
        "ask_another_time": [(("sent",), PERSON, None)],
        "come_as_guest": [(("sent",), GUEST, None)],
        "stay_away_as_guest": [(("sent",), GUEST, None)],
    },
    "assessment": {
        "start_assessment": [((NOWHERE, "started"), WRITERS, "started")],
        "save_assessment": [(("started",), WRITERS, None)],
    },
    "care_plan": {
        "save_plan": [((NOWHERE, "writing"), WRITERS, "writing"), (("approving",), WRITERS, None)],
        "add_row": [((NOWHERE, "writing"), WRITERS, "writing")],
        "move_row": [(("writing",), WRITERS, None)],
        "remove_row": [(("writing",), WRITERS, None)],
        "restore_row": [(("writing",), WRITERS, None)],
        "start_approval": [(("writing",), ALL, "approving")],
        "approve": [(("approving",), ALL, None)],
        "update_plan": [(("approving",), ALL, "writing")],
        "tick": [(("approving",), PERSON, None)],
        "write_as_guest": [(("approving",), GUEST, None)],
    },
}
TABLES = {"plan": TABLE, "call": CALL, "assessment": ASSESSMENT, "care_plan": CARE_PLAN}
STATES = {
    "plan": (*ALIVE, "annulled"),
    "call": ("draft", "sent", "cancelled", "held"),
    "assessment": ("started",),
    "care_plan": ("writing", "approving"),
}

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
GOOD = SipFacts(
    state="consented", confirmed=True, reason="Orsak.", written=True, actor_licensed=True, responsible_licensed=True,
    unit_active=True, unit_takes_part=True, own_organisation=True, role_at_unit=True, role_takes_part=True,
    duties_left=True, contact_found=True, contact_known=True, may_keep_contacts=True, may_do_duty=True,
    text="Text.", message_found=True, message_own=True, asked_of_unit=True, field_known=True, field_of_own_party=True,
    called=True, now=NOW, today=NOW.date(), starts=NOW + timedelta(days=7), booked_start=NOW + timedelta(days=7),
    call_type="new", other_plan_known=True, texts=("Text.",), own_activity=True, field_always=True, row_known=True,
    row_of_own_party=True, row_stands=True, row_count=1, row_limit=9,
    guest_may_log_in=True, guest_is_named=True, last_day=NOW.date(),
)  # fmt: skip
# Facts that cannot be true together with the others.
SPECIAL = {
    "add_unit": replace(GOOD, unit_takes_part=False),
    "add_role": replace(GOOD, role_takes_part=False),
    "remove": replace(GOOD, called=False),
    "remove_coordinator": replace(GOOD, coordinator=True),
    "hold_meeting": replace(GOOD, booked_start=NOW - timedelta(hours=1)),
    "save_plan": replace(GOOD, active=True),
    "tick": replace(GOOD, active=True),
    "write_as_guest": replace(GOOD, active=True),
    "take_back_invitation": replace(GOOD, guest_is_invited=True),
}


def judged(table, move, state, capacity, facts=None, *, stale=False):
    """The row that lets a move through. Raises Refused."""
    known = facts if facts is not None else SPECIAL.get(move, GOOD)
    return TABLES[table].judge(move, state=state, capacities=frozenset({capacity}), facts=lambda: known, stale=stale)


def allowed(table, move, state, capacity):
    """Where the requirements say that a move ends, or "no"."""
    for states, who, end in MAY[table].get(move, []):
        if state in states and capacity in who:
            return state if end is None else end
    return "no"


@pytest.mark.req("001-171", "001-182", "001-222", "001-223")
@pytest.mark.parametrize("table", TABLES)
def test_every_move_from_every_state_by_everybody(table):
    moves = {rule.move.value for rule in TABLES[table]}
    assert moves == set(MAY[table])
    for move, state, capacity in product(sorted(moves), (NOWHERE, *STATES[table]), EVERYBODY):
        try:
            end = judged(table, move, state, capacity).end_from(state)
        except Refused:
            end = "no"
        assert end == allowed(table, move, state, capacity), (move, state, capacity)


def refusal(table, move, start, /, **facts):
    """Why a move is refused when these facts differ from the good ones; "" when it is not."""
    try:
        judged(table, move, start, "outpatient", replace(SPECIAL.get(move, GOOD), **facts))
    except Refused as refused:
        return refused.sentence if refused.reason is Reason.NEED else str(refused.reason)
    return ""


LATE = NOW - timedelta(minutes=1)
PROHIBITIONS = [
    ("plan", "create", NOWHERE, {"ongoing": True}, "pågående SIP"),
    ("plan", "remove", "consented", {"called": True}, "Avsluta den i stället"),
    ("plan", "end", "consented", {"called": False}, "Ta bort planen i stället"),
    ("plan", "end", "consented", {"reason": " "}, "Skriv varför"),
    ("plan", "end", "consented", {"confirmed": False}, "bekräfta"),
    ("plan", "end", "consented", {"closed": True}, "avslutad"),
    ("plan", "set_coordinator", "consented", {"coordinator": True}, "Ta bort den först"),
    ("plan", "remove_coordinator", "consented", {"coordinator": False}, "ingen samordningsansvarig"),
    ("plan", "set_coordinator", "refused", {"state": "refused"}, "nekat samtycke"),
    ("plan", "add_unit", "refused", {"state": "refused"}, "nekat samtycke"),
    ("plan", "remove_unit", "consented", {"unit_is_last": True}, "enda i ärendet"),
    ("plan", "invite_guest", "informed", {"state": "informed"}, "Registrera patientens samtycke först"),
    ("plan", "invite_guest", "refused", {"state": "refused"}, "nekat samtycke"),
    ("plan", "invite_guest", "withdrawn", {"state": "withdrawn"}, "avregistrerad"),
    ("plan", "invite_guest", "harm_assessed", {"state": "harm_assessed"}, "En menprövning räcker inte"),
    ("plan", "invite_guest", "consented", {"closed": True}, "avslutad"),
    ("plan", "invite_guest", "consented", {"missing_fields": ("Roll",)}, "Roll"),
    ("plan", "invite_guest", "consented", {"guest_may_log_in": False}, "ingen med det personnumret"),
    ("plan", "invite_guest", "consented", {"guest_is_patient": True}, "Min plan"),
    ("plan", "invite_guest", "consented", {"guest_is_invited": True}, "redan inbjuden"),
    ("plan", "invite_guest", "consented", {"last_day": date(2026, 11, 28)}, "har redan varit"),
    ("plan", "invite_guest", "consented", {"last_day": date(2027, 11, 30)}, "högst ett år"),
    ("plan", "invite_guest", "consented", {"patient_protected": True}, "Patientens personuppgifter är skyddade"),
    ("plan", "invite_guest", "consented", {"confirmed": False}, "bekräfta"),
    ("plan", "take_back_invitation", "consented", {"guest_is_invited": False}, "redan återtagen"),
    ("call", "send_call", "draft", {"state": "informed"}, "samtyckesalternativen"),
    ("call", "send_call", "draft", {"state": "refused"}, "nekat samtycke"),
    ("call", "save_call", NOWHERE, {"state": "withdrawn"}, "avregistrerad"),
    ("call", "send_call", "draft", {"missing_fields": ("Orsak",)}, "Orsak"),
    ("call", "send_call", "draft", {"starts": LATE}, "Mötestiden måste vara i framtiden"),
    ("call", "move_meeting", "sent", {"starts": LATE}, "Mötestiden måste vara i framtiden"),
    ("call", "send_call", "draft", {"hour_exists": False, "starts": None}, "klockan ställs fram"),
    ("plan", "create", NOWHERE, {"patient_lives": False}, "avliden"),
    ("call", "send_call", "draft", {"patient_lives": False}, "avliden"),
    ("call", "move_meeting", "sent", {"patient_lives": False}, "avliden"),
    ("call", "book_meeting", "held", {"patient_lives": False}, "avliden"),
    ("call", "send_call", "draft", {"active": True}, "Välj Uppföljning"),
    ("call", "send_call", "draft", {"call_type": "follow_up"}, "Välj Ny plan"),
    ("call", "send_call", "draft", {"others_take_part": False}, "Ingen annan enhet"),
    ("call", "send_call", "draft", {"texts": ("x" * 4_001,)}, "tecken"),
    ("call", "acknowledge", "sent", {"same_round": False}, "har ändrats"),
    ("call", "acknowledge", "sent", {"already_done": True}, "redan gjort"),
    ("call", "acknowledge", "sent", {"may_do_duty": False}, "ansvaret"),
    ("call", "hold_meeting", "sent", {"booked_start": NOW + timedelta(hours=1)}, "inte börjat"),
    ("call", "hold_meeting", "sent", {"knows_units": False}, "för varje kallad enhet"),
    ("call", "move_meeting", "sent", {"booked_start": LATE}, "har varit"),
    ("call", "cancel_meeting", "sent", {"reason": ""}, "Skriv varför"),
    ("assessment", "start_assessment", NOWHERE, {"state": "refused"}, "nekat samtycke"),
    ("care_plan", "save_plan", NOWHERE, {"called": False}, "Skicka kallelsen först"),
    ("care_plan", "start_approval", "writing", {"missing_fields": ("Huvudmål",)}, "Huvudmål"),
    ("care_plan", "start_approval", "writing", {"without_measures": ("Hemsjukvården",)}, "Hemsjukvården"),
    ("care_plan", "start_approval", "writing", {"follow_up_by": date(2027, 11, 30)}, "inom ett år"),
    ("care_plan", "start_approval", "writing", {"follow_up_by": date(2026, 11, 29)}, "i framtiden"),
    ("care_plan", "start_approval", "writing", {"confirmed": False}, "bekräfta"),
    ("care_plan", "approve", "approving", {"same_round": False}, "har ändrats"),
    ("care_plan", "update_plan", "approving", {"reason": ""}, "Skriv varför"),
    ("care_plan", "update_plan", "approving", {"coordinated_elsewhere": True}, "Samordningsansvarig uppdaterar planen"),
    ("care_plan", "update_plan", "approving", {"confirmed": False}, "bekräfta"),
    ("care_plan", "save_plan", "approving", {"active": False}, "inte godkänt planen"),
    ("care_plan", "save_plan", "approving", {"field_always": False}, "Bara Status och Uppföljning"),
]


@pytest.mark.req(
    "001-168",
    "001-179",
    "001-180",
    "001-186",
    "001-187",
    "001-188",
    "001-190",
    "001-192",
    "001-199",
    "001-209",
    "001-210",
    "001-211",
    "001-215",
    "001-216",
    "001-219",
    "001-221",
    "001-222",
    "001-223",
    "001-226",
    "001-256",
    "001-259",
    "B-49",
    "B-50",
    "B-51",
)
@pytest.mark.parametrize(("table", "move", "state", "facts", "words"), PROHIBITIONS)
def test_what_is_prohibited_is_refused_in_words_that_say_why(table, move, state, facts, words):
    assert refusal(table, move, state) == ""
    assert words in refusal(table, move, state, **facts)


@pytest.mark.parametrize(
    ("move", "state", "facts"),
    [("propose_time", "sent", {"starts": None}), ("hold_meeting", "sent", {"booked_start": None})],
)
def test_a_meeting_without_a_time_is_neither_too_early_nor_too_late(move, state, facts):
    table = next(name for name in TABLES if move in MAY[name])
    assert refusal(table, move, state, **facts) == ""


@pytest.mark.req("001-216")
def test_a_year_from_today_is_the_last_day_of_a_follow_up():
    assert refusal("care_plan", "start_approval", "writing", follow_up_by=date(2027, 11, 29)) == ""


@pytest.mark.req("001-222")
def test_a_sip_is_ended_also_when_the_patient_has_said_no():
    assert refusal("plan", "end", "refused", state="refused") == ""
    assert refusal("plan", "remove", "refused", state="refused") == ""


@pytest.mark.req("B-51")
def test_a_protected_patient_has_a_guest_who_was_chosen_although_the_data_are_protected():
    assert refusal("plan", "invite_guest", "consented", patient_protected=True, protection_known=True) == ""


@pytest.mark.req("B-51")
def test_an_invitation_can_be_taken_back_also_when_the_patient_has_said_no():
    assert refusal("plan", "take_back_invitation", "refused", state="refused") == ""
