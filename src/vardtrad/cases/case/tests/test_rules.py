"""The table of cases, compared with the requirements, which are written here by hand and not taken from the table.

Every move is tried from every state in every single capacity: what ``MAY`` lists is allowed and ends in the state it
says, everything else is refused.
"""

from itertools import product

import pytest

from vardtrad.cases.case.rules import PARTIAL, TABLE, Capacity, Feedback, Move, State
from vardtrad.cases.case.tests.judging import judged
from vardtrad.kernel.tables import NOWHERE, Reason, Refused

# (state, capacity): the moves that somebody with only this capacity may make, and the state after each.
MAY = {
    ("", "resident"): {"send": "received"},
    ("", "sender"): {"send_question": "asked", "send_information": "closed", "register": "received"},
    ("received", "resident"): {"mark_read": "received"},
    ("received", "receiver"): {
        "assign": "assigned",
        "take": "assigned",
        "transfer": "received",
        "transfer_and_tell": "received",
        "answer": "closed",
        "partial_reply": "received",
        "ask": "asked",
        "close_without_answer": "closed",
        "hold_answer": "closing",
        "hold_closing": "closing",
        "mark_seen": "received",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent"), "received"),
    },
    # A handler of an undistributed case should not occur; if it does, it allows little.
    ("received", "handler"): {
        "transfer": "received",
        "transfer_and_tell": "received",
        "partial_reply": "received",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent"), "received"),
    },
    ("received", "member"): {
        "take": "assigned",
        **dict.fromkeys(("note", "mark_urgent", "mark_not_urgent"), "received"),
    },
    ("received", "clock"): {"flag": "received", "pass_on": "received"},
    ("assigned", "resident"): {"mark_read": "assigned"},
    ("assigned", "receiver"): {
        "reassign": "assigned",
        "transfer": "received",
        "transfer_and_tell": "received",
        "partial_reply": "assigned",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent", "cancel_postponed"), "assigned"),
    },
    ("assigned", "handler"): {
        "reassign": "assigned",
        "transfer": "received",
        "transfer_and_tell": "received",
        "answer": "closed",
        "partial_reply": "assigned",
        "ask": "asked",
        "close_without_answer": "closed",
        "hold_answer": "closing",
        "hold_closing": "closing",
        "mark_seen": "assigned",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent", "cancel_postponed"), "assigned"),
        **dict.fromkeys(("snooze", "wake", "postpone"), "assigned"),
    },
    ("assigned", "member"): dict.fromkeys(("take", "note", "mark_urgent", "mark_not_urgent"), "assigned"),
    ("assigned", "clock"): {
        **dict.fromkeys(("flag", "wake", "pass_on"), "assigned"),
        "return_postponed": "assigned",
        "deliver_answer": "closed",
        "deliver_partial_reply": "assigned",
        "deliver_question": "asked",
    },
    ("asked", "resident"): {"answer_back": "answered", "mark_read": "asked"},
    ("asked", "receiver"): {
        "record_reply": "answered",
        "reassign": "asked",
        "partial_reply": "asked",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent", "cancel_postponed"), "asked"),
    },
    ("asked", "handler"): {
        "record_reply": "answered",
        "reassign": "asked",
        "answer": "closed",
        "partial_reply": "asked",
        "close_without_answer": "closed",
        "mark_seen": "asked",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent", "cancel_postponed"), "asked"),
        **dict.fromkeys(("snooze", "wake"), "asked"),
    },
    ("asked", "member"): dict.fromkeys(("take", "note", "mark_urgent", "mark_not_urgent"), "asked"),
    ("asked", "clock"): {
        **dict.fromkeys(("flag", "wake", "pass_on", "remind", "skip_reminder"), "asked"),
        # Only while no answer has come: from no other state does the clock close by itself (004-078).
        "close_unanswered": "closed",
    },
    ("answered", "resident"): {"mark_read": "answered"},
    ("answered", "receiver"): {
        "reassign": "answered",
        "transfer": "received",
        "transfer_and_tell": "received",
        "partial_reply": "assigned",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent", "cancel_postponed"), "answered"),
    },
    ("answered", "handler"): {
        "reassign": "answered",
        "transfer": "received",
        "transfer_and_tell": "received",
        "answer": "closed",
        "partial_reply": "assigned",
        "ask": "asked",
        "close_without_answer": "closed",
        "hold_answer": "closing",
        "hold_closing": "closing",
        "mark_seen": "answered",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent", "cancel_postponed"), "answered"),
        **dict.fromkeys(("snooze", "wake", "postpone"), "answered"),
    },
    ("answered", "member"): dict.fromkeys(("take", "note", "mark_urgent", "mark_not_urgent"), "answered"),
    ("answered", "clock"): {
        **dict.fromkeys(("flag", "wake", "pass_on"), "answered"),
        "return_postponed": "answered",
        "deliver_answer": "closed",
        "deliver_partial_reply": "assigned",
        "deliver_question": "asked",
    },
    # Held for some seconds (ADR 32): the author may take it back, and nobody can do more than write beside the case.
    ("closing", "resident"): {"mark_read": "closing"},
    ("closing", "receiver"): {"note": "closing", "link": "closing"},
    ("closing", "handler"): {"take_back": "assigned", "note": "closing", "link": "closing"},
    ("closing", "member"): {"note": "closing"},
    ("closing", "clock"): {"deliver_answer": "closed", "deliver_closing": "closed", "pass_on": "closing"},
    ("closed", "resident"): {"mark_read": "closed"},
    # Whoever telephones somebody whose time to answer ran out writes down the answer, and the case stays closed.
    ("closed", "receiver"): {"note": "closed", "link": "closed", "record_reply": "closed"},
    ("closed", "handler"): {"mark_seen": "closed", "note": "closed", "link": "closed", "record_reply": "closed"},
    ("closed", "member"): {"note": "closed", "record_reply": "closed"},
    ("closed", "clock"): {"pass_on": "closed"},
    # A colleague who has been asked may answer in every state, also when the case has been closed since.
    **{
        (state, "consulted"): {"consult_reply": state}
        for state in ("received", "assigned", "asked", "answered", "closing", "closed")
    },
}

