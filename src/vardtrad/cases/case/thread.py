"""The thread of a case: its messages and what has happened between them, as a resident or as staff read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.cases.case import urgent_words
from vardtrad.cases.case.models import Case, Consultation, Message, MessageKind
from vardtrad.cases.case.rules import Capacity, Move
from vardtrad.cases.teams.models import Group
from vardtrad.gate.models import Notification, Version
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.web import dates


class EntryKind(models.TextChoices):
    """What an entry of the thread looks like."""

    RESIDENT = "resident", gettext_lazy("Från invånaren")
    STAFF = "staff", gettext_lazy("Från mottagningen")
    NOTE = "note", gettext_lazy("Endast för personal")
    EVENT = "event", gettext_lazy("Händelse")


@dataclass(frozen=True, slots=True)
class Entry:
    """A message or an event in the thread, oldest first. ``waits``: a question to a colleague without an answer."""

    look: EntryKind
    at: datetime
    text: str
    kind: str = ""
    author: str = ""
    unit: str = ""
    signature: str = ""
    waits: bool = False


def thread(case: Case, *, for_staff: bool) -> list[Entry]:
    """The whole thread of a case: messages and what happened between them; internal entries for staff only."""
    messages = Message.objects.filter(case_id=case.id)
    if not for_staff:
        messages = messages.filter(internal=False)
    found = list(messages)
    asked = _asked(case, found)
    entries = [_entry(message, asked.get(message.at), for_staff=for_staff) for message in found]
    entries += _events(case, for_staff=for_staff)
    if for_staff:
        entries += _urgent_words(case, entries)
        entries += [
            Entry(EntryKind.EVENT, notice.created, _("Aviseringen till invånaren gick inte att leverera."))
            for notice in Notification.objects.filter(
                key=case.id, party=Capacity.RESIDENT, status=Notification.Status.GIVEN_UP
            )
        ]
    return sorted(entries, key=lambda entry: entry.at)


def _urgent_words(case: Case, entries: Sequence[Entry]) -> list[Entry]:
    """A proposal to mark the case "Brådskande" under what the resident wrote; staff decide (B-11)."""
    if case.urgent or not case.is_open:
        return []
    words = _("Kan vara bråttom: texten innehåller %(words)s. Bedöm om ärendet ska markeras som brådskande.")
    return [
        Entry(EntryKind.EVENT, entry.at, words % {"words": ", ".join(f"”{word}”" for word in found)})
        for entry in entries
        if entry.look is EntryKind.RESIDENT and (found := urgent_words.found_in(entry.text))
    ]


def _asked(case: Case, messages: Sequence[Message]) -> dict[datetime, Consultation]:
    """Which colleague each question went to: both are written in the same moment."""
    if not any(message.kind == MessageKind.CONSULTATION for message in messages):
        return {}
    found = Consultation.objects.select_related("unit", "staff").filter(case_id=case.id)
    return {one.at: one for one in found}


def _entry(message: Message, asked: Consultation | None, *, for_staff: bool) -> Entry:
    look = EntryKind.RESIDENT if message.from_resident else EntryKind.STAFF
    kind = MessageKind(message.kind)
    words = str(kind.label)
    if kind is MessageKind.PARTIAL_REPLY and for_staff and message.by_receiver:
        words = _("Delsvar från ärendemottagare")
    waits = False
    if kind is MessageKind.CONSULTATION and asked is not None:
        words, waits = _("Fråga till %(who)s") % {"who": whom(asked, message)}, asked.answered is None
    return Entry(
        look=EntryKind.NOTE if message.internal else look,
        at=message.at,
        # A shortcut's case may come without a word (002-037).
        text=message.text or _("Skickat utan text."),
        kind="" if kind is MessageKind.OPENING else words,
        author=message.author_name,
        unit=message.unit_name,
        signature=message.signature,
        waits=waits,
    )


def whom(asked: Consultation, message: Message | None = None) -> str:
    """Who was asked, in words: a colleague, a unit, or a colleague at another unit."""
    if asked.staff is None:
        return asked.unit.name
    if message is not None and message.unit_name == asked.unit.name:
        return asked.staff.name
    return f"{asked.staff.name}, {asked.unit.name}"


_EVENTS_FOR_STAFF = (
    Move.ASSIGN, Move.REASSIGN, Move.TAKE, Move.TRANSFER, Move.MARK_READ, Move.FLAG,
    Move.MARK_URGENT, Move.MARK_NOT_URGENT, Move.SNOOZE, Move.WAKE,
    Move.POSTPONE, Move.CANCEL_POSTPONED, Move.RETURN_POSTPONED, Move.LINK,
)  # fmt: skip
# Not events of their own, but what was to be sent later may have been cancelled by them.
_WORDS_TO_EACH_OTHER = (Move.PARTIAL_REPLY, Move.ASK, Move.ANSWER_BACK, Move.ANSWER, Move.CLOSE_WITHOUT_ANSWER)
_DELIVERED = (Move.DELIVER_ANSWER, Move.DELIVER_PARTIAL_REPLY, Move.DELIVER_QUESTION)
_EVENTS_FOR_RESIDENT = (Move.TRANSFER, Move.MARK_SEEN, Move.CLOSE_WITHOUT_ANSWER)


def _events(case: Case, *, for_staff: bool) -> list[Entry]:
    moves = (*_EVENTS_FOR_STAFF, *_WORDS_TO_EACH_OTHER, *_DELIVERED) if for_staff else _EVENTS_FOR_RESIDENT
    versions = list(Version.objects.filter(key=case.id, move__in=moves).order_by("number"))
    names = _names(versions) if versions else {}
    entries, seen, waiting = [], False, ""
    for version in versions:
        # The resident is told once that the clinic has read the case, not each time somebody opens it.
        if version.move == Move.MARK_SEEN and seen:
            continue
        seen = seen or version.move == Move.MARK_SEEN
        words = _words(version, names, for_staff=for_staff)
        if words:
            entries.append(Entry(EntryKind.EVENT, version.at, words))
        sends_at = version.snapshot.get("sends_at") or ""
        if (
            for_staff
            and waiting
            and not sends_at
            and version.move not in {Move.CANCEL_POSTPONED, Move.RETURN_POSTPONED, *_DELIVERED}
        ):
            words = _("Det som skulle skickas %(when)s skickas inte, eftersom detta hände före.")
            entries.append(Entry(EntryKind.EVENT, version.at, words % {"when": _stamp(waiting)}))
        waiting = sends_at
    return entries


def _names(versions: Sequence[Version]) -> dict[str, str]:
    """The names of the staff, groups and clinics that the versions hold, by key as the snapshots write it."""

    def keys(field: str) -> set[str]:
        return {version.snapshot[field] for version in versions if version.snapshot.get(field)}

    names = {str(one.id): one.name for one in Staff.objects.filter(pk__in=keys("handler_id"))}
    if any(version.move == Move.TRANSFER for version in versions):
        names |= {str(one.id): one.name for one in Unit.objects.filter(pk__in=keys("clinic_id"))}
    if groups := keys("group_id"):
        names |= {str(one.id): one.name for one in Group.objects.filter(pk__in=groups)}
    return names


def _words(version: Version, names: Mapping[str, str], *, for_staff: bool) -> str:
    move, snapshot = Move(version.move), version.snapshot
    if move in _DELIVERED or (for_staff and move in _WORDS_TO_EACH_OTHER):
        return ""  # the message says it
    words: dict[Any, str] = {
        Move.ASSIGN: _("Fördelat till %(to)s av %(by)s."),
        Move.REASSIGN: _("Omfördelat till %(to)s av %(by)s."),
        Move.TAKE: _("%(by)s fördelade ärendet till sig själv."),
        Move.TRANSFER: _("Ärendet har lämnats över till %(clinic)s."),
        Move.MARK_READ: _("Läst av invånaren."),
        Move.MARK_SEEN: _("Mottagningen har läst ärendet."),
        Move.CLOSE_WITHOUT_ANSWER: _(
            "Mottagningen har avslutat ärendet. Det besvarades på annat sätt, till exempel per telefon."
        ),
        Move.FLAG: _("Flaggat: invånaren har inte fått återkoppling i tid."),
        Move.MARK_URGENT: _("Markerat som brådskande av %(by)s."),
        Move.MARK_NOT_URGENT: _("Brådskande togs bort av %(by)s."),
        Move.SNOOZE: _("Lagt undan till %(snoozed)s av %(by)s."),
        Move.WAKE: _("Ärendet är framme igen."),
        Move.POSTPONE: _("Skrivet av %(by)s för att skickas %(sends)s."),
        Move.CANCEL_POSTPONED: _("%(by)s ångrade det som skulle skickas senare."),
        Move.RETURN_POSTPONED: _(
            "Det som skulle skickas skickades inte: den som skrev får inte längre svara på mottagningen."
        ),
        Move.LINK: _("Ihopkopplat med ett annat ärende av %(by)s."),
    }
    return words[move] % {
        # A version is never changed: one that is older than a column does not have it.
        "to": names.get(snapshot["handler_id"] or snapshot.get("group_id") or "", ""),
        "by": version.actor_name,
        "clinic": names.get(snapshot["clinic_id"], ""),
        "snoozed": _stamp(snapshot.get("snoozed_until") or ""),
        "sends": _stamp(snapshot.get("sends_at") or ""),
    }


def _stamp(moment: str) -> str:
    """A moment of a snapshot as the pages write it; empty stays empty."""
    return dates.stamp(datetime.fromisoformat(moment)) if moment else ""
