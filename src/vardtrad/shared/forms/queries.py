"""A clinic's forms: the list, a version of one, and the form in it, read once for each process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import F

from vardtrad.kernel.tables import not_there
from vardtrad.shared.forms.engine.importing import Imported, read_form_text
from vardtrad.shared.forms.models import FormVersion, GivenAnswers, StoredForm

MOST = 300
"""Forms of a clinic; no more can be made."""


@dataclass(frozen=True, slots=True)
class OpenedVersion:
    """A version of a form with the form in it. The form is shared by all who read it: nobody may change it."""

    stored: StoredForm
    row: FormVersion
    imported: Imported


def forms_of(clinic: UUID) -> list[StoredForm]:
    """The clinic's forms by name, those that are used first."""
    return list(StoredForm.objects.filter(clinic_id=clinic).order_by("retired", "title", "id")[:MOST])


def version(clinic: UUID, form: UUID, number: int | None = None) -> OpenedVersion:
    """A version of a clinic's form, the latest unless a number is given. Raises Refused when there is none."""
    stored = StoredForm.objects.filter(pk=form, clinic_id=clinic).first()
    if stored is None:
        raise not_there()
    wanted = stored.latest if number is None else number
    row = FormVersion.objects.select_related("by").filter(form=stored, number=wanted).first()
    if row is None:
        raise not_there()
    return OpenedVersion(stored, row, read_source(row.source))


def versions_of(form: UUID) -> Sequence[FormVersion]:
    """The latest versions of a form, without what they say; newest first."""
    return list(FormVersion.objects.defer("source").select_related("by").filter(form_id=form).order_by("-number")[:50])


def filled_in_now(form: UUID | None) -> FormVersion | None:
    """The version of a form that people fill in now; None for no form, or one that nobody is offered."""
    if form is None:
        return None
    versions = FormVersion.objects.select_related("form").filter(form_id=form, form__retired=False)
    return versions.filter(number=F("form__in_use")).first()


def version_with(key: UUID) -> FormVersion:
    """The version with this key, which somebody has been asked to fill in."""
    return FormVersion.objects.get(pk=key)


def version_of(form: UUID | None, key: str) -> FormVersion | None:
    """The version of a form with this key, as a page or a draft says it; None for anything else."""
    try:
        return FormVersion.objects.filter(pk=UUID(key), form_id=form).first() if form is not None else None
    except ValueError:
        return None


def version_with_key(key: str) -> FormVersion | None:
    """The version with this key of any form, as a draft of the reader's own names it; None for anything else."""
    try:
        return FormVersion.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return None


def offered_at(clinic: UUID) -> list[StoredForm]:
    """The forms that a clinic can ask people to fill in, by name."""
    stored = StoredForm.objects.filter(clinic_id=clinic, retired=False, in_use__isnull=False)
    return list(stored.order_by("title", "id")[:MOST])


def given_to(things: Collection[UUID]) -> dict[UUID, GivenAnswers]:
    """The latest answers in each of these things that has any: one query."""
    given = GivenAnswers.objects.filter(thing__in=things).order_by("thing", "-at")
    return {answers.thing: answers for answers in given.distinct("thing")}


@lru_cache(maxsize=200)
def read_source(source: str) -> Imported:
    """The form of a stored text. Reading is slow beside a page, and a text never changes what it says."""
    return read_form_text(source)
