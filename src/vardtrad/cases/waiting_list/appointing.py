"""Which unit is the Vårdgarantiservice of a region: appointed and taken back by its system administrator (ADR 53).

An entry of the waiting list names no service: who has accepted waits for whichever unit is appointed at the moment.
So another unit takes over all that waits at once, and when none is appointed it waits on the clinics' lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.cases.case.models import CaseType, Service
from vardtrad.cases.waiting_list.models import GuaranteeService, WaitingEntry
from vardtrad.cases.waiting_list.rules import State
from vardtrad.gate import settings_door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import alphabetical
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.models import Assignment, Organisation, OrganisationKind, Unit
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES
from vardtrad.shared.rule_engine.actions import ORGANISATION_SETTINGS

CODE = "care-guarantee-provider"
"""The code of the template with which the service tells which provider it will be."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The unit that a page showed as the service, None for none: a press on an older page changes nothing."""

    unit: UUID | None


def appoint(actor: Actor, unit: Unit, travel_link: str = "", *, seen: Seen | None = None) -> GuaranteeService:
    """Let a unit be the Vårdgarantiservice of its organisation, with the template of its messages.

    ``seen`` is what the page showed; the command has none, and decides whatever is there. Raises Refused, also for a
    unit of another organisation than the actor's own, for one that takes no cases, and for one that is no region's.
    """
    with settings_door.change(ORGANISATION_SETTINGS, actor, "appoint_service", "waiting_list", thing=unit.id) as change:
        present = _locked(actor, unit.organisation_id)
        if not unit.takes_cases:
            raise Refused(Reason.NEED, _("Enheten tar inte emot ärenden. Då kan invånaren inte ställa frågor dit."))
        if not has_a_guarantee(unit.organisation_id):
            raise Refused(Reason.NEED, _("Bara en region har vårdgaranti. Enheten hör till en annan vårdgivare."))
        if present is not None and (present.unit_id, present.travel_link) == (unit.id, travel_link):
            change.repeated = True
            return present
        _as_seen(present, seen)
        service, _made = GuaranteeService.objects.update_or_create(
            organisation_id=unit.organisation_id, defaults={"unit_id": unit.id, "travel_link": travel_link}
        )
        _template_at(unit)
        change.detail = {
            "organisation": str(unit.organisation_id),
            "was": str(present.unit_id) if present is not None else "",
        }
    return service


def take_back(actor: Actor, organisation: UUID, *, seen: Seen) -> None:
    """Let an organisation have no Vårdgarantiservice; who waits stays on the clinics' lists. Raises Refused."""
    with settings_door.change(ORGANISATION_SETTINGS, actor, "take_back_service", "waiting_list") as change:
        present = _locked(actor, organisation)
        if present is None:
            change.repeated = True
            return
        _as_seen(present, seen)
        change.thing, change.detail = present.unit_id, {"organisation": str(organisation)}
        present.delete()


def _locked(actor: Actor, organisation: UUID) -> GuaranteeService | None:
    """The service as it is, with the organisation's row held: two people change one after the other. Raises Refused."""
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation)
    if not rows.exists() or not (actor.is_system or organisation == actor.organisation):
        raise not_there()
    return service_in(organisation)


def _as_seen(present: GuaranteeService | None, seen: Seen | None) -> None:
    if seen is not None and seen.unit != (present.unit_id if present is not None else None):
        raise Refused(Reason.STALE, _("Någon annan har ändrat vilken enhet som är utsedd sedan du öppnade sidan."))


def _template_at(unit: Unit) -> None:
    """The template of the message with the provider, at the unit that sends it."""
    template, _made = CaseType.objects.get_or_create(
        code=CODE,
        defaults={
            "name": "2. Besked om var du kommer att få vård",
            "order": 520,
            "direction": CaseType.Direction.INFORMATION,
            "instruction": "Skickas från Vårdgarantiservice när invånaren har tackat ja, inom en arbetsdag.",
        },
    )
    Service.objects.get_or_create(clinic=unit, case_type=template)


# ── What the pages ask ────────────────────────────────────────────────────────────────────────────────────────────────


def service_in(organisation: UUID) -> GuaranteeService | None:
    """The Vårdgarantiservice of an organisation; None while no unit is appointed. One query."""
    return GuaranteeService.objects.select_related("unit").filter(organisation_id=organisation).first()


def has_a_guarantee(organisation: UUID) -> bool:
    """Whether an organisation answers for the care guarantee: a region with units that take cases. One query."""
    units = Unit.objects.filter(organisation_id=organisation, takes_cases=True)
    return units.filter(organisation__kind=OrganisationKind.REGION).exists()


def lacks_a_service(organisation: UUID) -> bool:
    """Whether a region has nobody to give word of a provider. One query, two when nobody is appointed."""
    return service_in(organisation) is None and has_a_guarantee(organisation)


def units_to_choose(organisation: UUID) -> list[Unit]:
    """The organisation's units that take cases, by name. One query."""
    units = Unit.objects.filter(organisation_id=organisation, takes_cases=True)
    return sorted(units, key=lambda unit: alphabetical(unit.name))


def waiting_for_word(organisation: UUID, most: int) -> int:
    """How many who have accepted have not been told the provider, counted to ``most`` at the highest. One query."""
    rows = WaitingEntry.objects.filter(
        clinic__organisation_id=organisation,
        state__in=[State.HVNY, State.HVOP],
        informed__isnull=True,
        patient__deceased=False,
    )
    return rows.order_by()[:most].count()


def has_staff(unit: UUID) -> bool:
    """Whether somebody works with cases at a unit: else the list would be read by nobody. One query."""
    return Assignment.objects.filter(WORKS_WITH_CASES, unit_id=unit).exists()
