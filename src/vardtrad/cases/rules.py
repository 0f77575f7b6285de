"""What may happen to a case between a resident and a clinic. This table is the product's heart: read it first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Need, Rule, Table


class S(TextChoices):
    """The states of a case."""

    RECEIVED = "received", gettext_lazy("Inkommet")
    ASSIGNED = "assigned", gettext_lazy("Fördelat")
    ASKED = "asked", gettext_lazy("Skickade frågor")
    ANSWERED = "answered", gettext_lazy("Inkomna svar")
    CLOSED = "closed", gettext_lazy("Avslutat")


class M(TextChoices):
    """The moves of a case."""

    SEND = "send", gettext_lazy("Skicka")
    ASSIGN = "assign", gettext_lazy("Fördela")
    REASSIGN = "reassign", gettext_lazy("Omfördela")
    TRANSFER = "transfer", gettext_lazy("Fördela till annan mottagning")
    PARTIAL_REPLY = "partial_reply", gettext_lazy("Delsvar")
    ASK = "ask", gettext_lazy("Motfråga")
    ANSWER_BACK = "answer_back", gettext_lazy("Svara på motfråga")
    ANSWER = "answer", gettext_lazy("Besvara")
    CLOSE_WITHOUT_ANSWER = "close_without_answer", gettext_lazy("Avsluta utan svar")
    FLAG = "flag", gettext_lazy("Flagga")
    MARK_READ = "mark_read", gettext_lazy("Markera som läst av invånaren")
    MARK_SEEN = "mark_seen", gettext_lazy("Markera som öppnat av mottagningen")


class W(TextChoices):
    """In what capacity somebody stands to a case."""

    RESIDENT = "resident", gettext_lazy("Invånaren")
    RECEIVER = "receiver", gettext_lazy("Ärendemottagare på mottagningen")
    HANDLER = "handler", gettext_lazy("Ärendehanteraren som ärendet är fördelat till")
    CLOCK = "clock", gettext_lazy("Vårdtråds klocka")


class Feedback(TextChoices):
    """The latest word to the resident while the case is open: the words in brackets of its status (004-054)."""

    NONE = "none", gettext_lazy("ohanterat")
    PARTIAL_RECEIVER = "partial_receiver", gettext_lazy("delsvar ärendemottagare")
    PARTIAL_HANDLER = "partial_handler", gettext_lazy("delsvar ärendehanterare")
    QUESTION = "question", gettext_lazy("motfråga till invånare")
    ANSWER_CAME = "answer_came", gettext_lazy("svar från invånare")


TEXT_LIMIT = 4_000
REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the needs of a case ask about, gathered under the lock."""

    text: str
    service_open: bool
    may_reach_clinic: bool
    target_may_answer: bool
    target_is_handler: bool
    clinic_open_to_transfer: bool
    may_reach_target: bool


def _service_open(facts: CaseFacts) -> str | None:
    return None if facts.service_open else _("Mottagningen tar inte emot den här sortens ärende just nu.")


def _may_reach(facts: CaseFacts) -> str | None:
    if facts.may_reach_clinic:
        return None
    return _("Mottagningen behöver godkänna dig för kommunikation först. Ring mottagningen, så hjälper de dig.")


def _some_text(facts: CaseFacts) -> str | None:
    return None if facts.text.strip() else _("Skriv ett meddelande.")


def _not_too_long(facts: CaseFacts) -> str | None:
    over = len(facts.text) - TEXT_LIMIT
    if over <= 0:
        return None
    return ngettext(
        "Texten är %(over)d tecken för lång. Högst %(limit)d tecken.",
        "Texten är %(over)d tecken för lång. Högst %(limit)d tecken.",
        over,
    ) % {"over": over, "limit": TEXT_LIMIT}


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


def _target_approved(facts: CaseFacts) -> str | None:
    if facts.may_reach_target:
        return None
    return _("Den andra mottagningen har inte godkänt personen för kommunikation. Be den göra det först.")


service_open = Need("mottagningen tar emot den här sortens ärende", _service_open)
may_reach_clinic = Need("en invånare med skyddade personuppgifter är godkänd av mottagningen", _may_reach)
some_text = Need("det finns en text", _some_text)
not_too_long = Need("texten ryms i meddelandet", _not_too_long)
some_reason = Need("orsaken är angiven", _some_reason)
may_answer_here = Need("den som får ärendet får besvara ärenden på mottagningen", _may_answer_here)
somebody_else = Need("ärendet byter ärendehanterare", _somebody_else)
target_approved = Need(
    "en invånare med skyddade personuppgifter är godkänd av den andra mottagningen", _target_approved
)
open_to_transfer = Need(
    "den andra mottagningen hör till samma organisation och tar emot ärenden från andra", _open_to_transfer
)


