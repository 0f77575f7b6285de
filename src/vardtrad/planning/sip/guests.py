"""Guests of a SIP: they are invited, answer, write where they are named, and are seen among the participants (B-51).

Every invitation and every word is a row that is kept. Staff and the person read who the guests are; after a patient's
no a unit reads only the invitations that it made itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import not_there
from vardtrad.planning.fields.groups import path_in
from vardtrad.planning.fields.models import Field
from vardtrad.planning.plan.actions import Moved
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import Capacity
from vardtrad.planning.sip.actions import G, OfPart, Whole
from vardtrad.planning.sip.field_specs import ACTIVITIES
from vardtrad.planning.sip.given import GuestAnswerGiven, GuestWritingGiven, InvitingGiven, TakingBackGiven
from vardtrad.planning.sip.guest_standing import in_force, in_force_for, named
from vardtrad.planning.sip.invitations import of_meeting
from vardtrad.planning.sip.models import Call, CarePlan, Guest, GuestWord
from vardtrad.planning.sip.rules import CallState, Move
from vardtrad.planning.sip.subject import CALL, CARE_PLAN, SIP, SIP_FOR_GUESTS

Kind = GuestWord.Kind


# ── Inviting, by a participating unit ────────────────────────────────────────────────────────────────────────────────


def invite(actor: Actor, key: UUID, given: InvitingGiven, *, submit_key: UUID | None = None) -> Moved:
    """Invite somebody to a SIP, who gets a notice once the call is sent. Raises Refused."""

    def write(moving: Whole[InvitingGiven]) -> None:
        person, until = given.person, given.until
        if person is None or until is None:
            raise ValueError("the table lets no invitation through without a person and a last day")
        # An invitation that holds no longer is left behind, so that it cannot come to hold beside the new one.
        for row in Guest.objects.filter(plan=moving.thing, person=person, removed__isnull=True):
            row.removed, row.removed_by = moving.at, actor.signature
            moving.change(row, "removed", "removed_by")
        moving.add(
            Guest(
                plan=moving.thing,
                person=person,
                role=given.role.strip(),
                why=given.why.strip(),
                until=until,
                protection_known=given.protection_known,
                unit_id=actor.here,
                added=moving.at,
                added_by=actor.signature,
            )
        )
        if moving.thing.shared is not None:
            moving.add(_notice(moving, Move.INVITE_GUEST, person.id, _party_of(moving.thing)))

    return door.move(SIP, actor, key, Move.INVITE_GUEST, given=given, body=write, submit_key=submit_key)


def take_back(actor: Actor, key: UUID, guest: UUID, *, confirmed: bool, submit_key: UUID | None = None) -> Moved:
    """Take back an invitation: the guest can read nothing from that moment on. Raises Refused."""

    def write(moving: Whole[TakingBackGiven]) -> None:
        for row in Guest.objects.filter(plan=moving.thing, pk=guest, removed__isnull=True):
            row.removed, row.removed_by = moving.at, actor.signature
            moving.change(row, "removed", "removed_by")
            if moving.thing.shared is not None:
                moving.add(_notice(moving, Move.TAKE_BACK_INVITATION, row.person_id, Capacity.GUEST.value))

    given = TakingBackGiven(guest, confirmed)
    return door.move(SIP, actor, key, Move.TAKE_BACK_INVITATION, given=given, body=write, submit_key=submit_key)


def _party_of(plan: Plan) -> str:
    """The party of a new guest's notice: that of the meeting while one is called, so that it comes with the time."""
    call = Call.objects.filter(thing=plan, state=CallState.SENT).first()
    if call is None or call.meeting_id is None:
        return Capacity.GUEST.value
    return of_meeting(call.meeting_id)


def _notice(moving: Whole[G], move: Move, person: UUID, party: str) -> Notification:
    return Notification(
        label=SIP.label,
        key=moving.thing.id,
        move=move.value,
        party=party,
        recipient_kind=ActorKind.RESIDENT,
        recipient_id=person,
        created=moving.at,
        due=moving.at,
    )


# ── What a guest does ────────────────────────────────────────────────────────────────────────────────────────────────


def answer(actor: Actor, key: UUID, round_: int, text: str, *, comes: bool, submit_key: UUID | None = None) -> Moved:
    """Answer as a guest whether one comes to the meeting of the shown round, with a message. Raises Refused."""
    given, kind = GuestAnswerGiven(round_, text), Kind.COMES if comes else Kind.STAYS_AWAY

    def write(moving: OfPart[GuestAnswerGiven, Call]) -> None:
        moving.add(_word(moving, kind, round=round_, text=text.strip()))

    move = Move.COME_AS_GUEST if comes else Move.STAY_AWAY_AS_GUEST
    return door.move(SIP_FOR_GUESTS, actor, key, move, given=given, body=write, submit_key=submit_key, part=CALL.ref())


