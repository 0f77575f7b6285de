"""Ordering a password, and logging in with it. Whoever asks is told the same whether somebody has the number or not."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import NOBODY
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.letters import actions as letters
from vardtrad.shared.login import refusals
from vardtrad.shared.login.models import World
from vardtrad.shared.login.password.letters import KIND
from vardtrad.shared.login.password.models import Attempt, Order
from vardtrad.shared.login.password.row import LEVEL, METHOD
from vardtrad.shared.login.providers import Proven
from vardtrad.shared.login.queries import is_locked
from vardtrad.shared.notify import codes, outgoing
from vardtrad.shared.notify.models import Channel
from vardtrad.shared.notify.words import code_by_sms
from vardtrad.shared.people.models import Person
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits

LABEL = "password"
AGAIN = timedelta(days=7)
"""How long a letter is waited for before another is sent."""
UNUSED = timedelta(days=60)
"""A password that nobody has used so long after its letter was drawn opens nothing."""
MOST_WRONG = 20
"""So many wrong tries in a row end a password, however slowly they come."""
_SALT = "vardtrad.shared.login.password"


def order(number: IdentityNumber, sms: str, address: str) -> None:
    """Order a password: a letter to the registered address, for a Swedish mobile number (003-017, 003-019).

    Nothing tells whether a letter will come: not for a number that nobody has, a child, somebody protected (003-023) or
    without an address, a locked login, or when one is on its way. Raises Refused only for too many orders from one
    place.
    """
    _hold_back(limits.ORDER_PASSWORD, address, "order_password")
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",), no_key=True).filter(identity=number.value).first()
        why = _why_no_letter(number, person)
        if person is None or why:
            whom = person.id if person is not None else None
            door.note(NOBODY, "order_password", LABEL, refused=True, person=whom, detail={"reason": why})
            return
        for earlier in Order.objects.filter(person=person, made=None):
            letters.cancel_of(KIND, earlier.id)
            earlier.delete()
        made = Order.objects.create(person=person, sms=sms, ordered=clock.now())
        letters.order(KIND, made.id, person, unit=None)
        door.note(NOBODY, "order_password", LABEL, thing=made.id, person=person.id)


def _why_no_letter(number: IdentityNumber, person: Person | None) -> str:
    reason = refusals.why_not(number, person, locked=is_locked(person))
    if reason is not None or person is None:
        return str(reason or refusals.Refusal.NOT_REGISTERED)
    if person.is_protected:
        return "protected"
    if not person.street or not person.postal_code:
        return "no_address"
    lately = Order.objects.filter(person=person, ordered__gt=clock.now() - AGAIN)
    return "on_its_way" if lately.exists() else ""


def begin(number: IdentityNumber, password: str, address: str) -> str:
    """Number and password have been written: where they are right a code goes out by SMS (003-018).

    Gives what the page of the code carries, which looks the same either way, after the same work. Raises Refused when
    too many have been tried, for one number or from one place.
    """
    by_number = f"{limits.PASSWORD.name}/{number.value}"
    _hold_back(limits.PASSWORDS_FROM, address, "login")
    if rate_limit.reached(by_number, limits.PASSWORD.most):
        _too_often(by_number, "login")
    person = Person.objects.filter(identity=number.value).first()
    order = _order_with(person, password)
    key = uuid4()
    may = (
        order is not None and person is not None and refusals.why_not(number, person, locked=is_locked(person)) is None
    )
    if not may or order is None or person is None or person.is_protected:
        rate_limit.count(by_number)
        whom = person.id if person is not None else None
        door.note(NOBODY, "login", LABEL, refused=True, person=whom, detail={"reason": "wrong_password"})
        return signing.dumps(str(key), salt=_SALT)
    by_phone = f"{limits.SEND_CODE.name}/{order.sms}"
    if rate_limit.reached(by_phone, limits.SEND_CODE.most):
        _too_often(by_phone, "login")
    rate_limit.count(by_phone)
    with transaction.atomic():
        Attempt.objects.create(id=key, order=order, expires=clock.now() + codes.HOLDS)
        code = codes.new_code(key, Channel.SMS, order.sms)
        with translation.override(person.language):
            words = code_by_sms(code)
        outgoing.put_code(Channel.SMS, order.sms, words, "resident", person.id, codes.HOLDS)
    return signing.dumps(str(key), salt=_SALT)


def _order_with(person: Person | None, password: str) -> Order | None:
    """The person's order whose password this is: of the one that is in use, and the latest of the others.

    However many somebody else orders, the one in use goes on. Two hashes are computed each time, whoever is asked
    about.
    """
    typed = "".join(password.lower().replace("-", "").split())
    now = clock.now()
    valid = Q(used__isnull=False) | Q(made__gt=now - UNUSED)
    # Asked for in the same way when nobody has the number: then nothing is found.
    whose = person.id if person is not None else uuid4()
    theirs = Order.objects.filter(valid, person_id=whose, wrong__lt=MOST_WRONG).exclude(hash="")
    orders = list(theirs.order_by(F("used").desc(nulls_last=True), "-ordered")[:2])
    right = None
    for place in range(2):
        order = orders[place] if place < len(orders) else None
        if check_password(typed, order.hash if order is not None else _dummy()) and order is not None:
            right = right or order
    if right is None:
        Order.objects.filter(pk__in=[order.pk for order in orders]).update(wrong=F("wrong") + 1)
    return right


def _dummy() -> str:
    """The hash of a password that nobody has, made as the others are."""
    global _made_up
    if not _made_up:
        _made_up = make_password(uuid4().hex)
    return _made_up


_made_up = ""


def finish(carried: str, typed: str) -> Proven:
    """The code has been written: who it is, at level 2. Raises Refused, with the same words whatever was wrong."""
    try:
        key = UUID(signing.loads(carried, salt=_SALT, max_age=codes.HOLDS))
    except (signing.BadSignature, ValueError):
        raise _no() from None
    attempt = Attempt.objects.select_related("order__person").filter(pk=key, expires__gt=clock.now()).first()
    if attempt is None:
        raise _no()
    order = attempt.order
    try:
        codes.proven(key, Channel.SMS, typed)
    except Refused:
        detail = {"reason": "wrong_code"}
        door.note(NOBODY, "login", LABEL, refused=True, person=order.person_id, detail=detail)
        raise _no() from None
    with transaction.atomic():
        # Used once: of two at the same time, the second has nothing left to remove.
        if not Attempt.objects.filter(pk=key).delete()[0]:
            raise _no()
        codes.forget(key, Channel.SMS)
        Order.objects.filter(pk=order.pk).update(used=order.used or clock.now(), wrong=0)
        Order.objects.filter(person=order.person_id, ordered__lt=order.ordered).delete()
    return Proven(World.RESIDENT, order.person.identity, LEVEL, METHOD)


def clear_old() -> None:
    """A chore of the worker: logins that waited for a code, and passwords that nobody has used in time."""
    now = clock.now()
    Attempt.objects.filter(expires__lt=now).delete()
    Order.objects.filter(used=None, made__lt=now - UNUSED).delete()


def _hold_back(limit: limits.Limit, address: str, action: str) -> None:
    """Count what comes from one place; raise Refused when it is too much."""
    name = f"{limit.name}/{address}"
    if rate_limit.reached(name, limit.most):
        _too_often(name, action)
    rate_limit.count(name)


def _too_often(name: str, action: str) -> None:
    if rate_limit.is_first(name):
        door.note(NOBODY, action, LABEL, refused=True, detail={"reason": rate_limit.TOO_OFTEN})
    raise Refused(Reason.TOO_OFTEN, str(limits.PASSWORD.sentence))


def _no() -> Refused:
    return Refused(
        Reason.NOT_ALLOWED,
        _("Det gick inte att logga in. Kontrollera personnumret, lösenordet och koden, och börja om."),
    )
