"""The queries of people for other rooms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from uuid import UUID

from vardtrad.gate.compiled import Compiled
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.shared.people.models import FormerNumber, Person, Protection


def person(key: UUID) -> Person | None:
    """The person with this id."""
    return next(iter(_person().things(key)), None)


@cache
def _person() -> Compiled[Person]:
    return Compiled(lambda key: Person.objects.filter(pk=key), UUID)


def people(keys: Sequence[UUID]) -> dict[UUID, Person]:
    """These people, by id."""
    return Person.objects.in_bulk(keys)


def protected_among(keys: Collection[UUID]) -> frozenset[UUID]:
    """Those of these people who have protected personal data now; no query where there are none to ask about."""
    if not keys:
        return frozenset()
    protected = Person.objects.filter(pk__in=keys).exclude(protection=Protection.NONE)
    return frozenset(protected.values_list("pk", flat=True))


def with_numbers(numbers: Collection[IdentityNumber]) -> dict[IdentityNumber, Person]:
    """The persons who have these identity numbers, or had them before: two queries, however many."""
    values = {number.value: number for number in numbers}
    people = {values[person.identity]: person for person in Person.objects.filter(identity__in=values)}
    left = [value for value, number in values.items() if number not in people]
    former = FormerNumber.objects.select_related("person").filter(identity__in=left) if left else ()
    return people | {values[row.identity]: row.person for row in former}


def with_number(number: IdentityNumber) -> Person | None:
    """The person who has this identity number, or had it before the register gave another one; None if nobody has."""
    person = Person.objects.filter(identity=number.value).first()
    if person is None:
        former = FormerNumber.objects.select_related("person").filter(identity=number.value).first()
        person = former.person if former is not None else None
    return person
