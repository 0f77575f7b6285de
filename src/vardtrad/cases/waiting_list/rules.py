"""What may happen to a patient's entry in a clinic's waiting list under the care guarantee (004-001, 004-007…014, B-17).

The state is the code of the entry: HV while care by another provider is offered, HVNY or HVOP when the patient has
accepted it (a visit or an operation), P when the patient waits for the clinic itself. Nobody leaves the list without an
answer, or a conversation by telephone that is documented (004-014).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Need, Rule, Table, at, by


class State(TextChoices):
    """The codes, as the record system has them."""

    HV = "hv", "HV"
    HVNY = "hvny", "HVNY"
    HVOP = "hvop", "HVOP"
    P = "p", "P"
    REMOVED = "removed", gettext_lazy("Borttagen")


class Move(TextChoices):
    """The moves of an entry."""

    PLACE = "place", gettext_lazy("Sätt upp på väntelistan med koden HV")
    OFFER = "offer", gettext_lazy("Erbjudande skickat")
    ACCEPT_VISIT = "accept_visit", gettext_lazy("Ändra koden till HVNY")
    ACCEPT_OPERATION = "accept_operation", gettext_lazy("Ändra koden till HVOP")
    KEEP_WAITING = "keep_waiting", gettext_lazy("Ändra koden till P")
    REMOVE = "remove", gettext_lazy("Ta bort från väntelistan")
    CONTACT = "contact", gettext_lazy("Dokumentera kontakt")
    BACK_TO_HV = "back_to_hv", gettext_lazy("Rätta tillbaka till HV")
    BACK_TO_HVNY = "back_to_hvny", gettext_lazy("Rätta tillbaka till HVNY")
    BACK_TO_HVOP = "back_to_hvop", gettext_lazy("Rätta tillbaka till HVOP")
    BACK_TO_P = "back_to_p", gettext_lazy("Rätta tillbaka till P")
    INFORM = "inform", gettext_lazy("Skicka besked om vårdgivare")
    ADD_DOCUMENT = "add_document", gettext_lazy("Lägg till en handling")
    LEAVE_OUT = "leave_out", gettext_lazy("Ta bort en handling")
    POST = "post", gettext_lazy("Handlingarna är skickade till vårdgivaren")


class Capacity(TextChoices):
    """In what capacity somebody acts on an entry."""

    CLINIC = "clinic", gettext_lazy("Ärendemottagare eller ärendehanterare på mottagningen")
    SERVICE = "service", gettext_lazy("Personal på Vårdgarantiservice i mottagningens organisation")
    CLOCK = "clock", gettext_lazy("Vårdtråds klocka")


class Kind(TextChoices):
    """What somebody waits for."""

    VISIT = "visit", gettext_lazy("Besök")
    OPERATION = "operation", gettext_lazy("Operation")


class Answer(TextChoices):
    """The patient's answer to the offer, by the inbox or by telephone; UNCLEAR is one that staff must read themselves."""

    NONE = "", gettext_lazy("Inget svar")
    YES = "ja", gettext_lazy("Ja")
    NO = "nej", gettext_lazy("Nej")
    NO_CARE = "nej_no_care", gettext_lazy("Nej, behöver inte vård längre")
    UNCLEAR = "unclear", gettext_lazy("Svar som behöver läsas")


class Outcome(TextChoices):
    """What became of a try to phone (B-16)."""

    REACHED = "reached", gettext_lazy("Nådd")
    NOT_REACHED = "not_reached", gettext_lazy("Inte nådd")
    WRONG_NUMBER = "wrong_number", gettext_lazy("Fel nummer")


class DocumentKind(TextChoices):
    """What a document for the provider is, that the clinic has added (004-015)."""

    REFERRAL = "referral", gettext_lazy("Remiss")
    RECORD = "record", gettext_lazy("Journalhandling")
    OTHER = "other", gettext_lazy("Annan handling")


EXPECTED = (DocumentKind.REFERRAL, DocumentKind.RECORD)
"""What the provider needs beside the slip and the certificate: without it, staff say that it is put in by hand."""
MOST_DOCUMENTS = 10
NOTE_LIMIT = 1_000
REASON_LIMIT = 500
TEXT_LIMIT = 4_000
LONGEST_AHEAD = 60
"""How many days ahead the next try may be: a later one would be a patient forgotten."""


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """The facts for the needs of an entry, gathered under the lock. What a move does not answer refuses.

    ``answer`` is the latest answer since the offer, ``spoken`` whether somebody has spoken with the patient since then,
    ``before`` the code before the latest change that has not been corrected; ``days_to_next`` is how far ahead the next
    try to phone is (None without one).
    """

    alive: bool = False
    answer: str = Answer.NONE
    spoken: bool = False
    before: str = NOWHERE
    reason: str = ""
    note: str = ""
    outcome: str = ""
    told: str = Answer.NONE
    days_to_next: int | None = None
    text: str = ""
    provider: str = ""
    informed: bool = False
    posted: bool = True
    document_kind: str = ""
    documents: int = MOST_DOCUMENTS
    included: bool = False
    whole: bool = False


