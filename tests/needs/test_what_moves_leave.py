"""What is in no need of a row, written by hand for each table: which moves are no news, and what is asked beforehand.

A move that leaves the thing unchanged neither makes other people's pages old nor moves it in a list. One that keeps the
acknowledgements lets two units attest the same text at once. A need that is known beforehand decides which buttons a
page has, before anybody has written anything.
"""

from __future__ import annotations

import pytest

from tests.needs.test_each_need_alone import ORACLES
from vardtrad.cases.waiting_list import rules as waiting_list
from vardtrad.planning.sip import rules as sip
from vardtrad.planning.svu import rules as svu

NO_NEWS = {
    "cases": {
        "cancel_postponed", "consult", "consult_reply", "flag", "hold_answer", "hold_closing", "link",
        "mark_not_urgent", "mark_read", "mark_seen", "mark_urgent", "note", "pass_on", "postpone", "remind",
        "return_postponed", "skip_reminder", "snooze", "take_back", "wake",
    },
    "svu.plan": {"archive"},
    "svu.assessment": {"start_assessment"},
    "sip.plan": {"archive", "remind"},
    "sip.assessment": {"start_assessment"},
}  # fmt: skip
ALSO_NEWS = {
    "svu.assessment": {("start_assessment", "")},
    "sip.assessment": {("start_assessment", "")},
    "svu.statement": {("attest", "rejected")},
    "sip.care_plan": {("save_plan", ""), ("save_plan", "writing")},
}
"""From where a move of the other two is news nevertheless: the first press; a text that others have still to judge."""
KEEPS_ACKNOWLEDGEMENTS = {
    "svu.admission": {"acknowledge"},
    "svu.discharge_time": {"acknowledge"},
    "svu.statement": {"approve_sip", "attest"},
    "sip.call": {
        "acknowledge", "ask_another_time", "come", "come_as_guest", "propose_time", "stay_away_as_guest",
    },
    "sip.care_plan": {"approve", "save_plan", "tick", "write_as_guest"},
}  # fmt: skip
NO_REFUSAL = "patienten har inte nekat samtycke"
CONSENT = "patienten har samtyckt"
CONSENT_OR_HARM = "samtycke eller menprövning är registrerat"
LICENSED = "den som utför menprövningen är legitimerad"
CONTACTS = "öppenvården registrerar – eller slutenvården, om regionen har valt det"
DISCHARGED, ADMITTED = "patienten är inte utskriven", "inskrivningen är publicerad"
ALIVE = "patienten är inte registrerad som avliden"
NOT_ENDED, CALLED = "planen är inte avslutad", "kallelsen är skickad"
KNOWN_BEFOREHAND = {
    "cases": {
        "inget annat väntar på att skickas",
        "invånaren har valt svar på telefon eller i brev, eller mottagningen har skickat ärendet",
        "klockan har avslutat ärendet och inget svar har kommit sedan dess",
    },
    "waiting_list": {
        "Vårdgarantiservice har lämnat besked om vårdgivare",
        "handlingarna är inte skickade",
        "invånaren har svarat eller ett samtal är dokumenterat, om inte invånaren har avlidit",
        "invånaren har svarat ja, i inkorgen eller på telefon",
        "invånaren har svarat nej, i inkorgen eller på telefon",
        *(f"koden före den senaste ändringen var {code}" for code in ("HV", "HVNY", "HVOP", "P")),
    },
    "svu.plan": {
        LICENSED, ADMITTED, "kartläggningen är inte påbörjad", NO_REFUSAL, CONTACTS, DISCHARGED,
        "patienten har inte nekat samtycke, eller så saknar enhetens part mottagare",
    },
    "svu.admission": {"information och ett samtyckesalternativ är registrerade", ALIVE, DISCHARGED},
    "svu.discharge_time": {ADMITTED, ALIVE, DISCHARGED},
    "svu.assessment": {ADMITTED, ALIVE, DISCHARGED, CONSENT_OR_HARM},
    "svu.statement": {
        ADMITTED, ALIVE, DISCHARGED, CONSENT_OR_HARM,
        "ställningstagandet är inte slutjusterat, eller så är det slutenvården som bryter det",
    },
    "svu.discharge": {ADMITTED, "ärendet finns kvar på avdelningens startsida"},
    "sip.plan": {
        LICENSED, "det finns en samordningsansvarig", "det finns ingen samordningsansvarig",
        "kallelsen är inte skickad", CALLED, NO_REFUSAL, CONSENT, NOT_ENDED, CONSENT_OR_HARM, CONTACTS,
    },
    "sip.call": {
        "mötestiden har inte varit", "mötet har börjat", NO_REFUSAL, CONSENT, NOT_ENDED, CONSENT_OR_HARM,
    },
    "sip.assessment": {NOT_ENDED, CONSENT_OR_HARM},
    "sip.care_plan": {
        "alla deltagande enheter har godkänt planen", CALLED, CONSENT, NOT_ENDED, CONSENT_OR_HARM,
        "samordningsansvarig, om det finns någon, är vid den egna enheten",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", list(ORACLES))
def test_what_a_move_leaves_as_it_was(name: str) -> None:
    rules = list(ORACLES[name].table)
    quiet, keeps = NO_NEWS.get(name, set()), KEEPS_ACKNOWLEDGEMENTS.get(name, set())
    assert {rule.move.value for rule in rules if rule.leaves_unchanged} == quiet
    assert {rule.move.value for rule in rules if rule.keeps_acknowledgements} == keeps
    news = {
        (rule.move.value, start)
        for rule in rules
        for start in rule.start
        if not rule.leaves_unchanged and not rule.keeps_acknowledgements
    }
    assert {(move, start) for move, start in news if move in quiet | keeps} == ALSO_NEWS.get(name, set())


@pytest.mark.parametrize("name", list(ORACLES))
def test_what_is_asked_before_a_button_is_offered(name: str) -> None:
    known = {need.words for rule in ORACLES[name].table for need in rule.needs if need.known_beforehand}
    assert known == KNOWN_BEFOREHAND.get(name, set())


def test_the_moves_that_give_a_plan_a_new_version_to_read() -> None:
    """Versions are what was published (001-074, 001-075, 001-217, 001-257); what is still being written is none."""
    assert {move.value for move in svu.PUBLISHING} == {
        "publish_admission", "correct_admission", "change_estimate", "declare_ready", "mark_complete", "reject_sip",
        "attest", "discharge", "undo_discharge",
    }  # fmt: skip
    assert {move.value for move in sip.PUBLISHING} == {
        "send_call", "move_meeting", "cancel_meeting", "start_approval", "update_plan",
    }  # fmt: skip


def test_the_move_that_corrects_a_code_by_the_code_that_it_goes_back_to() -> None:
    assert {code: move.value for code, move in waiting_list.BACK.items()} == {
        "hv": "back_to_hv", "hvny": "back_to_hvny", "hvop": "back_to_hvop", "p": "back_to_p",
    }  # fmt: skip
