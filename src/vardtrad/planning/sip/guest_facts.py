"""What the needs of the moves about guests ask, gathered under the lock (B-51)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.kernel.actors import Actor
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.sip.care_plan import answers_for
from vardtrad.planning.sip.given import GuestAnswerGiven, GuestWritingGiven, InvitingGiven, TakingBackGiven
from vardtrad.planning.sip.guest_standing import in_force
from vardtrad.planning.sip.models import Guest
from vardtrad.shared.people.models import Person


def facts_of_guest(
    actor: Actor, plan: Plan, given: InvitingGiven | TakingBackGiven | GuestAnswerGiven | GuestWritingGiven
) -> dict[str, Any]:
    """The facts of a move about a guest, as fields of SipFacts: at most two queries."""
    match given:
        case InvitingGiven():
            return _of_invitation(plan, given)
        case TakingBackGiven():
            standing = Guest.objects.filter(pk=given.guest, plan=plan, removed__isnull=True)
            return {"guest_is_invited": standing.exists(), "confirmed": given.confirmed}
        case GuestAnswerGiven():
            return {"texts": (given.text,)}
        case GuestWritingGiven():
            return {
                "guest_is_named": answers_for(plan.id, given.row, str(actor.id)),
                "status_known": not given.status or given.status in settings.PLANNING_LISTS["activity_status"],
                "texts": (given.text, given.status),
            }


def _of_invitation(plan: Plan, given: InvitingGiven) -> dict[str, Any]:
    person = given.person
    asked = {_("Roll"): given.role.strip(), _("Varför personen kallas"): given.why.strip(), _("Sista dag"): given.until}
    return {
        "missing_fields": tuple(name for name, value in asked.items() if not value),
        "texts": (given.why,),
        "guest_may_log_in": person is not None and person.may_log_in,
        "guest_is_patient": person is not None and person.id == plan.patient_id,
        "guest_is_invited": person is not None and in_force([plan.id]).filter(person=person).exists(),
        "last_day": given.until,
        "patient_protected": Person.objects.get(pk=plan.patient_id).is_protected,
        "protection_known": given.protection_known,
        "confirmed": given.confirmed,
    }
