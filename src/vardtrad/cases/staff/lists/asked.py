"""What is asked of a list: its filters, its sorting, its search, and the place in it; as it stands in an address.

An address holds codes, dates and ids only, so that it can be kept and shared: never a name, a number or a case's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.rules import Feedback, Origin
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.kernel import clock

WITH_CLOSED = frozenset({WorkList.CLINIC_ALL, WorkList.OWN_ALL})
"""The lists where closed cases can be included (004-066); the others hold only the one or the other."""
MOST = 30
"""How many choices of one filter are read from an address."""


class Status(models.TextChoices):
    """The choices of the filter Status under "Tilldelat" (004-062); several at once mean any of them."""

    UNHANDLED = "ohanterat", _("Ohanterat")
    PARTIAL_RECEIVER = "delsvar-mottagare", _("Delsvar från ärendemottagare")
    PARTIAL_SENT = "delsvar", _("Delsvar skickat")
    QUESTION = "motfraga", _("Motfråga till invånare")
    ANSWER_CAME = "svar", _("Svar från invånare")
    SENT_QUESTION = "fraga", _("Fråga till invånare")


_STATUS = {
    Status.UNHANDLED: Q(feedback=Feedback.NONE),
    Status.PARTIAL_RECEIVER: Q(feedback=Feedback.PARTIAL_RECEIVER),
    Status.PARTIAL_SENT: Q(feedback=Feedback.PARTIAL_HANDLER),
    Status.QUESTION: Q(feedback=Feedback.QUESTION, origin=Origin.RESIDENT),
    Status.ANSWER_CAME: Q(feedback=Feedback.ANSWER_CAME),
    Status.SENT_QUESTION: Q(feedback=Feedback.QUESTION, origin=Origin.CLINIC),
}


class Reading(models.TextChoices):
    """The choices of the filter on whether the resident has read the latest message (004-063)."""

    UNREAD = "olast", _("Oläst av invånaren")
    READ = "last", _("Läst av invånaren")


# Where the latest message is the resident's own there is nothing for the resident to read.
_SAID_LAST = Q(is_open=False) | Q(feedback__in=[Feedback.PARTIAL_RECEIVER, Feedback.PARTIAL_HANDLER, Feedback.QUESTION])
_READING = {
    Reading.UNREAD: Q(unread_by_resident=True) & _SAID_LAST,
    Reading.READ: Q(unread_by_resident=False) & _SAID_LAST,
}


class Sort(models.TextChoices):
    """What a list can be sorted by; each way has an index of its own."""

    UPDATED = "uppdaterat", _("Uppdaterat")
    CREATED = "skapat", _("Skapat")
    URGENCY = "atgarda", _("Åtgärda senast")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that decide the order, the id last so that no two cases share a place."""
        return ("calm", "urgency", "id") if self is Sort.URGENCY else (str(self.name).lower(), "id")

    @property
    def rises(self) -> bool:
        """Whether the list begins with the least: the most urgent; else with the latest."""
        return self is Sort.URGENCY


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a sorted list: the values of the columns that decide the order."""

    values: tuple[bool | datetime | UUID, ...]

    @override
    def __str__(self) -> str:
        """As it stands in an address: microseconds since 1970 and the id; for urgency first whether it is calm."""
        return "-".join(_written(value) for value in self.values)

    @classmethod
    def read(cls, sort: Sort, text: str) -> Place | None:
        """The place that an address names in a list sorted so, or None when it names none."""
        parts = text.split("-", len(sort.columns) - 1)
        if len(parts) != len(sort.columns):
            return None
        *calm, stamp, key = parts
        try:
            seconds, micro = divmod(int(stamp), 1_000_000)
            moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro)
            return cls((*(bool(int(one)) for one in calm), moment, UUID(key)))
        except (ValueError, OverflowError, OSError):
            return None


def _written(value: bool | datetime | UUID) -> str:
    if isinstance(value, datetime):
        return str((value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))
    return str(int(value)) if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters, the sorting and the search of a list. Filters narrow together; choices of one filter widen it."""

    flagged: bool = False
    statuses: tuple[Status, ...] = ()
    reading: Reading | None = None
    since: date | None = None
    until: date | None = None
    resident: UUID | None = None
    holder: UUID | None = None
    types: tuple[UUID, ...] = ()
    closed: bool = False
    search: UUID | None = None
    sort: Sort = Sort.UPDATED
    turned: bool = False
    words: str | None = field(default=None, compare=False)
    """The words of ``search``, once they have been looked up."""

    @classmethod
    def read(cls, address: QueryDict, which: WorkList) -> Asked:
        """What an address asks for. What is no choice is passed over."""
        chosen = address.getlist("status")[:MOST]
        sort = address.get("sortera") or ""
        return cls(
            flagged="flaggat" in chosen,
            statuses=tuple(one for one in Status if one.value in chosen),
            reading=next((one for one in Reading if one.value == address.get("lasning")), None),
            since=_day(address.get("fran")),
            until=_day(address.get("till")),
            resident=_key(address.get("invanare")),
            holder=_key(address.get("hanterare")),
            types=tuple(sorted({key for one in address.getlist("arendetyp")[:MOST] if (key := _key(one))})),
            closed=address.get("avslutat") == "ja" and which in WITH_CLOSED,
            search=_key(address.get("sok")),
            sort=next((one for one in Sort if one.value == sort.removeprefix("-")), Sort.UPDATED),
            turned=sort.startswith("-"),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of the address, always in the same order; none for a list as it is."""
        found = [("status", "flaggat")] if self.flagged else []
        found += [("status", one.value) for one in self.statuses]
        found += [("arendetyp", str(one)) for one in self.types]
        single: Mapping[str, object] = {
            "lasning": self.reading.value if self.reading else None,
            "fran": self.since,
            "till": self.until,
            "invanare": self.resident,
            "hanterare": self.holder,
            "avslutat": "ja" if self.closed else None,
            "sok": self.search,
            "sortera": ("-" if self.turned else "") + self.sort
            if self.turned or self.sort is not Sort.UPDATED
            else None,
        }
        return found + [(name, str(value)) for name, value in single.items() if value is not None]

    def address(self, base: str, *more: tuple[str, str]) -> str:
        """The address of a list, ``base``, with all that is asked of it, and more."""
        query = urlencode([*self.pairs(), *more])
        return f"{base}?{query}" if query else base

    @property
    def cleared(self) -> Asked:
        """The same sorting without filters and search."""
        return Asked(sort=self.sort, turned=self.turned)

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return self.cleared != self

    @property
    def rises(self) -> bool:
        """Whether the list begins with the least."""
        return self.sort.rises != self.turned

    def condition(self) -> Q:
        """What the filters ask of a case; the search is asked by the query itself."""
        found = Q()
        if self.flagged:
            found &= Q(flagged__isnull=False)
        if self.statuses:
            # A closed case has another status: "Avslutat".
            any_of = Q()
            for one in self.statuses:
                any_of |= _STATUS[one]
            found &= Q(is_open=True) & any_of
        if self.reading is not None:
            found &= _READING[self.reading]
        if self.since is not None:
            found &= Q(updated__gte=datetime.combine(self.since, time.min, clock.STOCKHOLM).astimezone(UTC))
        if self.until is not None:
            found &= Q(updated__lt=clock.end_of_working_day(self.until))
        if self.resident is not None:
            found &= Q(patient_id=self.resident)
        if self.holder is not None:
            found &= Q(holder=self.holder)
        if self.types:
            found &= Q(case_type_id__in=self.types)
        return found


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    """A Swedish date between 1900 and 2999, which leaves room for its midnights everywhere."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 1900 <= found.year < 3000 else None
