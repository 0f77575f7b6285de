"""What the moves of a case need, each said in a sentence when it is not met; no need passes on what nobody asked."""

from datetime import UTC, datetime

import pytest

from vardtrad.cases.case.facts import offers
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.needs import REASON_LIMIT, TEXT_LIMIT, CaseFacts
from vardtrad.cases.case.rules import TABLE
from vardtrad.cases.case.tests.judging import judged
from vardtrad.kernel.tables import Reason, Refused


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
    (
        "transfer_and_tell",
        "received",
        "receiver",
        {"clinic_open_to_transfer": False},
        "tar inte emot ärenden från andra",
    ),
    ("transfer_and_tell", "answered", "handler", {"may_reach_target": False}, "har inte godkänt personen för"),
    ("transfer_and_tell", "assigned", "handler", {"text": " "}, "Skriv ett meddelande."),
    ("transfer_and_tell", "received", "receiver", {"text": "x" * (TEXT_LIMIT + 7)}, "7 tecken för lång"),
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
    ("send", "", "resident", {"signs_confirmed": False}, "bekräfta att inget av dem stämmer"),
    ("register", "", "sender", {"signs_confirmed": False}, "bekräfta att inget av dem stämmer"),
    ("register", "", "sender", {"answers_complete": False}, "Svara på alla frågor"),
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
