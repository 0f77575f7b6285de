"""The forms that come with the product for the case types where a form serves better than one text box (002-018…036).

Plain data in Swedish, like everything that clinics write. A clinic takes one into use with one press
(``actions.use_delivered_form``), and changes it afterwards in the builder as its own. A case type's kinds ("Avboka
tiden") are chosen above the form, as without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from vardtrad.shared.forms.engine import building
from vardtrad.shared.forms.engine.building import Question
from vardtrad.shared.forms.engine.form import Value

LINE, TEXT = 300, 2_000
"""Characters of a short and of a long answer."""


class _Sheet:
    """A form while it is written, question by question."""

    def __init__(self, code: str, title: str, introduction: str) -> None:
        empty = building.empty(title, f"urn:vardtrad:formular:{code}")
        self.source: building.Questionnaire = empty | {"status": "active", "description": introduction}

    def ask(self, type_: str, text: str, inside: str | None = None, **decided: Any) -> str:
        """Add a question, last or in a group; gives its linkId."""
        self.source = building.added(self.source, Question(type_, text, **decided), inside)
        beside = next(item for item in self.source["item"] if item["linkId"] == inside) if inside else self.source
        link_id: str = beside["item"][-1]["linkId"]
        return link_id

    def yes_then(self, text: str, then: str, type_: str = "text", limit: int = TEXT) -> None:
        """A question of yes or no, and what is asked after a yes."""
        yes = ("=", Value("valueBoolean", True))
        asked = self.ask("boolean", text, required=True)
        self.ask(type_, then, required=True, max_length=limit, only_when=(asked, *yes))


def _renewal() -> _Sheet:
    sheet = _Sheet(
        "renew-prescription",
        "Förnya recept",
        "Fyll i en rad för varje läkemedel. Skriv gärna en vecka innan läkemedlet tar slut.",
    )
    row = sheet.ask("group", "Läkemedel", required=True, repeats=True)
    sheet.ask(
        "string",
        "Läkemedlets namn och styrka",
        row,
        required=True,
        max_length=LINE,
        help="Det står på förpackningen. Till exempel: Levaxin 50 mikrogram.",
    )
    sheet.ask(
        "string",
        "Hur tar du läkemedlet?",
        row,
        required=True,
        max_length=LINE,
        help="Till exempel: en tablett varje morgon.",
    )
    sheet.ask(
        "choice",
        "Hur länge räcker det du har kvar?",
        row,
        required=True,
        options=("Det är slut", "Mindre än en vecka", "En till två veckor", "Mer än två veckor"),
    )
    sheet.yes_then("Har något ändrats sedan du fick receptet?", "Vad har ändrats?")
    sheet.ask(
        "text",
        "Något mer som mottagningen behöver veta?",
        max_length=TEXT,
        help="Till exempel biverkningar, nya läkemedel eller att du är gravid.",
    )
    return sheet


def _appointment() -> _Sheet:
    sheet = _Sheet(
        "change-appointment",
        "Avboka eller boka om en tid",
        "Ring i stället om det är kort tid kvar till besöket.",
    )
    sheet.ask("date", "Vilken dag har du tiden?", required=True)
    sheet.ask("time", "Vilket klockslag?")
    sheet.ask("string", "Vem skulle du träffa?", max_length=LINE)
    sheet.ask(
        "text",
        "När kan du komma i stället?",
        max_length=TEXT,
        help="Fyll i om du vill ha en ny tid: dagar och klockslag som passar dig.",
    )
    sheet.ask(
        "string",
        "Telefonnummer där du nås",
        max_length=LINE,
        help="Fyll i om du vill byta till telefon eller video.",
    )
    sheet.ask("text", "Något mer som mottagningen behöver veta?", max_length=TEXT)
    return sheet


def _doctors_certificate() -> _Sheet:
    sheet = _Sheet(
        "doctors-certificate",
        "Begära intyg från läkare",
        "Först får du besked om att vi har börjat. Själva intyget tar längre tid.",
    )
    sheet.ask("text", "Vad ska intyget användas till?", required=True, max_length=TEXT)
    somebody_else = "Till någon annan"
    to = sheet.ask(
        "choice",
        "Vart ska intyget skickas?",
        required=True,
        options=("Till Försäkringskassan", "Till Transportstyrelsen", "Till skolan", "Hem till mig", somebody_else),
    )
    options = next(item for item in sheet.source["item"] if item["linkId"] == to)["answerOption"]
    coding = next(option["valueCoding"] for option in options if option["valueCoding"]["display"] == somebody_else)
    sheet.ask(
        "string",
        "Till vem, och på vilken adress?",
        required=True,
        max_length=LINE,
        only_when=(to, "=", Value("valueCoding", coding)),
    )
    sheet.ask("date", "När behöver du intyget senast?")
    sheet.ask("date", "Från och med vilken dag ska det gälla?")
    sheet.ask("date", "Till och med vilken dag?")
    sheet.ask("boolean", "Har du haft ett sådant intyg förut?", required=True)
    sheet.ask(
        "text",
        "Hur påverkas vardagen?",
        max_length=TEXT,
        help="Beskriv det som läkaren behöver veta för att kunna skriva intyget.",
    )
    sheet.ask(
        "text",
        "Om du ska resa med läkemedel: vart, vilka dagar och vilka läkemedel?",
        max_length=TEXT,
    )
    return sheet


def _nurses_certificate() -> _Sheet:
    sheet = _Sheet(
        "nurses-certificate",
        "Begära intyg för vård av barn under 12 år",
        "Originalet skickar vi till Försäkringskassan och en kopia till dig.",
    )
    sheet.ask("date", "Från och med vilken dag gäller det?", required=True)
    sheet.ask("date", "Till och med vilken dag?", required=True)
    sheet.ask("text", "Varför behövde barnet vård hemma?", required=True, max_length=TEXT)
    sheet.ask("boolean", "Har du redan ansökt hos Försäkringskassan?", required=True)
    sheet.ask(
        "string",
        "Vart ska vi skicka kopian?",
        max_length=LINE,
        help="Fyll i om kopian ska till en annan adress än den folkbokförda.",
    )
    return sheet


def _self_referral() -> _Sheet:
    sheet = _Sheet(
        "self-referral",
        "Egenremiss",
        "Här söker du själv vård hos mottagningen. Ju mer du berättar, desto lättare är det att bedöma vad du behöver.",
    )
    sheet.ask("text", "Vad söker du vård för?", required=True, max_length=TEXT)
    sheet.ask("string", "När började besvären?", required=True, max_length=LINE)
    sheet.ask(
        "choice",
        "Hur mycket påverkar besvären vardagen?",
        required=True,
        options=("Inte alls", "Lite", "Mycket", "Jag klarar inte det jag brukar göra"),
    )
    sheet.yes_then("Har du sökt vård för det här förut?", "Var och när, och vilken hjälp fick du?")
    sheet.ask("text", "Vilka sjukdomar har du eller har du haft?", max_length=TEXT)
    sheet.ask("text", "Vilka läkemedel tar du?", max_length=TEXT, help="Skriv också receptfria läkemedel.")
    sheet.ask("text", "Är du överkänslig mot något?", max_length=TEXT)
    sheet.yes_then("Behöver du tolk?", "Vilket språk?", "string", LINE)
    sheet.ask("string", "Telefonnummer där du nås", max_length=LINE)
    return sheet


_FORMS: dict[str, Callable[[], _Sheet]] = {
    "renew-prescription": _renewal,
    "change-appointment": _appointment,
    "doctors-certificate": _doctors_certificate,
    "nurses-certificate": _nurses_certificate,
    "self-referral": _self_referral,
}
CODES = tuple(_FORMS)
"""The codes of the case types that have a form that comes with the product."""


def form_for(code: str) -> building.Questionnaire | None:
    """The delivered form of a case type, as a Questionnaire; None where words serve better."""
    return _FORMS[code]().source if code in _FORMS else None


def key_at(clinic: UUID, code: str) -> UUID:
    """The key that the delivered form of a case type gets at a clinic, so that it is laid in once."""
    return uuid5(clinic, f"vardtrad:formular:{code}")
