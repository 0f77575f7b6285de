"""The persons that a filter may mean, and the groups, staff and case types that lists can be filtered by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Case, CaseType
from vardtrad.cases.case.queries import colleagues, handling_groups
from vardtrad.cases.case.words import hold, words_of
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists.filters import CASE_TYPES, CLOSED, HOLDER, WITH_CLOSED, Closed, ListFilter
from vardtrad.cases.staff.lists.list_sql import matching
from vardtrad.cases.teams.queries import Coverage
from vardtrad.gate.alphabet import begins
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.identity import searched
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Assignment
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES
from vardtrad.shared.people.models import Person

MOST_PERSONS = 50
"""How many persons are offered by name; a searcher who means somebody else writes more of the name."""


@dataclass(frozen=True, slots=True)
class Found:
    """A person whom a filter may mean."""

    id: UUID
    name: str
    number: str
    protected: bool


def whom(text: str) -> UUID | None:
    """The person whose whole identity number a text is, whether or not there is a case; None for anything else."""
    number = searched(text)
    return Person.objects.filter(identity=number).values_list("id", flat=True).first() if number is not None else None


def residents(actor: Actor, which: WorkList, hands: Coverage, text: str) -> list[Found]:
    """The persons with a case in a list, closed ones included, that a number or words of a name mean, by name.

    At most MOST_PERSONS; one query.
    """
    with_closed = ListFilter().choose(CLOSED, Closed.INCLUDED if which in WITH_CLOSED else None)
    cases = matching(actor, which, hands, with_closed)
    number = searched(text)
    if number is not None:
        cases = cases.filter(patient__identity=number)
    else:
        words = words_of(text)
        if not words:
            return []
        # The words of the case narrow by an index; then the name itself is asked.
        cases = cases.filter(hold(actor.here, text))
        for word in words:
            cases = cases.filter(begins("patient__given_name", "patient__family_name", word))
    keys = cases.order_by().values("patient_id").distinct()[:MOST_PERSONS]
    persons = Person.objects.filter(pk__in=keys)
    return sorted(
        (Found(person.id, person.name, person.identity_shown, person.is_protected) for person in persons),
        key=lambda one: (alphabetical(one.name), one.number),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of the filters Hanterare and Ärendetyp, by name; ``left`` hold cases, and may not handle any now."""

    groups: Sequence[tuple[UUID, str]]
    staff: Sequence[tuple[UUID, str]]
    types: Sequence[tuple[UUID, str]]
    left: Sequence[tuple[UUID, str]] = ()

    @property
    def holders(self) -> Sequence[tuple[UUID, str]]:
        """All whom a case can be with: groups, those who handle cases, and others who hold some."""
        return (*self.groups, *self.staff, *self.left)


def choices(clinic: UUID) -> Choices:
    """Whom and which sorts the clinic's lists can be filtered by: four queries."""
    staff = colleagues(clinic)
    types = _types(clinic).values_list("id", "name", "order")
    ordered = sorted(types, key=lambda one: (one[2], alphabetical(one[1])))
    named = [(key, name) for key, name, _order in ordered]
    return Choices(handling_groups(clinic), staff, named, _others_with_cases(clinic, [key for key, _name in staff]))


def _others_with_cases(clinic: UUID, handlers: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """Those who have worked at the clinic and hold cases of it, though they may not handle any now, by name (004-061).

    A receiver owns the case whose resident she asked; somebody who is removed keeps what nobody has distributed anew.
    """
    held = Case.objects.filter(holder=OuterRef("staff_id"), clinic_id=clinic)
    worked = Assignment.objects.filter(Exists(held), unit_id=clinic).exclude(staff_id__in=handlers)
    works = Assignment.objects.filter(
        WORKS_WITH_CASES, staff_id=OuterRef("staff_id"), unit_id=clinic, staff__active=True
    )
    names = worked.annotate(works=Exists(works)).values_list(
        "staff_id", "staff__given_name", "staff__family_name", "works"
    )
    words = _("%(name)s (har inte längre behörighet)")
    others = {key: (f"{given} {family}", working) for key, given, family, working in names.distinct()}
    return sorted(
        ((key, name if working else words % {"name": name}) for key, (name, working) in others.items()),
        key=lambda choice: alphabetical(choice[1]),
    )


def _types(clinic: UUID) -> QuerySet[CaseType]:
    """The case types that the clinic's lists can hold."""
    offered = Q(services__clinic_id=clinic) | ~Q(direction=CaseType.Direction.INCOMING)
    return CaseType.objects.filter(offered).distinct()


def names_in(wanted: ListFilter, clinic: UUID) -> Choices | None:
    """The names that the chips of these filters need, or None: one query for case types, four for a holder."""
    if wanted.value(HOLDER) is not None:
        return choices(clinic)
    types = wanted.value(CASE_TYPES)
    if not types:
        return None
    return Choices((), (), list(_types(clinic).filter(pk__in=types).values_list("id", "name")))
