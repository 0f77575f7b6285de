"""The care guarantee's offer as it is delivered: templates, the form with its alternatives, and standard texts (004).

Plain data in Swedish, like everything that clinics write; ``actions.load_care_guarantee`` lays it in at a clinic, which
may then change all of it. The region's name is a setting. No text says that a referral is sent back, or that somebody
leaves the waiting list: nobody does before an answer or a talk (004-014, 004-065).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings

from vardtrad.cases.case.answer_codes import JA, NEJ, NEJ_NO_CARE
from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.standard_answers.models import StandardAnswer

OFFER, PROVIDER, QUESTION = "care-guarantee-offer", "care-guarantee-provider", "care-guarantee-question"
"""The codes of the offer, of the message about which provider it is, and of the hidden service for questions."""

_CODES = "urn:vardtrad:vardgaranti"


class DeliveredType(NamedTuple):
    """A case type as it is delivered."""

    code: str
    name: str
    direction: CaseType.Direction
    instruction: str = ""
    prompt: str = ""
    by_link: bool = False


class DeliveredText(NamedTuple):
    """A standard text as it is delivered, with the code of the case type that it is offered first for."""

    use: StandardAnswer.Use
    case_type: str
    name: str
    text: str


def types() -> list[DeliveredType]:
    """The case types, with the region's name in them (004-020, 004-021, 004-047, 004-069)."""
    region = settings.REGION_NAME
    return [
        DeliveredType(
            OFFER,
            f"Erbjudande om snabbare vård hos vårdgivare som {region} har avtal med",
            CaseType.Direction.QUESTION,
            "Fråga skickas till patient för att erbjuda besök hos privat vårdgivare med avtal inom vårdgarantin. (HV)\n"
            "Om patienten tackar JA: sätt koden HVNY eller HVOP på patienten.\n"
            "Om patienten tackar NEJ: sätt koden P.",
        ),
        DeliveredType(
            PROVIDER,
            "2. Besked om var du kommer att få vård",
            CaseType.Direction.INFORMATION,
            "Skickas av Vårdgarantiservice när koden har ändrats till HVNY eller HVOP, om möjligt inom en arbetsdag.",
        ),
        DeliveredType(
            QUESTION,
            "Fråga om erbjudande inom vårdgarantin",
            CaseType.Direction.INCOMING,
            prompt="Vad vill du fråga om?",
            by_link=True,
        ),
    ]


def form(clinic: str) -> dict[str, Any]:
    """The form of the offer, as a Questionnaire, for the clinic with this name (004-039…044, 004-073)."""
    region = settings.REGION_NAME
    alternatives = [
        (
            JA,
            f"Ja, jag bekräftar att jag vill få vård snabbt och genomför mitt besök hos vårdgivare som {region} har"
            " avtal med. Jag godkänner att mina journalhandlingar skickas till vårdgivaren.",
        ),
        (NEJ, f"Nej, jag har inte möjlighet att genomföra mitt besök hos vårdgivare som {region} har avtal med."),
        (NEJ_NO_CARE, "Nej, jag behöver inte vård längre"),
    ]
    options: list[dict[str, Any]] = [
        {"valueCoding": {"system": _CODES, "code": code, "display": words}} for code, words in alternatives
    ]
    # JA stands chosen beforehand, as the source says; the page before sending repeats it (design decision 15).
    options[0]["initialSelected"] = True
    return {
        "resourceType": "Questionnaire",
        "url": "urn:vardtrad:vardgaranti:erbjudande",
        "title": "Svar på erbjudande inom vårdgarantin",
        "status": "active",
        "language": "sv",
        "description": "Svara så snart du kan så kommer du få besked om vilken vårdgivare du får tid till. Du får"
        " dessutom oftast tid snabbare än om du väntar med ditt svar.\n\nOm dina besvär försämras ska du höra av dig"
        " till den vårdenhet som har skrivit remissen.",
        "item": [
            {
                "linkId": "svar",
                "type": "choice",
                "text": "Vänligen bekräfta att du tagit del av informationen och svara.",
                "required": True,
                "answerOption": options,
            },
            {
                "linkId": "risk",
                "type": "display",
                "text": f"Jag förstår att jag kommer att få vänta länge på en tid för besök till {clinic}. Jag väljer"
                " det fast det innebär en risk att mitt besvär försämras och det vore bättre för min hälsa att"
                " genomföra besöket hos en annan vårdgivare inom kort istället för att vänta.",
                "enableWhen": [_answered(NEJ)],
            },
            {
                "linkId": "orsak",
                "type": "text",
                "text": "Ange orsaken till varför du inte har möjlighet att åka till vårdgivaren"
                f" {region} har avtal med och rekommenderar: (Obligatorisk)",
                "required": True,
                "maxLength": 2000,
                "enableWhen": [_answered(NEJ)],
            },
            {
                "linkId": "behover-inte",
                "type": "text",
                "text": "Beskriv anledningen till att du inte längre behöver vård för ditt besvär: (Obligatorisk)",
                "required": True,
                "maxLength": 500,
                "enableWhen": [_answered(NEJ_NO_CARE)],
            },
        ],
    }


