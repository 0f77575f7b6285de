"""What may happen to a case between a resident and a clinic. This table is the product's heart: read it first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Need, Rule, Table, at, by


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


class Feedback(TextChoices):
    """The latest word to the resident while the case is open: the words in brackets of its status (004-054)."""

    NONE = "none", gettext_lazy("ohanterat")
    PARTIAL_RECEIVER = "partial_receiver", gettext_lazy("delsvar ärendemottagare")
    PARTIAL_HANDLER = "partial_handler", gettext_lazy("delsvar ärendehanterare")
    QUESTION = "question", gettext_lazy("motfråga till invånare")
    ANSWER_CAME = "answer_came", gettext_lazy("svar från invånare")


PARTIAL = frozenset({Feedback.PARTIAL_RECEIVER.value, Feedback.PARTIAL_HANDLER.value})
"""What the latest word is where the resident has had a delsvar and nothing more: then no clock runs."""

TEXT_LIMIT = 4_000
REASON_LIMIT = 500
FILES_OF_RESIDENTS, FILES_OF_STAFF = 5, 10
"""How many files may be attached to a message."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the needs of a case ask about, gathered under the lock.

    Every fact that a move has not gathered has the value that refuses.
    """

    text: str = ""
    service_open: bool = False
    may_reach_clinic: bool = False
    target_may_answer: bool = False
    target_is_handler: bool = True
    clinic_open_to_transfer: bool = False
    may_reach_target: bool = False
    # Only a service that is open at all has hours.
    closed_now: str = ""
    may_be_empty: bool = False
    kind_fits: bool = False
    colleague_reachable: bool = False
    later: bool = False
    postponed: bool = True
    other_case: bool = False
    overdue: bool = False
    may_wake: bool = False
    still_waiting: bool = False
    author_may: bool = False
    author_may_not: bool = False
    time_to_undo: bool = False
    wrote_it: bool = False
    not_yet_sent: bool = False
    patient_living: bool = False
    answer_arrives: bool = False
    answers_elsewhere: bool = False
    files: int = 1
    most_files: int = 0
    files_wait: bool = False
    answers_complete: bool = False
    longest: int = TEXT_LIMIT


def _service_open(facts: CaseFacts) -> str | None:
    return None if facts.service_open else _("Mottagningen tar inte emot ärenden av den här typen just nu.")


def _hours_and_cap(facts: CaseFacts) -> str | None:
    return facts.closed_now or None


def _may_reach(facts: CaseFacts) -> str | None:
    if facts.may_reach_clinic:
        return None
    return _(
        "Du har skyddade personuppgifter. Därför behöver mottagningen först godkänna att ni skriver till varandra här. Ring mottagningen, så får du hjälp."
    )


def _some_text(facts: CaseFacts) -> str | None:
    return None if facts.text.strip() else _("Skriv ett meddelande.")


def _some_text_but_for_shortcuts(facts: CaseFacts) -> str | None:
    return None if facts.may_be_empty else _some_text(facts)


def _a_kind(facts: CaseFacts) -> str | None:
    return None if facts.kind_fits else _("Välj något av alternativen.")


def _not_too_long(facts: CaseFacts) -> str | None:
    return too_long(facts.text, facts.longest)


def _some_reason(facts: CaseFacts) -> str | None:
    return None if facts.text.strip() else _("Skriv orsaken till att ärendet avslutas utan svar.")


def _may_answer_here(facts: CaseFacts) -> str | None:
    return (
        None
        if facts.target_may_answer
        else _("Personen kan inte få ärenden på den här mottagningen. Välj någon annan.")
    )


def _somebody_else(facts: CaseFacts) -> str | None:
    return _("Ärendet är redan fördelat till den personen.") if facts.target_is_handler else None


def _open_to_transfer(facts: CaseFacts) -> str | None:
    return None if facts.clinic_open_to_transfer else _("Mottagningen tar inte emot ärenden från andra mottagningar.")


def _colleague(facts: CaseFacts) -> str | None:
    if facts.colleague_reachable:
        return None
    return _("Välj en kollega på mottagningen, eller en annan enhet i samma organisation.")


def _in_the_future(facts: CaseFacts) -> str | None:
    return None if facts.later else _("Välj en tid som inte har varit, högst 90 dagar fram.")


def _one_at_a_time(facts: CaseFacts) -> str | None:
    return _("Något väntar redan på att skickas. Ångra det först.") if facts.postponed else None


def _another_case(facts: CaseFacts) -> str | None:
    return None if facts.other_case else _("Välj ett annat ärende för samma invånare på mottagningen.")


def _overdue(facts: CaseFacts) -> str | None:
    return None if facts.overdue else _("Invånaren har fått återkoppling, eller så har tiden inte gått ut.")


def _may_wake(facts: CaseFacts) -> str | None:
    return None if facts.may_wake else _("Tiden som ärendet lades undan till har inte kommit.")


def _still_waiting(facts: CaseFacts) -> str | None:
    return None if facts.still_waiting else _("Meddelandet väntar inte längre på att skickas.")


def _author_may(facts: CaseFacts) -> str | None:
    return None if facts.author_may else _("Den som skrev får inte längre svara på mottagningen.")


def _author_may_not(facts: CaseFacts) -> str | None:
    return None if facts.author_may_not else _("Den som skrev får svara på mottagningen.")


def _time_to_undo(facts: CaseFacts) -> str | None:
    return None if facts.time_to_undo else _("Det går inte att vänta med att skicka.")


def _wrote_it(facts: CaseFacts) -> str | None:
    return None if facts.wrote_it else _("Det är bara den som skrev som kan ångra.")


def _not_yet_sent(facts: CaseFacts) -> str | None:
    return None if facts.not_yet_sent else _("Det är för sent att ångra.")


def _living(facts: CaseFacts) -> str | None:
    return None if facts.patient_living else _("Personen är avliden.")


def _answer_arrives(facts: CaseFacts) -> str | None:
    return None if facts.answer_arrives else _("Svaret når inte personen på det sättet. Välj ett annat.")


def _answers_elsewhere(facts: CaseFacts) -> str | None:
    return None if facts.answers_elsewhere else _("Invånaren svarar själv i sin inkorg.")


def _files_wait(facts: CaseFacts) -> str | None:
    if facts.files_wait:
        return None
    return _("En bifogad fil har tagits bort eller skickats i ett annat fönster. Se över filerna och skicka igen.")


def _few_files(facts: CaseFacts) -> str | None:
    if facts.files <= facts.most_files:
        return None
    return _("Högst %(most)d filer kan bifogas till ett meddelande.") % {"most": facts.most_files}


def _answers_complete(facts: CaseFacts) -> str | None:
    return None if facts.answers_complete else _("Svara på alla frågor i formuläret som behöver svar.")


def _target_approved(facts: CaseFacts) -> str | None:
    if facts.may_reach_target:
        return None
    return _(
        "Den andra mottagningen har inte godkänt personen för kommunikation. Be den mottagningen att göra det först."
    )


service_open = Need("mottagningen tar emot den här ärendetypen", _service_open)
hours_and_cap = Need("ärendetypen är öppen den här timmen och dagens antal är inte nått", _hours_and_cap)
may_reach_clinic = Need("en invånare med skyddade personuppgifter är godkänd av mottagningen", _may_reach)
some_text = Need("det finns en text", _some_text)
# A case of a type that is only a link can be sent without text (002-037).
text_or_shortcut = Need("det finns en text, om ärendetypen inte är en genväg", _some_text_but_for_shortcuts)
a_kind = Need("ett av alternativen är valt, om ärendetypen har några", _a_kind)
not_too_long = Need("texten ryms i meddelandet", _not_too_long)
some_reason = Need("orsaken är angiven", _some_reason)
may_answer_here = Need("den som får ärendet får besvara ärenden på mottagningen", _may_answer_here)
somebody_else = Need("ärendet byter ärendehanterare", _somebody_else)
target_approved = Need(
    "en invånare med skyddade personuppgifter är godkänd av den andra mottagningen", _target_approved
)
colleague_reachable = Need("kollegan arbetar på mottagningen, eller enheten hör till organisationen", _colleague)
in_the_future = Need("tiden har inte varit och är högst 90 dagar fram", _in_the_future)
one_at_a_time = Need("inget annat väntar på att skickas", _one_at_a_time, known_beforehand=True)
another_case = Need("det andra ärendet gäller samma invånare på samma mottagning", _another_case)
# The clock claims due deadlines before it takes the lock; by then, somebody may have been there first.
overdue = Need("tiden för återkoppling har gått ut", _overdue)
may_wake = Need("tiden som ärendet lades undan till har kommit, när det är klockan som tar fram det", _may_wake)
still_waiting = Need("det väntar ännu, och tiden har kommit", _still_waiting)
author_may = Need("den som skrev får fortfarande besvara eller ta emot ärenden på mottagningen", _author_may)
author_may_not = Need("den som skrev får inte längre besvara eller ta emot ärenden på mottagningen", _author_may_not)
time_to_undo = Need(
    "installationen har en tid för att ångra, och tiden för återkoppling räcker till den", _time_to_undo
)
wrote_it = Need("det är den som skrev som ångrar", _wrote_it)
not_yet_sent = Need("tiden för att ångra har inte gått ut", _not_yet_sent)
patient_living = Need("personen lever", _living)
answer_arrives = Need(
    "svaret når personen så som personen vill ha det: inkorgen kräver att någon kan läsa den och att en person med"
    " skyddade personuppgifter är godkänd, telefon att det finns ett nummer och brev att det finns en adress",
    _answer_arrives,
)
answers_elsewhere = Need("invånaren har valt svar på telefon eller i brev", _answers_elsewhere, known_beforehand=True)
files_wait = Need("de bifogade filerna är kontrollerade och inte redan skickade eller borttagna", _files_wait)
few_files = Need("de bifogade filerna är högst fem från invånaren och högst tio från personalen", _few_files)
# The form is the one that the case was sent with, or that the clinic uses now; without one any words are complete.
answers_complete = Need("svaren är fullständiga", _answers_complete)
open_to_transfer = Need(
    "den andra mottagningen hör till samma organisation och tar emot ärenden från andra", _open_to_transfer
)


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
    Rule(Move.SEND,                  NEW,                           State.RECEIVED, by(Capacity.RESIDENT),            by(Capacity.RECEIVER),   NEEDS_FRESH_PAGE,    (service_open, hours_and_cap, may_reach_clinic, a_kind, answers_complete, text_or_shortcut, not_too_long, files_wait, few_files)),
    # Told on the telephone or at the desk: the clinic's hours and daily cap are those of the web form and do not hold here.
    Rule(Move.REGISTER,              NEW,                           State.RECEIVED, by(Capacity.SENDER),              by(Capacity.RECEIVER),   NEEDS_FRESH_PAGE,    (service_open, patient_living, answer_arrives, a_kind, text_or_shortcut, not_too_long)),
    Rule(Move.SEND_QUESTION,         NEW,                           State.ASKED,    by(Capacity.SENDER),              by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    (service_open, may_answer_here, may_reach_clinic, some_text, not_too_long)),
    Rule(Move.SEND_INFORMATION,      NEW,                           State.CLOSED,   by(Capacity.SENDER),              by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    (service_open, may_reach_clinic, some_text, not_too_long)),
    Rule(Move.ASSIGN,                at(State.RECEIVED),               State.ASSIGNED, by(Capacity.RECEIVER),            by(Capacity.HANDLER),    NEEDS_FRESH_PAGE,    (may_answer_here,)),
    Rule(Move.REASSIGN,              at(*DISTRIBUTED),             STAYS,      STAFF,                      by(Capacity.HANDLER),    NEEDS_FRESH_PAGE,    (may_answer_here, somebody_else)),
    Rule(Move.TAKE,                  at(State.RECEIVED),               State.ASSIGNED, by(Capacity.RECEIVER, Capacity.MEMBER),  SILENT,            NEEDS_FRESH_PAGE,    (may_answer_here,)),
    Rule(Move.TAKE,                  at(*DISTRIBUTED),             STAYS,      by(Capacity.MEMBER),              SILENT,            NEEDS_FRESH_PAGE,    (may_answer_here,)),
    Rule(Move.TRANSFER,              at(*TURN),                    State.RECEIVED, STAFF,                      by(Capacity.RECEIVER),   NEEDS_FRESH_PAGE,    (open_to_transfer, target_approved)),
    Rule(Move.PARTIAL_REPLY,         at(*BEFORE_ANSWER),           STAYS,      STAFF,                      by(Capacity.RESIDENT),   ORDER_DOES_NOT_MATTER, SAID),
    Rule(Move.PARTIAL_REPLY,         at(State.ANSWERED),               State.ASSIGNED, STAFF,                      by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    SAID),
    Rule(Move.ASK,                   at(State.RECEIVED),               State.ASKED,    by(Capacity.RECEIVER),            by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    SAID),
    Rule(Move.ASK,                   at(State.ASSIGNED, State.ANSWERED),   State.ASKED,    by(Capacity.HANDLER),             by(Capacity.RESIDENT),   NEEDS_FRESH_PAGE,    SAID),
    Rule(Move.ANSWER_BACK,           at(State.ASKED),                  State.ANSWERED, by(Capacity.RESIDENT),            by(Capacity.HANDLER),    NEEDS_FRESH_PAGE,    (answers_complete, *SAID)),
    Rule(Move.RECORD_REPLY,          at(State.ASKED),                  State.ANSWERED, STAFF,                      by(Capacity.HANDLER),    NEEDS_FRESH_PAGE,    (answers_elsewhere, some_text, not_too_long)),
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
    Rule(Move.MARK_READ,             at(*State),                       STAYS,      by(Capacity.RESIDENT),            SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    Rule(Move.MARK_SEEN,             at(State.RECEIVED),               STAYS,      by(Capacity.RECEIVER),            SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    Rule(Move.MARK_SEEN,             at(*AFTER_RECEIPT),           STAYS,      by(Capacity.HANDLER),             SILENT,            ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
], states=State, capacities=Capacity)
# fmt: on
