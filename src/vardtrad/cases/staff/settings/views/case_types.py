"""What the clinic offers: case types that residents write, templates that it sends, and its deadlines."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.case.danger_signs.queries import latest_of
from vardtrad.cases.case.setting_up import without_address
from vardtrad.cases.staff.settings import actions, delivered_forms, queries
from vardtrad.cases.staff.settings.forms import PolicyForm, ServiceForm, TemplateDaysForm
from vardtrad.cases.staff.settings.views.frame import done, page
from vardtrad.cases.teams.queries import group_takes_cases, groups_at
from vardtrad.kernel.stamp import stamp
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.forms.queries import offered_at
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


@at_clinic(Permission.ADMINISTRATOR)
@require_safe
def case_types(request: ClinicRequest) -> HttpResponse:
    """Every case type, and whether residents can send it to the clinic (002-002)."""
    offered = queries.offered(request.clinic.id)
    context = {
        "offered": offered,
        "owed": [kind for kind in offered if kind.owed],
        "without_address": without_address(request.clinic),
    }
    return page(request, "cases/staff/settings/case_types.html", "case_types", context)


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def case_type(request: ClinicRequest, case_type: UUID) -> HttpResponse:
    """How the clinic offers one case type: open or not, what the resident reads, who gets it, when, and how many."""
    offered, sentence = offered_or_gone(request, case_type), ""
    stored = queries.service_values(offered.service)
    form = ServiceForm(
        request.POST or None,
        groups=groups_at(request.clinic.id, all_of_them=True),
        base_range=offered.case_type.base_range,
        stored=stored,
        was=stamp(stored),
    )
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            actions.save_service(request.actor, case_type, form.offer, was=data["was"], whole_group=data["whole_group"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
            if refused.reason is Reason.STALE:
                offered = offered_or_gone(request, case_type)
                form.catch_up(stamp(queries.service_values(offered.service)))
            elif refused.reason is Reason.NEED and offered.case_type.base_range and not form.offer.exception:
                form.add_error("exception", sentence)
                sentence = ""
        else:
            return done(request, "case_types", _("Ärendetypen är sparad. Den gäller direkt."))
    group = stored["group"]
    at = reverse("draft_of_case_type", args=[request.clinic.id, case_type])
    context = {
        "one": offered,
        "policy": queries.policy_at(request.clinic.id),
        "forms": offered_at(request.clinic.id),
        "signs": latest_of(offered.service.id) if offered.service is not None else None,
        "delivered": _delivered(request, offered),
        "unmanned": group is not None and not group_takes_cases(group, request.clinic.id),
        "boxes": boxes(request.actor, key_of_drafts(request, case_type), at),
    }
    return page(request, "cases/staff/settings/case_type.html", "case_types", context, form=form, sentence=sentence)


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def keep_draft(request: ClinicRequest, case_type: UUID) -> HttpResponse:
    """Keep what somebody is writing about how the clinic offers a case type (B-04)."""
    offered_or_gone(request, case_type)
    key = key_of_drafts(request, case_type)
    return keep(request, request.actor, key, reverse("case_type", args=[request.clinic.id, case_type]))


def key_of_drafts(request: ClinicRequest, case_type: UUID, part: str = "") -> UUID:
    """What drafts are about: this clinic's way of offering the type, also before there is a row about it."""
    return uuid5(request.clinic.id, f"{case_type}{part}")


def _delivered(request: ClinicRequest, offered: queries.Offered) -> dict[str, Any] | None:
    """The form that comes with the product for a case type, unless the clinic uses it already."""
    key = delivered_forms.key_at(request.clinic.id, offered.case_type.code)
    form = offered.service.form if offered.service is not None else None
    if form is not None and form.id == key and not form.retired:
        return None
    return delivered_forms.form_for(offered.case_type.code)


def offered_or_gone(request: ClinicRequest, case_type: UUID) -> queries.Offered:
    """A case type that residents write, as the clinic offers it. Raises Refused when there is none."""
    offered = queries.offered_one(request.clinic.id, case_type)
    if offered is None:
        raise not_there()
    return offered