def _alive(facts: EntryFacts) -> str | None:
    return None if facts.alive else _("Personen har avlidit.")


def _said_yes(facts: EntryFacts) -> str | None:
    if facts.answer in {Answer.YES, Answer.UNCLEAR}:
        return None
    return _("Invånaren har inte svarat ja. Dokumentera ett samtal om invånaren har sagt ja på telefon.")


def _said_no(facts: EntryFacts) -> str | None:
    if facts.answer in {Answer.NO, Answer.NO_CARE, Answer.UNCLEAR}:
        return None
    return _("Invånaren har inte svarat nej. Dokumentera ett samtal om invånaren har sagt nej på telefon.")


def _answered_or_spoken(facts: EntryFacts) -> str | None:
    if facts.answer or facts.spoken or not facts.alive:
        return None
    return _("Ingen får tas bort från väntelistan förrän invånaren har svarat eller ni har talat på telefon.")


def _why_removed(facts: EntryFacts) -> str | None:
    if facts.answer == Answer.NO_CARE or not facts.alive:
        return too_long(facts.reason, REASON_LIMIT)
    return _some_reason(facts)


def _some_reason(facts: EntryFacts) -> str | None:
    return too_long(facts.reason, REASON_LIMIT) if facts.reason.strip() else _("Skriv varför.")


def _whole_contact(facts: EntryFacts) -> str | None:
    if facts.outcome not in Outcome.values:
        return _("Välj hur det gick.")
    if facts.outcome == Outcome.REACHED:
        return (
            None
            if facts.note.strip() or facts.told
            else _("Skriv vad ni kom fram till, eller välj vad invånaren svarade.")
        )
    return _("Välj Nådd om invånaren har svarat på erbjudandet.") if facts.told else None


def _note_fits(facts: EntryFacts) -> str | None:
    return too_long(facts.note, NOTE_LIMIT)


def _next_try(facts: EntryFacts) -> str | None:
    if facts.days_to_next is None:
        missing = facts.outcome == Outcome.NOT_REACHED
        return _("Välj vilken dag ni försöker igen, så att invånaren inte glöms bort.") if missing else None
    if facts.days_to_next < 0:
        return _("Välj en dag som inte har varit.")
    return _("Välj en dag inom 60 dagar.") if facts.days_to_next > LONGEST_AHEAD else None


def _came_from(state: State) -> Need[EntryFacts]:
    def refusal(facts: EntryFacts) -> str | None:
        if facts.before == state:
            return None
        return _("Det var inte den koden som gällde innan den senaste ändringen.")

    return Need(f"koden före den senaste ändringen var {state.label}", refusal, known_beforehand=True)


def _provider(facts: EntryFacts) -> str | None:
    return None if facts.provider.strip() else _("Skriv vilken vårdgivare det blir.")


def _some_text(facts: EntryFacts) -> str | None:
    return too_long(facts.text, TEXT_LIMIT) if facts.text.strip() else _("Skriv ett meddelande.")


def _informed(facts: EntryFacts) -> str | None:
    return None if facts.informed else _("Vårdgarantiservice har inte lämnat besked om vårdgivare än.")


def _not_posted(facts: EntryFacts) -> str | None:
    return _("Handlingarna är redan skickade.") if facts.posted else None


def _document_kind(facts: EntryFacts) -> str | None:
    return None if facts.document_kind in DocumentKind.values else _("Välj vad det är för handling.")


def _few_documents(facts: EntryFacts) -> str | None:
    if facts.documents < MOST_DOCUMENTS:
        return None
    return _("Högst %(most)d handlingar kan läggas till. Lägg i resten för hand.") % {"most": MOST_DOCUMENTS}


def _included(facts: EntryFacts) -> str | None:
    return None if facts.included else _("Handlingen är redan borttagen.")


def _whole(facts: EntryFacts) -> str | None:
    return None if facts.whole else _("Lägg till det som saknas, eller ange att det läggs i för hand.")


alive = Need("personen lever", _alive)
said_yes = Need("invånaren har svarat ja, i inkorgen eller på telefon", _said_yes, known_beforehand=True)
said_no = Need("invånaren har svarat nej, i inkorgen eller på telefon", _said_no, known_beforehand=True)
answered_or_spoken = Need(
    "invånaren har svarat eller ett samtal är dokumenterat, om inte invånaren har avlidit",
    _answered_or_spoken,
    known_beforehand=True,
)
why_removed = Need("en orsak finns, om invånaren inte har svarat att vård inte behövs längre", _why_removed)
some_reason = Need("en orsak finns", _some_reason)
whole_contact = Need("det står hur det gick, och vad samtalet ledde till", _whole_contact)
note_fits = Need("anteckningen ryms", _note_fits)
next_try = Need("en dag för nästa försök finns om invånaren inte nåddes", _next_try)
provider = Need("det står vilken vårdgivare det blir", _provider)
some_text = Need("ett meddelande finns", _some_text)
informed = Need("Vårdgarantiservice har lämnat besked om vårdgivare", _informed, known_beforehand=True)
not_posted = Need("handlingarna är inte skickade", _not_posted, known_beforehand=True)
document_kind = Need("det står vad det är för handling", _document_kind)
few_documents = Need("färre än tio handlingar är tillagda", _few_documents)
included = Need("handlingen är tillagd", _included)
whole = Need("remiss och journalhandlingar är tillagda, eller läggs i för hand", _whole)

