"""A work list as a file: the cases that the list's address selects, and their rows as cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.rules import State
from vardtrad.cases.case.shown import status_words
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists import saved_views
from vardtrad.cases.staff.lists.filters import ListFilter
from vardtrad.cases.staff.lists.list_sql import matching
from vardtrad.cases.teams.queries import Coverage
from vardtrad.gate import door
from vardtrad.gate.models import Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.identity import with_hyphen
from vardtrad.shared.people.models import Protection
from vardtrad.shared.web.tables import Cell, Kind

MOST = 10_000
"""The largest number of rows in a file."""
CHUNK = 500
_LONGEST = 4_000


def tidied(which: WorkList, text: str) -> str:
    """The filters of a list, written as in its own address; anything that is not a filter is left out."""
    return urlencode(ListFilter.read(QueryDict(text[:_LONGEST]), which).pairs())


def of_address(address: str, clinic: UUID) -> tuple[WorkList, str]:
    """The list that an address of the clinic leads to, and its filters."""
    parts = urlsplit(address)
    path = parts.path.removeprefix(f"/personal/{clinic}/").rstrip("/")
    return WorkList(path), parts.query


def keys_of(actor: Actor, which: WorkList, hands: Coverage, asked_text: str, *, limit: int) -> list[UUID]:
    """The first ``limit`` cases of a list, in its own order: at most two queries."""
    asked = saved_views.with_words(ListFilter.read(QueryDict(asked_text[:_LONGEST]), which), actor.here)
    if asked.search is not None and asked.words is None:
        return []  # the saved search words are gone, or belong to another clinic
    order = [column if asked.rises else f"-{column}" for column in asked.sort.columns]
    return list(matching(actor, which, hands, asked).order_by(*order).values_list("id", flat=True)[:limit])


def head(*, with_text: bool) -> list[str]:
    """The column headings of a file: those of the list (000-055), kind, closing, and the message if asked for."""
    headings = [
        _("Uppdaterat"), _("Åtgärda senast"), _("Ärendetyp"), _("Typ"), _("Skapat"), _("Avslutat"), _("Personnummer"),
        _("Invånare"), _("Status"), _("Hanterare"), _("Skyddade personuppgifter"),
    ]  # fmt: skip
    return [*headings, _("Meddelande")] if with_text else headings


_COLUMNS = (
    "id", "updated", "due", "case_type__name", "choice", "created", "patient__identity", "patient__given_name",
    "patient__family_name", "state", "feedback", "origin", "handler__given_name", "handler__family_name", "group__name",
    "closed_at", "patient__protection",
)  # fmt: skip


def cells(actor: Actor, which: WorkList, keys: Sequence[UUID], *, kind: Kind, with_text: bool) -> Iterator[list[Cell]]:
    """The rows of a file, a few hundred at a time: one query (two with messages) and one trace for each batch.

    The trace is written before the rows are returned. A case that has left the clinic in the meantime is left out.
    """
    closing = Version.objects.filter(label=CASES.label, key=OuterRef("pk"), state_to=State.CLOSED).order_by("number")
    for start in range(0, len(keys), CHUNK):
        lot = keys[start : start + CHUNK]
        cases = Case.objects.filter(pk__in=lot, clinic_id=actor.here)
        cases = cases.annotate(closed_at=Subquery(closing.values("at")[:1]))
        values = {row[0]: row for row in cases.values_list(*_COLUMNS)}
        shown = [key for key in lot if key in values]
        texts = _first_messages(shown) if with_text else {}
        door.taken_out(actor, CASES.label, which.value, shown, file=kind.value, text=with_text, first=start + 1)
        for key in shown:
            (_key, updated, due, case_type, choice, created, identity, given, family, *rest) = values[key]
            state, feedback, origin, handler_given, handler_family, group, closed_at, protection = rest
            number = with_hyphen(identity)
            row: list[Cell] = [
                updated,
                # A deadline falls due at midnight, so the day before is the last day in time, as the lists show it.
                clock.swedish_date(due - timedelta(microseconds=1)) if due is not None else None,
                case_type,
                choice,
                created,
                closed_at if state == State.CLOSED else None,
                number,
                f"{given} {family}".strip() or number,
                status_words(state, feedback, _("Tilldelat"), origin),
                f"{handler_given} {handler_family}" if handler_given else group or "",
                _("Ja") if protection != Protection.NONE else "",
            ]
            yield [*row, texts.get(key, "")] if with_text else row


_FIRST = (MessageKind.OPENING, MessageKind.INFORMATION, MessageKind.FIRST_QUESTION)


def _first_messages(keys: Sequence[UUID]) -> dict[UUID, str]:
    messages = Message.objects.filter(case_id__in=list(keys), kind__in=_FIRST).order_by("-id")
    return dict(messages.values_list("case_id", "text"))


def left_out(number: int) -> str:
    """How many of the marked cases are not in the job, in words."""
    words = ngettext(
        "%(number)d markerat ärende är inte med: det finns inte längre i listan, eller så blev det fler än 500.",
        "%(number)d markerade ärenden är inte med: de finns inte längre i listan, eller så blev det fler än 500.",
        number,
    )
    return words % {"number": number}
