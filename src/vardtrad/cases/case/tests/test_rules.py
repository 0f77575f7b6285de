"""The table of cases, compared with the requirements, which are written here by hand and not taken from the table.

Every move is tried from every state in every single capacity: what ``MAY`` lists is allowed and ends in the state it
says, everything else is refused.
"""

from datetime import UTC, datetime
from itertools import product

import pytest

from vardtrad.cases.case.facts import offers
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.needs import REASON_LIMIT, TEXT_LIMIT, CaseFacts
from vardtrad.cases.case.rules import TABLE, Capacity, Move, State
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
        "partial_reply": "assigned",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent", "cancel_postponed"), "assigned"),
    },
    ("assigned", "handler"): {
        "reassign": "assigned",
        "transfer": "received",
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
        "partial_reply": "assigned",
        **dict.fromkeys(("note", "consult", "link", "mark_urgent", "mark_not_urgent", "cancel_postponed"), "answered"),
    },
    ("answered", "handler"): {
        "reassign": "answered",
        "transfer": "received",
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
    ("closed", "receiver"): {"note": "closed", "link": "closed"},
    ("closed", "handler"): {"mark_seen": "closed", "note": "closed", "link": "closed"},
    ("closed", "member"): {"note": "closed"},
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
    "deliver_closing", "register", "record_reply", "pass_on", "remind", "skip_reminder", "close_unanswered",
]  # fmt: skip
CAPACITIES = ["resident", "reader", "receiver", "handler", "member", "consulted", "sender", "clock"]

FINE = CaseFacts(
    text="En text.",
    service_open=True,
    may_reach_clinic=True,
    target_may_answer=True,
    target_is_handler=False,
    clinic_open_to_transfer=True,
    may_reach_target=True,
    kind_fits=True,
    colleague_reachable=True,
    later=True,
    postponed=False,
    other_case=True,
    overdue=True,
    may_wake=True,
    still_waiting=True,
    author_may=True,
    author_may_not=True,
    time_to_undo=True,
    wrote_it=True,
    not_yet_sent=True,
    patient_living=True,
    answer_arrives=True,
    answers_elsewhere=True,
    reminder_due=True,
    time_to_answer_over=True,
    files=0,
    files_wait=True,
    answers_complete=True,
)


def judged(move, state, *capacities, stale=False, **facts):
    """The state after the move; raises Refused."""
    values = {name: getattr(FINE, name) for name in FINE.__slots__} | facts
    rule = TABLE.judge(
        move, state=state, capacities=frozenset(capacities), facts=lambda: CaseFacts(**values), stale=stale
    )
    return rule.end_from(state)


def test_a_need_never_passes_on_a_fact_that_was_not_gathered():
    passed = {
        need.words for rule in TABLE for need in rule.needs
        if need.refusal(CaseFacts()) is None and need.words not in FIT_AN_EMPTY_CASE
    }  # fmt: skip
    assert passed == set()


FIT_AN_EMPTY_CASE = {
    "texten ryms i meddelandet",  # without text there is no text that is too long
    "ärendetypen är öppen den här timmen och dagens antal är inte nått",  # a closed service is refused before
}


def test_while_a_text_waits_no_other_can_be_written_for_later():
    handler = frozenset({"handler"})
    free = offers(Case(state="assigned"), handler)
    waits = offers(Case(state="assigned", sends_at=datetime(2026, 11, 18, tzinfo=UTC)), handler)
    assert free.may("postpone")
    assert not waits.may("postpone")
    assert "väntar redan" in waits.why_not("postpone")
    assert waits.may("answer")


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


