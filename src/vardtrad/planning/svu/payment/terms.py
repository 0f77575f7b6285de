"""What the page of a region's terms shows: the terms by care form, today's terms, and each ward's care form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vardtrad.kernel import clock
from vardtrad.kernel.swedish import alphabetical
from vardtrad.planning.svu.payment import rules
from vardtrad.planning.svu.payment.models import PaymentTerms, WardCare
from vardtrad.planning.svu.payment.rules import LAW, CareForm, ReadyPeriod, Terms
from vardtrad.shared.care_units.models import OrganisationKind, Unit, UnitKind
from vardtrad.shared.care_units.queries import places_of
from vardtrad.shared.care_units.rules import Party, Permission
from vardtrad.shared.web import dates

WARDS = [kind for kind in UnitKind if kind.party is Party.INPATIENT]
EXAMPLE_AT = time(10, 0)
"""The time of the notice in the page's example (Swedish time)."""


class Standing(StrEnum):
    """Whether terms are coming, in force or past today."""

    COMING = "coming"
    NOW = "now"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class TermsRow:
    """Terms as the page shows them. Terms that are coming can still be removed."""

    key: UUID
    care_form: str
    valid_from: date
    standing: Standing
    terms: Terms

    @property
    def length(self) -> str:
        """The days in words."""
        return length_words(self.terms)

    @property
    def cut_off(self) -> str:
        """The time of day, in words, from which a notice counts from the next day."""
        hour = dates.hour(self.terms.cut_off)
        if not self.terms.cut_off_late:
            return hour
        return _("%(hour)s. En underrättelse som kommer exakt då räknas som sen.") % {"hour": hour}

    @property
    def amount(self) -> str:
        """The amount per day in words, empty while it is not entered."""
        amount = kronor(self.terms.amount)
        if amount and self.terms.amount_of_notice:
            return _("%(amount)s, hela perioden") % {"amount": amount}
        return amount


@dataclass(frozen=True, slots=True)
class Holding:
    """Today's terms for a care form, and the first day to pay for after a notice today at ``EXAMPLE_AT``."""

    care_form: str
    by_law: bool
    length: str
    begins: date


def sets_terms(organisation: UUID) -> bool:
    """Whether an organisation has its own terms, as regions with wards do. Municipalities pay by the region's terms."""
    wards = Unit.objects.filter(organisation_id=organisation, kind__in=WARDS)
    return wards.filter(organisation__kind=OrganisationKind.REGION).exists()


def terms_in(row: PaymentTerms) -> Terms:
    """The terms that a row holds."""
    return Terms(
        days=row.days,
        working_days=row.working_days,
        zero_day=row.zero_day,
        cut_off=row.cut_off,
        amount=row.amount,
        cut_off_late=row.cut_off_late,
        amount_of_notice=row.amount_of_notice,
    )


def terms_of(region: UUID) -> list[TermsRow]:
    """All terms of a region by care form, the latest first within each: one query."""
    today, shown = clock.today(), []
    rows = PaymentTerms.objects.filter(region_id=region).order_by("-valid_from")
    for care_form in CareForm:
        begun = False
        for row in (row for row in rows if row.care_form == care_form):
            standing = Standing.COMING if row.valid_from > today else Standing.PAST if begun else Standing.NOW
            begun = begun or standing is Standing.NOW
            shown.append(TermsRow(row.id, str(care_form.label), row.valid_from, standing, terms_in(row)))
    return shown


def terms_with(region: UUID, key: UUID) -> TermsRow | None:
    """The region's terms with this id, or None."""
    return next((row for row in terms_of(region) if row.key == key), None)


def holding(rows: Sequence[TermsRow]) -> list[Holding]:
    """Today's terms for each care form: the region's own, or the law's."""
    held = {row.care_form: row.terms for row in rows if row.standing is Standing.NOW}
    holdings = []
    for care_form in CareForm:
        name = str(care_form.label)
        terms = held.get(name, LAW)
        holdings.append(Holding(name, name not in held, length_words(terms), example(terms)))
    return holdings


def example(terms: Terms) -> date:
    """The first day that a municipality pays for after a notice of today at ``EXAMPLE_AT``."""
    today = clock.today()
    return rules.begins(ReadyPeriod(datetime.combine(today, EXAMPLE_AT, clock.STOCKHOLM), today), terms)


def wards_of(region: UUID) -> list[tuple[Unit, str]]:
    """The region's wards by name, each with its care form in words: one query."""
    wards = Unit.objects.filter(organisation_id=region, kind__in=WARDS).select_related("ward_care")
    with_care = [(ward, str(_care_of(ward).label)) for ward in wards]
    return sorted(with_care, key=lambda pair: alphabetical(pair[0].name))


def ward_of(region: UUID, key: UUID) -> Unit | None:
    """The region's ward with this id, or None."""
    return Unit.objects.filter(pk=key, organisation_id=region, kind__in=WARDS).first()


def _care_of(ward: Unit) -> CareForm:
    row: WardCare | None = getattr(ward, "ward_care", None)
    return CareForm(row.care_form) if row is not None else CareForm.SOMATIC


def configured_place(staff: UUID, organisation: UUID) -> UUID | None:
    """The unit from which a person may open the page of the organisation's terms; None if the person may not."""
    held = (place for place in places_of(staff) if Permission.CONFIGURATOR in place.permissions)
    unit = next((place.unit_id for place in held if place.unit.organisation_id == organisation), None)
    return unit if unit is not None and sets_terms(organisation) else None


# ── In words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def length_words(terms: Terms) -> str:
    """How long after the notice the responsibility begins, in words: "3 kalenderdagar"."""
    if terms.working_days:
        return ngettext("%(days)d arbetsdag", "%(days)d arbetsdagar", terms.days) % {"days": terms.days}
    return ngettext("%(days)d kalenderdag", "%(days)d kalenderdagar", terms.days) % {"days": terms.days}


def kronor(amount: Decimal | None) -> str:
    """An amount as the language writes it, with two decimals: "9 300,00 kr"; empty for None."""
    return "" if amount is None else f"{formats.number_format(amount, 2, use_l10n=True, force_grouping=True)} kr"