NEW = frozenset({NOWHERE})
HV, P, YES = at(State.HV), at(State.P), at(State.HVNY, State.HVOP)
ON_THE_LIST = at(State.HV, State.HVNY, State.HVOP, State.P)
CLINIC, SERVICE = by(Capacity.CLINIC), by(Capacity.SERVICE)
SENDS = by(Capacity.CLINIC, Capacity.CLOCK)
NOBODY: frozenset[str] = frozenset()
FRESH, ANY_ORDER = Freshness.NEEDS_FRESH_PAGE, Freshness.ORDER_DOES_NOT_MATTER

# A code decides what happens to the patient, so each change of it must have seen the latest. A contact, and an offer
# that was sent, are facts: two at once are both true.
# fmt: off
TABLE: Table[EntryFacts] = Table([
    #    move                   start                                            end            who      notifies  freshness  needs
    Rule(Move.PLACE,            NEW,                                             State.HV,      SENDS,   NOBODY,   FRESH,     (alive,)),
    Rule(Move.OFFER,            HV,                                              STAYS,         SENDS,   NOBODY,   ANY_ORDER, (alive,)),
    Rule(Move.OFFER,            P,                                               State.HV,      SENDS,   NOBODY,   ANY_ORDER, (alive,)),
    Rule(Move.ACCEPT_VISIT,     HV,                                              State.HVNY,    CLINIC,  NOBODY,   FRESH,     (alive, said_yes)),
    Rule(Move.ACCEPT_OPERATION, HV,                                              State.HVOP,    CLINIC,  NOBODY,   FRESH,     (alive, said_yes)),
    Rule(Move.KEEP_WAITING,     HV,                                              State.P,       CLINIC,  NOBODY,   FRESH,     (alive, said_no)),
    Rule(Move.REMOVE,           ON_THE_LIST,                                     State.REMOVED, CLINIC,  NOBODY,   FRESH,     (answered_or_spoken, why_removed)),
    Rule(Move.CONTACT,          ON_THE_LIST,                                     STAYS,         CLINIC,  NOBODY,   ANY_ORDER, (whole_contact, note_fits, next_try)),
    Rule(Move.BACK_TO_HV,       at(State.HVNY, State.HVOP, State.P, State.REMOVED), State.HV,   CLINIC,  NOBODY,   FRESH,     (_came_from(State.HV), some_reason)),
    Rule(Move.BACK_TO_HVNY,     at(State.REMOVED),                               State.HVNY,    CLINIC,  NOBODY,   FRESH,     (_came_from(State.HVNY), some_reason)),
    Rule(Move.BACK_TO_HVOP,     at(State.REMOVED),                               State.HVOP,    CLINIC,  NOBODY,   FRESH,     (_came_from(State.HVOP), some_reason)),
    Rule(Move.BACK_TO_P,        at(State.HV, State.REMOVED),                     State.P,       CLINIC,  NOBODY,   FRESH,     (_came_from(State.P), some_reason)),
    Rule(Move.INFORM,           YES,                                             STAYS,         SERVICE, CLINIC,   FRESH,     (alive, provider, some_text)),
    Rule(Move.ADD_DOCUMENT,     YES,                                             STAYS,         CLINIC,  NOBODY,   ANY_ORDER, (not_posted, document_kind, few_documents)),
    Rule(Move.LEAVE_OUT,        YES,                                             STAYS,         CLINIC,  NOBODY,   ANY_ORDER, (not_posted, included)),
    Rule(Move.POST,             YES,                                             STAYS,         CLINIC,  NOBODY,   FRESH,     (informed, not_posted, whole)),
], states=State, capacities=Capacity)
# fmt: on

CODES = {
    Move.ACCEPT_VISIT.value: State.HVNY,
    Move.ACCEPT_OPERATION.value: State.HVOP,
    Move.KEEP_WAITING.value: State.P,
    Move.REMOVE.value: State.REMOVED,
}
"""The moves with which staff confirm what follows of the patient's answer, and the code that each gives."""

BACK = {
    State.HV.value: Move.BACK_TO_HV,
    State.HVNY.value: Move.BACK_TO_HVNY,
    State.HVOP.value: Move.BACK_TO_HVOP,
    State.P.value: Move.BACK_TO_P,
}
"""The move that corrects the latest change, by the code that it goes back to."""


def proposed(kind: str, answer: str) -> Move | None:
    """The change of code that follows of the patient's answer (004-007…009); None without one that is clear."""
    if answer == Answer.YES:
        return Move.ACCEPT_OPERATION if kind == Kind.OPERATION else Move.ACCEPT_VISIT
    return {Answer.NO.value: Move.KEEP_WAITING, Answer.NO_CARE.value: Move.REMOVE}.get(answer)
