"""The frame of the staff tool: the left menu with its counts, and what the permissions open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.care_units.rules import Permission
from vardtrad.cases.queries import MAY_HANDLE
from vardtrad.login.guards import ClinicRequest
from vardtrad.teams.queries import Hands, hands_of
from vardtrad.workplace import queries
from vardtrad.workplace.queries import WorkList


def menu(request: ClinicRequest, here: WorkList | None, hands: Hands | None = None) -> dict[str, Any]:
    """What the tool's frame needs: the clinic, the left menu with its counts, and what the permissions open."""
    roles = request.actor.roles
    counted = queries.counts(request.actor, hands or hands_of(request.actor.id, request.clinic.id))

    def item(which: WorkList) -> tuple[str, str, bool, str | None]:
        count = counted.get(which)
        words = queries.count_words(count) if count is not None else None
        return str(which.label), list_address(request.clinic.id, which), which is here, words

    groups = []
    if Permission.RECEIVER.value in roles:
        items = [item(which) for which in (WorkList.INCOMING, WorkList.DISTRIBUTED, WorkList.CLINIC_CLOSED)]
        groups.append((_("Mottagningens ärenden"), list_address(request.clinic.id, WorkList.CLINIC_TO_DO), items))
    if roles & MAY_HANDLE:
        items = [item(which) for which in (WorkList.ASSIGNED, WorkList.QUESTIONS, WorkList.OWN_CLOSED)]
        groups.append((_("Mina ärenden"), list_address(request.clinic.id, WorkList.OWN_TO_DO), items))
    return {
        "unit": request.clinic,
        "menu": groups,
        "tab": "arenden",
        "may_administer": Permission.ADMINISTRATOR.value in roles,
    }


def list_address(clinic: UUID, which: WorkList) -> str:
    """The address of a list at a clinic."""
    return f"/personal/{clinic}/{which.value}" + ("/" if which.value in {"arenden", "mina"} else "")