NEEDS = [
    ("send", "", "resident", {"service_open": False}, "tar inte emot ärenden av den här typen"),
    ("send", "", "resident", {"may_reach_clinic": False}, "först godkänna att ni skriver till varandra"),
    ("send", "", "resident", {"text": " \n"}, "Skriv ett meddelande."),
    ("send", "", "resident", {"text": "x" * (TEXT_LIMIT + 7)}, "7 tecken för lång"),
    ("assign", "received", "receiver", {"target_may_answer": False}, "kan inte få ärenden"),
    ("reassign", "assigned", "receiver", {"target_may_answer": False}, "kan inte få ärenden"),
    ("reassign", "asked", "handler", {"target_is_handler": True}, "redan fördelat till den personen"),
    ("transfer", "received", "receiver", {"clinic_open_to_transfer": False}, "tar inte emot ärenden från andra"),
    ("transfer", "answered", "handler", {"may_reach_target": False}, "har inte godkänt personen för kommunikation"),
    ("partial_reply", "assigned", "receiver", {"text": ""}, "Skriv ett meddelande."),
    ("partial_reply", "answered", "handler", {"text": ""}, "Skriv ett meddelande."),
    ("ask", "received", "receiver", {"text": ""}, "Skriv ett meddelande."),
    ("ask", "assigned", "handler", {"text": "x" * 4001}, "1 tecken för lång"),
    ("answer_back", "asked", "resident", {"text": ""}, "Skriv ett meddelande."),
    ("answer", "received", "receiver", {"text": ""}, "Skriv ett meddelande."),
    ("answer", "asked", "handler", {"text": "x" * 4001}, "1 tecken för lång"),
    ("close_without_answer", "received", "receiver", {"text": "  "}, "Skriv orsaken"),
    ("close_without_answer", "answered", "handler", {"text": ""}, "Skriv orsaken"),
    ("send", "", "resident", {"closed_now": "Stängt i dag."}, "Stängt i dag."),
    ("send", "", "resident", {"answers_complete": False}, "Svara på alla frågor"),
    ("answer_back", "asked", "resident", {"answers_complete": False}, "Svara på alla frågor"),
    ("send_question", "", "sender", {"target_may_answer": False}, "kan inte få ärenden"),
    ("send_information", "", "sender", {"may_reach_clinic": False}, "först godkänna att ni skriver till varandra"),
    ("register", "", "sender", {"service_open": False}, "tar inte emot ärenden av den här typen"),
    ("register", "", "sender", {"patient_living": False}, "Personen är avliden."),
    ("register", "", "sender", {"answer_arrives": False}, "Svaret når inte personen"),
    ("record_reply", "asked", "handler", {"answers_elsewhere": False}, "svarar själv i sin inkorg"),
    ("take", "assigned", "member", {"target_may_answer": False}, "kan inte få ärenden"),
    ("note", "closed", "receiver", {"text": " "}, "Skriv ett meddelande."),
    ("consult", "assigned", "handler", {"colleague_reachable": False}, "Välj en kollega"),
    ("consult_reply", "closed", "consulted", {"text": ""}, "Skriv ett meddelande."),
    ("link", "received", "receiver", {"other_case": False}, "Välj ett annat ärende för samma invånare"),
    ("snooze", "assigned", "handler", {"later": False}, "Välj en tid som inte har varit"),
    ("postpone", "assigned", "handler", {"later": False}, "Välj en tid som inte har varit"),
    ("postpone", "answered", "handler", {"postponed": True}, "Något väntar redan"),
    ("flag", "assigned", "clock", {"overdue": False}, "tiden inte gått ut"),
    ("remind", "asked", "clock", {"reminder_due": False}, "ska inte påminnas nu"),
    ("remind", "asked", "clock", {"patient_living": False}, "Personen är avliden."),
    ("skip_reminder", "asked", "clock", {"reminder_due": False}, "ska inte påminnas nu"),
    ("close_unanswered", "asked", "clock", {"time_to_answer_over": False}, "har inte gått ut"),
    ("wake", "asked", "clock", {"may_wake": False}, "har inte kommit"),
    ("deliver_answer", "assigned", "clock", {"still_waiting": False}, "väntar inte längre"),
    ("deliver_question", "answered", "clock", {"author_may": False}, "får inte längre svara"),
    ("return_postponed", "assigned", "clock", {"author_may_not": False}, "får svara på mottagningen"),
    ("return_postponed", "assigned", "clock", {"still_waiting": False}, "väntar inte längre"),
]


@pytest.mark.req("000-027", "000-044", "003-021")
@pytest.mark.parametrize(("move", "state", "capacity", "facts", "sentence"), NEEDS)
def test_a_need_that_is_not_met_is_said_in_a_sentence(move, state, capacity, facts, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        judged(move, state, capacity, **facts)
    assert refused.value.reason is Reason.NEED


def test_limits():
    assert (TEXT_LIMIT, REASON_LIMIT) == (4000, 500)
    assert judged("answer", "received", "receiver", text="x" * 4000) == "closed"


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
