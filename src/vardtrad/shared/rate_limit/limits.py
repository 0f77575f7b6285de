"""How often somebody may look up, try and take out within ten minutes: every limit of the product, in one table.

A guesser or a thief needs thousands, somebody who works needs tens (ASVS 2.4.1, 6.3.1). docs/security.md shows
the table.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` times within ten minutes, counted under ``name`` for each person; ``about`` says what, for the docs.

    ``sentence`` is what whoever is held back is told.
    """

    name: str
    most: int
    about: str
    sentence: str | Promise


_MANY_SEARCHES = _("Du har sökt efter många personer på kort tid. Vänta tio minuter och sök igen.")

PLAN_SEARCH = Limit(
    "search", 60, "Sök och skapa: a person by number, or added by number and name; a guest of a SIP", _MANY_SEARCHES
)
CLINIC_SEARCH = Limit("clinic_search", 60, "A clinic's lists searched by personal number", _MANY_SEARCHES)
APPROVAL = Limit("approve_contact", 30, "A protected person approved for contact, by number", _MANY_SEARCHES)
RECIPIENT = Limit(
    "recipient",
    100,
    "Skicka ärende: a recipient added by number",
    _("Du har lagt till många personer på kort tid. Vänta tio minuter och försök igen."),
)
RECIPIENT_LIST = Limit(
    "recipient_list",
    20,
    "Skicka ärende: a list of recipients checked",
    _("Du har läst in många listor på kort tid. Vänta tio minuter och försök igen."),
)
REGISTER = Limit(
    "register_case",
    100,
    "Registrera ärende: a person by number, for somebody who phones or stands at the desk",
    _MANY_SEARCHES,
)
TRY_PERSON = Limit(
    "try_person",
    60,
    "Regelmotor: where an SVU for a person would go",
    _("Du har provat många personer på kort tid. Vänta tio minuter och försök igen."),
)
TAKE_OUT = Limit(
    "take_out",
    30,
    "A list, a report or a payment basis as CSV or XLSX",
    _("Du har hämtat många filer på kort tid. Vänta tio minuter och försök igen."),
)
PAPER = Limit(
    "paper",
    60,
    "A case or a plan as PDF, or several cases to print",
    _("Du har hämtat många filer på kort tid. Vänta tio minuter och försök igen."),
)
ATTACHMENT = Limit(
    "attach_file",
    30,
    "A file attached to a message: each occupies a process and the virus scanner",
    _("Du har bifogat många filer på kort tid. Vänta tio minuter, eller skicka utan fil."),
)
ADD_PROXY = Limit(
    "add_proxy",
    10,
    "Lägg till barn: somebody to act for, by number",
    _("Du har försökt lägga till personer många gånger på kort tid. Vänta tio minuter och försök igen."),
)
ACCESSIBILITY = Limit(
    "accessibility",
    60,
    "A fault of accessibility reported; all reports together, since nobody is logged in",
    _("Det har kommit många anmälningar på kort tid. Vänta tio minuter och skicka igen."),
)
SEND_CODE = Limit(
    "send_code",
    5,
    "Aviseringar: a one-time code sent, to an address or by somebody",
    _("Du har bett om många koder på kort tid. Vänta tio minuter och försök igen."),
)
WRONG_CODE = Limit(
    "wrong_code",
    10,
    "Aviseringar: a wrong one-time code",
    _("Du har skrivit fel kod för många gånger. Vänta tio minuter och be om en ny kod."),
)
PASSWORD = Limit(
    "password",
    5,
    "Wrong passwords for a personal number, whether anybody has it or not",
    _("För många försök. Vänta tio minuter och försök igen."),
)
PASSWORDS_FROM = Limit("passwords_from", 30, "Logins with a password from one address", PASSWORD.sentence)
ORDER_PASSWORD = Limit("order_password", 10, "Passwords ordered from one address", PASSWORD.sentence)
LOGIN = Limit(
    "login",
    5,
    "Wrong PIN codes for a card; counted for the card, since nobody is logged in",
    _("För många felaktiga försök. Vänta tio minuter och försök igen."),
)

ALL = (
    PLAN_SEARCH,
    CLINIC_SEARCH,
    APPROVAL,
    RECIPIENT,
    RECIPIENT_LIST,
    REGISTER,
    TRY_PERSON,
    TAKE_OUT,
    PAPER,
    ATTACHMENT,
    ADD_PROXY,
    ACCESSIBILITY,
    SEND_CODE,
    WRONG_CODE,
    PASSWORD,
    PASSWORDS_FROM,
    ORDER_PASSWORD,
    LOGIN,
)
