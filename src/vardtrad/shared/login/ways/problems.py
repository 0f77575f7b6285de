"""Why a login by a way in stopped: the word for the log, and the sentences for whoever tried, with how to go on."""

from __future__ import annotations

from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_AGAIN = _("Börja om från inloggningssidan.")
_LATER = _("Vänta en stund och försök igen.")
_OTHER_WAY = _("Prova ett annat sätt att logga in.")
_OPERATOR = _("Försök igen. Kontakta den som driver Vårdtråd om det händer igen.")


class Why(Enum):
    """Each reason: the sentence, what to do, the status of the page, and whether the fault is the provider's or ours.

    Such a fault goes to the log of the processes too, since whoever runs the service has to mend it.
    """

    sentence: Promise
    what_to_do: Promise
    status: int
    is_a_fault: bool

    def __new__(cls, value: str, sentence: Promise, what_to_do: Promise, status: int, fault: bool = False) -> Why:
        """Keep the word for the log as the value, and the rest beside it."""
        member = object.__new__(cls)
        member._value_ = value
        member.sentence, member.what_to_do, member.status, member.is_a_fault = sentence, what_to_do, status, fault
        return member

    CANCELLED = "cancelled", _("Du avbröt inloggningen."), _AGAIN, 403
    NOT_BEGUN_HERE = (
        "not_begun_here",
        _("Inloggningen påbörjades i en annan webbläsare eller tog för lång tid."),
        _AGAIN,
        403,
    )
    REPLAYED = "replayed", _("Den här inloggningen har redan använts."), _AGAIN, 403
    DOWN = "down", _("Det går inte att nå e-legitimationens tjänst just nu."), _LATER, 503, True
    BUSY = "busy", _("Många loggar in just nu, och e-legitimationens tjänst svarar långsamt."), _LATER, 503
    TROUBLE = "trouble", _("E-legitimationens tjänst kunde inte genomföra inloggningen."), _LATER, 503, True
    WRONG_CLOCK = (
        "wrong_clock",
        _("Klockan hos e-legitimationens tjänst stämmer inte med vår. Därför gick det inte att logga in."),
        _LATER,
        503,
        True,
    )
    WRONG_PROVIDER = (
        "wrong_provider",
        _("Svaret kom från en annan tjänst än den du valde. Ingen har loggats in."),
        _OPERATOR,
        403,
        True,
    )
    UNTRUSTED = (
        "untrusted",
        _("Svaret från e-legitimationens tjänst går inte att lita på. Ingen har loggats in."),
        _OPERATOR,
        403,
        True,
    )
    SETTINGS = (
        "settings",
        _("Det här sättet att logga in är fel inställt hos oss."),
        _OTHER_WAY,
        503,
        True,
    )
    LEVEL_TOO_LOW = (
        "level_too_low",
        _("Din e-legitimation är inte tillräckligt säker för den här tjänsten."),
        _("Logga in med en e-legitimation på högre tillitsnivå. Din bank eller utfärdaren hjälper dig att skaffa en."),
        403,
    )
    NO_NUMBER = (
        "no_number",
        _("E-legitimationen lämnade inget personnummer, så vi vet inte vem du är."),
        _("Godkänn att personnumret lämnas ut när du legitimerar dig, eller prova ett annat sätt att logga in."),
        403,
    )
    EXPIRED = (
        "expired",
        _("BankID-appen svarade inte i tid."),
        _(
            "Kontrollera att appen är öppen och att du har internet. Om du inte har något giltigt BankID hjälper din "
            "bank dig. Försök sedan igen."
        ),
        403,
    )
    EID_INVALID = (
        "eid_invalid",
        _("Det BankID du försökte använda är spärrat eller för gammalt."),
        _("Använd ett annat BankID, eller skaffa ett nytt hos din bank."),
        403,
    )
    REPLACED = (
        "replaced",
        _("Inloggningen avbröts, eftersom en ny påbörjades med samma BankID."),
        _("Fortsätt med den nya, eller börja om från inloggningssidan."),
        403,
    )
    ALREADY_BEGUN = (
        "already_begun",
        _("En identifiering för det här personnumret är redan påbörjad. Båda har avbrutits."),
        _("Börja om från inloggningssidan. Kontakta din bank om du inte själv påbörjade båda."),
        403,
    )
    NOT_STARTED = (
        "not_started",
        _("BankID-appen öppnades inte, eller läste inte av QR-koden."),
        _(
            "Kontrollera att appen finns på enheten och är uppdaterad. Om du inte har den: installera den och skaffa "
            "ett BankID hos din bank."
        ),
        403,
    )
    APP_TOO_OLD = (
        "app_too_old",
        _("Din BankID-app stöder inte det här."),
        _("Uppdatera appen och försök igen."),
        403,
    )
    TOO_RISKY = (
        "too_risky",
        _("BankID stoppade inloggningen, eftersom den bedömdes som osäker."),
        _(
            "Logga bara in när du själv har tagit initiativet. Försök igen på ditt vanliga nätverk, eller prova ett "
            "annat sätt att logga in."
        ),
        403,
    )
    NO_CARD = (
        "no_card",
        _("Webbläsaren hittade inget e-tjänstekort."),
        _(
            "Kontrollera att kortläsaren är inkopplad, att kortet sitter i med chippet först och "
            "att kortprogrammet är igång. Stäng webbläsaren, öppna den igen och logga in. Prova "
            "en annan kortläsare eller dator om det inte hjälper, och kontakta sedan er "
            "it-support."
        ),
        403,
    )
    CARD_EXPIRED = (
        "card_expired",
        _("Certifikatet på ditt e-tjänstekort har gått ut."),
        _("Beställ ett nytt kort eller nya certifikat hos den som lämnar ut e-tjänstekort hos er."),
        403,
    )
    CARD_NOT_TRUSTED = (
        "card_not_trusted",
        _("Kortet eller certifikatet gäller inte här."),
        _(
            "Välj legitimeringscertifikatet på ditt e-tjänstekort när webbläsaren frågar. "
            "Kontakta den som lämnar ut e-tjänstekort hos er om kortet är spärrat."
        ),
        403,
    )
    NO_HSA_ID = (
        "no_hsa_id",
        _("Kortet eller inloggningen lämnade inget HSA-id, så vi vet inte var du arbetar."),
        _("Logga in med e-tjänstekortet från din arbetsgivare. Kontakta din chef om det inte hjälper."),
        403,
    )


class Stopped(Exception):
    """A login that goes no further. ``detail`` is for the log of the processes: never a value from a token."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why.value}: {detail}" if detail else why.value)
        self.why = why
        self.detail = detail
