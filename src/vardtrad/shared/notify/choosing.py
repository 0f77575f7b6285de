"""How a resident chooses where notices go: e-mail, SMS, both or neither; an address counts when its code has come back.

In ombudsläget the choice is about the inbox of the person acted for, and is the proxy's own (003-009).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import translation

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.notify import codes, outgoing
from vardtrad.shared.notify.models import Channel, Proof
from vardtrad.shared.notify.words import code_by_mail, code_by_sms
from vardtrad.shared.people import actions as people
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies import actions as proxies
from vardtrad.shared.proxies.models import Link
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import TOO_OFTEN, count, hold_back, is_first, reached

LABEL = "notices"
_WORDS: Mapping[str, Callable[[str], str]] = {Channel.EMAIL.value: code_by_mail, Channel.SMS.value: code_by_sms}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose choice it is (a person, or a proxy's link), what is chosen, and what waits for its code."""

    owner: UUID
    kind: str
    email: str
    sms: str
    waiting: tuple[Proof, ...]

    def waits(self, channel: str) -> Proof | None:
        """The address that waits for its code by a channel."""
        return next((proof for proof in self.waiting if proof.channel == channel), None)


def chosen(actor: Actor) -> Chosen:
    """What the actor has chosen, in own matters or for the inbox of the person acted for. Raises Refused."""
    if actor.acts_for is None:
        owner: Person | Link | None = Person.objects.filter(pk=actor.id).first()
        kind = ActorKind.RESIDENT.value
    else:
        owner, kind = Link.objects.filter(proxy=actor.id, person=actor.acts_for).first(), ActorKind.PROXY.value
    if owner is None:
        raise not_there()
    return Chosen(owner.id, kind, owner.email, owner.sms, tuple(codes.waiting(owner.id)))


def choose(actor: Actor, wanted: Mapping[str, str]) -> list[str]:
    """Choose an address for each channel in ``wanted``; the channels by which a code was sent, in their order.

    An empty address holds at once, and so does one that is already chosen: a code that waits is then forgotten. A new
    one holds when its code has come back; until then the old one does. Raises Refused when too many codes are asked
    for.
    """
    now = chosen(actor)
    kept = {channel: address for channel, address in wanted.items() if not address or address == getattr(now, channel)}
    if kept:
        for channel in kept:
            codes.forget(now.owner, channel)
        _save(actor, kept)
    new = [channel for channel in wanted if channel not in kept]
    for channel in new:
        send_code(actor, now, channel, wanted[channel])
    return new


def send_code(actor: Actor, whose: Chosen, channel: str, address: str) -> None:
    """Send a code to an address. Raises Refused when too many are asked for, by somebody or to one address."""
    hold_back(limits.SEND_CODE, actor, "send_code", LABEL)
    by_address = f"{limits.SEND_CODE.name}/{address.lower()}"
    if reached(by_address, limits.SEND_CODE.most):
        raise Refused(Reason.TOO_OFTEN, str(limits.SEND_CODE.sentence))
    count(by_address)
    with transaction.atomic():
        code = codes.new_code(whose.owner, channel, address)
        language = Person.objects.values_list("language", flat=True).get(pk=actor.id)
        with translation.override(language):
            words = _WORDS[channel](code)
        outgoing.put_code(channel, address, words, whose.kind, whose.owner, codes.HOLDS)
        door.note(actor, "send_code", LABEL, person=actor.acts_for or actor.id, detail={"by": channel})


def prove(actor: Actor, channel: str, typed: str) -> None:
    """An address holds from now on, if the code is the one that was sent there.

    Raises Refused for a wrong code, for one that holds no longer, and after ten wrong ones within ten minutes, whatever
    codes they were meant for.
    """
    whose = chosen(actor)
    name = f"{limits.WRONG_CODE.name}/{actor.id}"
    if reached(name, limits.WRONG_CODE.most):
        if is_first(name):
            detail = {"reason": TOO_OFTEN}
            door.note(actor, "prove_address", LABEL, refused=True, person=actor.acts_for or actor.id, detail=detail)
        raise Refused(Reason.TOO_OFTEN, str(limits.WRONG_CODE.sentence))
    try:
        address = codes.proven(whose.owner, channel, typed)
    except Refused:
        count(name)
        raise
    with transaction.atomic():
        _save(actor, {channel: address})
        codes.forget(whose.owner, channel)


def withdraw(actor: Actor, channel: str) -> None:
    """An address that waits for its code is not wanted any more; what was chosen before it stays."""
    codes.forget(chosen(actor).owner, channel)


def _save(actor: Actor, addresses: Mapping[str, str]) -> None:
    choose_for = people.choose_notices if actor.acts_for is None else proxies.choose_notices
    choose_for(actor, **addresses)
