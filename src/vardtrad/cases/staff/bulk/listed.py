"""What a list of the desk gives: the cases that its address means, and their rows as cells of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Case, Message, MessageKind
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
"""How many rows a file holds at the most."""
CHUNK = 500
_LONGEST = 4_000


def tidied(which: WorkList, text: str) -> str:
    """What is asked of a list, written as its own address writes it; what is no filter is left out."""
    return urlencode(ListFilter.read(QueryDict(text[:_LONGEST]), which).pairs())


def of_address(address: str, clinic: UUID) -> tuple[WorkList, str]:
    """The list that an address of the clinic's means, and what is asked of it."""
    parts = urlsplit(address)
    path = parts.path.removeprefix(f"/personal/{clinic}/").rstrip("/")
    return WorkList(path), parts.query


def keys_of(actor: Actor, which: WorkList, hands: Coverage, asked_text: str, *, limit: int) -> list[UUID]:
    """The cases that a list gives, in its own order, the first so many: at most two queries."""
    asked = saved_views.with_words(ListFilter.read(QueryDict(asked_text[:_LONGEST]), which), actor.here)
    if asked.search is not None and asked.words is None:
        return []  # its words are gone, or of another clinic
    order = [column if asked.rises else f"-{column}" for column in asked.sort.columns]
    return list(matching(actor, which, hands, asked).order_by(*order).values_list("id", flat=True)[:limit])


def head(*, with_text: bool) -> list[str]:
    """The heads of the columns of a file: those of the list (000-055), kind, closing, and the message if asked for."""
    found = [
        _("Uppdaterat"), _("Åtgärda senast"), _("Ärendetyp"), _("Sort"), _("Skapat"), _("Avslutat"), _("Personnummer"),
        _("Invånare"), _("Status"), _("Hanterare"), _("Skyddade personuppgifter"),
    ]  # fmt: skip
    return [*found, _("Meddelande")] if with_text else found


_COLUMNS = (
    "id", "updated", "due", "case_type__name", "choice", "created", "patient__identity", "patient__given_name",
    "patient__family_name", "state", "feedback", "origin", "handler__given_name", "handler__family_name", "group__name",
    "closed_at", "patient__protection",
)  # fmt: skip


def cells(actor: Actor, which: WorkList, keys: Sequence[UUID], *, kind: Kind, with_text: bool) -> Iterator[list[Cell]]:
    """The rows of a file, some hundred at a time: one query (two with messages) and one trace for each lot.

    The trace is written before the rows are handed over. A case that has left the clinic meanwhile is left out.
    """
    closing = Version.objects.filter(label=CASES.label, key=OuterRef("pk"), state_to=State.CLOSED).order_by("number")
    for start in range(0, len(keys), CHUNK):
        lot = keys[start : start + CHUNK]
        found = Case.objects.filter(pk__in=lot, clinic_id=actor.here)
        found = found.annotate(closed_at=Subquery(closing.values("at")[:1]))
        values = {row[0]: row for row in found.values_list(*_COLUMNS)}
        shown = [key for key in lot if key in values]
        texts = _first_messages(shown) if with_text else {}
        door.listed(actor, CASES.label, which.value, shown, file=kind.value, text=with_text, first=start + 1)
        for key in shown:
            (_key, updated, due, case_type, choice, created, identity, given, family, *rest) = values[key]
            state, feedback, origin, handler_given, handler_family, group, closed_at, protection = rest
            number = with_hyphen(identity)
            row: list[Cell] = [
                updated,
                # A deadline falls due at midnight: the day before is the last that is in time, as the lists say.
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
