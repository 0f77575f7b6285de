"""The rule engine ("Regelmotor") of an organisation; it opens to its system administrators (001-002, 001-027…032)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.waiting_list.appointing import has_a_guarantee
from vardtrad.gate import door
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.operations.permissions.forms import (
    MailboxForm,
    PersonForm,
    PositionForm,
    RemoveForm,
    RoleForm,
    RuleForm,
    RuleTargetForm,
    SetupForm,
)
from vardtrad.planning.svu.payment.terms import sets_terms
from vardtrad.shared.care_units import actions, queries
from vardtrad.shared.care_units.models import AddressKind, Role, Setup, Unit, UnitKind
from vardtrad.shared.care_units.rules import Duty, Permission, SetupState
from vardtrad.shared.login.guards import UnitRequest, at_unit_with
from vardtrad.shared.people.queries import with_number
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rule_engine import actions as rule_actions
from vardtrad.shared.rule_engine import queries as rule_engine_data
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show

TRIES = 60
"""How many people somebody may try in ten minutes: the answer tells where a person is listed and lives."""


def rule_page(
    request: UnitRequest, template: str, tab: str, context: dict[str, Any], *, form: PlainForm | None = None
) -> HttpResponse:
    """A page of the rule engine; 422 when it shows a form that was refused."""
    base = f"/personal/{request.unit.id}/regelmotor/"
    tabs = [
        (_("Enheter"), base, tab == "units", None),
        (_("Befattningar och roller"), f"{base}befattningar/", tab == "positions", None),
        (_("Adresseringsregler"), f"{base}adressering/", tab == "addressing", None),
        (_("Prova för en person"), f"{base}prova/", tab == "test", None),
    ]
    if has_a_guarantee(organisation_of(request)):
        tabs.insert(3, (_("Vårdgaranti"), f"{base}vardgaranti/", tab == "guarantee", None))
    if sets_terms(organisation_of(request)):
        tabs.insert(3, (_("Betalningsvillkor"), f"{base}betalningsvillkor/", tab == "terms", None))
        tabs.append((_("Tillgänglighet"), f"{base}tillganglighet/", tab == "accessibility", None))
    bad = bool(context.get("sentence")) or (form is not None and form.is_bound and bool(form.errors))
    shown = {"at": request.unit, "base": base, "tabs": tabs, "form": form, "sentence": "", **context}
    return render(request, template, shown, status=422 if bad else 200)


def organisation_of(request: UnitRequest) -> UUID:
    """The organisation whose rules are configured from the request's unit."""
    return request.unit.organisation_id


@at_unit_with(Permission.CONFIGURATOR)
@require_safe
def rule_engine(request: UnitRequest) -> HttpResponse:
    """The organisation's tree, and which of its units are active (001-029)."""
    return rule_page(
        request, "operations/permissions/rule_engine.html", "units", {"units": queries.tree([organisation_of(request)])}
    )


def _configured(request: UnitRequest, key: UUID) -> Unit:
    unit = rule_engine_data.unit_within(organisation_of(request), key)
    if unit is None:
        raise not_there()
    return unit


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_setup(request: UnitRequest, configured: UUID) -> HttpResponse:
    """A unit's active roles and the duties of each; saving activates a unit that is not active (001-029, 001-030)."""
    unit, known = _configured(request, configured), rule_engine_data.all_roles()
    setup, sentence = queries.latest_setup(unit.id), ""
    active = setup is not None and setup.state == SetupState.ACTIVE
    if request.method == "POST":
        form = SetupForm(request.POST, known=known)
        if form.is_valid():
            data = form.cleaned_data
            try:
                if setup is not None and active:
                    actions.set_roles(
                        request.actor, setup.id, data["given"], seen=data["seen"], submit_key=data["submit_key"]
                    )
                else:
                    actions.activate(
                        request.actor, unit, data["given"], seen=data["seen"], submit_key=data["submit_key"]
                    )
            except Refused as refused:
                if refused.reason is Reason.NOT_THERE:
                    raise
                setup = queries.latest_setup(unit.id)
                if setup is not None and setup.roles == actions.in_order(data["given"]):
                    # A second click, or a colleague who did the same: nothing is left to do.
                    return flash.on(reverse("rule_engine", args=[request.unit.id]), _("Enheten är aktiv."))
                sentence = refused.sentence
                form.renew(setup.content if setup is not None else None)
            else:
                return flash.on(
                    reverse("rule_engine", args=[request.unit.id]),
                    _("Rollerna är sparade. De gäller direkt.") if active else _("Enheten är aktiv."),
                )
    else:
        form = _setup_form(setup, known)
    return _unit_page(request, unit, setup, known, form, sentence=sentence, is_saved=bool(sentence))


