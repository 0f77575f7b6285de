"""The two general templates that every clinic may send (004-020, 004-069), and the standard texts that come with them.

Plain data in Swedish, like everything that clinics write. ``actions.load_templates`` creates it at a clinic.
"""

from __future__ import annotations

from typing import NamedTuple

from vardtrad.cases.case.models import CaseType


class Template(NamedTuple):
    """A template: its name, and the instruction that staff read before they send it."""

    code: str
    name: str
    direction: CaseType.Direction
    instruction: str


TEMPLATES = (
    Template(
        "clinic-information",
        "Meddelande från mottagningen",
        CaseType.Direction.INFORMATION,
        "För det som mottagaren behöver veta och inte ska svara på. Ärendet avslutas när det skickas.",
    ),
    Template(
        "clinic-question",
        "Fråga från mottagningen",
        CaseType.Direction.QUESTION,
        "För det som mottagaren behöver svara på. Svaret kommer till dig eller till den grupp som du väljer, och "
        "ärendet flaggas om ingen har hanterat det inom fyra arbetsdagar. Mottagaren påminns automatiskt om frågan "
        "inte är läst efter en arbetsdag, och ärendet avslutas automatiskt efter tio arbetsdagar om inget svar har "
        "kommit.",
    ),
)

TEXTS = (
    ("Hälsning", "Hej {förnamn}!\n\n[[meddelande]]\n\nHar du frågor når du oss på telefon {telefon}."),
    ("Hör av dig", "Hej {förnamn}!\n\nVi behöver komma i kontakt med dig. Ring {mottagning} på telefon {telefon}."),
)
"""Names and texts of the standard information texts, with the variables and blanks of ``cases.case.standard_text``."""
