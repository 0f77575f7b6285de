"""Which municipality pays for a patient on which days, and when it was told (lag (2017:612) 5 kap. 2 and 3 §§).

The municipality where the patient is registered pays, until another one is registered as having placed the patient:
from the day of that decision the placing municipality pays, and not for the days before. Taking part in a plan is not
paying.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.kernel import clock
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.plan.models import Event, Participant, Plan
from vardtrad.shared.care_units.models import AddressingRule, AddressKind
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web import dates

Span = tuple[datetime, datetime | None]
"""From when (UTC) a unit took part, and until when; None while it still does."""


@dataclass(frozen=True, slots=True)
class Payer:
    """The municipality that pays: an organisation here, or None with the words for one that is not here.

    ``placed`` says in words by whom it was registered that this municipality has placed the patient, and from which day
    that holds; empty for the municipality where the patient is registered.
    """

    organisation: UUID | None
    name: str
    placed: str = ""


@dataclass(frozen=True, slots=True)
class Paying:
    """The days of a payer, and what says when it was told.

    ``first`` is the first of its days (None: from the beginning), ``until`` the day from which another municipality
    pays (None: still this one). ``taken_part`` is when its units took part in the plan, ``outside`` when it was told in
    another way (UTC).
    """

    payer: Payer
    first: date | None = None
    until: date | None = None
    taken_part: Sequence[Span] = field(default_factory=tuple)
    outside: Sequence[datetime] = field(default_factory=tuple)

    @property
    def ever_told(self) -> bool:
        """Whether the municipality has been told anything at all."""
        return bool(self.taken_part or self.outside)

    def told(self, notified: datetime) -> datetime | None:
        """When it was told of the notice of utskrivningsklar sent at ``notified`` (UTC); None if it never was.

        Taking part when the notice is sent, or later while it is in force, is being told. What was told in another way
        before the notice was sent cannot have been about it (5 kap. 3 § first paragraph, point 2).
        """
        moments = [max(since, notified) for since, left in self.taken_part if left is None or left > notified]
        moments += [at for at in self.outside if at >= notified]
        return min(moments, default=None)


def payers_of(plans: Collection[Plan], held: Mapping[UUID, Sequence[Event]]) -> dict[UUID, list[Paying]]:
    """The payers of each plan in the order of their days: two queries, however many plans.

    ``held`` are the events of each plan that still hold, in the order of their registration, with their organisations.
    """
    codes = {plan.patient.municipality_code for plan in plans} - {""}
    by_code = {
        rule.value: Payer(rule.unit.organisation_id, rule.unit.organisation.name)
        for rule in AddressingRule.objects.select_related("unit__organisation").filter(
            kind=AddressKind.MUNICIPALITY, value__in=codes
        )
    }
    municipal = Participant.objects.filter(plan_id__in=[plan.id for plan in plans], party=Party.MUNICIPALITY)
    spans: dict[UUID, dict[UUID, list[Span]]] = {}
    for plan_id, organisation, added, removed in municipal.values_list(
        "plan_id", "unit__organisation_id", "added", "removed"
    ):
        spans.setdefault(plan_id, {}).setdefault(organisation, []).append((added, removed))
    return {
        plan.id: _paying(
            plan,
            by_code.get(plan.patient.municipality_code) or _elsewhere(plan),
            held.get(plan.id, ()),
            spans.get(plan.id, {}),
        )
        for plan in plans
    }


def _paying(plan: Plan, registered: Payer, held: Sequence[Event], spans: Mapping[UUID, Sequence[Span]]) -> list[Paying]:
    """The payers of a plan: of several placements from the same day the one that was registered last holds."""
    placements = sorted((event for event in held if event.kind == EventKind.PLACED), key=lambda event: event.day)
    by_day: dict[date, Event] = {event.day: event for event in placements}
    told = [event for event in held if event.kind == EventKind.TOLD_OUTSIDE]
    anybody = [span for of_one in spans.values() for span in of_one]
    turns: list[tuple[date | None, Payer, datetime | None]] = [(None, registered, None)]
    turns += [(day, _placing(event), event.at) for day, event in by_day.items()]
    periods = []
    for number, (first, payer, known) in enumerate(turns):
        until = turns[number + 1][0] if number + 1 < len(turns) else None
        own = tuple(spans.get(payer.organisation, ())) if payer.organisation is not None else ()
        outside = tuple(
            _moment(event)
            for event in told
            if not _took_part(own, event.at)
            and (not _took_part(anybody, event.at) or (known is not None and known <= event.at))
        )
        if plan.patient.is_protected and not own and not outside:
            payer = Payer(payer.organisation, _("Kommunen visas inte"), payer.placed)
        periods.append(Paying(payer, first, until, own, outside))
    return periods


def _took_part(spans: Sequence[Span], at: datetime) -> bool:
    return any(since <= at and (left is None or left > at) for since, left in spans)


def _moment(event: Event) -> datetime:
    """When a municipality was told in another way: now, or when the day ends that is said to be the day of it."""
    return event.at if event.day == clock.swedish_date(event.at) else clock.end_of_day(event.day)


def _placing(event: Event) -> Payer:
    """The municipality that has placed the patient in another one, and then pays (5 kap. 2 § second paragraph)."""
    placed = _("Placerad från %(day)s. Registrerat %(at)s av %(name)s, %(unit)s") % {
        "day": dates.day(event.day),
        "at": dates.stamp(event.at),
        "name": event.by_name,
        "unit": event.unit_name,
    }
    if event.organisation is None:
        return Payer(None, _("Annan kommun, se händelserna"), placed)
    return Payer(event.organisation_id, event.organisation.name, placed)


def _elsewhere(plan: Plan) -> Payer:
    """The municipality of registration when it is not connected, or not known."""
    code = plan.patient.municipality_code
    return Payer(None, _("Kommunkod %(code)s") % {"code": code} if code else _("Okänd kommun"))
