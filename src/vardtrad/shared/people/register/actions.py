"""Taking in what the population register says: only what has changed is written, and each changed person has a trace.

What is written takes effect on the next request: nothing of a person's protection, guardians or registration is kept
anywhere else than in these rows, and every request reads them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError

from vardtrad.gate import settings_door
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, system
from vardtrad.kernel.tables import not_there
from vardtrad.shared.people.actions import LABEL
from vardtrad.shared.people.models import FormerNumber, Guardianship, Person, Protection, TrusteeKind, Trusteeship
from vardtrad.shared.people.register.said import Address, Said, Trustee

SET = 1_000
"""How many persons are compared with the stored rows at a time."""
POPULATION_REGISTER = system("folkbokforing")
"""Who changes a person when the register says something new."""

Thing = TypeVar("Thing")


@dataclass(slots=True)
class Report:
    """What came of it: persons, and those (by their place in what was given, from 0) of whom something was left out.

    ``unknown_relations`` name a guardian or trustee who is no person here; ``doubles`` have a former number that is
    still another person's row: somebody has to look at those two.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    unknown_relations: list[int] = field(default_factory=list)
    doubles: list[int] = field(default_factory=list)

    def count(self, part: Report) -> None:
        """Count another part's persons too."""
        self.new += part.new
        self.changed += part.changed
        self.unchanged += part.unchanged


def _is_the_register(actor: Actor) -> None:
    if actor != POPULATION_REGISTER:
        raise not_there()


REGISTER = Settings(check=_is_the_register)
"""What the register says is changed by nobody else; the body locks the rows that it changes."""


def take_in(all_said: Iterable[Said]) -> Report:
    """Write what has changed, a set of persons at a time; doing it again changes nothing.

    Persons come first and relations after them, so that a child may stand before its guardians.
    """
    said, report, now = list(all_said), Report(), clock.now()
    for begin, part in _sets(said):
        _take_in_persons(begin, part, report, now)
    for begin, part in _sets(said):
        _take_in_relations(begin, part, report)
    return report


def _sets(things: Sequence[Thing]) -> Iterator[tuple[int, list[Thing]]]:
    """The things in sets, each with the place of its first."""
    each = iter(things)
    begin = 0
    while part := list(islice(each, SET)):
        yield begin, part
        begin += len(part)


# ── Persons ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _take_in_persons(begin: int, said: Sequence[Said], report: Report, now: datetime) -> None:
    known = _known({number for one in said for number in (one.identity, *one.earlier_numbers)})
    unchanged = []
    for place, one in enumerate(said, begin):
        person = known.get(one.identity)
        earlier = [known[number] for number in one.earlier_numbers if number in known]
        person = person or next(iter(earlier), None)
        others = {other.pk: other for other in earlier if person is not None and other != person}
        if others:
            report.doubles.append(place)
            for other in others.values():
                _follow(other, one, now)
        if person is None:
            known[one.identity] = _add(one, now)
            report.new += 1
        elif _is_news(person, one, known):
            known[one.identity] = _change(person, one, now)
            report.changed += 1
        else:
            unchanged.append(person.pk)
            report.unchanged += 1
    if unchanged:
        Person.objects.filter(pk__in=unchanged).update(register_said=now)


def _known(numbers: set[str]) -> dict[str, Person]:
    """The persons who have, or had, these numbers: two queries."""
    former = FormerNumber.objects.select_related("person").filter(identity__in=numbers)
    known = {row.identity: row.person for row in former}
    return known | {person.identity: person for person in Person.objects.filter(identity__in=numbers)}


