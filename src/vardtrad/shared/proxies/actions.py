"""The verbs of proxies: add somebody to act for, take them away, choose where notices of their inbox go."""

from __future__ import annotations

import logging
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.gate import settings_door
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.identity import IdentityNumber
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.queries import with_number
from vardtrad.shared.people.register import asking
from vardtrad.shared.people.register.said import RegisterDown
from vardtrad.shared.proxies import queries
from vardtrad.shared.proxies.models import Link
from vardtrad.shared.proxies.rules import Deed
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import hold_back

logger = logging.getLogger(__name__)
LABEL = "proxy"


def _is_a_resident(actor: Actor) -> None:
    if actor.kind != ActorKind.RESIDENT:
        raise not_there()


def in_own_matters(actor: Actor) -> None:
    """Whom one acts for is changed outside ombudsläget, so that no trace seems to be about the person acted for."""
    if actor.acts_for is not None:
        raise not_there()


OWN_LINKS = Settings(check=_is_a_resident, lock=lambda actor: Person.objects.filter(pk=actor.id))
"""For whom a resident acts: the resident's own to change, and nobody else's."""


def add(actor: Actor, number: IdentityNumber) -> Person:
    """Add somebody to act for, by number ("Lägg till barn", 003-003, 003-004); adding again changes nothing.

    The register is asked first, whoever it is about. Raises Refused: with one and the same sentence for somebody else's
    child, a grandchild, a child of 13, a protected child or guardian, and a number that nobody has, so that it tells
    nothing (003-005); with another when the register does not answer, again whoever it is about.
    """
    in_own_matters(actor)
    hold_back(limits.ADD_PROXY, actor, "add_proxy", LABEL)
    down, known = False, True
    try:
        own = Person.objects.get(pk=actor.id).number
        known = asking.told(number, own, on_behalf_of=own)
    except RegisterDown as error:
        logger.warning("%s", error)
        down = True
    with settings_door.change(OWN_LINKS, actor, "add_proxy", LABEL) as change:
        person = with_number(number)
        change.person = person.id if person is not None else None
        if down:
            raise Refused(
                Reason.NEED,
                _("Folkbokföringen svarar inte just nu, så det går inte att lägga till någon. Försök igen senare."),
            )
        proxy = Person.objects.get(pk=actor.id)
        if not known or person is None or person == proxy or not (grounds := queries.grounds(proxy, person)):
            raise Refused(Reason.NOT_ALLOWED, _refusal())
        link, new = Link.objects.get_or_create(proxy=proxy, person=person, defaults={"added": clock.now()})
        change.thing, change.repeated, change.detail = link.id, not new, {"ground": min(grounds)}
    return person


def _refusal() -> str:
    return _(
        "Det går inte att lägga till personen. Du behöver vara vårdnadshavare enligt "
        "folkbokföringen, och barnet ska vara under 13 år. Om du är god man eller förvaltare "
        "behöver ditt uppdrag omfatta att sörja för personen. Ring mottagningen om du behöver "
        "hjälp."
    )


def remove(actor: Actor, link: UUID) -> None:
    """Stop acting for somebody. Raises Refused, the same for somebody else's link and one that does not exist."""
    in_own_matters(actor)
    with settings_door.change(OWN_LINKS, actor, "remove_proxy", LABEL, thing=link) as change:
        row = Link.objects.filter(pk=link, proxy=actor.id).first()
        if row is None:
            raise not_there()
        change.person = row.person_id
        row.delete()


def choose_notices(actor: Actor, **addresses: str) -> None:
    """Save where the proxy hears of new messages in the person's inbox (003-009). Raises Refused.

    ``email`` is an address, ``sms`` a mobile number as E.164, each proven by whoever calls; empty means not that way,
    and what is not given stays. It is the proxy's own choice: neither the person's own address nor another proxy's is
    touched or seen.
    """
    with settings_door.change(OWN_LINKS, actor, "choose_proxy_notices", LABEL) as change:
        if actor.acts_for is None or Deed.NOTICES.value not in actor.deeds:
            raise not_there()
        links = Link.objects.filter(proxy=actor.id, person=actor.acts_for)
        change.repeated = not links.exclude(**addresses).update(**addresses)
        change.person = actor.acts_for
        change.detail = {f"by_{channel}": bool(address) for channel, address in addresses.items()}