@at_clinic(Permission.ADMINISTRATOR)
@require_safe
def templates(request: ClinicRequest) -> HttpResponse:
    """The templates for cases that clinics send, and which of them this clinic uses (004-021)."""
    return page(
        request,
        "cases/staff/settings/templates.html",
        "templates",
        {"offered": queries.offered(request.clinic.id, outgoing=True), "forms": offered_at(request.clinic.id)},
    )


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def switch_template(request: ClinicRequest, template: UUID) -> HttpResponse:
    """Use a template, or stop using it."""
    form, use = PlainForm(request.POST), request.POST.get("use") == "ja"
    if not form.is_valid():
        raise not_there()
    actions.switch_template(request.actor, template, use=use)
    return done(request, "templates", _("Mallen kan användas.") if use else _("Mallen används inte längre."))


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def load_care_guarantee(request: ClinicRequest) -> HttpResponse:
    """Lay in the care guarantee's templates, form and standard texts."""
    new = actions.load_care_guarantee(request.actor)
    return done(request, "templates", _("Mallarna är inlagda.") if new else _("Mallarna finns redan."))


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def choose_form(request: ClinicRequest, case_type: UUID) -> HttpResponse:
    """Let residents answer one of the clinic's forms in cases of a type, or write in words again."""
    chosen = request.POST.get("form", "")
    try:
        form = UUID(chosen) if chosen else None
    except ValueError:
        raise not_there() from None
    back = "case_types" if queries.offered_one(request.clinic.id, case_type) is not None else "templates"
    try:
        actions.choose_answers(request.actor, case_type, form, to_group=request.POST.get("to_group") == "ja")
    except Refused as refused:
        return done(request, back, sentence_to_show(refused))
    return done(request, back, _("Valet är sparat."))


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def use_delivered_form(request: ClinicRequest, case_type: UUID) -> HttpResponse:
    """Let residents answer the form that comes with the product for a case type; it is then the clinic's own."""
    try:
        actions.use_delivered_form(request.actor, case_type)
    except Refused as refused:
        if refused.reason is not Reason.NEED:
            raise
        return done(request, "case_type", sentence_to_show(refused), case_type)
    return done(request, "case_type", _("Formuläret används nu. Ändra det under Formulär om det behövs."), case_type)


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def template_days(request: ClinicRequest, template: UUID) -> HttpResponse:
    """A template's own deadlines at the clinic, in working days (design decision 1)."""
    used, sentence = queries.template_at(request.clinic.id, template), ""
    if used is None or used.service is None:
        raise not_there()
    stored = queries.template_days(used.service)
    form = TemplateDaysForm(request.POST or None, initial={**stored, "was": stamp(stored)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            wanted = {name: data[name] for name in stored}
            actions.save_template_days(request.actor, template, wanted, was=data["was"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
            used = queries.template_at(request.clinic.id, template) or used
            form.catch_up(stamp(queries.template_days(used.service)))
        else:
            return done(request, "templates", _("Tidsgränserna är sparade. De gäller från nästa ärende."))
    context = {"one": used, "policy": queries.policy_at(request.clinic.id)}
    address = "cases/staff/settings/template_days.html"
    return page(request, address, "templates", context, form=form, sentence=sentence)


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: ClinicRequest) -> HttpResponse:
    """The clinic's own deadlines in working days (002-011)."""
    stored, sentence = queries.policy_at(request.clinic.id), ""
    form = PolicyForm(request.POST or None, initial={**stored, "was": stamp(stored)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.save_policy(request.actor, {name: data[name] for name in stored}, was=data["was"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
            stored = queries.policy_at(request.clinic.id)
            form.catch_up(stamp(stored))
        else:
            return done(request, "policy", _("Tidsgränserna är sparade. De gäller från nästa ärende."))
    return page(request, "cases/staff/settings/policy.html", "policy", {"stored": stored}, form=form, sentence=sentence)
