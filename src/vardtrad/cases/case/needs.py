"""What the table of cases asks before a move: the facts, gathered under the lock, and a sentence for each refusal."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.tables import Need

TEXT_LIMIT = 4_000
REASON_LIMIT = 500
FILES_OF_RESIDENTS, FILES_OF_STAFF = 5, 10
"""How many files may be attached to a message, besides those that answer questions of a form."""
FILES_IN_QUESTIONS = 20
"""How many files may answer questions of a form."""


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
    closed_by_clock: bool = False
    reminder_due: bool = False
    time_to_answer_over: bool = False
    files: int = 1
    most_files: int = 0
    files_in_questions: int = 0
    files_wait: bool = False
    answers_complete: bool = False
    signs_confirmed: bool = False
    longest: int = TEXT_LIMIT


def _service_open(facts: CaseFacts) -> str | None:
    return None if facts.service_open else _("Mottagningen tar inte emot ärenden av den här typen just nu.")


def _hours_and_cap(facts: CaseFacts) -> str | None:
    return facts.closed_now or None


def _may_reach(facts: CaseFacts) -> str | None:
    if facts.may_reach_clinic:
        return None
    return _(
        "Du har skyddade personuppgifter. Därför behöver mottagningen först godkänna att ni skriver till varandra här. Ring mottagningen, så får du hjälp."  # noqa: E501
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


def _reminder_due(facts: CaseFacts) -> str | None:
    return None if facts.reminder_due else _("Invånaren ska inte påminnas nu.")


def _time_to_answer_over(facts: CaseFacts) -> str | None:
    return None if facts.time_to_answer_over else _("Tiden för invånaren att svara har inte gått ut.")


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


def _closed_by_clock(facts: CaseFacts) -> str | None:
    return None if facts.closed_by_clock else _("Ärendet väntar inte på invånarens svar.")


def _files_wait(facts: CaseFacts) -> str | None:
    if facts.files_wait:
        return None
    return _("En bifogad fil har tagits bort eller skickats i ett annat fönster. Se över filerna och skicka igen.")


def _few_files(facts: CaseFacts) -> str | None:
    if facts.files_in_questions > FILES_IN_QUESTIONS:
        return _("Högst %(most)d filer kan bifogas till frågorna i ett formulär.") % {"most": FILES_IN_QUESTIONS}
    if facts.files <= facts.most_files:
        return None
    return _("Högst %(most)d filer kan bifogas till ett meddelande.") % {"most": facts.most_files}


def _answers_complete(facts: CaseFacts) -> str | None:
    return None if facts.answers_complete else _("Svara på alla frågor i formuläret som behöver svar.")


def _signs_confirmed(facts: CaseFacts) -> str | None:
    if facts.signs_confirmed:
        return None
    return _("Läs varningstecknen och bekräfta att inget av dem stämmer.")


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
reminder_due = Need(
    "tiden för den automatiska påminnelsen har kommit, och invånaren har inte läst det senaste meddelandet",
    _reminder_due,
)
time_to_answer_over = Need("tiden för invånaren att svara har gått ut", _time_to_answer_over)
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
answers_elsewhere = Need(
    "invånaren har valt svar på telefon eller i brev, eller mottagningen har skickat ärendet",
    _answers_elsewhere,
    known_beforehand=True,
)
closed_by_clock = Need(
    "klockan har avslutat ärendet och inget svar har kommit sedan dess", _closed_by_clock, known_beforehand=True
)
files_wait = Need("de bifogade filerna är kontrollerade och inte redan skickade eller borttagna", _files_wait)
few_files = Need(
    "de bifogade filerna är högst fem från invånaren och högst tio från personalen, och högst tjugo till frågorna i ett"
    " formulär",
    _few_files,
)
# The form is the one that the case was sent with, or that the clinic uses now; without one any words are complete.
answers_complete = Need("svaren är fullständiga", _answers_complete)
# The signs are those that the clinic asks about now, for children or for adults; where it has none nothing is asked.
signs_confirmed = Need("det är bekräftat att inget av mottagningens varningstecken stämmer", _signs_confirmed)
open_to_transfer = Need(
    "den andra mottagningen hör till samma organisation och tar emot ärenden från andra", _open_to_transfer
)
