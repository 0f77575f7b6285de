"""The variables and blanks of standard answers, and of texts that a clinic sends to many (B-05).

A variable, ``{namn}``, is filled from the case. A field, ``[[läkemedel]]``, is filled by the author, and nothing is
sent as long as a field is left. The sender calls ``blanks`` after ``fill``: what a variable cannot know becomes a
field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.cases.case.models import Case, Service
from vardtrad.cases.case.policy import MORE_DAYS
from vardtrad.cases.case.questions import question_service
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import composed
from vardtrad.shared.web import dates

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VARIABLES: dict[str, _StrPromise] = {
    "namn": gettext_lazy("Invånarens namn"),
    "förnamn": gettext_lazy("Invånarens förnamn"),
    "mottagning": gettext_lazy("Mottagningens namn"),
    "telefon": gettext_lazy("Mottagningens telefonnummer"),
    "ärendetyp": gettext_lazy("Ärendetypens namn"),
    "länk": gettext_lazy("Ärendetypens länk på mottagningen"),
    "frågelänk": gettext_lazy("Länken till mottagningens dolda ärendetyp för frågor"),
    "datum": gettext_lazy("Dagens datum"),
    "senast": gettext_lazy("Sista dagen för nästa besked"),
    "svarsdag": gettext_lazy("Sista dagen för invånaren att svara på frågan"),
    "avslutas": gettext_lazy("Sista dagen innan frågan avslutas om inget svar kommer"),
    "handläggare": gettext_lazy("Ditt namn, så som invånaren ser det"),
}
"""Every variable with the words that explain it on the page where a standard answer is written."""

_VARIABLE = re.compile(r"\{\s*(\w+)\s*\}")
_BLANK = re.compile(r"\[\[([^\[\]\n]*)\]\]")


def fill(text: str, case: Case, actor: Actor, *, due: datetime | None = None) -> str:
    """The text with its variables filled from a case, in the actor's name. Dates are in Swedish, as the texts are.

    ``due`` (UTC) is what ``{senast}`` means, else the case's own; a day that is not known or has been becomes the field
    ``[[senast]]``, as does any variable without a value. A word in braces that is no variable stays as it is. What is
    filled in is never itself read as a variable or a field.
    """
    known: dict[str, Callable[[], str]] = {
        "namn": lambda: case.patient.name,
        "förnamn": lambda: case.patient.given_name or case.patient.name,
        "mottagning": lambda: case.clinic.name,
        "telefon": lambda: case.clinic.phone,
        "ärendetyp": lambda: case.case_type.name,
        "länk": lambda: _link(case),
        "frågelänk": lambda: _question_link(case),
        "datum": lambda: dates.long_day(clock.now()),
        "senast": lambda: _last_day(due or case.due),
        "svarsdag": lambda: _last_day(_answer_day(case)),
        "avslutas": lambda: _last_day(case.closes_at),
        "handläggare": lambda: actor.letter_name,
    }

    def value(match: re.Match[str]) -> str:
        name = match[1].lower()
        if name not in known:
            return match[0]
        return known[name]().replace("[[", "[").replace("]]", "]") or f"[[{name}]]"

    with translation.override("sv"):
        return _VARIABLE.sub(value, composed(text))


def _link(case: Case) -> str:
    services = Service.objects.filter(clinic_id=case.clinic_id, case_type_id=case.case_type_id)
    return services.values_list("link", flat=True).first() or ""


def _answer_day(case: Case) -> datetime | None:
    """By when (UTC) the resident is asked to answer; a reminder on a later day gives some days more (004-065).

    Never more than there are: what is closed automatically is not promised a later day.
    """
    due = case.answer_due
    if due is None:
        return None
    if not case.is_new and clock.swedish_date(case.created) < clock.today():
        due = max(due, clock.deadline(clock.now(), MORE_DAYS))
    return due if case.closes_at is None else min(due, case.closes_at)


def _question_link(case: Case) -> str:
    """The clinic's name as a link to where its patients ask about what it has sent; empty when it has no such place."""
    service = question_service(case.clinic_id)
    if service is None:
        return ""
    address = reverse("write", args=[service.clinic_id, service.id])
    return f"[{case.clinic.name}]({settings.PUBLIC_URL.rstrip('/')}{address})"


def _last_day(due: datetime | None) -> str:
    return dates.last_day(due) if due is not None and due > clock.now() else ""


def blanks(text: str) -> list[str]:
    """The fields that nobody has filled in yet, in order, each once; an unnamed field is called "…"."""
    return list(dict.fromkeys(blank.strip() or "…" for blank in _BLANK.findall(text)))


def unknown(text: str) -> list[str]:
    """The words in braces that are no variables, in order, each once: mistyped ones, to be said when a text is kept."""
    return list(dict.fromkeys(name for name in _VARIABLE.findall(composed(text)) if name.lower() not in VARIABLES))


def mistyped(text: str) -> str:
    """The sentence about words in braces that are not variables; empty when there are none."""
    wrong = unknown(text)
    if not wrong:
        return ""
    words = ", ".join(f"{{{name}}}" for name in wrong)
    return _("Det finns ingen variabel som heter %(words)s. Rätta den, eller ta bort klamrarna.") % {"words": words}