def _columns(person: Person | None, said: Said) -> dict[str, Any]:
    """The columns as the register says them. What it does not say stays as it is.

    A person with skyddad folkbokföring has no address here, whatever a source says: post goes by the Tax Agency. When
    protection begins and no address is said with it, the one that is stored goes too.
    """
    address = said.address
    hidden = said.protection == Protection.PROTECTED_REGISTRATION
    begins = said.protection != Protection.NONE and (person is None or person.protection == Protection.NONE)
    if hidden or (begins and address is None):
        address = Address()
    columns: dict[str, Any] = {
        "identity": said.identity,
        "given_name": said.given_name,
        "family_name": said.family_name,
        "protection": said.protection.value,
        "registration": said.registration.value,
        "deceased": said.deceased,
    }
    if address is not None:
        columns |= {"street": address.street, "postal_code": address.postal_code, "place": address.place}
    if said.municipality_code is not None:
        columns["municipality_code"] = said.municipality_code
    return columns


def _is_news(person: Person, said: Said, known: dict[str, Person]) -> bool:
    return bool(_changes(person, said)) or any(number not in known for number in said.earlier_numbers)


def _changes(person: Person, said: Said) -> dict[str, Any]:
    return {name: value for name, value in _columns(person, said).items() if getattr(person, name) != value}


def _add(said: Said, now: datetime) -> Person:
    try:
        with settings_door.change(REGISTER, POPULATION_REGISTER, "register_add", LABEL) as change:
            person = Person.objects.create(**_columns(None, said), register_said=now)
            change.thing = change.person = person.id
            _keep_numbers(person, said)
    except IntegrityError:
        # Both parents added the newborn in the same moment: the other one's row says the same.
        return Person.objects.get(identity=said.identity)
    return person


def _change(person: Person, said: Said, now: datetime) -> Person:
    """Write the changed columns of one person. The trace names the columns, never what stands in them."""
    with settings_door.change(REGISTER, POPULATION_REGISTER, "register_change", LABEL, thing=person.id) as change:
        stored = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        former, changes = stored.identity, _changes(stored, said)
        Person.objects.filter(pk=stored.pk).update(**changes, register_said=now)
        if "identity" in changes:
            _keep_numbers(stored, said, former)
        else:
            _keep_numbers(stored, said)
        change.person, change.detail = stored.id, {"columns": sorted(changes)}
    return Person.objects.get(pk=person.pk)


def _follow(person: Person, said: Said, now: datetime) -> None:
    """Let a second row of the same person, with an older number, be as protected, as living and as registered.

    To merge the rows is for the clinics to decide, but a mark of protection holds for the person, whatever the number.
    No address is kept in a row that is protected: the register's address belongs to the number in force.
    """
    wanted: dict[str, Any] = {
        "protection": said.protection.value,
        "registration": said.registration.value,
        "deceased": said.deceased,
    }
    if said.protection != Protection.NONE:
        wanted |= {"street": "", "postal_code": "", "place": ""}
    changes = {name: value for name, value in wanted.items() if getattr(person, name) != value}
    if not changes:
        return
    with settings_door.change(REGISTER, POPULATION_REGISTER, "register_change", LABEL, thing=person.id) as change:
        Person.objects.filter(pk=person.pk).update(**changes, register_said=now)
        change.person, change.detail = person.id, {"columns": sorted(changes)}


def known_among(numbers: Collection[str]) -> frozenset[str]:
    """Those of these stored numbers that somebody here has, or had."""
    return frozenset(_known(set(numbers)))


def mark_protected(marks: Mapping[str, Protection]) -> int:
    """Mark persons as protected, by stored number, where nothing else of what a source said could be used.

    How many were changed. Nobody is made less protected by it, and nobody who is not known here is added.
    """
    changed, now = 0, clock.now()
    for number, person in _known(set(marks)).items():
        if person.protection == Protection.NONE:
            with settings_door.change(
                REGISTER, POPULATION_REGISTER, "register_change", LABEL, thing=person.id
            ) as change:
                no_address = {"street": "", "postal_code": "", "place": ""}
                Person.objects.filter(pk=person.pk).update(
                    protection=marks[number].value, register_said=now, **no_address
                )
                change.person, change.detail = person.id, {"columns": ["protection"]}
            changed += 1
    return changed


