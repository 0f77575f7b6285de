"""The verbs of a clinic's settings that have no state of their own; each change leaves a trace.

Only the clinic's administrator may use them; the door of settings checks it, so a caller cannot forget to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.cases.case.models import ApprovedContact, CaseType, ClinicPolicy, Service
from vardtrad.cases.case.policy import DAYS
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.staff.settings import care_guarantee, delivered_forms
from vardtrad.cases.staff.settings.queries import OF_A_TEMPLATE, policy_values, service_values, template_days
from vardtrad.cases.teams.models import Group
from vardtrad.gate import settings_door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.stamp import stamp
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.actions import CLINIC_SETTINGS
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.models import StoredForm
from vardtrad.shared.people.models import Person

MAY_BE_NEVER = frozenset({"remind_days", "close_days"})


@dataclass(frozen=True, slots=True)
class Offer:
    """How a clinic offers a case type. Empty days mean the clinic's own; empty hours always open (Swedish time)."""

    open: bool
    exception: str = ""
    expectation: str = ""
    link: str = ""
    link_words: str = ""
    notice: str = ""
    group: UUID | None = None
    first_days: int | None = None
    reply_days: int | None = None
    hours: dict[str, list[str]] = field(default_factory=dict)
    daily_cap: int | None = None
    nature: str = ""

    @property
    def limited(self) -> bool:
        """Whether residents sometimes, or never, can send it."""
        return not self.open or bool(self.hours) or self.daily_cap is not None


def save_service(actor: Actor, case_type: UUID, offer: Offer, *, was: str | None, whole_group: bool = False) -> Service:
    """Decide how the clinic offers a case type that residents write (002-001, 002-002, 002-039, B-11). Raises Refused.

    A case type of the base range may be closed, or limited by hours or a daily cap, only with a recorded exception
    (design decision 18). ``was`` is the stamp of what the page showed. ``whole_group`` gives the other open case types
    of its group the same hours (B-38).
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "save_service", "service") as change:
        kind = CaseType.objects.filter(pk=case_type, direction=CaseType.Direction.INCOMING).first()
        if kind is None:
            raise not_there()
        service = Service.objects.select_for_update().filter(clinic_id=actor.here, case_type=kind).first()
        change.thing = service.id if service is not None else None
        _judge(actor.here, kind, offer, service)
        stored = service_values(service)
        # An exception is only kept for a limited case type of the base range.
        wanted = asdict(offer) | ({} if kind.base_range and offer.limited else {"exception": ""})
        others = _same_hours(actor.here, kind, offer) if whole_group and offer.nature else []
        if service is not None and wanted == stored and not others:
            change.repeated = True
            return service
        if was is not None and was != stamp(stored):
            raise Refused(Reason.STALE, _("Någon annan har ändrat ärendetypen sedan du öppnade sidan."))
        written = _write(service or Service(clinic_id=actor.here, case_type=kind), wanted)
        change.thing, change.detail = written.id, {"case_type": kind.code, **_changes(stored, wanted)}
        if others:
            change.detail |= {"same_hours": others}
    return written


def _same_hours(clinic: UUID, kind: CaseType, offer: Offer) -> list[str]:
    """Give the clinic's other open case types of the group the same hours; the codes of those that are changed.

    One of the base range that is not limited yet gets the same exception. Raises Refused when there is none.
    """
    group = Service.objects.select_for_update(of=("self",)).select_related("case_type")
    others = group.filter(clinic_id=clinic, nature=offer.nature, open=True).exclude(case_type=kind).order_by("id")
    changed = [service for service in others if service.hours != offer.hours]
    for service in changed:
        service.hours = offer.hours
        limited = bool(offer.hours) or service.daily_cap is not None
        if service.case_type.base_range and limited:
            service.exception = service.exception or offer.exception.strip()
            if not service.exception:
                words = _("%(name)s ingår i basutbudet. Skriv varför den är begränsad av öppettider på dess egen sida.")
                raise Refused(Reason.NEED, words % {"name": service.case_type.name})
        elif not limited:
            service.exception = ""
    Service.objects.bulk_update(changed, ["hours", "exception"])
    return [service.case_type.code for service in changed]


def _judge(clinic: UUID, kind: CaseType, offer: Offer, service: Service | None) -> None:
    """Raise Refused when the clinic cannot offer the case type like that."""
    if kind.base_range and offer.limited and not offer.exception.strip():
        sentence = (
            _("Ärendetypen ingår i basutbudet. Skriv varför mottagningen inte erbjuder den.")
            if not offer.open
            else _("Ärendetypen ingår i basutbudet. Skriv varför den är begränsad av öppettider eller antal.")
        )
        raise Refused(Reason.NEED, sentence)
    keeps = service is not None and service.group_id == offer.group
    if offer.group is not None and not Group.objects.filter(pk=offer.group, clinic_id=clinic).exists():
        raise not_there()
    if offer.group is not None and not keeps and not Group.objects.filter(pk=offer.group, active=True).exists():
        raise Refused(Reason.NEED, _("Gruppen används inte längre. Välj en annan."))
    if offer.link and (urlsplit(offer.link).scheme not in {"http", "https"} or not offer.link_words):
        raise Refused(Reason.NEED, _("En genväg behöver både en webbadress och en text."))


def _write(service: Service, wanted: Mapping[str, Any]) -> Service:
    service.open, service.exception = wanted["open"], wanted["exception"]
    service.expectation, service.notice = wanted["expectation"], wanted["notice"]
    service.link, service.link_words = wanted["link"], wanted["link_words"]
    service.group_id, service.hours, service.daily_cap = wanted["group"], wanted["hours"], wanted["daily_cap"]
    service.first_days, service.reply_days = wanted["first_days"], wanted["reply_days"]
    service.nature = wanted["nature"]
    service.save()
    return service


def _changes(stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What changed, for the trace: settings hold nothing about patients."""
    return {
        "changed": {
            name: {"was": stored[name], "now": value} for name, value in wanted.items() if stored[name] != value
        }
    }


