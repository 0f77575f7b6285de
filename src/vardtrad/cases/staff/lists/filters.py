"""The filters, the sorting and the search of a work list, as they stand in an address, and the places in the list.

A filter is one record in ``FILTERS``: the form, the chips, the address and the SQL all come from it. What the lists
filter by stands in their wide indexes (``_FILTERED`` in cases/case/models.py), so a record for another column wants
that column there too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.capacities import handler_has_left
from vardtrad.cases.case.rules import Feedback, Origin
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.kernel import clock
from vardtrad.shared.lists.filters import Chosen, Day, Filter, Key, Keys, Names, OneOf, SomeOf, TypedKey
from vardtrad.shared.lists.paging import moment_of, moment_text

V = TypeVar("V")
WITH_CLOSED = frozenset({WorkList.CLINIC_ALL, WorkList.OWN_ALL})
"""The lists where closed cases can be included (004-066); the others hold only the one or the other."""


class Status(models.TextChoices):
    """The choices of the filter Status (004-062); those under "Tilldelat" together mean any of them."""

    FLAGGED = "flaggat", _("Flaggat")
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


def _has_status(chosen: tuple[Status, ...], _reader: Any) -> Q:
    """Flagged cases narrow what the other choices, any of them, give. A closed case has another status: "Avslutat"."""
    condition = Q(flagged__isnull=False) if Status.FLAGGED in chosen else Q()
    any_of = Q()
    for status in chosen:
        any_of |= _STATUS.get(status, Q())
    return condition & Q(is_open=True) & any_of if any_of else condition


class Reading(models.TextChoices):
    """The choices of the filter on whether the resident has read the latest message (004-063)."""

    UNREAD = "olast", _("Oläst av invånaren")
    READ = "last", _("Läst av invånaren")


# Where the latest message is the resident's own there is nothing for the resident to read.
_SAID_LAST = Q(is_open=False) | Q(feedback__in=[Feedback.PARTIAL_RECEIVER, Feedback.PARTIAL_HANDLER, Feedback.QUESTION])


class Closed(models.TextChoices):
    """The choice of including closed cases (004-066)."""

    INCLUDED = "ja", _("Inkluderas")


def _name_of_resident(key: UUID, names: Names) -> str:
    return names.get(key) or gettext("Vald invånare")


def _name_of_holder(key: UUID, names: Names) -> str:
    """The name of a group or colleague; plain words for somebody who no longer works here."""
    return names.get(key) or gettext("Vald hanterare")


def _name_of_type(key: UUID, names: Names) -> str:
    """The name of a case type; plain words for one that is no longer used."""
    return names.get(key) or gettext("Vald ärendetyp")


class Hands(models.TextChoices):
    """The choice of the cases whose handler may no longer work with them."""

    LEFT = "utan", _("Handläggaren har inte längre behörighet")


class Pressing(models.TextChoices):
    """The choices of what presses most: marked urgent, or with the resident's word due today or late."""

    URGENT = "bradskande", _("Brådskande")
    TODAY = "i-dag", _("Återkoppling senast i dag")


def _presses(chosen: Pressing, _reader: Any) -> Q:
    """By the columns that the lists are sorted by."""
    if chosen is Pressing.URGENT:
        return Q(is_open=True, not_urgent=False)
    return Q(is_open=True, urgency__lte=clock.end_of_day(clock.today()))


STATUS = Filter("status", _("Status"), SomeOf(Status), condition=_has_status)
READING = Filter(
    "lasning",
    _("Filtrera på om invånaren har läst senaste meddelandet i ärendet"),
    OneOf(Reading, otherwise=_("Alla")),
    condition=lambda chosen, _reader: Q(unread_by_resident=chosen is Reading.UNREAD) & _SAID_LAST,
)
SINCE = Filter(
    "fran",
    _("Uppdaterat från"),
    Day(),
    condition=lambda day, _reader: Q(updated__gte=clock.start_of_day(day)),
    chip=lambda day, _names: gettext("Från %(day)s") % {"day": day.isoformat()},
)
UNTIL = Filter(
    "till",
    _("Uppdaterat till"),
    Day(),
    condition=lambda day, _reader: Q(updated__lt=clock.end_of_day(day)),
    chip=lambda day, _names: gettext("Till %(day)s") % {"day": day.isoformat()},
)
RESIDENT = Filter(
    "invanare",
    _("Invånare"),
    TypedKey(otherwise=""),
    condition=lambda key, _reader: Q(patient_id=key),
    chip=_name_of_resident,
)
HOLDER = Filter(
    "hanterare",
    _("Hanterare"),
    Key(otherwise=_("Alla")),
    condition=lambda key, _reader: Q(holder=key),
    chip=_name_of_holder,
)
HANDS = Filter(
    "behorighet",
    _("Handläggarens behörighet"),
    OneOf(Hands, otherwise=_("Alla")),
    condition=lambda _left, _coverage: handler_has_left(),
)
CASE_TYPES = Filter(
    "arendetyp",
    _("Ärendetyp"),
    Keys(),
    condition=lambda keys, _reader: Q(case_type_id__in=keys),
    chip=_name_of_type,
)
PRESSING = Filter(
    "bratt",
    _("Bråttom"),
    OneOf(Pressing, otherwise=_("Alla")),
    condition=_presses,
)
CLOSED = Filter(
    "avslutat",
    _("Avslutat"),
    OneOf(Closed, otherwise=_("Exkluderas")),
    # Closed cases are let in by the list's own conditions (list_sql).
    condition=lambda _included, _reader: Q(),
    chip=lambda _included, _names: gettext("Avslutat inkluderas"),
    help=_("När avslutade ärenden inkluderas kan listan bli långsam."),
)