def write_about(actor: Actor, key: UUID, row: UUID, status: str, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Write as a guest how an activity stands that one is responsible for. Raises Refused."""
    given = GuestWritingGiven(row, status, text)

    def write(moving: OfPart[GuestWritingGiven, CarePlan]) -> None:
        moving.add(_word(moving, Kind.WROTE, row=row, status=status, text=text.strip()))

    part, move = CARE_PLAN.ref(), Move.WRITE_AS_GUEST
    return door.move(SIP_FOR_GUESTS, actor, key, move, given=given, body=write, submit_key=submit_key, part=part)


def _word(moving: Any, kind: GuestWord.Kind, **said: Any) -> GuestWord:
    guest = in_force_for(moving.actor, [moving.thing.id]).first()
    if guest is None:
        raise not_there()  # midnight came in between
    return GuestWord(guest=guest, kind=kind, at=moving.at, **said)


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Word:
    """What a guest has said: what it is, about which activity, the status as words, the text, and when (UTC)."""

    kind: str
    words: str
    row: UUID | None
    round: int | None
    about: str
    status: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownGuest:
    """A guest as others read it: ``name`` is name and role, or the role alone; ``state`` says how it stands, in words.

    ``holds`` says that the invitation holds now. ``words`` are the guest's own, the latest first.
    """

    id: UUID
    name: str
    role: str
    protected: bool
    why: str
    until: date
    unit: UUID
    unit_name: str
    added: datetime
    added_by: str
    removed: datetime | None
    removed_by: str
    holds: bool
    state: str
    words: Sequence[Word] = field(default_factory=tuple)


def guests_of(plan: Plan, call: Call | None, moment: datetime | None = None, *, words: bool = True) -> list[ShownGuest]:
    """The guests of a plan, those whose invitation stands first; with ``moment`` (UTC) as it was then.

    Without ``words`` what the guests themselves have said is left out: after a patient's no, and for who reads on a
    narrower ground. Four queries at most; one where nobody has been invited.
    """
    rows = Guest.objects.filter(plan=plan).select_related("person", "unit").order_by("added", "id")
    if moment is not None:
        rows = rows.filter(Q(removed__isnull=True) | Q(removed__gt=moment), added__lte=moment)
    guests = list(rows)
    if not guests:
        return []
    holding = set(in_force([plan.id]).values_list("id", flat=True))
    said = _words_of(plan.id, guests, moment) if words else {}
    shown = [
        ShownGuest(
            id=guest.id,
            name=named(guest),
            role=guest.role,
            protected=guest.person.is_protected,
            why=guest.why,
            until=guest.until,
            unit=guest.unit_id,
            unit_name=guest.unit.name,
            added=guest.added,
            added_by=guest.added_by,
            removed=guest.removed,
            removed_by=guest.removed_by,
            holds=guest.id in holding,
            state=_state(guest, plan, call, said.get(guest.id, ()), holds=guest.id in holding),
            words=said.get(guest.id, ()),
        )
        for guest in guests
    ]
    return sorted(shown, key=lambda guest: guest.removed is not None)


def _state(guest: Guest, plan: Plan, call: Call | None, words: Sequence[Word], *, holds: bool) -> str:
    """How an invitation stands, in words."""
    if guest.removed is not None:
        return _("Inbjudan är återtagen.")
    if guest.until < clock.today():
        return _("Sista dagen har passerat.")
    if not holds:
        return _("Inbjudan gäller inte längre. Personen kan inte läsa planen.")
    if plan.shared is None:
        return _("Ser planen när kallelsen är skickad.")
    if call is None or call.state != CallState.SENT:
        return _("Kan läsa planen.")
    answers = (word.words for word in words if word.round == call.round)
    return next(answers, _("Har inte svarat på kallelsen."))


def _words_of(plan: UUID, guests: Sequence[Guest], moment: datetime | None = None) -> Mapping[UUID, Sequence[Word]]:
    """The words of these guests, the latest first, by the guest's id: two queries at most."""
    rows = GuestWord.objects.filter(guest__in=guests).order_by("-at", "-id")
    words = list(rows if moment is None else rows.filter(at__lte=moment))
    headings = {path_in(ACTIVITIES, word.row, "rubrik"): word.row for word in words if word.row is not None}
    named_rows = dict(Field.objects.filter(plan_id=plan, path__in=headings).values_list("path", "value"))
    of_row = {headings[path]: value for path, value in named_rows.items()}
    statuses: Mapping[str, str] = settings.PLANNING_LISTS["activity_status"]
    by_guest: dict[UUID, list[Word]] = {}
    for word in words:
        shown = Word(
            kind=word.kind,
            words=word.get_kind_display(),
            row=word.row,
            round=word.round,
            about=of_row.get(word.row, "") if word.row is not None else "",
            status=statuses.get(word.status, word.status),
            text=word.text,
            at=word.at,
        )
        by_guest.setdefault(word.guest_id, []).append(shown)
    return by_guest


def words_of(guest: Guest) -> Sequence[Word]:
    """What a guest has said, the latest first: two queries at most."""
    return _words_of(guest.plan_id, [guest]).get(guest.id, ())
