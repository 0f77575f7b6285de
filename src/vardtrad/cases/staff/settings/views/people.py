"""The schedule, persons with protected personal data, and where staff get their notices."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.case.capacities import MAY_COUNT
from vardtrad.cases.staff.settings import actions, queries
from vardtrad.cases.staff.settings.forms import ScheduleForm, WeekForm
from vardtrad.cases.staff.settings.views.frame import done, page
from vardtrad.cases.teams import actions as team_actions
from vardtrad.cases.teams.queries import covers_today
from vardtrad.gate import door
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.people.queries import with_number
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web.forms import NumberForm, PlainForm
from vardtrad.shared.web.help_facts import help_facts, outdated
from vardtrad.shared.web.refusals import sentence_to_show

LOOKUPS = 30
"""How many numbers an administrator may try in ten minutes."""


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: ClinicRequest) -> HttpResponse:
    """The staff responsible for incoming cases on each working day, four weeks at a time (002-013, 002-014)."""
    monday, sentence = queries.monday_of(request.GET.get("vecka", "")), ""
    weeks = queries.schedule(request.clinic.id, monday)
    people = queries.workers(request.clinic.id, Permission.RECEIVER)
    form = ScheduleForm(request.POST or None, weeks=weeks, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            changed = team_actions.set_duties(request.actor, form.chosen, was=form.was)
        except Refused as refused:
            sentence = sentence_to_show(refused)
            if refused.reason is Reason.STALE:
                form.catch_up()
        else:
            said = ngettext(
                "Schemat är sparat: %(count)d dag ändrad.", "Schemat är sparat: %(count)d dagar ändrade.", changed
            ) % {"count": changed}
            return done(request, "schedule", said, vecka=monday.isoformat())
    context = {
        "weeks": weeks,
        "people": people,
        "monday": monday,
        "earlier": monday - timedelta(days=7 * queries.WEEKS),
        "later": monday + timedelta(days=7 * queries.WEEKS),
        "stale": bool(sentence),
    }
    return page(request, "cases/staff/settings/schedule.html", "schedule", context, form=form, sentence=sentence)


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def copy_week(request: ClinicRequest) -> HttpResponse:
    """Give the next week the same responsible; days that somebody has already are left as they are."""
    form = WeekForm(request.POST)
    if not form.is_valid():
        raise not_there()
    monday = queries.monday_of(form.cleaned_data["monday"].isoformat())
    copied = team_actions.copy_week(request.actor, monday)
    said = ngettext("%(count)d dag är kopierad.", "%(count)d dagar är kopierade.", copied) % {"count": copied}
    if not copied:
        said = _("Det finns inget att kopiera. Dagarna i nästa vecka har redan en ansvarig eller är lediga.")
    shown = queries.monday_of(request.GET.get("vecka", ""))
    return done(request, "schedule", said, vecka=shown.isoformat(), anchor=f"#vecka-{monday + timedelta(days=7)}")


@at_clinic()
@require_safe
def schedule_shown(request: ClinicRequest) -> HttpResponse:
    """The schedule for everybody at the clinic to read (002-014)."""
    monday = queries.monday_of(request.GET.get("vecka", ""))
    context = {
        "unit": request.clinic,
        "tab": "schedule",
        "may_administer": Permission.ADMINISTRATOR.value in request.actor.roles,
        "may_count": bool(request.actor.roles & MAY_COUNT),
        "weeks": queries.schedule(request.clinic.id, monday),
        "covers": covers_today(request.clinic.id),
        "earlier": monday - timedelta(days=7 * queries.WEEKS),
        "later": monday + timedelta(days=7 * queries.WEEKS),
    }
    return render(request, "cases/staff/settings/schedule_shown.html", context)


@at_clinic()
@require_safe
def clinic_help(request: ClinicRequest) -> HttpResponse:
    """What each permission is for, and what somebody new is shown (002-003, 002-004)."""
    context = {
        "unit": request.clinic,
        "tab": "help",
        "may_administer": Permission.ADMINISTRATOR.value in request.actor.roles,
        "may_count": bool(request.actor.roles & MAY_COUNT),
    }
    context |= {"facts": help_facts(_("Alla som arbetar med ärenden på mottagningen")), "outdated": outdated()}
    return render(request, "cases/staff/settings/help.html", context)


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def approved_contacts(request: ClinicRequest) -> HttpResponse:
    """The persons with protected personal data whom the clinic has approved for contact, and a form (003-021)."""
    form, sentence = NumberForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        # The answers tell who has protected personal data.
        rate_limit.hold_back(limits.APPROVAL, request.actor, "approve_contact", "approved_contact")
        try:
            actions.approve_contact(request.actor, with_number(form.number))
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return done(request, "approved_contacts", _("Personen är godkänd och kan nu kontakta mottagningen."))
    approved = queries.approved(request.clinic.id)
    door.listed(request.actor, "person", "approved_contacts", [contact.person_id for contact in approved])
    return page(
        request,
        "cases/staff/settings/approved_contacts.html",
        "approved_contacts",
        {"approved": approved},
        form=form,
        sentence=sentence,
    )


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def remove_contact(request: ClinicRequest, contact: UUID) -> HttpResponse:
    """Take an approval away; the previous page has asked for confirmation."""
    if not PlainForm(request.POST).is_valid():
        raise not_there()
    actions.remove_contact(request.actor, contact)
    return done(request, "approved_contacts", _("Godkännandet är borttaget."))


@at_clinic(Permission.ADMINISTRATOR)
@require_safe
def notices(request: ClinicRequest) -> HttpResponse:
    """The address for notices of each of the clinic's staff, and who lacks one (002-006)."""
    people = queries.notified(request.clinic.id)
    return page(
        request,
        "cases/staff/settings/notices.html",
        "notices",
        {"notified": people, "without": [staff for staff, _p in people if not staff.email]},
    )
