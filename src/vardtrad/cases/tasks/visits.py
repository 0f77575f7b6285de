"""Telling the treating person that a resident has cancelled a visit, or wants a new time (002-028, 002-031).

The case is the booking's: its choice ("Avboka tiden", "Boka om till en ny tid") says what is told. Vårdtråd books
nothing; the cancellation is noted in the record system, and the time removed in the booking system, by a task.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CODE = "change-appointment"
"""The case type of the base range for cancelling and booking anew."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What the treating person is told: the words of the task; ``noted`` is what the teller does in other systems."""

    tells: StrOrPromise
    noted: StrOrPromise = ""


CANCELLED = Visit(
    _("Besöket är avbokat av invånaren"),
    _("Anteckna återbudet i journalsystemet och ta bort tiden i bokningssystemet"),
)
NEW_TIME = Visit(_("Kontakta patienten eller vårdnadshavaren om en ny tid"))


def visit_of(code: str, choice: str) -> Visit | None:
    """What is to be told because of a case of this type, with this choice of the resident's; None if nothing is.

    A clinic may have worded the choices in its own way.
    """
    if code != CODE:
        return None
    chosen = choice.casefold()
    if chosen.startswith("avbok"):
        return CANCELLED
    return NEW_TIME if "ny tid" in chosen else None
