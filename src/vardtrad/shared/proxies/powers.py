"""Powers of attorney between adults: given for a year at most, with e-legitimation, and taken back at any moment."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.gate import settings_door
from vardtrad.kernel import clock, law
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.queries import with_number
from vardtrad.shared.proxies.actions import OWN_LINKS, in_own_matters
from vardtrad.shared.proxies.models import Link, Power
from vardtrad.shared.proxies.rules import LONGEST_POWER, STRONG
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import hold_back

LABEL = "power"


def give(actor: Actor, number: IdentityNumber, scope: str, last: date, *, method: str, assurance: int) -> Power:
    """Give somebody a power until a last day (Swedish date), or give it again: an earlier one to the same person ends.

    Raises Refused with the same sentence for a number that nobody has, a child, somebody who has died or does not live
    in Sweden, and when the giver is protected or under age. One who is protected can be given a power, so that giving
    does not tell who is; the table opens nothing with it.
    """
    in_own_matters(actor)
    hold_back(limits.ADD_PROXY, actor, "give_power", LABEL)
    with settings_door.change(OWN_LINKS, actor, "give_power", LABEL) as change:
        change.person = actor.id
        if assurance < STRONG:
            raise Refused(Reason.NOT_ALLOWED, _("Logga in med e-legitimation för att ge en fullmakt."))
        if not clock.today() <= last <= clock.today() + LONGEST_POWER:
            raise Refused(Reason.NEED, _("Välj i dag eller en senare dag, högst ett år fram."))
        giver, holder = Person.objects.get(pk=actor.id), with_number(number)
        if holder is None or holder == giver or giver.is_protected or not (_of_age(giver) and _of_age(holder)):
            raise Refused(
                Reason.NOT_ALLOWED,
                _(
                    "Det går inte att ge fullmakten. Ni behöver båda vara folkbokförda i Sverige och ha "
                    "fyllt 18 år. Ring mottagningen om du behöver hjälp."
                ),
            )
        now = clock.now()
        Power.objects.filter(giver=giver, holder=holder, ended=None).update(ended=now)
        power = Power.objects.create(
            giver=giver, holder=holder, scope=scope, given=now, last=last, method=method, assurance=assurance
        )
        Link.objects.get_or_create(proxy=holder, person=giver, defaults={"added": now})
        change.thing, change.detail = power.id, {"holder": str(holder.id), "scope": scope, "last": last.isoformat()}
    return power


def _of_age(person: Person) -> bool:
    """Whether somebody is old enough to give or hold a power, and able to log in."""
    return person.age is not None and person.age >= law.MAJORITY.value and person.may_log_in


def take_back(actor: Actor, power: UUID) -> None:
    """Take a power back, at once (also in the holder's open session). Raises Refused: not one's own and none alike."""
    in_own_matters(actor)
    with settings_door.change(OWN_LINKS, actor, "take_back_power", LABEL, thing=power) as change:
        change.person = actor.id
        if not Power.objects.filter(pk=power, giver=actor.id, ended=None).update(ended=clock.now()):
            raise not_there()


def end_all_given_by(person: UUID) -> int:
    """End every power that somebody has given, such as when their login is locked; how many there were."""
    return Power.objects.filter(giver=person, ended=None).update(ended=clock.now())


def given_by(person: UUID) -> list[Power]:
    """The powers that somebody has given and not taken back, with their holders, the latest first; also those past."""
    return list(Power.objects.select_related("holder").filter(giver=person, ended=None).order_by("-given"))