def switch_template(actor: Actor, template: UUID, *, use: bool) -> None:
    """Let the clinic send cases by a template, or stop it; what has been sent stays (004-021). Raises Refused."""
    with settings_door.change(CLINIC_SETTINGS, actor, "switch_template", "service") as change:
        kind = CaseType.objects.filter(pk=template).exclude(direction=CaseType.Direction.INCOMING).first()
        if kind is None:
            raise not_there()
        service, made = Service.objects.select_for_update().get_or_create(
            clinic_id=actor.here, case_type=kind, defaults={"open": use}
        )
        change.repeated = not made and service.open == use
        change.thing, change.detail = service.id, {"case_type": kind.code, "open": use}
        Service.objects.filter(pk=service.pk).update(open=use)


def load_care_guarantee(actor: Actor) -> int:
    """Lay in the care guarantee's templates, form and standard texts at the clinic (004-020…074). Raises Refused.

    What the clinic has already, and may have changed, stays as it is. Gives how many case types were new to it.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "load_care_guarantee", "service") as change:
        clinic = Unit.objects.get(pk=actor.here)
        services = {
            delivered.code: _delivered(clinic, delivered, order)
            for order, delivered in enumerate(care_guarantee.types())
        }
        new = sum(made for _service, made in services.values())
        offer, offer_is_new = services[care_guarantee.OFFER]
        if offer_is_new:
            offer.form = forms.deliver(clinic, forms.as_source(care_guarantee.form(clinic.name)))
            offer.save(update_fields=["form"])
        for order, text in enumerate(care_guarantee.texts()):
            StandardAnswer.objects.get_or_create(
                clinic=clinic,
                owner=None,
                use=text.use,
                name=text.name,
                defaults={"text": text.text, "case_type": services[text.case_type][0].case_type, "order": order},
            )
        change.repeated, change.detail = not new, {"new": new}
    return new


def _delivered(clinic: Unit, delivered: care_guarantee.DeliveredType, order: int) -> tuple[Service, bool]:
    """The clinic's service of a delivered case type, and whether it was made now."""
    kind, _made = CaseType.objects.get_or_create(
        code=delivered.code,
        defaults={
            "name": delivered.name,
            "order": 520 + order,
            "direction": delivered.direction,
            "instruction": delivered.instruction,
            "prompt": delivered.prompt,
            "by_link": delivered.by_link,
        },
    )
    asked = {"first_days": 1, "expectation": care_guarantee.EXPECTATION, "notice": care_guarantee.notice()}
    return Service.objects.get_or_create(clinic=clinic, case_type=kind, defaults=asked if delivered.by_link else {})


def choose_answers(actor: Actor, case_type: UUID, form: UUID | None, *, to_group: bool) -> None:
    """Let residents answer one of the clinic's forms in cases of a type, or in words (None). Raises Refused.

    ``to_group``: answers to the clinic's questions land with the group, and who had the case is kept (B-36).

    It holds for what is sent from now on; what was sent keeps the version that it was sent with.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "choose_answers", "service") as change:
        kind = CaseType.objects.filter(pk=case_type).exclude(direction=CaseType.Direction.INFORMATION).first()
        stored = StoredForm.objects.filter(pk=form, clinic_id=actor.here).first() if form is not None else None
        if kind is None or (form is not None and stored is None):
            raise not_there()
        if stored is not None and (stored.in_use is None or stored.retired):
            raise Refused(Reason.NEED, _("Formuläret används inte. Välj vilken version som ska användas först."))
        service, _made = Service.objects.select_for_update().get_or_create(
            clinic_id=actor.here, case_type=kind, defaults={"open": False}
        )
        change.thing, change.repeated = service.id, (service.form_id, service.answers_to_group) == (form, to_group)
        change.detail = {"case_type": kind.code, "form": str(form) if form is not None else None, "to_group": to_group}
        Service.objects.filter(pk=service.pk).update(form=stored, answers_to_group=to_group)


def use_delivered_form(actor: Actor, case_type: UUID) -> None:
    """Let residents answer the form that comes with the product for a case type (002-018…036). Raises Refused.

    It becomes the clinic's own, and is laid in once: what the clinic has changed in it stays.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "use_delivered_form", "service") as change:
        kind = CaseType.objects.filter(pk=case_type, direction=CaseType.Direction.INCOMING).first()
        delivered = delivered_forms.form_for(kind.code) if kind is not None else None
        if kind is None or delivered is None:
            raise not_there()
        clinic = Unit.objects.get(pk=actor.here)
        service, _made = Service.objects.select_for_update().get_or_create(
            clinic=clinic, case_type=kind, defaults={"open": False}
        )
        stored = forms.deliver(clinic, forms.as_source(delivered), delivered_forms.key_at(clinic.id, kind.code))
        change.thing, change.repeated = service.id, service.form_id == stored.id
        change.detail = {"case_type": kind.code, "form": str(stored.id)}
        Service.objects.filter(pk=service.pk).update(form=stored)


