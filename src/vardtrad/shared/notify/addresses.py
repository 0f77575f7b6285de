"""Where somebody wants to be told, looked up when a notice is sent: the latest choice applies."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vardtrad.gate.worker import NoAddress
from vardtrad.kernel.actors import ActorKind
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.notify.models import Channel
from vardtrad.shared.notify.sms.gateway import available
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import notice_address


@dataclass(frozen=True, slots=True)
class Address:
    """Where and in which language somebody is told: an e-mail address, a mobile number (E.164), or both."""

    email: str
    language: str
    sms: str = ""


def address_of(kind: str, key: UUID) -> Address:
    """The address that somebody has chosen for notices now. Raises NoAddress.

    A proxy's is the one of the link, if the link still opens anything: nobody hears of the inbox of a child of 13. A
    number counts only while the installation sends text messages.
    """
    address = None
    if kind == ActorKind.RESIDENT:
        person = Person.objects.filter(pk=key, deceased=False).first()
        address = Address(person.email, person.language, person.sms) if person is not None else None
    elif kind == ActorKind.PROXY:
        chosen = notice_address(key)
        address = Address(*chosen) if chosen is not None else None
    elif kind == ActorKind.STAFF:
        staff = Staff.objects.filter(pk=key, active=True).first()
        address = Address(staff.email, "sv") if staff is not None else None
    elif kind == ActorKind.UNIT:
        unit = Unit.objects.filter(pk=key).first()
        address = Address(unit.mailbox, "sv") if unit is not None else None
    if address is None or not (address.email or (address.sms and available())):
        raise NoAddress
    return address


def told_by(person: Person) -> str:
    """How a resident is told of a new message now, in words for staff; empty when in no way (004-026)."""
    if person.deceased:
        return ""
    ways = [Channel.SMS.label] * bool(person.sms and available()) + [Channel.EMAIL.label] * bool(person.email)
    return ", ".join(map(str, ways))