def _answered(code: str) -> dict[str, Any]:
    return {"question": "svar", "operator": "=", "answerCoding": {"system": _CODES, "code": code}}


def texts() -> list[DeliveredText]:
    """The standard texts: the two offers, the reminders, the answers, and which provider it is (004-029…074)."""
    region, use = settings.REGION_NAME, StandardAnswer.Use
    travel = _link("ersättning för resa", settings.TRAVEL_URL)
    costs = _link("ersättning för resekostnader", settings.TRAVEL_URL)
    receipts = (
        f"Du har möjlighet att ta med en närstående om du behöver det. Spara kvitto för besök och resa för att få"
        f" {costs}. Det är du som söker ersättning för både dig och din närstående."
    )
    companion = f"Du får gärna ta med en närstående till vårdgivaren som {region} har avtal med och ni kan båda få"
    return [
        DeliveredText(
            use.INFORMATION,
            OFFER,
            "Erbjudande: besök",
            "Hej!\n\n{mottagning} har tagit emot din remiss.\n\nTyvärr kan inte vi på {mottagning} erbjuda dig en tid"
            " för besök inom vårdgarantins tidsgräns på 60 dagar. Det är många patienter med ännu större medicinskt"
            " behov som väntar på tid före dig.\n\nFör att du ska få vård så snabbt som möjligt erbjuder vi dig"
            f" istället besök hos en vårdgivare som {region} har avtal med. Vårdgivare finns i [[regioner]]. Du"
            " förväntas få en tid inom 60 dagar. Vi rekommenderar dig att tacka JA. Det är det bästa för din hälsa."
            f" {_capital(region)} avgör sedan vilken vårdgivare det blir utifrån var det finns tid och så nära som"
            " möjligt till där du bor.\n\nOm du ändå väljer att vänta kvar kommer väntetiden vara minst 8 månader,"
            " förmodligen längre. Nya patienter tillkommer och de som bedöms ha ännu större medicinska behov kommer att"
            f" gå före dig i kön.\n\n{companion} {travel}.",
        ),
        DeliveredText(
            use.INFORMATION,
            OFFER,
            "Erbjudande: operation",
            "Hej!\n\n{mottagning} kan tyvärr inte erbjuda dig en tid för operation inom vårdgarantins tidsgräns på 60"
            " dagar. Det är många patienter med ännu större medicinskt behov som väntar på operation före dig.\n\nFör"
            " att du ska få din operation så snabbt som möjligt erbjuder vi dig istället tid för besök och operation"
            f" hos en vårdgivare som {region} har avtal med. Vårdgivare finns i [[regioner]]. Du förväntas få en tid"
            f" inom 60 dagar. Vi rekommenderar dig att tacka JA. Det är det bästa för din hälsa. {_capital(region)}"
            " avgör sedan vilken vårdgivare det blir utifrån var det finns tid och så nära som möjligt till där du"
            " bor.\n\nOm du ändå väljer att vänta kvar på {mottagning} kommer väntetiden vara minst 8 månader,"
            " förmodligen längre. Nya patienter tillkommer och de som bedöms ha ännu större medicinska behov kommer att"
            f" gå före dig i kön.\n\n{companion} {travel}.",
        ),
        *(
            DeliveredText(
                use.PARTIAL_REPLY,
                OFFER,
                f"Påminnelse: {what}",
                f"Hej!\n\nVi saknar ditt svar angående {about}. Du behöver svara på ditt meddelande från {{mottagning}}"
                " inom 3 dagar, dock senast {svarsdag}. Vi rekommenderar dig att tacka JA till en tid hos en vårdgivare"
                f" {region} har avtal med"
                f" så får du {about} inom kort. Det är det bästa för din hälsa.\n\nOm du har någon fråga så kan du"
                " ställa den till oss här: {frågelänk}\n\nDu kan ta med en närstående till besök och ni har båda"
                f" möjlighet att få {costs}.",
            )
            for what, about in (("besök", "ditt besök"), ("operation", "din operation"))
        ),
        DeliveredText(
            use.ANSWER,
            OFFER,
            "Ja",
            f"Hej!\n\nTack för ditt svar! Du har tackat ja till att få vård av en vårdgivare som {region} har avtal"
            " med. Du kommer snart få besked från Vårdgarantiservice vilken vårdgivare det blir. Sedan får du en tid"
            f" från den vårdgivaren inom 60 dagar.\n\n{receipts}",
        ),
        DeliveredText(
            use.ANSWER,
            OFFER,
            "Nej",
            "Hej!\n\nTack för ditt svar! Du har tackat nej till att få vård av en vårdgivare som"
            f" {region} har avtal med, och väljer att vänta på en tid hos oss. Du står kvar i vår kö."
            "\n\nHör av dig till den vårdenhet som har skrivit remissen om dina besvär försämras.",
        ),
        *(
            DeliveredText(
                use.ANSWER,
                OFFER,
                _NO_CARE.format(what),
                f"Hej!\n\nTack för ditt svar! Du har svarat att du inte längre behöver {about} hos oss. Vi tar därför"
                " bort dig från vår väntelista.\n\nHör av dig till den vårdenhet som har skrivit remissen om du får"
                " besvär igen.",
            )
            for what, about in (("besök", "ett besök"), ("operation", "en operation"))
        ),
        DeliveredText(
            use.INFORMATION,
            PROVIDER,
            "Besked om vårdgivare",
            f"Hej!\n\nDu har valt att få en tid för besök inom vårdgarantin hos en av de vårdgivare {region} har avtal"
            " med.\n\nInom 8 veckor kommer du att få en kallelse med tid för besök hos [[vårdgivare]].\n\nDu får ta med"
            f" en närstående och ni kan båda få {costs}. Spara kvitton för besök och resa. Det är du som söker"
            " reseersättning för både dig och din närstående.\n\nOm du har några frågor kan du ställa dina frågor till"
            " oss här: {frågelänk}",
        ),
    ]


_NO_CARE = "Nej, behöver inte vård mer – {}"


def name_of_answer(told: str, *, operation: bool) -> str:
    """The name of the delivered standard answer to an alternative of the form; empty for what has none (004-059)."""
    return {
        JA.lower(): "Ja",
        NEJ.lower(): "Nej",
        NEJ_NO_CARE.lower(): _NO_CARE.format("operation" if operation else "besök"),
    }.get(told, "")


EXPECTATION = "Du får svar inom en arbetsdag."
"""What whoever asks a question in the hidden service can expect (004-048)."""


def notice() -> str:
    """What stands on the page of the hidden service: the way to common questions and answers (004-048)."""
    return _link("Vanliga frågor och svar om vårdgarantin", settings.FAQ_URL) if settings.FAQ_URL else ""


def _link(words: str, address: str) -> str:
    return f"[{words}]({address})" if address else words


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
