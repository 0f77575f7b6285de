"""Who pays for a patient, and on which days the law's conditions for it are met (lag (2017:612) 5 kap. 2, 3 and 5 §§).

What is asked is registered by the parties themselves: the ward's decision on a SIP is a field of the statement, the
call is sent from the SIP (or registered as an event, where the SIP is made outside), and what outpatient care lacks and
a placing municipality are events of the plan, which can be corrected (B-25).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.planning.fields.models import Field
from vardtrad.planning.plan.event_rules import EventKind, still_holding
from vardtrad.planning.plan.models import Event, Plan
from vardtrad.planning.plan.rules import LIMITED
from vardtrad.planning.plan.sip_calls import call_days
from vardtrad.planning.svu.field_specs import SIP_FIELD
from vardtrad.planning.svu.payment.payers import Paying, payers_of
from vardtrad.planning.svu.sip_decisions import CALLS, CARE_PLANS
from vardtrad.planning.svu.states import StatementState
from vardtrad.shared.web import dates


class Unmet(TextChoices):
    """Why a municipality does not pay for a day."""

    NOT_TOLD = "not_told", gettext_lazy("Kommunen deltar inte i ärendet och är inte underrättad (5 kap. 3 §)")
    NO_DECISION = "no_decision", gettext_lazy("Ställningstagande till SIP saknas (5 kap. 3 §)")
    NO_CALL = "no_call", gettext_lazy("Kallelse till SIP är inte skickad (5 kap. 3 §)")
    CARE_MISSING = "care_missing", gettext_lazy("Öppenvårdens insatser saknas (5 kap. 5 §)")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What decides whether days are paid for, in one plan.

    ``payers`` are the municipalities that pay, in the order of their days. While the patient has ``refused`` no plan
    may be made (4 kap. 2 §), and nothing of a SIP is asked for. ``sip`` is the ward's decision as the field holds it,
    empty while there is none. ``called`` is the first day on which the permanent care contact had called to the SIP.
    ``lacking`` are the periods in which outpatient care's own efforts were missing or unclear: the first day, and the
    day when they were in place (None while they are missing).
    """

    payers: Sequence[Paying]
    sip: str = ""
    refused: bool = False
    called: date | None = None
    lacking: Sequence[tuple[date, date | None]] = field(default_factory=tuple)

    def paying(self, day: date) -> Paying:
        """Whose a day is."""
        return next(turn for turn in reversed(self.payers) if turn.first is None or turn.first <= day)

    def unmet(self, day: date, told: date | None) -> Unmet | None:
        """The condition that is not met on a day; None if its municipality, told of the notice on ``told``, pays."""
        if told is None or day < told:
            return Unmet.NOT_TOLD
        if not self.sip and not self.refused and settings.PAYMENT_NEEDS_SIP_DECISION:
            return Unmet.NO_DECISION
        if self.sip in CALLS and not self.refused and (self.called is None or day < self.called):
            return Unmet.NO_CALL
        if any(first <= day and (ready is None or day < ready) for first, ready in self.lacking):
            return Unmet.CARE_MISSING
        return None

    @property
    def words(self) -> str:
        """Why the municipality pays, for the row of the basis."""
        if self.refused:
            return _("Patienten har nekat samtycke, så ingen SIP görs")
        if self.sip in CALLS and self.called is not None:
            return _("Kallelse till SIP skickad %(day)s") % {"day": dates.day(self.called)}
        if self.sip in CARE_PLANS:
            return _("Samordnad vårdplan enligt %(section)s i stället för SIP") % {"section": CARE_PLANS[self.sip]}
        return _("Ingen kallelse till SIP behövs") if self.sip else ""


def conditions_of(plans: Collection[Plan]) -> dict[UUID, Conditions]:
    """The payers and the conditions of each plan, fetched with its patient: five queries, however many plans."""
    keys = [plan.id for plan in plans]
    # What the ward is still writing is nobody else's to know, and no decision yet (001-146).
    decided_in = [StatementState.MARKED, StatementState.REJECTED]
    wanted = Field.objects.filter(plan_id__in=keys, path=SIP_FIELD, plan__statement__state__in=decided_in)
    decided = dict(wanted.exclude(value="").values_list("plan_id", "value"))
    events: dict[UUID, list[Event]] = {}
    for event in Event.objects.select_related("organisation").filter(plan_id__in=keys).order_by("at", "id"):
        events.setdefault(event.plan_id, []).append(event)
    held = {key: still_holding(of_plan) for key, of_plan in events.items()}
    payers, from_sip = payers_of(plans, held), call_days(plans)
    return {
        plan.id: Conditions(
            payers=payers[plan.id],
            refused=plan.state in LIMITED,
            sip=decided.get(plan.id, ""),
            called=min([*from_sip[plan.id], *_days_of(held.get(plan.id, []), EventKind.CALL_SENT)], default=None),
            lacking=_lacking(held.get(plan.id, [])),
        )
        for plan in plans
    }


def _days_of(held: Sequence[Event], kind: EventKind) -> list[date]:
    return [event.day for event in held if event.kind == kind]


def _lacking(held: Sequence[Event]) -> tuple[tuple[date, date | None], ...]:
    periods: list[tuple[date, date | None]] = []
    for event in sorted(held, key=lambda event: (event.day, event.at)):
        if event.kind == EventKind.CARE_MISSING and (not periods or periods[-1][1] is not None):
            periods.append((event.day, None))
        elif event.kind == EventKind.CARE_READY and periods and periods[-1][1] is None:
            periods[-1] = (periods[-1][0], event.day)
    return tuple(periods)
