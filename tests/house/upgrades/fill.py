"""Fills a database for scripts/make_upgrade_dump.py: the demo's region, logged-in people, and the rarer tables.

Run as a process of its own, as the application's role: ``python -m tests.house.upgrades.fill NOTE``. Writes to the file
NOTE, as JSON, what the dump itself does not have: the cookies of the sessions and what each owner is shown.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from vardtrad.shared.care_units.models import Staff
    from vardtrad.shared.people.models import Person

SESSIONS = 3
"""How many residents, how many staff with cases and how many who plan have a session."""


@dataclass(frozen=True)
class Login:
    """A session: its cookie, and the thing that its owner is shown at a unit (in a role when they plan)."""

    world: str
    cookie: str
    thing: UUID
    unit: UUID | None = None
    role: str = ""


def main(note: Path) -> None:
    """Fill the database and write the note."""
    import django

    django.setup()
    from tests.house.upgrades import rarer
    from vardtrad.config.demo import filling as demo
    from vardtrad.gate.door import seal
    from vardtrad.kernel import clock

    demo.load()
    rarer.write()
    sessions = [*_residents(), *_staff(), *_planners()]
    while seal.seal_batch():
        pass
    note.write_text(json.dumps({"made": clock.now(), "sessions": [vars(session) for session in sessions]}, default=str))


def _log_in(owner: Person | Staff) -> str:
    from vardtrad.shared.login import actions
    from vardtrad.shared.login.models import World
    from vardtrad.shared.login.providers import Proven
    from vardtrad.shared.people.models import Person as PersonModel

    if isinstance(owner, PersonModel):
        return actions.log_in(Proven(World.RESIDENT, owner.identity, 3, "test"))
    return actions.log_in(Proven(World.STAFF, owner.hsa_id, 3, "test"))


def _residents() -> Iterator[Login]:
    """Residents with a session, each with the newest case of their own."""
    from vardtrad.cases.case.models import Case

    newest = {case.patient_id: case for case in Case.objects.select_related("patient").order_by("updated")}
    grown = [case for case in newest.values() if case.patient.may_log_in]
    for case in grown[:SESSIONS]:
        yield Login("resident", _log_in(case.patient), case.id)


def _staff() -> Iterator[Login]:
    """Handlers with a session, each with the newest case that they answer for."""
    from vardtrad.cases.case.models import Case
    from vardtrad.shared.care_units.queries import assignment_of

    handled = Case.objects.select_related("handler").exclude(handler=None).exclude(state="closed").order_by("updated")
    newest = {case.handler: case for case in handled}
    working = [
        (handler, case)
        for handler, case in newest.items()
        if handler is not None and assignment_of(handler.id, case.clinic_id) is not None
    ]
    for handler, case in working[:SESSIONS]:
        yield Login("staff", _log_in(handler), case.id, case.clinic_id)


def _planners() -> Iterator[Login]:
    """Staff at the wards with a session, each with a plan that their own unit made."""
    from vardtrad.planning.plan.models import Participant
    from vardtrad.shared.care_units.models import Staff as StaffModel
    from vardtrad.shared.care_units.queries import seats_of

    own = dict(Participant.objects.filter(party="inpatient").values_list("unit_id", "plan_id"))
    seats = [(staff, seat) for staff in StaffModel.objects.filter(active=True) for seat in seats_of(staff)]
    for staff, seat in [(staff, seat) for staff, seat in seats if seat.unit.id in own][:SESSIONS]:
        yield Login("staff", _log_in(staff), own[seat.unit.id], seat.unit.id, seat.role.code)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
