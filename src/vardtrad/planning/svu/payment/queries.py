"""The payment clock of plans, and the basis for a period: every day traced to its notice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby, product
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vardtrad.gate.models import Version
from vardtrad.kernel import clock
from vardtrad.planning.plan.models import Participant, Plan
from vardtrad.planning.plan.rules import ProcessCode, State
from vardtrad.planning.svu.payment import rules
from vardtrad.planning.svu.payment.conditions import Conditions, Unmet, conditions_of
from vardtrad.planning.svu.payment.models import PaymentTerms, WardCare
from vardtrad.planning.svu.payment.payers import Paying
from vardtrad.planning.svu.payment.rules import LAW, CareForm, ReadyPeriod, Terms
from vardtrad.planning.svu.payment.terms import terms_in
from vardtrad.planning.svu.rules import PUBLISHING, Move, Step
from vardtrad.planning.svu.steps import STEPS
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web import dates


@dataclass(frozen=True, slots=True)
class Countdown:
    """The countdown to the payment responsibility for a patient who is ready; ``level`` is ok, soon or late."""

    begins: date
    left: int
    days: int
    words: str
    level: str


class TermsBook:
    """The terms of a number of wards on any day: two queries in all, made at the start."""

    def __init__(self, wards: Iterable[UUID]) -> None:
        self._care: dict[UUID, str] = {}
        self._region: dict[UUID, UUID] = {}
        keys = set(wards)
        for key, region, care in Unit.objects.filter(pk__in=keys).values_list(
            "id", "organisation_id", "ward_care__care_form"
        ):
            self._region[key], self._care[key] = region, care or CareForm.SOMATIC
        rows = PaymentTerms.objects.filter(region_id__in=set(self._region.values()))
        self._terms = list(rows.order_by("-valid_from"))

    def at(self, ward: UUID, day: date) -> Terms:
        """The terms that apply to a ward on a day: those that began last, or the law's if there are none."""
        region, care = self._region.get(ward), self._care.get(ward)
        for row in self._terms:
            if row.region_id == region and row.care_form == care and row.valid_from <= day:
                return terms_in(row)
        return LAW


def periods_of(plans: Collection[Plan]) -> dict[UUID, list[ReadyPeriod]]:
    """Every period in which a notice of utskrivningsklar was in force, by plan, oldest first: one query for versions.

    A notice is ended by a new notice, a new estimate, the discharge or the patient's death. When a discharge is undone,
    or a death that was registered by mistake is corrected, the notice that it ended is in force again.
    """
    by_key = {plan.id: plan for plan in plans}
    rows = Version.objects.filter(key__in=by_key, part__in=[Step.DISCHARGE_TIME, Step.DISCHARGE])
    moves = {Move.DECLARE_READY, Move.CHANGE_ESTIMATE, Move.DISCHARGE, Move.UNDO_DISCHARGE}
    by_plan: dict[UUID, list[ReadyPeriod]] = {}
    by_discharge: set[UUID] = set()
    left: dict[UUID, date] = {}
    for version in rows.filter(move__in=moves).order_by("key", "number"):
        periods = by_plan.setdefault(version.key, [])
        part = version.snapshot["part"]
        day = clock.swedish_date(version.at)
        if version.move == Move.DISCHARGE:
            left[version.key] = date.fromisoformat(part["day"])
        if version.move == Move.UNDO_DISCHARGE:
            left.pop(version.key, None)
            if version.key in by_discharge:
                periods[-1] = _ended(periods[-1], None)
            continue
        by_discharge.discard(version.key)
        if periods and periods[-1].ended is None:
            if version.move == Move.DISCHARGE:
                by_discharge.add(version.key)
            periods[-1] = _ended(periods[-1], left[version.key] if version.move == Move.DISCHARGE else day)
        if version.move == Move.DECLARE_READY:
            periods.append(ReadyPeriod(version.at, date.fromisoformat(part["day"]), None, version.number))
    return {key: _until(_last_day(by_key[key], left.get(key)), periods) for key, periods in by_plan.items() if periods}


def _last_day(plan: Plan, left: date | None) -> date | None:
    """The day of the discharge that stands or of the patient's death, the earlier of them; it is not paid for."""
    days = [day for day in (left, plan.event_day if plan.deceased else None) if day is not None]
    return min(days, default=None)


def _until(day: date | None, periods: list[ReadyPeriod]) -> list[ReadyPeriod]:
    """The periods as far as a day, also earlier ones: what was registered afterwards may lie before their end."""
    if day is None:
        return periods
    return [period if period.ended is not None and period.ended <= day else _ended(period, day) for period in periods]


