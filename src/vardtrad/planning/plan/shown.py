"""What a page shows about the participating units: their roles and duties in words, and which roles may do what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Member, members_of
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Role, Unit
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty
from vardtrad.shared.web import dates


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A role of a participating unit and what it is responsible for there (001-067)."""

    code: str
    name: str
    duties: str


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A participating unit as its window shows it: roles, duties, what may be done with it (001-067, 001-226…230)."""

    member: Member
    organisation: str
    phone: str
    roles: list[RoleWords]
    more_roles: list[tuple[str, str]]
    own_organisation: bool
    here: bool


def unit_card(seat: Seat, plan: UUID, member_id: UUID) -> UnitCard | None:
    """The contents of a participating unit's window; None if the unit no longer takes part."""
    member = next((member for member in members_of([plan]).get(plan, ()) if member.id == member_id), None)
    if member is None:
        return None
    unit = Unit.objects.select_related("organisation").get(pk=member.unit)
    setup = care_units.setup_of(member.unit)
    configured: dict[str, list[str]] = setup.roles if setup is not None else {}
    names = care_units.configured_roles({*member.roles, *configured})
    return UnitCard(
        member=member,
        organisation=unit.organisation.name,
        phone=unit.phone,
        roles=[RoleWords(code, _role_name(names, code), duty_words(configured.get(code, ()))) for code in member.roles],
        more_roles=sorted((code, _role_name(names, code)) for code in configured if code not in member.roles),
        own_organisation=member.organisation == seat.unit.organisation_id,
        here=member.unit == seat.unit.id,
    )


def _role_name(names: Mapping[str, Role], code: str) -> str:
    return names[code].name if code in names else code


def duty_words(duties: Iterable[str]) -> str:
    """Duties in words: "kvittera, justera"."""
    return ", ".join(str(Duty(duty).label).lower() for duty in Duty.values if duty in set(duties))


def standing_event(plan: Plan) -> str:
    """The event that still says where the patient is, with its day: "Permission 5 dec"; "" when none does (B-25).

    A death that the population register knows of and nobody has registered in the plan has no day.
    """
    if plan.patient.deceased and not plan.deceased:
        return str(EventKind.DECEASED.label)
    if not plan.event_standing or plan.event_day is None:
        return ""
    return f"{EventKind(plan.event_standing).label} {dates.day(plan.event_day)}"


def who_may(members: Sequence[Member], duty: Duty) -> dict[UUID, str]:
    """The roles that may do a duty, in words, for each participating unit (001-125, 001-144): two queries."""
    setups = care_units.setups([member.unit for member in members])
    names = care_units.configured_roles({code for setup in setups.values() for code in setup.roles})
    words: dict[UUID, str] = {}
    for member in members:
        setup = setups.get(member.unit)
        codes = [code for code in member.roles if setup is not None and duty.value in setup.roles.get(code, ())]
        words[member.unit] = ", ".join(_role_name(names, code).lower() for code in codes) or _("ingen roll")
    return words
