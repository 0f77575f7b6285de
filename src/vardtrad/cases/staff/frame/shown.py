"""What the frame of the staff tool shows: the left menu with its counts, and who has which case open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vardtrad.cases.case.capacities import MAY_COUNT, MAY_HANDLE
from vardtrad.cases.case.presence import queries as presence
from vardtrad.cases.staff.frame import queries
from vardtrad.cases.staff.frame.queries import Office, Question, WorkList
from vardtrad.cases.teams.queries import Coverage, coverage_of
from vardtrad.cases.waiting_list.following_up import View
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.lists.counts import count_words
from vardtrad.shared.login.guards import ClinicRequest


class JobsUnderWay(Protocol):
    """The function that gives the jobs under way (the setting STAFF_JOBS_UNDER_WAY)."""

    def __call__(self, request: ClinicRequest, *, always: bool) -> list[tuple[str, str]]:
        """The words and the address of each unfinished job of the actor at the clinic."""
        ...


def menu(
    request: ClinicRequest,
    here: WorkList | None,
    hands: Coverage | None = None,
    also: Sequence[Question] = (),
    *,
    at: str = "",
) -> dict[str, Any]:
    """The context of the tool's frame: the clinic, the left menu with its counts, and what the permissions open.

    ``here`` is the list that is shown, or ``at`` the address of another page that the menu leads to. The rows
    of ``also`` are counted in the same query; their numbers are the context's ``also_counted``.
    """
    roles = request.actor.roles
    counted, others = queries.counts(request.actor, hands or coverage_of(request.actor.id, request.clinic.id), also)

    groups = _groups(get_language(), request.clinic.id, roles, here, at, tuple(counted.items()))
    return {
        "unit": request.clinic,
        "menu": groups,
        "counted": {which.value: count_words(number) for which, number in counted.items()},
        "also_counted": others,
        "jobs_under_way": jobs_under_way(request),
        "tab": "arenden",
        "may_administer": Permission.ADMINISTRATOR.value in roles,
        "may_count": bool(roles & MAY_COUNT),
        "thumb_ways": _thumb_ways(request, here),
    }


Item: TypeAlias = tuple[str, str, bool, str | None]
"""An entry of the menu: its words, its address, whether it is this page, and its count in words."""


@lru_cache(maxsize=1_024)
def _groups(
    _language: str | None,
    clinic: UUID,
    roles: frozenset[str],
    here: WorkList | None,
    at: str,
    counts: tuple[tuple[WorkList | Office, int], ...],
) -> list[tuple[str, str, list[Item]]]:
    """The groups of the menu, each with its words, its address and its entries.

    Remembered as a whole: with the same counts everybody with the same permissions has the same menu.
    """
    counted = dict(counts)

    def item(which: WorkList) -> Item:
        count = counted.get(which)
        words = count_words(count) if count is not None else None
        return str(which.label), list_address(clinic, which), which is here, words

    groups = []
    if Permission.RECEIVER.value in roles:
        items = [item(which) for which in (WorkList.INCOMING, WorkList.DISTRIBUTED, WorkList.CLINIC_CLOSED)]
        groups.append((_("Mottagningens ärenden"), list_address(clinic, WorkList.CLINIC_TO_DO), items))
    if roles & MAY_HANDLE:
        items = [item(which) for which in (WorkList.ASSIGNED, WorkList.QUESTIONS, WorkList.OWN_CLOSED)]
        if WorkList.UNTAKEN in counted:
            items.insert(1, item(WorkList.UNTAKEN))
        if WorkList.URGENT in counted:
            items.insert(0, item(WorkList.URGENT))
        groups.append((_("Mina ärenden"), list_address(clinic, WorkList.OWN_TO_DO), items))
        base = f"/personal/{clinic}/"

        def office(words: str, to: str, which: Office | None = None) -> Item:
            return words, base + to, base + to == at, None if which is None else count_words(counted[which])

        items.append(office(str(Office.QUESTIONS.label), "kollegor/", Office.QUESTIONS))
        items.append(office(str(Office.TASKS.label), Office.TASKS.value, Office.TASKS))
        items.append(office(str(Office.FREE_TASKS.label), Office.FREE_TASKS.value, Office.FREE_TASKS))
        waiting = [office(_("Att hantera"), "listning/", Office.LISTINGS), office(_("Hanterade"), "listning/hanterade")]
        groups.append((str(Office.LISTINGS.label), f"{base}listning/", waiting))
        lists = f"{base}vardgaranti/lista?visa="
        followed: list[tuple[str, str, bool, str | None]] = [
            (str(view.label), lists + view.value, lists + view.value == at, None) for view in (View.CONFIRM, View.CALL)
        ]
        groups.append((_("Vårdgaranti"), f"{base}vardgaranti/", followed))
    return groups


def _thumb_ways(request: ClinicRequest, here: WorkList | None) -> list[tuple[str, str, str, bool]]:
    """What the bar at the bottom of a phone leads to: words, address, icon, and whether it is this page."""
    roles, clinic = request.actor.roles, request.clinic.id
    receives, handles = Permission.RECEIVER.value in roles, bool(roles & MAY_HANDLE)
    owner = request.session_row.staff
    to_search = WorkList.CLINIC_ALL if receives else WorkList.OWN_ALL
    ways = [
        (_("Inkomna"), WorkList.INCOMING, "msg", receives),
        (_("Mina"), WorkList.OWN_TO_DO, "person", handles),
    ]
    shown = [(words, list_address(clinic, which), icon, here is which) for words, which, icon, may in ways if may]
    if owner is not None and owner.positions:
        shown.append((_("Planer"), "/planer/", "process", False))
    if receives or handles:
        shown.append((_("Sök"), f"{list_address(clinic, to_search)}#seek", "search", False))
    return shown


def jobs_under_way(request: ClinicRequest, *, always: bool = False) -> list[tuple[str, str]]:
    """The actor's jobs under way at the clinic, each as its words and its address.

    Without ``always`` the database is queried only when this browser has begun a job (one query, or none). The function
    is named in the settings, since the rooms that carry out jobs are above the frame.
    """
    answer: JobsUnderWay = import_string(settings.STAFF_JOBS_UNDER_WAY)
    return answer(request, always=always)


def list_address(clinic: UUID, which: WorkList) -> str:
    """The address of a list at a clinic."""
    return f"/personal/{clinic}/{which.value}" + ("/" if which.value in {"arenden", "mina"} else "")


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has a case of a list open: as initials, and in a sentence."""

    initials: str
    words: str


def readers_of(cases: Collection[UUID], but: UUID) -> dict[UUID, Readers]:
    """Who, except ``but``, has each of these cases open now (B-02): one query."""
    return readers_at(presence.present_in(cases, but))


def readers_in(case: UUID, but: UUID) -> list[presence.Reader]:
    """Who, except ``but``, has the case open now (B-02): one query."""
    return presence.present_in([case], but).get(case, [])


def readers_at(present: Mapping[UUID, list[presence.Reader]]) -> dict[UUID, Readers]:
    """The readers of each case as a list shows them."""
    return {
        case: Readers(" ".join(reader.initials for reader in readers), who_words(readers))
        for case, readers in present.items()
    }


def who_words(readers: list[presence.Reader]) -> str:
    """Who else has a case open, in a sentence; empty when nobody has."""
    if not readers:
        return ""
    names = _(" och ").join(filter(None, [", ".join(reader.name for reader in readers[:-1]), readers[-1].name]))
    return _("%(names)s har också ärendet öppet.") % {"names": names}
