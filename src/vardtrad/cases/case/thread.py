"""The thread of a case: its messages and what has happened between them, as a resident or as staff read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import starmap
from typing import NamedTuple
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.cases.case import urgent_words
from vardtrad.cases.case.attached import AttachedFile, files_of
from vardtrad.cases.case.danger_signs.queries import confirmed_in
from vardtrad.cases.case.message_kinds import RICH, MessageKind
from vardtrad.cases.case.models import Case, Consultation, Message
from vardtrad.cases.case.moves import (
    answering,
    asking_back,
    closing,
    distributing,
    flagging,
    laying_aside,
    linking,
    opening,
    registering,
    sending_later,
    taking_back,
    unanswered,
    urgency,
)
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.rules import Capacity, Move, Origin
from vardtrad.gate.compiled import Compiled, fetch_rows
from vardtrad.gate.models import Notification
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.notify.queries import LOST
from vardtrad.shared.people.queries import protected_among
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
    files: Sequence[AttachedFile] = ()
    # What the text tells of, item by item: the danger signs that were read.
    items: Sequence[str] = ()
    # Whether the text has bold, italics, headings and lists (shared.web.rich).
    rich: bool = False

    @property
    def through(self) -> str:
        """Who wrote what stands in the resident's name, in words: a proxy, or staff who wrote it down; else empty."""
        if self.look is not EntryKind.RESIDENT or not self.author:
            return ""
        words = _("nedskrivet av %(name)s, %(clinic)s") if self.unit else _("genom ombud: %(name)s")
        return words % {"name": self.author, "clinic": self.unit}


def thread(case: Case, *, for_staff: bool) -> list[Entry]:
    """The whole thread of a case: messages and what happened between them; internal entries for staff only."""
    written = _messages(for_staff).things(case.id)
    consultations = _consultations(case, written)
    hidden = hidden_proxies(written)
    entries = [
        _entry(message, consultations.get(message.id), for_staff=for_staff, hides=message.author in hidden)
        for message in written
    ]
    entries += _events(case, for_staff=for_staff)
    entries += _danger_signs(case, hidden, for_staff=for_staff)
    if for_staff:
        entries += _urgent_words(case, entries)
    return sorted(entries, key=lambda entry: entry.at)


def _danger_signs(case: Case, hidden: frozenset[UUID], *, for_staff: bool) -> list[Entry]:
    """What was confirmed before the case was written: the signs in words, their version, and who confirmed (B-39)."""
    if case.origin != Origin.RESIDENT or (confirmed := confirmed_in(case.id)) is None:
        return []
    name = hidden_words() if confirmed.by in hidden else confirmed.by_name
    if confirmed.unit_name:
        words = _("%(name)s, %(clinic)s, läste upp varningstecknen, och inget av dem stämde")
    elif name:
        words = _("Ombudet %(name)s bekräftade att inget av varningstecknen stämde")
    elif for_staff:
        words = _("Invånaren bekräftade att inget av varningstecknen stämde")
    else:
        words = _("Innan ärendet skrevs bekräftades att inget av varningstecknen stämde")
    version = _("barn, version %(number)d") if confirmed.for_child else _("vuxna, version %(number)d")
    said = words % {"name": name, "clinic": confirmed.unit_name}
    which = version % {"number": confirmed.version.number}
    return [Entry(EntryKind.EVENT, confirmed.at, f"{said} ({which}).", items=confirmed.signs)]


def hidden_proxies(messages: Sequence[Message]) -> frozenset[UUID]:
    """The proxies who have become protected since they wrote: that they stand by the person is shown to nobody.

    No query where no proxy has written.
    """
    through = [message for message in messages if message.from_resident and message.author_name]
    return protected_among({message.author for message in through if not message.unit_name})


def hidden_words() -> str:
    """What stands instead of the name of a proxy who has become protected."""
    return _("skyddade personuppgifter")


