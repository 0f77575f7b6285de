"""Starting, keeping and ending sessions; keeping what was typed when one ran out. Every login leaves a trace."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import NOBODY, Actor
from vardtrad.kernel.identity import InvalidIdentityNumber, parse
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.login import acting, queries, refusals
from vardtrad.shared.login.models import (
    KeptForm,
    LastLogin,
    LastSeat,
    LoginLock,
    Session,
    UnitChoice,
    UsedAnswer,
    World,
)
from vardtrad.shared.login.providers import Proven
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.register import asking
from vardtrad.shared.proxies import powers
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits

# last_seen is written at most this often: a page view costs no write of its own.
SEEN_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=1)
KEPT_SIZE = 64_000
"""The longest form that is kept, in bytes; a longer one is shown for copying."""
LABEL = "session"


def log_in(proven: Proven, address: str = "", device: str = "") -> str:
    """Start a session as ``begin`` does; gives the cookie's key alone. Raises Refused with a plain sentence."""
    key, _session = begin(proven, address, device)
    return key


def begin(proven: Proven, address: str = "", device: str = "") -> tuple[str, Session]:
    """Start a session for whom a provider has proven; gives the cookie's key, and the session with its owner read.

    Raises Refused with a plain sentence.

    ``device`` is what its owner sees it as. ``address`` is where the login comes from, if that is known: it is in the
    trace of the login alone, which every other row of the log leads to by its session.
    """
    origin = _from(address)
    key = secrets.token_urlsafe(32)
    try:
        # What is judged stays as it was until the session is there: whoever locks a login waits, and ends it then.
        with transaction.atomic():
            session = _begin(proven, key, device)
    except _NotLetIn as refused:
        door.note(NOBODY, "login", LABEL, refused=True, person=refused.person, detail=refused.detail | origin)
        raise Refused(Reason.NOT_ALLOWED, refused.sentence) from None
    detail = {"method": proven.method, "level": proven.assurance} | origin
    door.note(actor_of(session), "login", LABEL, thing=session.id, detail=detail)
    return key, session


def actor_of(session: Session) -> Actor:
    """The owner of a session as an actor, with no unit chosen; in own matters when acting for somebody has ended."""
    if session.person is not None:
        try:
            return acting.resident_of(session)[0]
        except acting.ProxyEnded:
            return queries.resident_actor(session, session.person)
    if session.staff is None:
        raise ValueError("a session without an owner")
    return queries.staff_actor(session, session.staff)


