"""What may happen to a case between a resident and a clinic. This table is the product's heart: read it first."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.needs import (
    CaseFacts,
    a_kind,
    another_case,
    answer_arrives,
    answers_complete,
    answers_elsewhere,
    author_may,
    author_may_not,
    closed_by_clock,
    colleague_reachable,
    few_files,
    files_wait,
    hours_and_cap,
    in_the_future,
    may_answer_here,
    may_reach_clinic,
    may_wake,
    not_too_long,
    not_yet_sent,
    one_at_a_time,
    open_to_transfer,
    overdue,
    patient_living,
    reminder_due,
    service_open,
    signs_confirmed,
    some_reason,
    some_text,
    somebody_else,
    still_waiting,
    target_approved,
    text_or_shortcut,
    time_to_answer_over,
    time_to_undo,
    wrote_it,
)
from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Rule, Table, at, by


class State(TextChoices):
    """The states of a case."""

    RECEIVED = "received", gettext_lazy("Inkommet")
    ASSIGNED = "assigned", gettext_lazy("Fördelat")
    ASKED = "asked", gettext_lazy("Skickade frågor")
    ANSWERED = "answered", gettext_lazy("Inkomna svar")
    CLOSING = "closing", gettext_lazy("Avslutas strax")
    CLOSED = "closed", gettext_lazy("Avslutat")


class Move(TextChoices):
    """The moves of a case."""

    SEND = "send", gettext_lazy("Skicka")
    REGISTER = "register", gettext_lazy("Registrera ärende åt invånaren")
    ASSIGN = "assign", gettext_lazy("Fördela")
    REASSIGN = "reassign", gettext_lazy("Omfördela")
    TAKE = "take", gettext_lazy("Fördela till dig själv")
    TRANSFER = "transfer", gettext_lazy("Fördela till annan mottagning")
    TRANSFER_AND_TELL = "transfer_and_tell", gettext_lazy("Fördela till annan mottagning med delsvar")
    PARTIAL_REPLY = "partial_reply", gettext_lazy("Delsvar")
    ASK = "ask", gettext_lazy("Motfråga")
    ANSWER_BACK = "answer_back", gettext_lazy("Svara på motfråga")
    RECORD_REPLY = "record_reply", gettext_lazy("Skriv in invånarens svar")
    ANSWER = "answer", gettext_lazy("Besvara")
    CLOSE_WITHOUT_ANSWER = "close_without_answer", gettext_lazy("Avsluta utan svar")
    SEND_QUESTION = "send_question", gettext_lazy("Skicka ärende: fråga")
    SEND_INFORMATION = "send_information", gettext_lazy("Skicka ärende: information")
    NOTE = "note", gettext_lazy("Intern anteckning")
    CONSULT = "consult", gettext_lazy("Fråga en kollega")
    CONSULT_REPLY = "consult_reply", gettext_lazy("Svara kollegan")
    MARK_URGENT = "mark_urgent", gettext_lazy("Markera som brådskande")
    MARK_NOT_URGENT = "mark_not_urgent", gettext_lazy("Ta bort Brådskande")
    LINK = "link", gettext_lazy("Koppla ihop ärenden")
    SNOOZE = "snooze", gettext_lazy("Lägg undan till senare")
    WAKE = "wake", gettext_lazy("Ta fram igen")
    POSTPONE = "postpone", gettext_lazy("Skicka senare")
    CANCEL_POSTPONED = "cancel_postponed", gettext_lazy("Ångra Skicka senare")
    HOLD_ANSWER = "hold_answer", gettext_lazy("Besvara (går att ångra en kort stund)")
    HOLD_CLOSING = "hold_closing", gettext_lazy("Avsluta utan svar (går att ångra en kort stund)")
    TAKE_BACK = "take_back", gettext_lazy("Ångra svaret eller avslutet")
    DELIVER_CLOSING = "deliver_closing", gettext_lazy("Avsluta utan svar (tiden för att ångra är slut)")
    DELIVER_ANSWER = "deliver_answer", gettext_lazy("Besvara (skickas senare)")
    DELIVER_PARTIAL_REPLY = "deliver_partial_reply", gettext_lazy("Delsvar (skickas senare)")
    DELIVER_QUESTION = "deliver_question", gettext_lazy("Motfråga (skickas senare)")
    RETURN_POSTPONED = "return_postponed", gettext_lazy("Lämna tillbaka det som skulle skickas senare")
    PASS_ON = "pass_on", gettext_lazy("Lägg upp att ringa eller skicka brev")
    FLAG = "flag", gettext_lazy("Flagga")
    REMIND = "remind", gettext_lazy("Påminn invånaren automatiskt")
    SKIP_REMINDER = "skip_reminder", gettext_lazy("Hoppa över den automatiska påminnelsen")
    CLOSE_UNANSWERED = "close_unanswered", gettext_lazy("Avsluta automatiskt, inget svar")
    MARK_READ = "mark_read", gettext_lazy("Markera som läst av invånaren")
    MARK_SEEN = "mark_seen", gettext_lazy("Markera som öppnat av mottagningen")


class Capacity(TextChoices):
    """In what capacity somebody acts on a case."""

    # A proxy stands in the resident's place: on which grounds and at which ages is the table of shared/proxies.
    RESIDENT = "resident", gettext_lazy("Invånaren, eller ombudet enligt reglerna för ombud")
    READER = "reader", gettext_lazy("Ombud med fullmakt att bara läsa")
    RECEIVER = "receiver", gettext_lazy("Ärendemottagare på mottagningen")
    HANDLER = (
        "handler",
        gettext_lazy("Ärendehanteraren som har ärendet, ersättaren, eller den som täcker det brådskande"),
    )
    MEMBER = (
        "member",
        gettext_lazy("Medlem i gruppen som har ärendet, eller den som täcker det brådskande, tills någon tar det"),
    )
    CONSULTED = "consulted", gettext_lazy("Kollega eller enhet som har fått en fråga om ärendet")
    SENDER = "sender", gettext_lazy("Personal på mottagningen som skickar eller registrerar ett ärende")
    CLOCK = "clock", gettext_lazy("Vårdtråds klocka")


class Origin(TextChoices):
    """The party that began the case, which decides the tabs and when it is flagged (design decisions 1 and 5)."""

    RESIDENT = "resident", gettext_lazy("Från invånaren")
    CLINIC = "clinic", gettext_lazy("Skickat av mottagningen")


class Nature(TextChoices):
    """What a case type is about, where a clinic groups its case types so that they open and close apart (B-38)."""

    ADMINISTRATIVE = "administrative", gettext_lazy("Administrativa ärenden")
    MEDICAL = "medical", gettext_lazy("Medicinska ärenden")


class Feedback(TextChoices):
    """The latest word to the resident while the case is open: the words in brackets of its status (004-054)."""

    NONE = "none", gettext_lazy("ohanterat")
    PARTIAL_RECEIVER = "partial_receiver", gettext_lazy("delsvar ärendemottagare")
    PARTIAL_HANDLER = "partial_handler", gettext_lazy("delsvar ärendehanterare")
    QUESTION = "question", gettext_lazy("motfråga till invånare")
    ANSWER_CAME = "answer_came", gettext_lazy("svar från invånare")


PARTIAL = frozenset({Feedback.PARTIAL_RECEIVER.value, Feedback.PARTIAL_HANDLER.value})
"""What the latest word is where the resident has had a delsvar and nothing more: then no clock runs."""


NEEDS_FRESH_PAGE, ORDER_DOES_NOT_MATTER = Freshness.NEEDS_FRESH_PAGE, Freshness.ORDER_DOES_NOT_MATTER
NEW = frozenset({NOWHERE})
OPEN = (State.RECEIVED, State.ASSIGNED, State.ASKED, State.ANSWERED)
DISTRIBUTED = (State.ASSIGNED, State.ASKED, State.ANSWERED)
AFTER_RECEIPT = (*DISTRIBUTED, State.CLOSED)
DELIVERED = (still_waiting, author_may)
SAID = (some_text, not_too_long, files_wait, few_files)
TURN = (State.RECEIVED, State.ASSIGNED, State.ANSWERED)  # it is the clinic's turn
BEFORE_ANSWER = (State.RECEIVED, State.ASSIGNED, State.ASKED)
STAFF = by(Capacity.RECEIVER, Capacity.HANDLER)
AROUND = by(Capacity.RECEIVER, Capacity.HANDLER, Capacity.MEMBER)
SILENT = by()

# fmt: off
TABLE: Table[CaseFacts] = Table([
    #    move                     start                          end         who                         notifies           freshness  needs
    Rule(Move.SEND,                  NEW,                           State.RECEIVED, by(Capacity.RESIDENT),            by(Capacity.RECEIVER),   NEEDS_FRESH_PAGE,    (service_open, hours_and_cap, may_reach_clinic, signs_confirmed, a_kind, answers_complete, text_or_shortcut, not_too_long, files_wait, few_files)),
    # Told on the telephone or at the desk: the clinic's hours and daily cap are those of the web form and do not hold here.
    Rule(Move.REGISTER,              NEW,                           State.RECEIVED, by(Capacity.SENDER),              by(Capacity.RECEIVER),   NEEDS_FRESH_PAGE,    (service_open, patient_living, answer_arrives, signs_confirmed, a_kind, answers_complete, text_or_shortcut, not_too_long, files_wait, few_files)),
    Rule(Move.SEND_QUESTION,         NEW,                           State.ASKED,    by(Capacity.SENDER),              by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    (service_open, may_answer_here, may_reach_clinic, *SAID)),
    Rule(Move.SEND_INFORMATION,      NEW,                           State.CLOSED,   by(Capacity.SENDER),              by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    (service_open, may_reach_clinic, *SAID)),
    Rule(Move.ASSIGN,                at(State.RECEIVED),               State.ASSIGNED, by(Capacity.RECEIVER),            by(Capacity.HANDLER),    NEEDS_FRESH_PAGE,    (may_answer_here,)),
    Rule(Move.REASSIGN,              at(*DISTRIBUTED),             STAYS,      STAFF,                      by(Capacity.HANDLER),    NEEDS_FRESH_PAGE,    (may_answer_here, somebody_else)),
    Rule(Move.TAKE,                  at(State.RECEIVED),               State.ASSIGNED, by(Capacity.RECEIVER, Capacity.MEMBER),  SILENT,            NEEDS_FRESH_PAGE,    (may_answer_here,)),
    Rule(Move.TAKE,                  at(*DISTRIBUTED),             STAYS,      by(Capacity.MEMBER),              SILENT,            NEEDS_FRESH_PAGE,    (may_answer_here,)),
    Rule(Move.TRANSFER,              at(*TURN),                    State.RECEIVED, STAFF,                      by(Capacity.RECEIVER),   NEEDS_FRESH_PAGE,    (open_to_transfer, target_approved)),
    # The delsvar goes with the case: whoever has handed it over can no longer write in it (002-019).
    Rule(Move.TRANSFER_AND_TELL,     at(*TURN),                    State.RECEIVED, STAFF,                      by(Capacity.RECEIVER, Capacity.RESIDENT), NEEDS_FRESH_PAGE, (open_to_transfer, target_approved, some_text, not_too_long)),
    Rule(Move.PARTIAL_REPLY,         at(*BEFORE_ANSWER),           STAYS,      STAFF,                      by(Capacity.RESIDENT),   ORDER_DOES_NOT_MATTER, SAID),
    Rule(Move.PARTIAL_REPLY,         at(State.ANSWERED),               State.ASSIGNED, STAFF,                      by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    SAID),
    Rule(Move.ASK,                   at(State.RECEIVED),               State.ASKED,    by(Capacity.RECEIVER),            by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    SAID),
    Rule(Move.ASK,                   at(State.ASSIGNED, State.ANSWERED),   State.ASKED,    by(Capacity.HANDLER),             by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    SAID),
    Rule(Move.ANSWER_BACK,           at(State.ASKED),                  State.ANSWERED, by(Capacity.RESIDENT),            by(Capacity.HANDLER),    NEEDS_FRESH_PAGE,    (answers_complete, *SAID)),
    Rule(Move.RECORD_REPLY,          at(State.ASKED),                  State.ANSWERED, STAFF,                      by(Capacity.HANDLER),    NEEDS_FRESH_PAGE,    (answers_elsewhere, answers_complete, *SAID)),
    # Somebody has telephoned the resident whose time to answer ran out: the case stays closed, and has the answer (004-011).
    Rule(Move.RECORD_REPLY,          at(State.CLOSED),                 STAYS,      AROUND,                     by(Capacity.HANDLER),    NEEDS_FRESH_PAGE,    (closed_by_clock, answers_complete, *SAID)),
    Rule(Move.ANSWER,                at(State.RECEIVED),               State.CLOSED,   by(Capacity.RECEIVER),            by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    SAID),
    Rule(Move.ANSWER,                at(*DISTRIBUTED),             State.CLOSED,   by(Capacity.HANDLER),             by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    SAID),
    Rule(Move.CLOSE_WITHOUT_ANSWER,  at(State.RECEIVED),               State.CLOSED,   by(Capacity.RECEIVER),            SILENT,            NEEDS_FRESH_PAGE,    (some_reason, not_too_long)),
    Rule(Move.CLOSE_WITHOUT_ANSWER,  at(*DISTRIBUTED),             State.CLOSED,   by(Capacity.HANDLER),             SILENT,            NEEDS_FRESH_PAGE,    (some_reason, not_too_long)),
    # The side panel, which the resident never sees: these moves leave the case unchanged, so no resident's page gets stale.
    Rule(Move.NOTE,                  at(*State),                       STAYS,      AROUND,                     SILENT,            ORDER_DOES_NOT_MATTER, (some_text, not_too_long), leaves_unchanged=True),
    Rule(Move.CONSULT,               at(*OPEN),                    STAYS,      STAFF,                      by(Capacity.CONSULTED),  ORDER_DOES_NOT_MATTER, (colleague_reachable, target_approved, some_text, not_too_long), leaves_unchanged=True),
    Rule(Move.CONSULT_REPLY,         at(*State),                       STAYS,      by(Capacity.CONSULTED),           STAFF,             ORDER_DOES_NOT_MATTER, (some_text, not_too_long), leaves_unchanged=True),
    Rule(Move.MARK_URGENT,           at(*OPEN),                    STAYS,      AROUND,                     SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    Rule(Move.MARK_NOT_URGENT,       at(*OPEN),                    STAYS,      AROUND,                     SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    Rule(Move.LINK,                  at(*State),                       STAYS,      STAFF,                      SILENT,            ORDER_DOES_NOT_MATTER, (another_case,), leaves_unchanged=True),
    Rule(Move.SNOOZE,                at(*DISTRIBUTED),             STAYS,      by(Capacity.HANDLER),             SILENT,            ORDER_DOES_NOT_MATTER, (in_the_future,), leaves_unchanged=True),
    Rule(Move.WAKE,                  at(*DISTRIBUTED),             STAYS,      by(Capacity.HANDLER, Capacity.CLOCK),    SILENT,            ORDER_DOES_NOT_MATTER, (may_wake,), leaves_unchanged=True),
    # Written now, sent later by the clock. Cancelled if the resident, or anybody else, comes first.
    Rule(Move.POSTPONE,              at(State.ASSIGNED, State.ANSWERED),   STAYS,      by(Capacity.HANDLER),             SILENT,            NEEDS_FRESH_PAGE,    (*SAID, in_the_future, one_at_a_time), leaves_unchanged=True),
    Rule(Move.CANCEL_POSTPONED,      at(*DISTRIBUTED),             STAYS,      STAFF,                      SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    Rule(Move.DELIVER_ANSWER,        at(State.ASSIGNED, State.ANSWERED),   State.CLOSED,   by(Capacity.CLOCK),               by(Capacity.RESIDENT),   ORDER_DOES_NOT_MATTER, DELIVERED),
    Rule(Move.DELIVER_PARTIAL_REPLY, at(State.ASSIGNED, State.ANSWERED),   State.ASSIGNED, by(Capacity.CLOCK),               by(Capacity.RESIDENT),   ORDER_DOES_NOT_MATTER, DELIVERED),
    Rule(Move.DELIVER_QUESTION,      at(State.ASSIGNED, State.ANSWERED),   State.ASKED,    by(Capacity.CLOCK),               by(Capacity.RESIDENT),   ORDER_DOES_NOT_MATTER, DELIVERED),
    # If the author may no longer answer at the clinic, nothing is sent: the handler and the receivers get it back.
    Rule(Move.RETURN_POSTPONED,      at(State.ASSIGNED, State.ANSWERED),   STAYS,      by(Capacity.CLOCK),               STAFF,             ORDER_DOES_NOT_MATTER, (still_waiting, author_may_not), leaves_unchanged=True),
    # What closes a case is held for some seconds, so that its author can take it back. Meanwhile nobody else can do anything
    # but write beside the case, and the resident sees it as it was. Nothing but its author's regret stops it (ADR 32).
    Rule(Move.HOLD_ANSWER,           at(State.RECEIVED),               State.CLOSING,  by(Capacity.RECEIVER),            SILENT,            NEEDS_FRESH_PAGE,    (*SAID, one_at_a_time, time_to_undo), leaves_unchanged=True),
    Rule(Move.HOLD_ANSWER,           at(State.ASSIGNED, State.ANSWERED),   State.CLOSING,  by(Capacity.HANDLER),             SILENT,            NEEDS_FRESH_PAGE,    (*SAID, one_at_a_time, time_to_undo), leaves_unchanged=True),
    Rule(Move.HOLD_CLOSING,          at(State.RECEIVED),               State.CLOSING,  by(Capacity.RECEIVER),            SILENT,            NEEDS_FRESH_PAGE,    (some_reason, not_too_long, one_at_a_time, time_to_undo), leaves_unchanged=True),
    Rule(Move.HOLD_CLOSING,          at(State.ASSIGNED, State.ANSWERED),   State.CLOSING,  by(Capacity.HANDLER),             SILENT,            NEEDS_FRESH_PAGE,    (some_reason, not_too_long, one_at_a_time, time_to_undo), leaves_unchanged=True),
    Rule(Move.TAKE_BACK,             at(State.CLOSING),                State.ASSIGNED, by(Capacity.HANDLER),             SILENT,            ORDER_DOES_NOT_MATTER, (wrote_it, not_yet_sent), leaves_unchanged=True),
    Rule(Move.DELIVER_ANSWER,        at(State.CLOSING),                State.CLOSED,   by(Capacity.CLOCK),               by(Capacity.RESIDENT),   ORDER_DOES_NOT_MATTER, (still_waiting,)),
    Rule(Move.DELIVER_CLOSING,       at(State.CLOSING),                State.CLOSED,   by(Capacity.CLOCK),               SILENT,            ORDER_DOES_NOT_MATTER, (still_waiting,)),
    Rule(Move.PASS_ON,               at(*State),                       STAYS,      by(Capacity.CLOCK),               SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    Rule(Move.FLAG,                  at(*OPEN),                    STAYS,      by(Capacity.CLOCK),               STAFF,             ORDER_DOES_NOT_MATTER, (overdue,), leaves_unchanged=True),
    # A question that the clinic sent, and that has had no answer: once an answer has come, the clock closes nothing (004-078).
    Rule(Move.REMIND,                at(State.ASKED),                  STAYS,      by(Capacity.CLOCK),               by(Capacity.RESIDENT),   ORDER_DOES_NOT_MATTER, (reminder_due, patient_living), leaves_unchanged=True),
    Rule(Move.SKIP_REMINDER,         at(State.ASKED),                  STAYS,      by(Capacity.CLOCK),               SILENT,            ORDER_DOES_NOT_MATTER, (reminder_due,), leaves_unchanged=True),
    Rule(Move.CLOSE_UNANSWERED,      at(State.ASKED),                  State.CLOSED,   by(Capacity.CLOCK),               by(Capacity.HANDLER),    ORDER_DOES_NOT_MATTER, (time_to_answer_over,)),
    Rule(Move.MARK_READ,             at(*State),                       STAYS,      by(Capacity.RESIDENT),            SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    Rule(Move.MARK_SEEN,             at(State.RECEIVED),               STAYS,      by(Capacity.RECEIVER),            SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    Rule(Move.MARK_SEEN,             at(*AFTER_RECEIPT),           STAYS,      by(Capacity.HANDLER),             SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
], states=State, capacities=Capacity)
# fmt: on