@cache
def _messages(for_staff: bool) -> Compiled[Message]:
    messages = Message.objects.all() if for_staff else Message.objects.filter(internal=False)
    return Compiled(lambda case: messages.filter(case_id=case), UUID)


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
    consultations = _asked_in().things(case.id)
    return {consultation.message_id: consultation for consultation in consultations if consultation.message_id}


@cache
def _asked_in() -> Compiled[Consultation]:
    return Compiled(lambda case: Consultation.objects.select_related("unit", "staff").filter(case_id=case), UUID)


_WORDS_TO_RESIDENTS = {
    MessageKind.PARTIAL_REPLY: gettext_lazy("Besked"),
    MessageKind.QUESTION: gettext_lazy("Fråga till dig"),
}
"""What a resident reads where the staff's tabs have words of their own (000-038)."""


def _entry(message: Message, asked: Consultation | None, *, for_staff: bool, hides: bool = False) -> Entry:
    look = EntryKind.RESIDENT if message.from_resident else EntryKind.STAFF
    kind = MessageKind(message.kind)
    words = str(kind.label if for_staff else _WORDS_TO_RESIDENTS.get(kind, kind.label))
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
        author=hidden_words() if hides else message.author_name,
        unit=message.unit_name,
        signature=message.signature,
        waits=waits,
        files=files_of(message),
        rich=kind in RICH,
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
    **registering.THREAD,
    **flagging.THREAD,
    **urgency.THREAD,
    **linking.THREAD,
    **laying_aside.THREAD,
    **sending_later.THREAD,
    **taking_back.THREAD,
    **unanswered.THREAD,
}
"""What each move says in the thread; a move that is not here says nothing of its own."""


class _Happened(NamedTuple):
    """A move of a case, with the names and moments that its version holds; or, without a move, a notice that is lost,
    with its way in ``by``.

    A version is never changed, so one that is older than a column has nothing of it.
    """

    place: int | None
    move: str
    at: datetime
    by: str
    to: str | None
    clinic: str | None
    snoozed_until: str | None
    sends_at: str | None
    closes_at: str | None
    actor: UUID | None


_HAPPENED = """
    SELECT version.number AS place, version.move, version.at, version.actor_name,
        CASE WHEN version.handler IS NULL THEN team.name ELSE handler.given_name || ' ' || handler.family_name END,
        clinic.name, version.snapshot->>'snoozed_until', version.snapshot->>'sends_at',
        version.snapshot->>'closes_at',
        version.actor_id
    FROM (
        SELECT *, snapshot->>'handler_id' AS handler FROM gate_version WHERE key = %(case)s AND move = ANY(%(moves)s)
    ) AS version
    LEFT JOIN care_units_staff AS handler ON handler.id = version.handler::uuid
    LEFT JOIN teams_group AS team ON team.id = (version.snapshot->>'group_id')::uuid
    LEFT JOIN care_units_unit AS clinic ON clinic.id = (version.snapshot->>'clinic_id')::uuid"""

UNDELIVERED = {
    "": gettext_lazy("Aviseringen till invånaren gick inte att leverera."),
    "email": gettext_lazy("Aviseringen till invånaren med e-post kom inte fram."),
    "sms": gettext_lazy("Aviseringen till invånaren med sms kom inte fram."),
    "letter": gettext_lazy("Brevet till invånaren kom i retur."),
}
"""What staff read of a notice that did not arrive, by its way (B-32)."""
ORDERED = "ordered"
_NOTICES = {**UNDELIVERED, ORDERED: gettext_lazy("Ett brev till invånaren är beställt.")}
"""What staff read of what goes beside the inbox, by its way."""
CASES_LETTERS = "case"
"""The kind of the letters about a case; their key is the case's."""
MESSAGE_LETTERS = "case_message"
"""The kind of the letters with a message to a resident who has chosen letters (B-35); their key is the message's."""

