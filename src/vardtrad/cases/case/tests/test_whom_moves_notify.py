"""Whom each move of a case notifies, and which moves are hidden from the resident, written here by hand."""

import pytest

from vardtrad.cases.case.rules import TABLE
from vardtrad.kernel.tables import Freshness

NOTIFIES = {
    "send": {"receiver"},
    "assign": {"handler"},
    "reassign": {"handler"},
    "transfer": {"receiver"},
    # The delsvar is a word to the resident (002-019).
    "transfer_and_tell": {"receiver", "resident"},
    "partial_reply": {"resident"},
    "ask": {"resident"},
    "answer": {"resident"},
    "answer_back": {"handler"},
    "close_without_answer": set(),
    "flag": {"receiver", "handler"},
    "mark_read": set(),
    "mark_seen": set(),
    "take": set(),
    "send_question": {"resident"},
    "send_information": {"resident"},
    # Nobody outside the clinic's own organisation is ever notified of what happens in the side panel.
    "consult": {"consulted"},
    "consult_reply": {"receiver", "handler"},
    "note": set(),
    "mark_urgent": set(),
    "mark_not_urgent": set(),
    "link": set(),
    "snooze": set(),
    "wake": set(),
    "postpone": set(),
    "cancel_postponed": set(),
    "deliver_answer": {"resident"},
    "deliver_partial_reply": {"resident"},
    "deliver_question": {"resident"},
    "return_postponed": {"receiver", "handler"},
    "hold_answer": set(),
    "hold_closing": set(),
    "take_back": set(),
    "deliver_closing": set(),
    "register": {"receiver"},
    "record_reply": {"handler"},
    "pass_on": set(),
    "remind": {"resident"},
    "skip_reminder": set(),
    # Somebody at the clinic is to telephone (004-011).
    "close_unanswered": {"handler"},
}


@pytest.mark.req("000-045")
def test_whom_each_move_notifies():
    for rule in TABLE:
        assert rule.notifies == NOTIFIES[rule.move.value]


def test_moves_that_leave_the_case_unchanged_are_those_hidden_from_the_resident():
    assert {rule.move.value for rule in TABLE if rule.leaves_unchanged} == {
        "flag", "mark_read", "mark_seen", "note", "consult", "consult_reply", "mark_urgent", "mark_not_urgent", "link",
        "snooze", "wake", "postpone", "cancel_postponed", "return_postponed", "hold_answer", "hold_closing",
        "take_back", "pass_on", "remind", "skip_reminder",
    }  # fmt: skip
    assert all(rule.freshness in {Freshness.NEEDS_FRESH_PAGE, Freshness.ORDER_DOES_NOT_MATTER} for rule in TABLE)
