"""The thread of a case: its messages and what has happened between them, as a resident or as staff read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.cases.case import urgent_words
from vardtrad.cases.case.models import Case, Consultation, Message, MessageKind
from vardtrad.cases.case.moves import (
    answering,
    asking_back,
    closing,
    distributing,
    flagging,
    laying_aside,
    linking,
    opening,
    sending_later,
    urgency,
)
from vardtrad.cases.case.moves.thread_words import ThreadWords
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
    written = list(messages)
    consultations = _consultations(case, written)
    entries = [_entry(message, consultations.get(message.id), for_staff=for_staff) for message in written]
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
    words = _("Det kan vara bråttom. Texten innehåller %(words)s. Bedöm om ärendet ska markeras som brådskande.")
    return [
        Entry(EntryKind.EVENT, entry.at, words % {"words": ", ".join(f"”{word}”" for word in urgent)})
        for entry in entries
        if entry.look is EntryKind.RESIDENT and (urgent := urgent_words.found_in(entry.text))
    ]


def _consultations(case: Case, messages: Sequence[Message]) -> dict[UUID, Consultation]:
    """Which colleague each question went to, by the message that asks it; no query when nobody was asked."""
    if not any(message.kind == MessageKind.CONSULTATION for message in messages):
        return {}
    consultations = Consultation.objects.select_related("unit", "staff").filter(case_id=case.id)
    return {consultation.message_id: consultation for consultation in consultations if consultation.message_id}


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
    """The recipient of a question, in words: a colleague, a unit, or a colleague at another unit."""
    if asked.staff is None:
        return asked.unit.name
    if message is not None and message.unit_name == asked.unit.name:
        return asked.staff.name
    return f"{asked.staff.name}, {asked.unit.name}"


WORDS: Mapping[Move, ThreadWords] = {
    **distributing.THREAD,
    **answering.THREAD,
    **asking_back.THREAD,
    **closing.THREAD,
    **opening.THREAD,
    **flagging.THREAD,
    **urgency.THREAD,
    **linking.THREAD,
    **laying_aside.THREAD,
    **sending_later.THREAD,
}
"""What each move says in the thread; a move that is not here says nothing of its own."""


def _events(case: Case, *, for_staff: bool) -> list[Entry]:
    texts = {move: words.staff if for_staff else words.resident for move, words in WORDS.items()}
    moves = [move.value for move, text in texts.items() if text is not None]
    versions = list(Version.objects.filter(key=case.id, move__in=moves).order_by("number"))
    names = _names(versions) if versions else {}
    entries, said, sends_at = [], set(), ""
    for version in versions:
        move = Move(version.move)
        words, text = WORDS[move], texts[move]
        if text and not (words.once and move in said):
            entries.append(Entry(EntryKind.EVENT, version.at, _filled(str(text), version, names)))
        said.add(move)
        waited_until, sends_at = sends_at, version.snapshot.get("sends_at") or ""
        if for_staff and waited_until and not sends_at and not words.explains_cancelling:
            sentence = _(
                "Meddelandet som skulle skickas %(when)s skickades inte, eftersom något annat hände i ärendet först."
            )
            entries.append(Entry(EntryKind.EVENT, version.at, sentence % {"when": _stamp(waited_until)}))
    return entries


def _names(versions: Sequence[Version]) -> dict[str, str]:
    """The names of the staff, groups and clinics that the versions hold, by key as the snapshots write it."""

    def keys(field: str) -> set[str]:
        return {version.snapshot[field] for version in versions if version.snapshot.get(field)}

    names = {str(staff.id): staff.name for staff in Staff.objects.filter(pk__in=keys("handler_id"))}
    if any(version.move == Move.TRANSFER for version in versions):
        names |= {str(unit.id): unit.name for unit in Unit.objects.filter(pk__in=keys("clinic_id"))}
    if groups := keys("group_id"):
        names |= {str(group.id): group.name for group in Group.objects.filter(pk__in=groups)}
    return names


def _filled(text: str, version: Version, names: Mapping[str, str]) -> str:
    """The words of a move, with the names and times of one occasion when it was made."""
    snapshot = version.snapshot
    return text % {
        # A version is never changed, so a version that is older than a column does not have it.
        "to": names.get(snapshot["handler_id"] or snapshot.get("group_id") or "", ""),
        "by": version.actor_name,
        "clinic": names.get(snapshot["clinic_id"], ""),
        "snoozed": _stamp(snapshot.get("snoozed_until") or ""),
        "sends": _stamp(snapshot.get("sends_at") or ""),
    }


def _stamp(moment: str) -> str:
    """A moment of a snapshot as the pages write it; empty stays empty."""
    return dates.stamp(datetime.fromisoformat(moment)) if moment else ""