def _at(*states: S) -> frozenset[str]:
    return frozenset(state.value for state in states)


def _by(*standings: W) -> frozenset[str]:
    return frozenset(standing.value for standing in standings)


FRESH, COMMUTES = Freshness.FRESH, Freshness.COMMUTES
NEW = frozenset({NOWHERE})
OPEN = (S.RECEIVED, S.ASSIGNED, S.ASKED, S.ANSWERED)
DISTRIBUTED = (S.ASSIGNED, S.ASKED, S.ANSWERED)
AFTER_RECEIPT = (*DISTRIBUTED, S.CLOSED)
TURN = (S.RECEIVED, S.ASSIGNED, S.ANSWERED)  # it is the clinic's turn
BEFORE_ANSWER = (S.RECEIVED, S.ASSIGNED, S.ASKED)
STAFF = _by(W.RECEIVER, W.HANDLER)
SILENT = _by()

# fmt: off
TABLE: Table[CaseFacts] = Table([
    #    move                    start                          end         who                tells              freshness  needs
    Rule(M.SEND,                 NEW,                           S.RECEIVED, _by(W.RESIDENT),   _by(W.RECEIVER),   FRESH,    (service_open, may_reach_clinic, some_text, not_too_long)),
    Rule(M.ASSIGN,               _at(S.RECEIVED),               S.ASSIGNED, _by(W.RECEIVER),   _by(W.HANDLER),    FRESH,    (may_answer_here,)),
    Rule(M.REASSIGN,             _at(*DISTRIBUTED),             STAYS,      STAFF,             _by(W.HANDLER),    FRESH,    (may_answer_here, somebody_else)),
    Rule(M.TRANSFER,             _at(*TURN),                    S.RECEIVED, STAFF,             _by(W.RECEIVER),   FRESH,    (open_to_transfer, target_approved)),
    Rule(M.PARTIAL_REPLY,        _at(*BEFORE_ANSWER),           STAYS,      STAFF,             _by(W.RESIDENT),   COMMUTES, (some_text, not_too_long)),
    Rule(M.PARTIAL_REPLY,        _at(S.ANSWERED),               S.ASSIGNED, STAFF,             _by(W.RESIDENT),   FRESH,    (some_text, not_too_long)),
    Rule(M.ASK,                  _at(S.RECEIVED),               S.ASKED,    _by(W.RECEIVER),   _by(W.RESIDENT),   FRESH,    (some_text, not_too_long)),
    Rule(M.ASK,                  _at(S.ASSIGNED, S.ANSWERED),   S.ASKED,    _by(W.HANDLER),    _by(W.RESIDENT),   FRESH,    (some_text, not_too_long)),
    Rule(M.ANSWER_BACK,          _at(S.ASKED),                  S.ANSWERED, _by(W.RESIDENT),   _by(W.HANDLER),    FRESH,    (some_text, not_too_long)),
    Rule(M.ANSWER,               _at(S.RECEIVED),               S.CLOSED,   _by(W.RECEIVER),   _by(W.RESIDENT),   FRESH,    (some_text, not_too_long)),
    Rule(M.ANSWER,               _at(*DISTRIBUTED),             S.CLOSED,   _by(W.HANDLER),    _by(W.RESIDENT),   FRESH,    (some_text, not_too_long)),
    Rule(M.CLOSE_WITHOUT_ANSWER, _at(S.RECEIVED),               S.CLOSED,   _by(W.RECEIVER),   SILENT,            FRESH,    (some_reason, not_too_long)),
    Rule(M.CLOSE_WITHOUT_ANSWER, _at(*DISTRIBUTED),             S.CLOSED,   _by(W.HANDLER),    SILENT,            FRESH,    (some_reason, not_too_long)),
    Rule(M.FLAG,                 _at(*OPEN),                    STAYS,      _by(W.CLOCK),      SILENT,            COMMUTES, (), quiet=True),
    Rule(M.MARK_READ,            _at(*S),                       STAYS,      _by(W.RESIDENT),   SILENT,            COMMUTES, (), quiet=True),
    Rule(M.MARK_SEEN,            _at(S.RECEIVED),               STAYS,      _by(W.RECEIVER),   SILENT,            COMMUTES, (), quiet=True),
    Rule(M.MARK_SEEN,            _at(*AFTER_RECEIPT),           STAYS,      _by(W.HANDLER),    SILENT,            COMMUTES, (), quiet=True),
], states=S, standings=W)
# fmt: on
