"""What a field is, and the needs for saving it. Each process lists its own fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.tables import Need
from vardtrad.planning.plan.rules import PlanFacts
from vardtrad.shared.care_units.rules import Party

TEXT_LIMIT = 8_000

Words: TypeAlias = str | Promise
"""A text that may be lazy, so that it is translated when it is shown."""


def persons_in(value: str) -> list[str]:
    """The HSA-ids in the value of a PERSON field, which has one on each line."""
    return [line.strip() for line in value.splitlines() if line.strip()]


class FieldKind(TextChoices):
    """How a field is filled in."""

    TEXT = "text", gettext_lazy("Text")
    CHOICE = "choice", gettext_lazy("Val")
    DATE = "date", gettext_lazy("Datum")
    PERSON = "person", gettext_lazy("Person i katalogen")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a form: its place, the parties that fill it in, and whether it is mandatory.

    ``required_when`` names another field and the value of it that makes this field mandatory (001-138). A PERSON field
    holds the HSA-ids of one or more people, one on each line; with ``doctor`` only licensed doctors are taken.
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


def _known(facts: FieldFacts) -> str | None:
    return None if facts.field_known else _("Fältet finns inte.")


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
    if facts.field_choices and facts.field_value and facts.field_value not in facts.field_choices:
        return _("Välj ett av alternativen.")
    return None


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
field_fits = Need("texten ryms, och ett val är ett av alternativen", _fits)
field_persons = Need(
    "personer finns i katalogen, bara en där en ska stå, och bara legitimerade läkare där en läkare ansvarar", _persons
)
SAVING = (field_known, field_of_own_party, field_current, field_fits, field_persons)