def _ended(period: ReadyPeriod, day: date | None) -> ReadyPeriod:
    return ReadyPeriod(period.notified, period.ready, day, period.version)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A notice as one payer meets it: counted from when it was told, and its first day of that."""

    paying: Paying
    period: ReadyPeriod
    terms: Terms
    told: date | None
    begins: date


def _turn(ward: UUID, paying: Paying, period: ReadyPeriod, book: TermsBook) -> _Turn:
    told = paying.told(period.notified)
    if told is not None:
        # The municipality may have been added later, and the days are counted from when it received the notice.
        period = replace(period, notified=told)
    terms = book.at(ward, rules.first_day(period, LAW))
    begins = rules.begins(period, terms)
    begins = begins if paying.first is None else max(begins, paying.first)
    return _Turn(paying, period, terms, clock.swedish_date(told) if told is not None else None, begins)


def _countdown(turn: _Turn, today: date, conditions: Conditions) -> Countdown:
    """The countdown of a notice that is in force, as far as the conditions of the responsibility are met."""
    begins = turn.begins
    left = max((begins - today).days, 0)
    if left > 0:
        words = ngettext("Betalningsansvar om %(days)d dag", "Betalningsansvar om %(days)d dagar", left)
        words %= {"days": left}
        return Countdown(begins, left, 0, words, "soon" if left == 1 else "ok")
    unmet = conditions.unmet(today, turn.told)
    if unmet is not None:
        words = _("Inget betalningsansvar än: %(why)s") % {"why": unmet.label}
        return Countdown(begins, 0, 0, words, "soon")
    every_day = [begins + timedelta(days=number) for number in range((today - begins).days + 1)]
    paid_for = [day for day in every_day if conditions.unmet(day, turn.told) is None]
    words = _("Betalningsansvar sedan %(day)s") % {"day": dates.day(paid_for[0])}
    return Countdown(paid_for[0], 0, len(paid_for), words, "late")


def countdowns(plans: Collection[Plan]) -> dict[UUID, Countdown]:
    """The countdown of each plan whose patient is ready and still here: seven queries, however many plans.

    A plan whose present payer has not been told of the notice has none.
    """
    periods = periods_of(plans)
    ready = [plan for plan in plans if plan.id in periods and periods[plan.id][-1].ended is None]
    conditions = conditions_of(ready) if ready else {}
    book = TermsBook(plan.unit_id for plan in ready)
    today = clock.today()
    by_plan = {}
    for plan in ready:
        turn = _turn(plan.unit_id, conditions[plan.id].paying(today), periods[plan.id][-1], book)
        if turn.told is not None:
            by_plan[plan.id] = _countdown(turn, today, conditions[plan.id])
    return by_plan


@dataclass(frozen=True, slots=True)
class BasisRow:
    """Days with one amount that a municipality pays for: the patient, the notice, the days and the amount.

    ``conditions`` say why it pays, ``unmet`` why it does not: such days are shown and not billed (L1). ``placed`` says
    who has registered that this municipality has placed the patient; empty where it is that of the registration.
    ``version`` is the number that the plan's page gives to the version with the notice; ``version_id`` is its id where
    the seat's unit takes part in the plan, and can open it.
    """

    plan: UUID
    municipality: str
    identity: str
    name: str
    protected: bool
    ward: str
    notified: datetime
    begins: date
    until: date
    days: int
    amount: Decimal | None
    conditions: str = ""
    unmet: str = ""
    placed: str = ""
    version: int = 0
    version_id: UUID | None = None

    @property
    def billed(self) -> int:
        """How many of the days are paid for: all, or none while a condition is not met."""
        return 0 if self.unmet else self.days

    @property
    def sum(self) -> Decimal | None:
        """The number of days paid for times the amount per day; None while the amount of such days is not entered."""
        if not self.billed:
            return Decimal(0)
        return self.amount * self.billed if self.amount is not None else None


@dataclass(frozen=True, slots=True)
class Basis:
    """The basis of a period: its rows, and days and amounts per municipality."""

    rows: list[BasisRow]
    totals: list[tuple[str, int, Decimal | None]]


def basis(seat: Seat, first: date, last: date, *, whole: bool = False) -> Basis:
    """The days to pay for within a period of whole days, both ends included.

    A ward sees its own patients, and a municipal unit the patients in whose plans it takes part; outpatient seats see
    nothing. ``whole`` includes all of the region's wards, or all of the municipality's patients: for administrators
    there.
    """
    if seat.party is Party.OUTPATIENT:
        return Basis([], [])
    organisation = seat.unit.organisation_id
    # Read from the versions: a notice that was taken back is in no column, but its days may be within the period.
    was_ready = Version.objects.filter(
        label=ProcessCode.SVU, move=Move.DECLARE_READY, at__lt=_midnight(last + timedelta(days=1))
    )
    candidates = (
        Plan.objects.select_related("patient", "unit")
        .filter(pk__in=was_ready.values("key"))
        .exclude(state=State.ANNULLED)
    )
    if seat.party is Party.INPATIENT:
        candidates = candidates.filter(unit__organisation_id=organisation)
    else:
        own = Participant.objects.filter(party=Party.MUNICIPALITY, unit__organisation_id=organisation)
        candidates = candidates.filter(pk__in=own.values("plan_id"))
    if not whole:
        candidates = candidates.filter(pk__in=Participant.objects.filter(unit=seat.unit).values("plan_id"))
    plans = {plan.id: plan for plan in candidates}
    conditions = conditions_of(plans.values())
    book, numbers = TermsBook(plan.unit_id for plan in plans.values()), _case_versions(plans)
    here = Participant.objects.filter(unit=seat.unit, removed__isnull=True, plan_id__in=plans)
    opened = set(here.values_list("plan_id", flat=True))
    rows: list[BasisRow] = []
    for key, periods in periods_of(plans.values()).items():
        for period, paying in product(periods, conditions[key].payers):
            if seat.party is Party.MUNICIPALITY and paying.payer.organisation != organisation:
                continue
            turn = _turn(plans[key].unit_id, paying, period, book)
            shown = numbers.get((key, period.version), (0, None))
            rows += [
                replace(row, version=shown[0], version_id=shown[1] if key in opened else None)
                for row in _rows(plans[key], conditions[key], turn, book, first, last)
            ]
    rows.sort(key=lambda row: (row.municipality, row.begins, row.identity))
    return Basis(rows, _totals(rows))


def _case_versions(plans: Collection[UUID]) -> dict[tuple[UUID, int], tuple[int, UUID]]:
    """The number on the screen and the id of each published version, by plan and number of the move: one query."""
    rows = Version.objects.filter(key__in=plans, part__in=STEPS, move__in=PUBLISHING).order_by("key", "number")
    places: dict[UUID, int] = {}
    found = {}
    for key, number, id_ in rows.values_list("key", "number", "id"):
        places[key] = places.get(key, 0) + 1
        found[key, number] = places[key], id_
    return found


def _midnight(day: date) -> datetime:
    return clock.end_of_day(day - timedelta(days=1))


def _rows(plan: Plan, conditions: Conditions, turn: _Turn, book: TermsBook, first: date, last: date) -> list[BasisRow]:
    """The rows of a payer's turn: one, or one for each span of days with the same amount and unmet condition."""
    period, paying, terms = turn.period, turn.paying, turn.terms
    begins = max(turn.begins, first)
    # The day when the patient leaves is not paid for; if the patient is still here, today is paid for too. From the day
    # of a placement the other municipality pays.
    ends = [day - timedelta(days=1) for day in (period.ended, paying.until) if day is not None]
    until = min(*ends, clock.today(), last)
    days = [begins + timedelta(days=number) for number in range((until - begins).days + 1)]

    def counted(day: date) -> tuple[Decimal | None, Unmet | None]:
        amount = terms.amount if terms.amount_of_notice else book.at(plan.unit_id, day).amount
        return amount, conditions.unmet(day, turn.told)

    rows = []
    for (amount, unmet), same in groupby(days, key=counted):
        span = list(same)
        rows.append(
            BasisRow(
                plan=plan.id,
                municipality=paying.payer.name,
                identity=plan.patient.identity_shown,
                name=plan.patient.name,
                protected=plan.patient.is_protected,
                ward=plan.unit.name,
                notified=period.notified,
                begins=span[0],
                until=span[-1],
                days=len(span),
                amount=amount,
                conditions=conditions.words if unmet is None else "",
                unmet=str(unmet.label) if unmet is not None else "",
                placed=paying.payer.placed,
            )
        )
    return rows


def _totals(rows: Iterable[BasisRow]) -> list[tuple[str, int, Decimal | None]]:
    days: dict[str, int] = {}
    sums: dict[str, Decimal | None] = {}
    for row in rows:
        days[row.municipality] = days.get(row.municipality, 0) + row.billed
        so_far = sums.get(row.municipality, Decimal(0))
        sums[row.municipality] = so_far + row.sum if so_far is not None and row.sum is not None else None
    return [(name, number, sums[name]) for name, number in sorted(days.items())]


def care_form_of(ward: UUID) -> CareForm:
    """The care form of a ward."""
    row = WardCare.objects.filter(pk=ward).first()
    return CareForm(row.care_form) if row is not None else CareForm.SOMATIC