def _setup_form(setup: Setup | None, known: list[Role]) -> SetupForm:
    seen = setup.content if setup is not None else None
    return SetupForm(known=known, stored=setup.roles if setup is not None else {}, initial={"seen": seen})


def _unit_page(
    request: UnitRequest,
    unit: Unit,
    setup: Setup | None,
    known: list[Role],
    form: SetupForm,
    *,
    mailbox: MailboxForm | None = None,
    sentence: str = "",
    is_saved: bool = False,
) -> HttpResponse:
    """A unit's page, with one of its forms as it was refused; ``is_saved`` shows the roles that are stored."""
    context = {
        "configured": unit,
        "party": UnitKind(unit.kind).party,
        "setup": setup,
        "active": setup is not None and setup.state == SetupState.ACTIVE,
        "rules": rule_engine_data.rules_to(unit.id),
        "duties": list(Duty),
        "saved": _in_words(setup, known) if is_saved and setup is not None else [],
        "sentence": sentence,
        "roles_form": form,
        "mailbox": mailbox or MailboxForm(initial={"mailbox": unit.mailbox, "was": unit.mailbox}),
    }
    return rule_page(request, "operations/permissions/unit_setup.html", "units", context, form=mailbox or form)


def _in_words(setup: Setup, known: list[Role]) -> list[str]:
    """The stored values of a unit, shown to somebody who was refused because they have changed."""
    held = [(role.name, [str(duty.label) for duty in Duty if duty in setup.roles.get(role.code, ())]) for role in known]
    active = {role.name for role in known if role.code in setup.roles}
    return [f"{name}: {', '.join(duties) or _('inget ansvar')}" for name, duties in held if name in active]


