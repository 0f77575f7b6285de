"""The verbs of a region's terms. Terms have no state, and each change is logged (B-24)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.gate import settings_door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.planning.svu.payment.models import PaymentTerms, WardCare
from vardtrad.planning.svu.payment.queries import care_form_of
from vardtrad.planning.svu.payment.rules import CareForm, Terms
from vardtrad.planning.svu.payment.terms import WARDS, sets_terms, terms_in
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.rule_engine.actions import ORGANISATION_SETTINGS, Kept

TERMS, WARD = "payment_terms", "ward_care"


def add_terms(actor: Actor, care_form: CareForm, valid_from: date, terms: Terms, *, replace: bool = False) -> Kept:
    """Add terms that apply to a care form from a day; countdowns and bases use them at once. Raises Refused.

    ``replace`` corrects terms from the same day, even if they have begun; the earlier values are in the trace.
    """
    detail = _detail(care_form, valid_from, terms)
    values = {
        "days": terms.days,
        "working_days": terms.working_days,
        "zero_day": terms.zero_day,
        "cut_off": terms.cut_off,
        "cut_off_late": terms.cut_off_late,
        "amount": terms.amount,
        "amount_of_notice": terms.amount_of_notice,
    }
    with settings_door.change(ORGANISATION_SETTINGS, actor, "add_terms", TERMS, detail=detail) as change:
        row, made = PaymentTerms.objects.select_for_update().get_or_create(
            region_id=_region(actor), care_form=care_form, valid_from=valid_from, defaults=values
        )
        before = terms_in(row)
        change.thing, change.repeated = row.id, not made and before == terms
        if not made and before != terms:
            if not replace:
                words = _(
                    "Det finns redan andra villkor för vårdformen från den dagen. Välj en annan dag, eller markera"
                    " längst ned att de ska ersättas."
                )
                raise Refused(Reason.CONSTRAINT, words)
            PaymentTerms.objects.filter(pk=row.pk).update(**values)
            was = {f"was_{name}": value for name, value in _detail(care_form, valid_from, before).items()}
            change.action, change.detail = "replace_terms", detail | was
    return Kept(change.repeated)


def remove_terms(actor: Actor, key: UUID) -> None:
    """Remove terms that have not begun. Terms that have begun are kept as history. Raises Refused."""
    with settings_door.change(ORGANISATION_SETTINGS, actor, "remove_terms", TERMS, thing=key) as change:
        row = PaymentTerms.objects.select_for_update().filter(pk=key, region_id=_region(actor)).first()
        if row is None:
            raise not_there()
        if row.valid_from <= clock.today():
            raise Refused(
                Reason.NEED,
                _("Villkoren har börjat gälla och kan inte tas bort. Rätta dem med nya villkor från samma dag."),
            )
        change.detail = _detail(CareForm(row.care_form), row.valid_from, terms_in(row))
        row.delete()


def set_ward_care(actor: Actor, key: UUID, care_form: CareForm, *, was: str) -> Kept:
    """Set the care form of a ward; all its notices are counted by it at once, including earlier ones.

    ``was`` is the care that the page showed: if somebody has changed it since, this is refused. Raises Refused.
    """
    asked = {"care_form": care_form.value}
    with settings_door.change(ORGANISATION_SETTINGS, actor, "set_ward_care", WARD, thing=key, detail=asked) as change:
        # The unit's own row is the lock, since a ward that gives somatic care may have no row in WardCare.
        wards = Unit.objects.select_for_update().filter(pk=key, organisation_id=_region(actor), kind__in=WARDS)
        if wards.first() is None:
            raise not_there()
        now = care_form_of(key)
        change.repeated = now == care_form
        if not change.repeated and now != was:
            raise Refused(Reason.STALE, _("Någon annan har ändrat avdelningens vårdform sedan du öppnade sidan."))
        if not change.repeated:
            WardCare.objects.update_or_create(unit_id=key, defaults={"care_form": care_form})
        change.detail = {"was": now.value, "care_form": care_form.value}
    return Kept(change.repeated)


def _region(actor: Actor) -> UUID:
    """The actor's own organisation. Raises Refused if it has no terms."""
    if actor.organisation is None or not sets_terms(actor.organisation):
        raise not_there()
    return actor.organisation


def _detail(care_form: CareForm, valid_from: date, terms: Terms) -> dict[str, str]:
    return {
        "care_form": care_form.value,
        "valid_from": valid_from.isoformat(),
        "days": str(terms.days),
        "counted_in": "working_days" if terms.working_days else "calendar_days",
        "zero_day": "yes" if terms.zero_day else "no",
        "cut_off": terms.cut_off.isoformat("minutes"),
        "cut_off_late": "yes" if terms.cut_off_late else "no",
        "amount_of_notice": "yes" if terms.amount_of_notice else "no",
        "amount": "" if terms.amount is None else str(terms.amount),
    }
