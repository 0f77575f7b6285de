"""The verbs of letters: ordering one, bundling those that wait, and what happens to it on its way.

Nothing is sent by itself, and nothing is printed twice without somebody saying so: a letter is in one bundle at a time,
and a bundle is drawn as often as the printer needs until it is marked as sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.gate import settings_door
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.letters.models import Bundle, Letter, Route
from vardtrad.shared.letters.queries import REACHABLE
from vardtrad.shared.people.models import Person, Protection

LABEL = "letter"
MOST = 200
"""The letters of a bundle: what is drawn while somebody waits."""
MOST_LINES = 3_000
"""The lines of a bundle, well within what a paper may have (shared.web.paper): a longer one could never be printed."""
_SIGNS_ON_A_LINE, _LINES_AROUND = 80, 20
PRINTS = (Permission.RECEIVER, Permission.ADMINISTRATOR)
"""Who prints a clinic's letters."""


def _prints(actor: Actor) -> None:
    if not actor.is_system and (actor.unit is None or actor.roles.isdisjoint(PRINTS)):
        raise not_there()


LETTERS = Settings(check=_prints)
"""A clinic's letters: those who print there. The print service's: the command, as a system actor."""


def order(
    kind: str, key: UUID, person: Person, *, unit: Unit | None, title: str = "", text: str = ""
) -> tuple[Letter, bool]:
    """A letter waits to be printed; the same one when it was ordered before. Called in the caller's own transaction.

    Without ``title`` and ``text`` the kind makes the words when the letter is drawn (``operations.letters.drawing``).
    """
    letter = new(kind, key, person, unit=unit, title=title, text=text)
    new_fields = ("person", "unit", "title", "text", "created", "updated")
    return Letter.objects.get_or_create(
        kind=kind, key=key, defaults={name: getattr(letter, name) for name in new_fields}
    )


def new(kind: str, key: UUID, person: Person, *, unit: Unit | None, title: str, text: str) -> Letter:
    """A letter to be printed, not yet stored: for a move of the door, which stores it with what it is ordered for."""
    now = clock.now()
    return Letter(kind=kind, key=key, person=person, unit=unit, title=title, text=text, created=now, updated=now)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter to be ordered: what it is of, to whom, the clinic that prints it, and its words."""

    key: UUID
    person: Person
    unit: Unit | None
    title: str
    text: str


def order_each(kind: str, wanted: Sequence[Wanted]) -> frozenset[UUID]:
    """Order a set of letters in the caller's own transaction, in two queries; the keys of those that are new."""
    known = set(Letter.objects.filter(kind=kind, key__in=[each.key for each in wanted]).values_list("key", flat=True))
    unknown = [each for each in wanted if each.key not in known]
    Letter.objects.bulk_create(
        [new(kind, each.key, each.person, unit=each.unit, title=each.title, text=each.text) for each in unknown],
        ignore_conflicts=True,
    )
    return frozenset(each.key for each in unknown)


def bundle(actor: Actor, route: Route = Route.POST) -> Bundle | None:
    """Put what waits in a bundle, the oldest first; None when nothing waits. Two at once get different letters.

    What is more than can be drawn at once waits for the next bundle. Letters to the dead are called off. Those without
    an address stay, and are shown. Raises Refused.
    """
    with settings_door.change(LETTERS, actor, "bundle_letters", LABEL) as change:
        waiting = Letter.objects.filter(unit=actor.unit, status=Letter.Status.WAITING)
        now = clock.now()
        dead = waiting.filter(person__deceased=True).update(status=Letter.Status.CANCELLED, updated=now)
        protected = ~Q(person__protection=Protection.NONE)
        wanted = waiting.filter(REACHABLE).filter(protected if route == Route.FORWARDED else ~protected)
        oldest = wanted.select_for_update(of=("self",), skip_locked=True).order_by("created")[:MOST]
        keys = _together(oldest.values_list("pk", "text"))
        change.repeated = not keys and not dead
        if not keys:
            return None
        made = Bundle.objects.create(unit_id=actor.unit, route=route, made=now)
        Letter.objects.filter(pk__in=keys).update(status=Letter.Status.PRINTED, bundle=made, updated=now)
        change.thing, change.detail = made.id, {"letters": len(keys), "route": str(route)}
    return made