@at_unit_with(Permission.CONFIGURATOR)
@require_POST
def unit_mailbox(request: UnitRequest, configured: UUID) -> HttpResponse:
    """Where notices and invitations to a unit are sent (B-27)."""
    unit, known, sentence = _configured(request, configured), rule_engine_data.all_roles(), ""
    form = MailboxForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            rule_actions.set_mailbox(request.actor, unit, data["mailbox"], was=data["was"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
            unit.refresh_from_db()
            form.keep_up_with(unit.mailbox)
        else:
            words = _("Adressen är sparad.") if data["mailbox"] else _("Adressen är borttagen.")
            return flash.on(reverse("unit_setup", args=[request.unit.id, unit.id]), words)
    setup = queries.latest_setup(unit.id)
    return _unit_page(request, unit, setup, known, _setup_form(setup, known), mailbox=form, sentence=sentence)


@at_unit_with(Permission.CONFIGURATOR)
@require_POST
def deactivate_unit(request: UnitRequest, configured: UUID) -> HttpResponse:
    """Take a unit out of planning; the page before has asked for confirmation."""
    setup = queries.latest_setup(_configured(request, configured).id)
    if setup is None:
        raise not_there()
    form = PlainForm(request.POST)
    data = form.cleaned_data if form.is_valid() else {}
    actions.deactivate(request.actor, setup.id, seen=data.get("seen"), submit_key=data.get("submit_key"))
    return flash.on(reverse("rule_engine", args=[request.unit.id]), _("Enheten är inte längre aktiv."))


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def positions(request: UnitRequest) -> HttpResponse:
    """Which role each position gives (001-027); ``?kod=`` opens one of them for change."""
    known = rule_engine_data.all_roles()
    if request.method == "POST":
        form = PositionForm(request.POST, known=known)
        if form.is_valid():
            data = form.cleaned_data
            try:
                rule_actions.map_position(request.actor, data["code"], data["role"], was=data["was"])
            except Refused as refused:
                return _positions(request, known, data["code"], form, sentence_to_show(refused))
            return flash.on(reverse("positions", args=[request.unit.id]), _("Rollen är sparad. Den gäller direkt."))
        return _positions(request, known, request.POST.get("code", ""), form, "")
    return _positions(request, known, request.GET.get("kod", ""), None, "")


def _positions(
    request: UnitRequest, known: list[Role], code: str, form: PositionForm | None, sentence: str
) -> HttpResponse:
    may = rule_engine_data.may_map_positions(organisation_of(request))
    chosen = rule_engine_data.position(code) if code and may else None
    if chosen is not None and form is None:
        form = PositionForm(known=known, position=chosen)
    elif chosen is not None and form is not None and sentence:
        form.keep_up_with(chosen)
    context = {
        "positions": rule_engine_data.all_positions(),
        "roles": known,
        "may": may,
        "chosen": chosen,
        "role_form": RoleForm(),
        "sentence": sentence,
    }
    return rule_page(request, "operations/permissions/positions.html", "positions", context, form=form)


@at_unit_with(Permission.CONFIGURATOR)
@require_POST
def add_role(request: UnitRequest) -> HttpResponse:
    """Add a role that positions can give."""
    form, sentence = RoleForm(request.POST), ""
    if form.is_valid():
        data = form.cleaned_data
        try:
            rule_actions.add_role(request.actor, form.code, data["name"], doctor=data["doctor"])
        except Refused as refused:
            sentence = refused.sentence
        else:
            return flash.on(reverse("positions", args=[request.unit.id]), _("Rollen finns nu."))
    context = {
        "positions": rule_engine_data.all_positions(),
        "roles": rule_engine_data.all_roles(),
        "may": rule_engine_data.may_map_positions(organisation_of(request)),
        "chosen": None,
        "role_form": form,
        "sentence": sentence,
    }
    return rule_page(request, "operations/permissions/positions.html", "positions", context, form=form)


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def addressing(request: UnitRequest) -> HttpResponse:
    """Which of the organisation's units new plans go to, and a new rule for it (001-079…081)."""
    units, sentence = rule_engine_data.active_units(organisation_of(request)), ""
    form = RuleForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rule_actions.add_rule(request.actor, AddressKind(data["kind"]), data["value"], form.chosen)
        except Refused as refused:
            sentence = refused.sentence
        else:
            return flash.on(reverse("addressing", args=[request.unit.id]), _("Adresseringsregeln är sparad."))
    context = {"rules": rule_engine_data.addressing_rules(organisation_of(request)), "sentence": sentence}
    return rule_page(request, "operations/permissions/addressing.html", "addressing", context, form=form)


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def addressing_rule(request: UnitRequest, rule: UUID) -> HttpResponse:
    """Let a rule lead to another unit, or remove it."""
    kept_rule = rule_engine_data.addressing_rule(organisation_of(request), rule)
    if kept_rule is None:
        raise not_there()
    units, sentence = rule_engine_data.active_units(organisation_of(request)), ""
    form = RuleTargetForm(
        request.POST or None, units=units, initial={"unit": str(kept_rule.unit_id), "was": str(kept_rule.unit_id)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            rule_actions.change_rule(
                request.actor, kept_rule.id, form.chosen, was=form.cleaned_data["was"] or kept_rule.unit_id
            )
        except Refused as refused:
            sentence = sentence_to_show(refused)
            form.keep_up_with(kept_rule)
        else:
            return flash.on(reverse("addressing", args=[request.unit.id]), _("Adresseringsregeln är ändrad."))
    return rule_page(
        request,
        "operations/permissions/addressing_rule.html",
        "addressing",
        {"rule": kept_rule, "sentence": sentence},
        form=form,
    )


@at_unit_with(Permission.CONFIGURATOR)
@require_POST
def remove_rule(request: UnitRequest, rule: UUID) -> HttpResponse:
    """Remove an addressing rule; the page before has asked for confirmation."""
    form = RemoveForm(request.POST)
    was = form.cleaned_data["was"] if form.is_valid() else None
    if was is None:
        raise not_there()
    rule_actions.remove_rule(request.actor, rule, was=was)
    return flash.on(reverse("addressing", args=[request.unit.id]), _("Adresseringsregeln är borttagen."))


@at_unit_with(Permission.CONFIGURATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def try_person(request: UnitRequest) -> HttpResponse:
    """Where a new SVU for a person would go automatically, and why. The number is posted, and every try is traced."""
    form, addressing, shielded = PersonForm(request.POST or None), None, False
    if request.method == "POST" and form.is_valid():
        rate_limit.hold_back(limits.TRY_PERSON, request.actor, "try_addressing", "person")
        person = with_number(form.number)
        shielded = person is not None and person.is_protected
        addressing = queries.addressing_for(person)
        door.note(request.actor, "try_addressing", "person", person=person.id if person is not None else None)
    return rule_page(
        request,
        "operations/permissions/try_person.html",
        "test",
        {"addressing": addressing, "shielded": shielded},
        form=form,
    )
