"""The rules for messages: the rows that the table of a plan includes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.tables import STAYS, Freshness, Need, Rule
from vardtrad.planning.plan.rules import ALIVE, CONCERNED, PARTIES, PlanFacts, may_do_duty

TEXT_LIMIT = 4_000


class Move(TextChoices):
    """The moves of messages."""

    WRITE = "write_message", gettext_lazy("Skicka meddelande")
    ACKNOWLEDGE = "acknowledge_message", gettext_lazy("Kvittera meddelande")
    ANNUL = "annul_message", gettext_lazy("Makulera meddelande")


@dataclass(frozen=True, kw_only=True)
class MessageFacts(PlanFacts):
    """The facts that the needs of messages ask for."""

    text: str = ""
    tells_who: bool = False
    sure: bool = False
    receivers_take_part: bool = True
    message_found: bool = False
    message_annulled: bool = False
    message_own: bool = False
    asked_of_unit: bool = False
    receipt_given: bool = False


def _some_text(facts: MessageFacts) -> str | None:
    return None if facts.text.strip() else _("Skriv ett meddelande.")


def _not_too_long(facts: MessageFacts) -> str | None:
    return too_long(facts.text, TEXT_LIMIT)


def tells_who_words() -> str:
    """The warning before a text that tells who the patient is; the page offers to send it all the same."""
    return _(
        "Texten innehåller patientens namn eller ett personnummer. Alla deltagare ser redan vem ärendet gäller. Ta bort "
        "det, eller markera att texten ska skickas ändå."
    )


def _tells_nobody(facts: MessageFacts) -> str | None:
    return tells_who_words() if facts.tells_who and not facts.sure else None


def _receivers_take_part(facts: MessageFacts) -> str | None:
    if facts.receivers_take_part:
        return None
    return _("En av enheterna deltar inte längre i ärendet. Se över mottagarna och skicka igen.")


def _message_found(facts: MessageFacts) -> str | None:
    return None if facts.message_found else _("Meddelandet finns inte.")


def _asked(facts: MessageFacts) -> str | None:
    return None if facts.asked_of_unit else _("Din enhet behöver inte kvittera meddelandet.")


def _not_given(facts: MessageFacts) -> str | None:
    return _("Din enhet har redan kvitterat meddelandet.") if facts.receipt_given else None


def _not_annulled(facts: MessageFacts) -> str | None:
    return _("Meddelandet är redan makulerat.") if facts.message_annulled else None


def _own(facts: MessageFacts) -> str | None:
    return None if facts.message_own else _("Bara den enhet som skickade meddelandet kan makulera det.")


some_text = Need("det finns en text", _some_text)
not_too_long = Need("texten ryms", _not_too_long)
tells_nobody = Need("texten säger inte vem patienten är, eller avsändaren vet det och skickar ändå", _tells_nobody)
receivers_take_part = Need("mottagarna deltar i ärendet", _receivers_take_part)
message_found = Need("meddelandet finns", _message_found)
asked = Need("kvittens är begärd från enheten", _asked)
not_given = Need("enheten har inte redan kvitterat", _not_given)
not_annulled = Need("meddelandet är inte makulerat", _not_annulled)
own = Need("enheten skickade meddelandet", _own)

ORDER_DOES_NOT_MATTER = Freshness.ORDER_DOES_NOT_MATTER


def rows(agreed: Need[PlanFacts]) -> tuple[Rule[MessageFacts], ...]:
    """The rows of messages; ``agreed`` is the process's own need that the patient has not refused."""
    # fmt: off
    return (
        Rule(Move.WRITE,       ALIVE, STAYS, PARTIES, PARTIES,   ORDER_DOES_NOT_MATTER, (agreed, some_text, not_too_long, receivers_take_part, tells_nobody)),
        Rule(Move.ACKNOWLEDGE, ALIVE, STAYS, PARTIES, CONCERNED, ORDER_DOES_NOT_MATTER, (message_found, asked, not_given, not_annulled, may_do_duty)),
        Rule(Move.ANNUL,       ALIVE, STAYS, PARTIES, PARTIES,   ORDER_DOES_NOT_MATTER, (message_found, own, not_annulled)),
    )
    # fmt: on
