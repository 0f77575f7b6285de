"""The frame of the staff tool: the left menu with its counts, and what the permissions open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.care_units.rules import Permission
from vardtrad.cases.actions import CASES
from vardtrad.cases.models import Case
from vardtrad.cases.queries import MAY_COUNT, MAY_HANDLE
from vardtrad.gate import door
from vardtrad.login.guards import ClinicRequest, at_clinic, unattended
from vardtrad.presence import queries as presence
from vardtrad.teams.queries import Hands, hands_of
from vardtrad.workplace import queries
from vardtrad.workplace.queries import Office, WorkList


def menu(
    request: ClinicRequest,
    here: WorkList | None,
    hands: Hands | None = None,
    also: Sequence[QuerySet[Case]] = (),
    *,
    at: str = "",
) -> dict[str, Any]:
    """What the tool's frame needs: the clinic, the left menu with its counts, and what the permissions open.

    ``here`` is the list that is shown, or ``at`` the address of another page that the menu leads to. ``also`` are
    counted in the same query; their numbers are the context's ``also_counted``.
    """
    roles = request.actor.roles
    counted, others = queries.counts(request.actor, hands or hands_of(request.actor.id, request.clinic.id), also)

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
        base = f"/personal/{request.clinic.id}/"

        def office(words: str, to: str, which: Office | None = None) -> tuple[str, str, bool, str | None]:
            return words, base + to, base + to == at, None if which is None else queries.count_words(counted[which])

        items.append(office(str(Office.QUESTIONS.label), "kollegor/", Office.QUESTIONS))
        items.append(office(str(Office.TASKS.label), "uppgifter/", Office.TASKS))
        waiting = [office(_("Att hantera"), "listning/", Office.LISTINGS), office(_("Hanterade"), "listning/hanterade")]
        groups.append((str(Office.LISTINGS.label), f"{base}listning/", waiting))
    return {
        "unit": request.clinic,
        "menu": groups,
        "counted": {which.value: queries.count_words(number) for which, number in counted.items()},
        "also_counted": others,
        "tab": "arenden",
        "may_administer": Permission.ADMINISTRATOR.value in roles,
        "may_count": bool(roles & MAY_COUNT),
    }


def list_address(clinic: UUID, which: WorkList) -> str:
    """The address of a list at a clinic."""
    return f"/personal/{clinic}/{which.value}" + ("/" if which.value in {"arenden", "mina"} else "")


# ── What open pages ask by themselves ──────────────────────────────────────────────────────────────────────────────


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@unattended
@require_safe
def clinic_now(request: ClinicRequest) -> HttpResponse:
    """How it stands at the clinic: the menu's counts by address, and who has which case open (B-02)."""
    hands = hands_of(request.actor.id, request.clinic.id)
    items = [item for _words, _to, group in menu(request, None, hands)["menu"] for item in group]
    seen = None if Permission.RECEIVER.value in request.actor.roles else hands.holders
    present = presence.present_at(request.clinic.id, request.actor.id, seen)
    return JsonResponse(
        {
            "stand": queries.stand(request.clinic.id),
            "counts": {address: count for _words, address, _here, count in items if count is not None},
            "present": {str(case): asdict(readers) for case, readers in _shown(present).items()},
        }
    )


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@unattended
@require_safe
def case_now(request: ClinicRequest, case: UUID) -> HttpResponse:
    """How it stands with an open case: its content number, and who else has it open (B-02)."""
    found, _held = door.follow(CASES, request.actor, case)
    return JsonResponse({"stand": str(found.content), "who": who_words(readers_in(found.id, request.actor.id))})


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has a case of a list open: as initials, and in a sentence."""

    initials: str
    words: str


def readers_of(cases: Collection[UUID], but: UUID) -> dict[UUID, Readers]:
    """Who, except ``but``, has each of these cases open now (B-02): one query."""
    return _shown(presence.present_in(cases, but))


def readers_in(case: UUID, but: UUID) -> list[presence.Reader]:
    """Who, except ``but``, has the case open now (B-02): one query."""
    return presence.present_in([case], but).get(case, [])


def _shown(present: Mapping[UUID, list[presence.Reader]]) -> dict[UUID, Readers]:
    return {
        case: Readers(" ".join(one.initials for one in readers), who_words(readers))
        for case, readers in present.items()
    }


def who_words(readers: list[presence.Reader]) -> str:
    """Who else has a case open, in a sentence; empty when nobody has."""
    if not readers:
        return ""
    names = _(" och ").join(filter(None, [", ".join(one.name for one in readers[:-1]), readers[-1].name]))
    return _("%(names)s har också ärendet öppet.") % {"names": names}