FILTERS: tuple[Filter[Any], ...] = (
    STATUS,
    READING,
    SINCE,
    UNTIL,
    RESIDENT,
    HOLDER,
    CASE_TYPES,
    CLOSED,
    HANDS,
    PRESSING,
)
"""The filters of the work lists (004-061…066), in the order of their fields and chips."""


class Sort(models.TextChoices):
    """What a list can be sorted by; each way has an index of its own."""

    UPDATED = "uppdaterat", _("Uppdaterat")
    CREATED = "skapat", _("Skapat")
    URGENCY = "atgarda", _("Åtgärda senast")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that decide the order, the id last so that no two cases share a place."""
        return ("not_urgent", "urgency", "id") if self is Sort.URGENCY else (str(self.name).lower(), "id")

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
        """As it stands in an address: microseconds since 1970 and the id; for urgency first 1 if not urgent."""
        return "-".join(_written(value) for value in self.values)

    @classmethod
    def read(cls, sort: Sort, text: str) -> Place | None:
        """The place that an address names in a list sorted so, or None when it names none."""
        parts = text.split("-", len(sort.columns) - 1)
        if len(parts) != len(sort.columns):
            return None
        *flags, stamp, key = parts
        moment = moment_of(stamp)
        if moment is None:
            return None
        try:
            return cls((*(bool(int(flag)) for flag in flags), moment, UUID(key)))
        except ValueError:
            return None


def _written(value: bool | datetime | UUID) -> str:
    if isinstance(value, datetime):
        return moment_text(value)
    return str(int(value)) if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class ListFilter:
    """The filters, the sorting and the search of a list."""

    chosen: Chosen = field(default_factory=lambda: Chosen.nothing(FILTERS))
    search: UUID | None = None
    sort: Sort = Sort.UPDATED
    turned: bool = False
    words: str | None = field(default=None, compare=False)
    """The words of ``search``, once they have been looked up."""

    @classmethod
    def read(cls, address: QueryDict, which: WorkList) -> ListFilter:
        """What an address asks for. What is no choice is passed over."""
        chosen = Chosen.read(FILTERS, address)
        sort = address.get("sortera") or ""
        return cls(
            chosen if which in WITH_CLOSED else chosen.choose(CLOSED, None),
            search=_key(address.get("sok")),
            sort=next((way for way in Sort if way.value == sort.removeprefix("-")), Sort.UPDATED),
            turned=sort.startswith("-"),
        )

    def value(self, record: Filter[V]) -> V | None:
        """The chosen value of a filter; None when nothing is chosen."""
        return self.chosen.value(record)

    def choose(self, record: Filter[V], value: V | None) -> ListFilter:
        """The same with another value of one filter, or with none of it."""
        return replace(self, chosen=self.chosen.choose(record, value))

    @property
    def closed(self) -> bool:
        """Whether closed cases are included."""
        return self.value(CLOSED) is not None

    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of the address, always in the same order; none for a list as it is."""
        pairs = self.chosen.pairs()
        if self.search is not None:
            pairs.append(("sok", str(self.search)))
        if self.turned or self.sort is not Sort.UPDATED:
            pairs.append(("sortera", ("-" if self.turned else "") + self.sort))
        return pairs

    def address(self, base: str, *more: tuple[str, str]) -> str:
        """The address of a list, ``base``, with its filters, sorting and search, and ``more`` parameters."""
        query = urlencode([*self.pairs(), *more])
        return f"{base}?{query}" if query else base

    @property
    def cleared(self) -> ListFilter:
        """The same sorting without filters and search."""
        return ListFilter(sort=self.sort, turned=self.turned)

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
        return self.chosen.condition()


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