_LOST = """
    SELECT NULL, '', created, CASE status WHEN %(bounced)s THEN 'email' ELSE '' END,
        NULL, NULL, NULL, NULL, NULL, NULL
    FROM gate_notification WHERE key = %(case)s AND party = %(resident)s AND status IN (%(given_up)s, %(bounced)s)
    UNION ALL
    SELECT NULL, '', COALESCE(message.receipt, message.created), 'sms', NULL, NULL, NULL, NULL, NULL, NULL
    FROM gate_notification AS notice JOIN notify_outgoing AS message ON message.notice = notice.id
    WHERE notice.key = %(case)s AND notice.party = %(resident)s AND message.status = ANY(%(lost)s)
    UNION ALL
    SELECT NULL, '', updated, 'letter', NULL, NULL, NULL, NULL, NULL, NULL FROM letters_letter
    WHERE status = %(returned)s AND (kind = %(letters)s AND key = %(case)s OR kind = %(message_letters)s AND key IN (
        SELECT id FROM cases_message WHERE case_id = %(case)s))
    UNION ALL
    SELECT NULL, '', created, 'ordered', NULL, NULL, NULL, NULL, NULL, NULL FROM letters_letter
    WHERE kind = %(message_letters)s AND key IN (SELECT id FROM cases_message WHERE case_id = %(case)s)"""

_FOR_STAFF, _FOR_RESIDENT = f"{_HAPPENED} UNION ALL {_LOST} ORDER BY place", f"{_HAPPENED} ORDER BY place"


def _events(case: Case, *, for_staff: bool) -> list[Entry]:
    texts = {move: words.staff if for_staff else words.resident for move, words in WORDS.items()}
    asked = {
        "case": case.id,
        "moves": [move.value for move, text in texts.items() if text is not None],
        "resident": Capacity.RESIDENT.value,
        "given_up": Notification.Status.GIVEN_UP.value,
        "bounced": Notification.Status.BOUNCED.value,
        "lost": [status.value for status in LOST],
        "letters": CASES_LETTERS,
        "message_letters": MESSAGE_LETTERS,
        "returned": Letter.Status.RETURNED.value,
    }
    entries, said, sends_at = [], set(), ""
    for happened in starmap(_Happened, fetch_rows(_FOR_STAFF if for_staff else _FOR_RESIDENT, asked)):
        if not happened.move:
            entries.append(Entry(EntryKind.EVENT, happened.at, str(_NOTICES[happened.by])))
            continue
        move = Move(happened.move)
        words, text = WORDS[move], texts[move]
        if for_staff and words.by_proxy is not None and happened.actor != case.patient_id:
            text = words.by_proxy
        if text and not (words.once and move in said):
            entries.append(Entry(EntryKind.EVENT, happened.at, _filled(str(text), happened)))
        said.add(move)
        waited_until, sends_at = sends_at, happened.sends_at or ""
        if for_staff and waited_until and not sends_at and not words.explains_cancelling:
            sentence = _(
                "Meddelandet som skulle skickas %(when)s skickades inte, eftersom något annat hände i ärendet först."
            )
            entries.append(Entry(EntryKind.EVENT, happened.at, sentence % {"when": _stamp(waited_until)}))
    return entries


def _filled(text: str, happened: _Happened) -> str:
    """The words of a move, with the names and times of one occasion when it was made."""
    return text % {
        "to": happened.to or "",
        "by": happened.by,
        "clinic": happened.clinic or "",
        "snoozed": _stamp(happened.snoozed_until or ""),
        "sends": _stamp(happened.sends_at or ""),
        "closes": dates.last_day(datetime.fromisoformat(happened.closes_at)) if happened.closes_at else "",
    }


def _stamp(moment: str) -> str:
    """A moment of a snapshot as the pages write it; empty stays empty."""
    return dates.stamp(datetime.fromisoformat(moment)) if moment else ""