STATES = ["", "received", "assigned", "asked", "answered", "closing", "closed"]
MOVES = [
    "send", "assign", "reassign", "transfer", "partial_reply", "ask", "answer_back", "answer", "close_without_answer",
    "flag", "mark_read", "mark_seen", "take", "send_question", "send_information", "note", "consult", "consult_reply",
    "mark_urgent", "mark_not_urgent", "link", "snooze", "wake", "postpone", "cancel_postponed", "deliver_answer",
    "deliver_partial_reply", "deliver_question", "return_postponed", "hold_answer", "hold_closing", "take_back",
    "deliver_closing", "register", "transfer_and_tell", "record_reply", "pass_on", "remind", "skip_reminder",
    "close_unanswered",
]  # fmt: skip
CAPACITIES = ["resident", "reader", "receiver", "handler", "member", "consulted", "sender", "clock"]


def test_these_are_all_states_moves_and_capacities():
    assert [NOWHERE, *State.values] == STATES
    assert sorted(Move.values) == sorted(MOVES)
    assert sorted(Capacity.values) == sorted(CAPACITIES)


@pytest.mark.req("000-010", "000-013", "000-015", "000-024", "000-030", "000-036", "000-039", "000-043", "000-052")
@pytest.mark.parametrize("capacity", CAPACITIES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_from_every_state_by_everybody(move, state, capacity):
    allowed = MAY.get((state, capacity), {})
    if move in allowed:
        assert judged(move, state, capacity) == allowed[move]
    else:
        with pytest.raises(Refused) as refused:
            judged(move, state, capacity)
        assert refused.value.reason is Reason.NOT_ALLOWED


@pytest.mark.parametrize("state", STATES)
def test_buttons_are_offered_for_exactly_the_allowed_moves(state):
    for first, second in product(CAPACITIES, CAPACITIES):
        expected = {*MAY.get((state, first), {}), *MAY.get((state, second), {})}
        assert TABLE.possible(state, frozenset({first, second})) == expected


@pytest.mark.parametrize(("move", "state"), list(product(MOVES, STATES)))
def test_an_actor_without_capacity_gets_the_answer_for_a_missing_case(move, state):
    for stale in (False, True):
        with pytest.raises(Refused) as refused:
            judged(move, state, stale=stale)
        assert refused.value.reason is Reason.NOT_THERE


PROHIBITIONS = [
    # what nobody may do, in the words of the requirements
    ("000-040 a partial reply cannot be replied to", "answer_back", ["received", "assigned", "answered", "closed"]),
    ("a closed case takes no more words", "answer", ["closed"]),
    ("a closed case takes no partial reply", "partial_reply", ["closed"]),
    ("a closed case takes no question", "ask", ["closed"]),
    ("a closed case is closed once", "close_without_answer", ["closed"]),
    ("a closed case is not distributed", "assign", ["closed", "assigned", "asked", "answered"]),
    ("a closed case is not moved", "reassign", ["closed", "received"]),
    ("a closed case, or one that waits for the resident, stays at its clinic", "transfer", ["closed", "asked"]),
    ("nor is it handed over with a delsvar from there", "transfer_and_tell", ["closed", "asked"]),
    ("one question at a time", "ask", ["asked"]),
    ("a closed case is never late", "flag", ["closed"]),
    (
        "004-078 an answer that waits for staff is never closed by the clock",
        "close_unanswered",
        ["received", "assigned", "answered", "closing", "closed"],
    ),
    (
        "004-005 nobody is reminded of what has been answered or closed",
        "remind",
        ["received", "assigned", "answered", "closing", "closed"],
    ),
    ("a case is sent once", "send", ["received", "assigned", "asked", "answered", "closed"]),
]


@pytest.mark.req("000-040", "000-036", "000-045")
@pytest.mark.parametrize(("why", "move", "states"), PROHIBITIONS, ids=[why for why, _, _ in PROHIBITIONS])
def test_what_nobody_may_do(why, move, states):
    for state in states:
        with pytest.raises(Refused):
            judged(move, state, *CAPACITIES)


ONLY = [
    ("only residents send", "send", {"resident"}),
    ("only residents answer a question", "answer_back", {"resident"}),
    ("only staff register a case", "register", {"sender"}),
    ("only receivers distribute", "assign", {"receiver"}),
    ("only the clock flags", "flag", {"clock"}),
    ("only the clock reminds by itself", "remind", {"clock"}),
    ("only the clock closes by itself", "close_unanswered", {"clock"}),
    ("only the resident reads as the resident", "mark_read", {"resident"}),
    ("nobody but staff at the clinic answers", "answer", {"receiver", "handler"}),
    ("nobody but staff at the clinic asks", "ask", {"receiver", "handler"}),
    ("nobody but staff at the clinic closes", "close_without_answer", {"receiver", "handler"}),
]


@pytest.mark.req("000-010", "000-013", "002-010")
@pytest.mark.parametrize(("why", "move", "who"), ONLY, ids=[why for why, _, _ in ONLY])
def test_who_alone_may(why, move, who):
    for state, capacity in product(STATES, CAPACITIES):
        if capacity not in who:
            with pytest.raises(Refused):
                judged(move, state, capacity)


@pytest.mark.req("000-053")
def test_a_receiver_cannot_answer_a_case_distributed_to_somebody_else():
    for state, move in product(["assigned", "asked", "answered"], ["answer", "ask", "close_without_answer"]):
        with pytest.raises(Refused):
            judged(move, state, "receiver")


# Two at once both succeed, and a page that has grown old does no harm: everything else must have seen the latest.
STALE_IS_FINE = {
    *((move, "closing") for move in ("take_back", "deliver_answer", "deliver_closing")),
    *(("partial_reply", state) for state in ("received", "assigned", "asked")),
    *(("flag", state) for state in ("received", "assigned", "asked", "answered")),
    *((move, "asked") for move in ("remind", "skip_reminder", "close_unanswered")),
    *(("mark_read", state) for state in ("received", "assigned", "asked", "answered", "closing", "closed")),
    *(("mark_seen", state) for state in ("received", "assigned", "asked", "answered", "closing", "closed")),
    # Moves of the side panel do not change the thread that others see; and the clock has no page.
    *(
        (move, state)
        for state in ("received", "assigned", "asked", "answered", "closing", "closed")
        for move in (
            "note",
            "consult",
            "consult_reply",
            "mark_urgent",
            "mark_not_urgent",
            "link",
            "snooze",
            "wake",
            "cancel_postponed",
            "deliver_answer",
            "deliver_partial_reply",
            "deliver_question",
            "return_postponed",
            "pass_on",
        )
    ),
}


@pytest.mark.parametrize(("state", "capacity"), list(MAY))
def test_from_a_page_that_has_grown_old(state, capacity):
    for move, end in MAY[state, capacity].items():
        if (move, state) in STALE_IS_FINE:
            assert judged(move, state, capacity, stale=True) == end
        else:
            with pytest.raises(Refused, match="hänt något sedan du öppnade sidan") as refused:
                judged(move, state, capacity, stale=True)
            assert refused.value.reason is Reason.STALE


def test_the_words_after_which_no_clock_runs():
    """A delsvar, of who receives or of who handles, is an answer so far (002-019)."""
    assert {Feedback.PARTIAL_RECEIVER.value, Feedback.PARTIAL_HANDLER.value} == PARTIAL
