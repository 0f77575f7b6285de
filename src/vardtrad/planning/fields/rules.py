"""What a field is, and the needs for saving it. Each process lists its own fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.needs import ODD_YEAR, too_long, unreadable_day
from vardtrad.kernel.tables import Need
from vardtrad.planning.plan.rules import PlanFacts
from vardtrad.shared.care_units.rules import Party

TEXT_LIMIT = 8_000
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")

Words: TypeAlias = str | Promise
"""A text that may be lazy, so that it is translated when it is shown."""


def persons_in(value: str) -> list[str]:
    """The HSA-ids in the value of a PERSON field, which has one on each line."""
    return [line.strip() for line in value.splitlines() if line.strip()]


def choices_in(value: str) -> list[str]:
    """The chosen alternatives in the value of a CHOICES field, which has one on each line."""
    return [line for line in value.split("\n") if line]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of a plan to choose from: (value, words), and the words of values that may no longer be chosen."""

    choices: tuple[tuple[str, Words], ...]
    words: Mapping[str, Words] = field(default_factory=dict)


GivenRows: TypeAlias = Callable[[UUID, datetime | None], Collection[tuple[UUID, str]]]
"""The rows of a group that a plan itself has, at a moment (UTC) or now, as (key, heading)."""


class FieldKind(TextChoices):
    """How a field is filled in."""

    TEXT = "text", gettext_lazy("Text")
    CHOICE = "choice", gettext_lazy("Val")
    CHOICES = "choices", gettext_lazy("Flerval")
    DATE = "date", gettext_lazy("Datum")
    TIME = "time", gettext_lazy("Klockslag")
    PERSON = "person", gettext_lazy("Person i katalogen")


def misread(kind: FieldKind, value: str) -> str:
    """Why the value of a DATE or TIME field cannot be read, as a sentence; "" if it can, or if it is empty."""
    if not value:
        return ""
    if kind is FieldKind.DATE:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return unreadable_day(value)
        if len(value) != len("2026-01-31"):
            return unreadable_day(value)
        return "" if 1900 <= day.year < 3000 else str(ODD_YEAR)
    if kind is FieldKind.TIME:
        return "" if CLOCK.fullmatch(value) else _("Skriv klockslaget som TT:MM, till exempel 07:30.")
    return ""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a form: its place, the parties that fill it in, and whether it is mandatory.

    ``required_when`` names another field and the value of it that makes this field mandatory (001-138). A PERSON field
    holds the HSA-ids of one or more people, one on each line; with ``doctor`` only licensed doctors are taken. A CHOICES
    field holds any number of its alternatives. ``listed`` gives the alternatives that a plan itself has, such as its
    participants, and ``former`` the words of values that may no longer be chosen. ``always`` says that the field is still written when
    the form has otherwise been closed. ``given_rows`` belongs to the group of the row that the field stands in
    (``groups.GroupSpec``), and ``row_words`` is that group's word for the row. ``own_row``: the rows are the plan's units,
    and the field is written only by the unit whose row it is.
    """

    path: str
    label: Words
    parties: frozenset[Party]
    kind: FieldKind = FieldKind.TEXT
    section: Words = ""
    choices: tuple[tuple[str, Words], ...] = ()
    required: bool = False
    required_when: tuple[str, str] | None = None
    hint: str = ""
    many: bool = False
    doctor: bool = False
    lines: int = 2
    listed: Callable[[UUID], Listed] | None = None
    former: Mapping[str, Words] = field(default_factory=dict)
    always: bool = False
    given_rows: GivenRows | None = None
    row_words: Words = ""
    own_row: bool = False


@dataclass(frozen=True, kw_only=True)
class FieldFacts(PlanFacts):
    """The facts that the needs for saving a field ask for."""

    field_known: bool = False
    field_of_own_party: bool = False
    field_revision_current: bool = True
    field_value: str = ""
    field_choices: Sequence[str] = field(default_factory=tuple)
    field_persons: int = 0
    field_persons_known: bool = True
    field_persons_fit: bool = True
    field_many: bool = False
    field_always: bool = False
    field_several: bool = False
    field_misread: str = ""
    field_row_known: bool = True
    field_row_removed_by: str = ""
    field_row_words: str = ""
    # What is asked of a row itself
    row_known: bool = False
    row_of_own_party: bool = False
    row_stands: bool = False
    row_place_stands: bool = True
    row_count: int = 0
    row_limit: int = 0
    row_unchanged: bool = True
    row_removed_by: str = ""
    row_words: str = ""


def _known(facts: FieldFacts) -> str | None:
    return None if facts.field_known else _("Fältet finns inte.")


def removed_meanwhile(words: str, name: str) -> str:
    """The sentence for a user whose row somebody has removed: ``words`` is what the row is called ("Delmålet")."""
    said = _(
        "%(row)s har tagits bort av %(name)s. Din text är inte sparad men står kvar här, så att du kan kopiera den."
    )
    return said % {"row": words, "name": name}


def _row_stands(facts: FieldFacts) -> str | None:
    if not facts.field_row_known:
        return _("Fältet finns inte.")
    if facts.field_row_removed_by:
        return removed_meanwhile(facts.field_row_words, facts.field_row_removed_by)
    return None


def _own_party(facts: FieldFacts) -> str | None:
    return None if facts.field_of_own_party else _("Det här fältet fylls i av en annan part.")


def changed_meanwhile() -> str:
    """The sentence for a user whose page shows an older revision of the field."""
    return _(
        "Någon annan har ändrat fältet sedan du började skriva. Din text är kvar: jämför och välj vad som ska stå."
    )


def _current(facts: FieldFacts) -> str | None:
    return None if facts.field_revision_current else changed_meanwhile()


def _fits(facts: FieldFacts) -> str | None:
    if sentence := too_long(facts.field_value, TEXT_LIMIT):
        return sentence
    chosen = choices_in(facts.field_value) if facts.field_several else [facts.field_value][: bool(facts.field_value)]
    if facts.field_choices and not set(chosen) <= set(facts.field_choices):
        return _("Välj bland alternativen.") if facts.field_several else _("Välj ett av alternativen.")
    return facts.field_misread or None


def _persons(facts: FieldFacts) -> str | None:
    if not facts.field_persons_known:
        return _("Personen finns inte i katalogen. Sök och välj i listan.")
    if not facts.field_persons_fit:
        return _("Här anges bara legitimerade läkare. Sök och välj en läkare i listan.")
    if facts.field_persons > 1 and not facts.field_many:
        return _("Här anges en person. Ta bort den som står först.")
    return None


field_known = Need("fältet finns i formuläret", _known)
field_of_own_party = Need("fältet hör till den egna parten", _own_party)
field_current = Need("ingen annan har ändrat fältet sedan sidan visades", _current)
field_fits = Need("texten ryms, ett val är ett av alternativen, och ett datum eller klockslag går att läsa", _fits)
field_persons = Need(
    "personer finns i katalogen, bara en där en ska stå, och bara legitimerade läkare där en läkare ansvarar", _persons
)
field_row_stands = Need("raden som fältet står i är inte borttagen", _row_stands)
SAVING = (field_known, field_of_own_party, field_row_stands, field_current, field_fits, field_persons)
