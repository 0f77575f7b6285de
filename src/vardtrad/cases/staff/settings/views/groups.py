"""Groups: made, given members, and taken out of use (004-055, 002-039)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.cases.staff.settings import queries
from vardtrad.cases.staff.settings.forms import GroupForm
from vardtrad.cases.staff.settings.views.frame import done, page
from vardtrad.cases.teams import actions
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: ClinicRequest) -> HttpResponse:
    """The clinic's groups, and a form for a new group."""
    form = GroupForm(request.POST or None, people=queries.workers(request.clinic.id, Permission.HANDLER))
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_group(request.actor, form.cleaned_data["name"], form.chosen)
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return done(request, "groups", _("Gruppen finns nu."))
    return page(
        request,
        "cases/staff/settings/groups.html",
        "groups",
        {"teams": queries.teams_at(request.clinic.id)},
        form=form,
        sentence=sentence,
    )


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: ClinicRequest, group: UUID) -> HttpResponse:
    """Change a group's name and members."""
    team, sentence = _team(request, group), ""
    people = queries.workers(request.clinic.id, Permission.HANDLER)
    stamp = actions.group_stamp(team.group.name, [member.id for member in team.members])
    stored = {"name": team.group.name, "members": [str(member.id) for member in team.members], "was": stamp}
    form = GroupForm(request.POST or None, people=people, initial=stored)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.save_group(request.actor, data["name"], form.chosen, group=group, was=data["was"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
            if refused.reason is Reason.STALE:
                team = _team(request, group)
                form.catch_up(actions.group_stamp(team.group.name, [member.id for member in team.members]))
        else:
            return done(request, "groups", _("Gruppen är sparad."))
    answers = {key for key, _name in people}
    context = {"team": team, "left": [member for member in team.members if member.id not in answers]}
    return page(request, "cases/staff/settings/group.html", "groups", context, form=form, sentence=sentence)


def _team(request: ClinicRequest, group: UUID) -> queries.Team:
    team = next((team for team in queries.teams_at(request.clinic.id) if team.group.id == group), None)
    if team is None:
        raise not_there()
    return team


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def use_group(request: ClinicRequest, group: UUID) -> HttpResponse:
    """Take a group out of use, or into use again; the previous page has asked for confirmation."""
    form = PlainForm(request.POST)
    active = request.POST.get("active") == "ja"
    if not form.is_valid():
        raise not_there()
    actions.use_group(request.actor, group, active=active)
    return done(request, "groups", _("Gruppen används igen.") if active else _("Gruppen får inga nya ärenden längre."))