def save_policy(actor: Actor, days: Mapping[str, int], *, was: str | None) -> None:
    """Decide the clinic's own deadlines in working days; they apply from the next case (002-011). Raises Refused.

    ``days`` has each of ``DAYS``; those that are left out keep their default.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "save_policy", "clinic_policy") as change:
        change.thing = actor.here
        wanted = {**DAYS, **days}
        _judge_days(wanted)
        clinic_policy = ClinicPolicy.objects.filter(clinic_id=actor.here).first()
        stored = policy_values(clinic_policy)
        if wanted == stored and (clinic_policy is not None or wanted == DAYS):
            change.repeated = True
            return
        if was is not None and was != stamp(stored):
            raise Refused(Reason.STALE, _("Någon annan har ändrat tidsgränserna sedan du öppnade sidan."))
        ClinicPolicy.objects.update_or_create(clinic_id=actor.here, defaults=wanted)
        change.detail = _changes(stored, wanted)


def save_template_days(actor: Actor, template: UUID, days: Mapping[str, int | None], *, was: str | None) -> None:
    """Decide a template's own deadlines at the clinic; empty ones are the clinic's (design decision 1). Raises Refused.

    They apply from the next question that is sent: what has been sent keeps what its resident was told.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "save_template_days", "service") as change:
        kind = CaseType.objects.filter(pk=template, direction=CaseType.Direction.QUESTION).first()
        service = Service.objects.select_for_update().filter(clinic_id=actor.here, case_type=kind).first()
        if kind is None or service is None:
            raise not_there()
        change.thing, stored = service.id, template_days(service)
        wanted = {name: days[name] for name in OF_A_TEMPLATE}
        of_clinic = policy_values(ClinicPolicy.objects.filter(clinic_id=actor.here).first())
        _judge_days({**of_clinic, **{name: number for name, number in wanted.items() if number is not None}})
        if wanted == stored:
            change.repeated = True
            return
        if was is not None and was != stamp(stored):
            raise Refused(Reason.STALE, _("Någon annan har ändrat tidsgränserna sedan du öppnade sidan."))
        Service.objects.filter(pk=service.pk).update(**wanted)
        change.detail = {"case_type": kind.code, **_changes(stored, wanted)}


def _judge_days(days: Mapping[str, int]) -> None:
    """Raise Refused when the deadlines contradict each other; only a reminder and a closing may be left out, by 0."""
    if min(number for name, number in days.items() if name not in MAY_BE_NEVER) < 1 or min(days.values()) < 0:
        raise Refused(Reason.NEED, _("En tidsgräns är minst en arbetsdag."))
    if 0 < days["close_days"] < days["answer_days"]:
        sentence = _("Ett ärende kan inte avslutas innan invånarens tid att svara har gått ut.")
        raise Refused(Reason.NEED, sentence)


def approve_contact(actor: Actor, person: Person | None) -> ApprovedContact:
    """Approve somebody with protected personal data for contact with the clinic (003-021). Raises Refused.

    A person without such protection needs no approval, and gets none in advance. The trace names the person each time.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "approve_contact", "approved_contact") as change:
        if person is None:
            raise Refused(Reason.NEED, _("Numret finns inte i folkbokföringen. Kontrollera att det är rätt skrivet."))
        change.person = person.id
        if not person.is_protected:
            raise Refused(Reason.NEED, _("Personen behöver inget godkännande för att kontakta mottagningen."))
        kept, made = ApprovedContact.objects.get_or_create(clinic_id=actor.here, person=person)
        change.thing, change.repeated = kept.id, not made
    return kept


def remove_contact(actor: Actor, contact: UUID) -> None:
    """Withdraw an approval: the person cannot begin a new case here; open cases continue. Raises Refused."""
    with settings_door.change(CLINIC_SETTINGS, actor, "remove_contact", "approved_contact", thing=contact) as change:
        approved_contact = ApprovedContact.objects.select_for_update().filter(pk=contact, clinic_id=actor.here).first()
        if approved_contact is None:
            raise not_there()
        change.person = approved_contact.person_id
        approved_contact.delete()