def _keep_numbers(person: Person, said: Said, *more: str) -> None:
    """Keep the numbers that a person had before; a number that is another person's row is left alone."""
    numbers = dict.fromkeys((*said.earlier_numbers, *more))
    numbers.pop(said.identity, None)
    taken = set(Person.objects.filter(identity__in=numbers).exclude(pk=person.pk).values_list("identity", flat=True))
    rows = [FormerNumber(identity=number, person=person) for number in numbers if number not in taken]
    FormerNumber.objects.bulk_create(rows, ignore_conflicts=True)


# ── Relations ────────────────────────────────────────────────────────────────────────────────────────────────────


def _take_in_relations(begin: int, said: Sequence[Said], report: Report) -> None:
    numbers = {
        number
        for one in said
        for number in (one.identity, *(one.guardians or ()), *(trustee.identity for trustee in one.trustees or ()))
    }
    known = _known(numbers)
    people = [known[one.identity].id for one in said if one.identity in known]
    guardians: dict[Any, set[Any]] = {}
    for child, guardian in Guardianship.objects.filter(child__in=people).values_list("child_id", "guardian_id"):
        guardians.setdefault(child, set()).add(guardian)
    trustees: dict[Any, set[Any]] = {}
    for row in Trusteeship.objects.filter(person__in=people):
        trustees.setdefault(row.person_id, set()).add((row.trustee_id, row.kind, row.person_matters))
    for place, one in enumerate(said, begin):
        person = known[one.identity]
        named = [*(one.guardians or ()), *(trustee.identity for trustee in one.trustees or ())]
        if any(number not in known for number in named):
            report.unknown_relations.append(place)
        if one.guardians is not None:
            wanted = {known[number].id for number in one.guardians if number in known} - {person.id}
            _write_guardians(person, guardians.get(person.id, set()), wanted)
        if one.trustees is not None:
            held = _held(known, one.trustees)
            _write_trustees(person, trustees.get(person.id, set()), held)


def _held(known: Mapping[str, Person], trustees: Iterable[Trustee]) -> set[tuple[UUID, str, bool]]:
    """The rows of a person's trustees, one for each of them: who is named twice has what both assignments include.

    A register names somebody twice who is both god man and förvaltare for a while, or by an old and a new number.
    """
    rows: dict[UUID, tuple[UUID, str, bool]] = {}
    for trustee in trustees:
        if trustee.identity in known:
            key = known[trustee.identity].id
            _key, kind, matters = rows.get(key, (key, TrusteeKind.GOD_MAN.value, False))
            if trustee.kind == TrusteeKind.FORVALTARE:
                kind = trustee.kind.value
            rows[key] = (key, kind, matters or trustee.person_matters)
    return set(rows.values())


def _write_guardians(child: Person, stored: set[Any], wanted: set[Any]) -> None:
    if stored == wanted:
        return
    with settings_door.change(REGISTER, POPULATION_REGISTER, "register_guardians", LABEL, thing=child.id) as change:
        Guardianship.objects.filter(child=child, guardian__in=stored - wanted).delete()
        Guardianship.objects.bulk_create(
            [Guardianship(child=child, guardian_id=guardian) for guardian in sorted(wanted - stored)],
            ignore_conflicts=True,
        )
        change.person = child.id
        change.detail = {"came": sorted(map(str, wanted - stored)), "left": sorted(map(str, stored - wanted))}


def _write_trustees(person: Person, stored: set[Any], wanted: set[Any]) -> None:
    if stored == wanted:
        return
    with settings_door.change(REGISTER, POPULATION_REGISTER, "register_trustees", LABEL, thing=person.id) as change:
        Trusteeship.objects.filter(person=person).delete()
        Trusteeship.objects.bulk_create(
            Trusteeship(person=person, trustee_id=trustee, kind=kind, person_matters=matters)
            for trustee, kind, matters in sorted(wanted)
        )
        change.person = person.id
        came, left = ({str(row[0]) for row in rows} for rows in (wanted - stored, stored - wanted))
        change.detail = {"came": sorted(came), "left": sorted(left)}
