"""From a case back to the list that it was opened from, and on to the next case there.

A list is sorted by what a move changes, so the place that a case had in it goes along with the form: as the values that
lists are sorted by, and the case's id. Neither names a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from vardtrad.cases.case.models import Case
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import list_address
from vardtrad.shared.lists.paging import moment_of, moment_text
from vardtrad.shared.login.guards import ClinicRequest

LIST, DONE = "lista", "klar"
"""The fields of a case's forms, and the parameters of its address and the list's: the list, and the case's place."""
_OF_A_PAGE = frozenset({DONE, "efter", "fore", "nr", "visa"})
"""What the address of a list says of the page that is shown, not of the list."""
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a case in the lists before it was moved."""

    updated: datetime
    created: datetime
    not_urgent: bool
    urgency: datetime
    id: UUID

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """The place that an address names, or None when it names none."""
        parts = text.split("_")
        if len(parts) != 5:
            return None
        updated, created, urgency = (moment_of(parts[place]) for place in (0, 1, 3))
        try:
            key = UUID(parts[4])
        except ValueError:
            return None
        if updated is None or created is None or urgency is None:
            return None
        return cls(updated, created, parts[2] == "1", urgency, key)


def mark_of(case: Case) -> str:
    """The place of a case in the lists now, as a form and an address hold it."""
    moments = (moment_text(case.updated), moment_text(case.created))
    return "_".join([*moments, str(int(case.not_urgent)), moment_text(case.urgency), str(case.id)])


@dataclass(frozen=True, slots=True)
class CameFrom:
    """A list that the reader has, with its filters and sorting as in its address."""

    which: WorkList
    query: str

    @property
    def text(self) -> str:
        """As a form and an address hold it."""
        return f"{self.which.value}?{self.query}" if self.query else self.which.value

    def address(self, clinic: UUID, *more: tuple[str, str]) -> str:
        """The address of the list, with ``more`` parameters."""
        query = "&".join(filter(None, [self.query, urlencode(more)]))
        base = list_address(clinic, self.which)
        return f"{base}?{query}" if query else base


def came_from(request: ClinicRequest) -> CameFrom | None:
    """The list that a case was opened from: as its form or address says, else the page before; None for none."""
    text = request.POST.get(LIST) or request.GET.get(LIST) or _page_before(request)
    path, _mark, query = text[:LONGEST].partition("?")
    try:
        which = WorkList(path.rstrip("/"))
    except ValueError:
        return None
    if not which.permissions & request.actor.roles:
        return None
    # The list itself passes over what is no filter of its own.
    return CameFrom(which, urlencode([pair for pair in parse_qsl(query) if pair[0] not in _OF_A_PAGE]))


def _page_before(request: ClinicRequest) -> str:
    """The path and query of the clinic's page that led here, if it was one of ours."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    base = f"/personal/{request.clinic.id}/"
    if before.netloc != request.get_host() or not before.path.startswith(base):
        return ""
    return f"{before.path.removeprefix(base)}?{before.query}"