def _together(waiting: Iterable[tuple[UUID, str]]) -> list[UUID]:
    """So many of the letters that wait, from the first, as can be drawn at once; at least one."""
    keys: list[UUID] = []
    lines = 0
    for key, text in waiting:
        lines += _LINES_AROUND + text.count("\n") + len(text) // _SIGNS_ON_A_LINE
        if keys and lines > MOST_LINES:
            break
        keys.append(key)
    return keys


def set_aside(actor: Actor, key: UUID, letters: Collection[UUID]) -> None:
    """Put letters that cannot be drawn into a bundle of their own: those beside them do not wait. Raises Refused."""
    with settings_door.change(LETTERS, actor, "set_letters_aside", LABEL, thing=key) as change:
        row = Bundle.objects.select_for_update(of=("self",)).filter(pk=key, unit=actor.unit, sent=None).first()
        if row is None:
            raise not_there()
        now = clock.now()
        apart = Bundle.objects.create(unit_id=actor.unit, route=row.route, made=now)
        moved = Letter.objects.filter(bundle=key, pk__in=letters).update(bundle=apart, updated=now)
        change.detail = {"letters": moved, "to": str(apart.id)}


def mark_sent(actor: Actor, key: UUID) -> None:
    """A bundle has been handed to the post; once. Raises Refused."""
    with settings_door.change(LETTERS, actor, "send_letters", LABEL, thing=key) as change:
        row = Bundle.objects.select_for_update(of=("self",)).filter(pk=key, unit=actor.unit).first()
        if row is None:
            raise not_there()
        change.repeated = row.sent is not None
        if row.sent is None:
            now = clock.now()
            Bundle.objects.filter(pk=key).update(sent=now)
            printed = Letter.objects.filter(bundle=key, status=Letter.Status.PRINTED)
            change.detail = {"letters": printed.update(status=Letter.Status.SENT, updated=now)}


def print_again(actor: Actor, key: UUID) -> None:
    """A letter that was spoilt, lost or came back waits to be printed anew. Raises Refused."""
    _move(actor, key, "reprint_letter", Letter.Status.WAITING, _("Brevet väntar redan på utskrift."))


def returned(actor: Actor, key: UUID) -> None:
    """A letter has come back from the post: it did not reach anybody. Raises Refused."""
    _move(actor, key, "return_letter", Letter.Status.RETURNED, _("Brevet är inte skickat."))


def cancel(actor: Actor, key: UUID) -> None:
    """A letter that waits is not to be printed. Raises Refused."""
    _move(actor, key, "cancel_letter", Letter.Status.CANCELLED, _("Brevet är redan utskrivet."))


_FROM = {
    Letter.Status.WAITING: {Letter.Status.PRINTED, Letter.Status.SENT, Letter.Status.RETURNED, Letter.Status.CANCELLED},
    Letter.Status.RETURNED: {Letter.Status.SENT},
    Letter.Status.CANCELLED: {Letter.Status.WAITING},
}
"""From where a letter comes to each place, when somebody says so."""


def _move(actor: Actor, key: UUID, action: str, to: Letter.Status, otherwise: str) -> None:
    with settings_door.change(LETTERS, actor, action, LABEL, thing=key) as change:
        letter = Letter.objects.select_for_update(of=("self",)).filter(pk=key, unit=actor.unit).first()
        if letter is None:
            raise not_there()
        change.person = letter.person_id
        change.repeated = letter.status == to
        if letter.status == to:
            return
        if letter.status not in _FROM[to]:
            raise Refused(Reason.NEED, otherwise)
        kept = {} if to == Letter.Status.RETURNED else {"bundle": None}
        Letter.objects.filter(pk=key).update(status=to, updated=clock.now(), **kept)


def cancel_of(kind: str, key: UUID) -> None:
    """What a letter was of is no longer so: if it waits, it is called off. Called in the caller's own transaction."""
    with transaction.atomic():
        waiting = Letter.objects.filter(kind=kind, key=key, status=Letter.Status.WAITING)
        waiting.update(status=Letter.Status.CANCELLED, updated=clock.now())
