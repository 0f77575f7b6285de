"""A database that really commits, for workers that are killed, and dispatches with many recipients."""

from __future__ import annotations

from typing import Any

from tests.course import made_up
from tests.people import Employee, Region
from tests.toy.committed import committed
from vardtrad.cases.case.models import CaseType
from vardtrad.cases.staff.sending import actions
from vardtrad.cases.staff.sending.models import Dispatch, Recipient
from vardtrad.kernel.actors import system
from vardtrad.shared.people.models import Person

__all__ = ["committed", "made_up"]


def to_many(who: Employee, region: Region, number: int, template: str = "clinic-question", **of: Any) -> Dispatch:
    """A dispatch with so many recipients, not ordered yet."""
    actions.load_templates(system("testerna"), region.a)
    people = Person.objects.bulk_create(
        Person(identity=made_up(n), given_name=f"N{n}", family_name="Nn", **of) for n in range(number)
    )
    sending = actions.begin(who.actor, region.a, CaseType.objects.get(code=template))
    Recipient.objects.bulk_create(Recipient(dispatch=sending, person=person) for person in people)
    return sending
