"""Taking out changes of codes for the record system: each change once, and the same file again when it is asked for."""

from __future__ import annotations

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.waiting_list.models import CodeChange, CodeExport
from vardtrad.cases.waiting_list.queries import Change, changes_of, changes_to_take_out
from vardtrad.gate import settings_door
from vardtrad.gate.sets import update_set
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.models import Unit

MOST = 5_000
"""The most changes of one file; what is left is taken out in the next."""


def _works_here(actor: Actor) -> None:
    if actor.unit is None or actor.roles.isdisjoint(MAY_HANDLE):
        raise not_there()


EXPORTS = Settings(check=_works_here, lock=lambda actor: Unit.objects.filter(pk=actor.here))
"""A clinic's changes are taken out by those who work with cases there; two at once one after the other."""


def take_out(actor: Actor) -> tuple[CodeExport | None, list[Change]]:
    """Mark the clinic's changes as taken out, and give them; None when there are none left. Raises Refused."""
    with settings_door.change(EXPORTS, actor, "export_codes", "waiting_list") as change:
        changes = changes_to_take_out(actor.here, MOST)
        change.repeated = not changes
        if not changes:
            return None, []
        export = CodeExport.objects.create(
            clinic_id=actor.here, at=clock.now(), by_name=actor.name, number=len(changes)
        )
        taken = list(CodeChange.objects.filter(pk__in=[row.id for row in changes]))
        for row in taken:
            row.export = export
        update_set(taken, ["export"])
        change.thing, change.detail = export.id, {"changes": len(changes)}
    return export, changes


def again(export: CodeExport) -> list[Change]:
    """The changes of an earlier export: the file got lost, or the record system refused it."""
    return changes_of(export, MOST)