class _NotLetIn(Exception):
    """Somebody is identified and may not log in: what the log says of it, and the sentence they are told."""

    def __init__(self, sentence: str, detail: dict[str, str], person: UUID | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.detail, self.person = sentence, detail, person


def _begin(proven: Proven, key: str, device: str) -> Session:
    """The session of whom a provider has proven. Raises _NotLetIn."""
    resident = proven.world == World.RESIDENT
    person, staff = (_person(proven), None) if resident else (None, _staff(proven))
    now = clock.now()
    session = Session.objects.create(
        key_hash=queries.hashed(key),
        world=proven.world,
        person=person,
        staff=staff,
        method=proven.method,
        assurance=proven.assurance,
        started=now,
        last_seen=now,
        device=device,
        provider_account=proven.provider_account or None,
        provider_session=proven.provider_session or None,
    )
    if person is not None:
        LastLogin.objects.bulk_create(
            [LastLogin(person=person, at=now)], update_conflicts=True, update_fields=["at"], unique_fields=["person"]
        )
    return session


def _person(proven: Proven) -> Person:
    try:
        number = parse(proven.subject)
    except InvalidIdentityNumber:
        number = None
    if number is not None:
        # What the register says now counts from this login on; one that is down refuses nobody who is known.
        asking.told_again(number)
    persons = Person.objects.select_for_update(no_key=True) if number is not None else Person.objects.none()
    person = persons.filter(identity=number.value if number is not None else "").first()
    # Asked for in a query of its own, after the person's row: a lock that was made meanwhile is seen.
    reason = refusals.why_not(number, person, locked=queries.is_locked(person))
    if person is None or reason is not None:
        why = reason or refusals.Refusal.NOT_REGISTERED
        # A number that is in no register is not written down: it is a personal number.
        detail = {"method": proven.method, "reason": why.value}
        raise _NotLetIn(refusals.sentence_of(why), detail, person.id if person else None)
    return person


def _staff(proven: Proven) -> Staff:
    staff = Staff.objects.filter(hsa_id=proven.subject, active=True).first()
    if staff is None:
        detail = {"method": proven.method, "account": proven.subject}
        raise _NotLetIn(_("Ditt kort är inte kopplat till någon behörighet. Kontakta din chef."), detail)
    return staff


def log_out(session: Session) -> None:
    """End a session; its cookie opens nothing any more."""
    Session.objects.filter(pk=session.pk, ended=None).update(ended=clock.now())
    door.note(actor_of(session), "logout", LABEL, thing=session.id)


def end_at_provider(method: str, *, account: bytes, session: bytes) -> int:
    """End the sessions that began by a way whose provider says that somebody has logged out there; how many they were.

    The provider names its session, or its account and so all of that account's sessions; what it does not name is
    empty.
    """
    # A session that was begun without a name of its own at the provider is met by its account alone.
    of_account = Q(provider_account=account) if account else Q()
    by_session = Q(provider_session=session) & of_account if session else Q(pk=None)
    by_account = of_account & (Q(provider_session=None) if session else Q()) if account else Q(pk=None)
    theirs = Session.objects.filter(by_session | by_account, method=method, ended=None)
    sessions = list(theirs.select_related("person", "staff"))
    for each in sessions:
        log_out(each)
    return len(sessions)


def stopped(method: str, reason: str, address: str) -> None:
    """Trace a login by a way in that stopped before anybody was identified.

    The first for a reason from an address in ten minutes: anybody can begin logins that stop, and the log is kept.
    """
    if not rate_limit.is_first(f"stopped/{method}/{reason}/{address}"):
        return
    door.note(NOBODY, "login", LABEL, refused=True, detail={"method": method, "reason": reason} | _from(address))


def lock(person: Person, actor: Actor, *, keep_powers: bool = False) -> None:
    """Lock the login of a resident, and end their sessions and the powers of attorney that they have given.

    A session that begins at this very moment ends too. Somebody who has used the login may have given powers in the
    person's name. ``keep_powers`` is for who asks to have the login locked because somebody else is to see to
    everything.
    """
    with transaction.atomic():
        # A login that is judged now comes to its end first, and its session is among those that end.
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        LoginLock.objects.get_or_create(person=person, defaults={"since": clock.now()})
        _end_all_of(person)
        ended = 0 if keep_powers else powers.end_all_given_by(person.id)
    door.note(actor, "lock_login", LABEL, person=person.id, detail={"powers_ended": ended})


def _end_all_of(person: Person) -> None:
    Session.objects.filter(person=person, ended=None).update(ended=clock.now())


def unlock(person: Person, actor: Actor) -> None:
    """Let a resident log in again."""
    LoginLock.objects.filter(person=person).delete()
    door.note(actor, "unlock_login", LABEL, person=person.id)


def end_all() -> int:
    """End every session, after a restore of the database: a backup also brings back sessions that had been ended."""
    return Session.objects.filter(ended=None).update(ended=clock.now())


def seen(session: Session) -> None:
    """Note that the session is in use, at most once a minute."""
    now = clock.now()
    if now - session.last_seen >= SEEN_EVERY:
        Session.objects.filter(pk=session.pk, last_seen__lt=now).update(last_seen=now)


def keep_form(session: Session, path: str, body: str) -> str:
    """Keep a form whose session had run out; gives the key under which its owner finds it after the next login."""
    key = secrets.token_urlsafe(32)
    owner = session.person_id or session.staff_id
    if owner is None:
        raise ValueError("a session without an owner")
    KeptForm.objects.filter(world=session.world, owner=owner).delete()  # one each: the latest
    KeptForm.objects.create(
        key_hash=queries.hashed(key), world=session.world, owner=owner, path=path, body=body, kept=clock.now()
    )
    return key


def kept_form(key: str, world: World, owner: UUID) -> KeptForm | None:
    """The kept form of this owner, if there is one. Somebody else's stays unseen."""
    return KeptForm.objects.filter(
        key_hash=queries.hashed(key), world=world, owner=owner, kept__gt=clock.now() - KEPT_FOR
    ).first()


def take(kept: KeptForm) -> bool:
    """Take a kept form out; whether it was still there."""
    return bool(KeptForm.objects.filter(pk=kept.pk).delete()[0])


def held_back(card: UUID, address: str) -> bool:
    """Whether somebody has failed with a card too often lately to be let try again now; traced once in a period."""
    name = f"{limits.LOGIN.name}/{card}"
    if not rate_limit.reached(name, limits.LOGIN.most):
        return False
    if rate_limit.is_first(name):
        _failed(card, rate_limit.TOO_OFTEN, address)
    return True


def failed(card: UUID, address: str) -> None:
    """Count a failed try with a card, and trace it."""
    rate_limit.count(f"{limits.LOGIN.name}/{card}")
    _failed(card, "wrong_pin", address)


def _failed(card: UUID, reason: str, address: str) -> None:
    """Trace whose login failed, and from where: never what was typed."""
    detail = {"reason": reason, "account": str(card)} | _from(address)
    door.note(NOBODY, "login", LABEL, refused=True, detail=detail)


def _from(address: str) -> dict[str, str]:
    return {"address": address} if address else {}


def clear_old() -> None:
    """A chore of the worker: sessions, kept forms and used answers that have had their time."""
    now = clock.now()
    longest = timedelta(hours=settings.SESSION_ABSOLUTE_HOURS)
    Session.objects.filter(Q(started__lt=now - longest - KEPT_FOR) | Q(ended__lt=now - KEPT_FOR)).delete()
    KeptForm.objects.filter(kept__lt=now - KEPT_FOR).delete()
    UsedAnswer.objects.filter(at__lt=now - KEPT_FOR).delete()


def choose_unit(session: Session, staff: Staff, unit: UUID, role: str, *, sure: bool) -> care_units.Seat | None:
    """Take a seat (001-045, 001-047). None when the unit asks for an active choice first and ``sure`` is not said.

    Own units are free to choose; another of the own organisation is chosen actively, and that leaves a trace (design
    decision 16). Raises Refused with the one answer when there is no such seat.
    """
    seat = queries.choosable(staff, unit, role)
    actor = queries.staff_actor(session, staff)
    if seat is None:
        door.note(actor, "enter", "unit", thing=unit, refused=True)
        raise not_there()
    if care_units.assignment_of(staff.id, unit) is None:
        if not sure and not UnitChoice.objects.filter(session=session, unit_id=unit).exists():
            return None
        UnitChoice.objects.get_or_create(session=session, unit=seat.unit, defaults={"at": clock.now()})
        door.note(actor, "choose_unit", "unit", thing=unit, detail={"role": role, "own": False})
    else:
        door.note(actor, "choose_unit", "unit", thing=unit, detail={"role": role, "own": True})
    LastSeat.objects.update_or_create(staff=staff, defaults={"unit": seat.unit, "role": role})
    return seat
