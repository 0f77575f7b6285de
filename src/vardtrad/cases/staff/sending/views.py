"""Skicka ärende in three steps: Välj mall, Välj mottagare, Skicka."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.queries import handling_groups
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_answers.queries import standard_answers
from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.frame.work import HINT
from vardtrad.cases.staff.sending import actions, queries
from vardtrad.cases.staff.sending.files import files_to_send
from vardtrad.cases.staff.sending.forms import GROUP, SELF, MessageForm, RecipientForm, TemplateForm
from vardtrad.cases.staff.sending.models import Dispatch
from vardtrad.cases.staff.sending.offers import offers
from vardtrad.cases.staff.sending.texts import left_blank, texts
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts import file_views
from vardtrad.shared.drafts.queries import Boxes, of
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login import cookies
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.people.queries import with_number
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import flash
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.refusals import sentence_to_show, status_of


def _sending(request: ClinicRequest, key: UUID, *, open_only: bool = True) -> Dispatch:
    """The actor's own dispatch here. Raises the same Refused for missing, somebody else's and already ordered."""
    dispatch = queries.dispatch(request.actor, key)
    if dispatch is None or (open_only and dispatch.ordered is not None):
        raise not_there()
    return dispatch


# ── Step 1: Välj mall (004-018…021) ───────────────────────────────────────────────────────────────────────────────


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_template(request: ClinicRequest) -> HttpResponse:
    """Choose what to send; ``utskick`` names a dispatch that is to get another template."""
    templates = queries.templates(request.clinic.id)
    begun = _begun(request)
    initial = {"template": str(begun.template_id)} if begun is not None else {}
    form = TemplateForm(request.POST or None, templates=templates, initial=initial)
    if request.method == "POST" and form.is_valid():
        if begun is not None:
            actions.change_template(begun, form.chosen())
        else:
            begun = actions.begin(request.actor, request.clinic, form.chosen())
        return HttpResponseRedirect(reverse("choose_recipients", args=[request.clinic.id, begun.id]))
    context = menu(request, None) | {"form": form, "templates": templates, "begun": begun}
    context["sent_lately"] = queries.sent_lately(request.actor)
    return render(request, "cases/staff/sending/template.html", context, status=422 if form.errors else 200)


def _begun(request: ClinicRequest) -> Dispatch | None:
    try:
        key = UUID(request.POST.get("utskick") or request.GET.get("utskick") or "")
    except ValueError:
        return None
    return _sending(request, key)


# ── Step 2: Välj mottagare (004-022…027) ──────────────────────────────────────────────────────────────────────────


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_http_methods(["GET", "HEAD", "POST"])
def choose_recipients(request: ClinicRequest, sending: UUID) -> HttpResponse:
    """The recipients so far; "LÄGG TILL" adds one, "Sök" searches among them. A number never appears in an address."""
    dispatch = _sending(request, sending)
    here = reverse("choose_recipients", args=[request.clinic.id, dispatch.id])
    if request.method != "POST":
        return _recipients_page(request, dispatch, RecipientForm(), after=request.GET.get("efter", ""))
    if request.POST.get("gor") == "sok":
        return _recipients_page(request, dispatch, RecipientForm(), words=request.POST.get("q", "").strip()[:100])
    form = RecipientForm(request.POST)
    if form.is_valid():
        try:
            sentence = _add(request, dispatch, form)
        except Refused as refused:
            form.add_error("number", sentence_to_show(refused))
            return _recipients_page(request, dispatch, form, status=status_of(refused))
        if not sentence:
            return flash.on(here, _("Mottagaren är tillagd."))
        form.add_error("number", sentence)
    return _recipients_page(request, dispatch, form, status=422)


def _add(request: ClinicRequest, sending: Dispatch, form: RecipientForm) -> str:
    """Add the person with the number; why not, in a sentence, or nothing."""
    rate_limit.hold_back(limits.RECIPIENT, request.actor, "add_recipient", "person")
    person = with_number(form.cleaned_data["number"])
    if person is None:
        door.note(request.actor, "add_recipient", "person", refused=True, detail={"reason": "no_such_person"})
        return _("Det finns ingen person med det personnumret.")
    if person.deceased:
        door.note(request.actor, "add_recipient", "person", person=person.id, refused=True)
        return _("Personen är avliden.")
    try:
        return "" if actions.add(request.actor, sending, person) else _("Personen är redan tillagd.")
    except actions.Full:
        return _("Du kan skicka till högst %(most)d mottagare på en gång.") % {"most": queries.MOST}


def _recipients_page(
    request: ClinicRequest,
    sending: Dispatch,
    form: RecipientForm,
    *,
    after: str = "",
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    try:
        place = UUID(after) if after else None
    except ValueError:
        place = None
    page = queries.recipients(sending, after=place, words=words.replace("\x00", ""))
    door.listed(request.actor, "person", "mottagare", [row.person.id for row in page.rows])
    here = reverse("choose_recipients", args=[request.clinic.id, sending.id])
    context = menu(request, None) | {
        "sending": sending,
        "form": form,
        "page": page,
        "total": ngettext(
            "Totalt har %(total)d mottagare lagts till", "Totalt har %(total)d mottagare lagts till", page.total
        )
        % {"total": page.total},
        "words": words,
        "here_address": here,
        "first": here if place is not None else None,
        "next": f"{here}?efter={page.after}" if page.after else None,
    }
    return render(request, "cases/staff/sending/recipients.html", context, status=status)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def remove_recipient(request: ClinicRequest, sending: UUID) -> HttpResponse:
    """ "TA BORT" and "TA BORT ALLA"."""
    dispatch = _sending(request, sending)
    which = request.POST.get("mottagare", "")
    try:
        actions.remove(dispatch, None if which == "alla" else UUID(which))
    except ValueError:
        raise not_there() from None
    return HttpResponseRedirect(reverse("choose_recipients", args=[request.clinic.id, dispatch.id]))


# ── Step 3: Skicka (004-028…035) ──────────────────────────────────────────────────────────────────────────────────


@takes_files
@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_http_methods(["GET", "HEAD", "POST"])
def send_case(request: ClinicRequest, sending: UUID) -> HttpResponse:
    """Who gets the answers, the message, the recipients; "SKICKA" sends, a plus adds a standard text to the message."""
    dispatch = _sending(request, sending, open_only=False)
    result = reverse("sent_cases", args=[request.clinic.id, dispatch.id])
    if dispatch.ordered is not None:
        # The same form sent twice: the outcome is already known.
        return HttpResponseRedirect(result)
    if not queries.has_recipients(dispatch):
        return flash.on(
            reverse("choose_recipients", args=[request.clinic.id, dispatch.id]),
            _("Lägg till minst en mottagare först."),
        )
    alternatives = standard_answers(
        request.clinic.id, request.actor.id, use=StandardAnswer.Use.INFORMATION, case_type=dispatch.template_id
    )
    if request.method != "POST":
        return _send_page(request, dispatch, alternatives, _form(request, dispatch, None))
    if request.POST.get("lagg_till"):
        return _send_page(request, dispatch, alternatives, _with_text(request, dispatch, alternatives))
    form = _form(request, dispatch, request.POST)
    form.showing = file_views.pressed(request)
    sentence = ""
    if not form.showing and form.is_valid():
        text = form.cleaned_data["text"]
        form.say_blank(left_blank(texts(request.actor, dispatch, text, queries.people(dispatch))))
        if form.is_valid():
            data = form.cleaned_data
            group = data["group"] if data.get("to", SELF) == GROUP else ""
            target = queries.answers_go_to(request.actor, group)
            language, chosen = (get_language() or "sv")[:2], form.chosen(dispatch.id)
            sentence = actions.send(
                request.actor,
                dispatch,
                text,
                target,
                chosen=chosen,
                language=language,
                waits_for=data.get("waits_for", ""),
            )
            if not sentence:
                response = HttpResponseRedirect(result)
                cookies.put(response, HINT, "1", seconds=60 * 60)
                return response
            form.renew(None)
    return _send_page(request, dispatch, alternatives, form, sentence)


def _form(request: ClinicRequest, sending: Dispatch, data: Any, **more: Any) -> MessageForm:
    return MessageForm(
        data,
        asks=sending.template.direction == CaseType.Direction.QUESTION,
        offers=offers(sending),
        may_answer=Permission.HANDLER.value in request.actor.roles,
        groups=handling_groups(request.clinic.id),
        **more,
    )


def _with_text(request: ClinicRequest, sending: Dispatch, alternatives: list[StandardAnswer]) -> MessageForm:
    """The form as it was, with a standard text added to the message: what the plus does without JavaScript."""
    chosen = next(
        (alternative for alternative in alternatives if str(alternative.id) == request.POST["lagg_till"]), None
    )
    data = QueryDict(mutable=True)
    data.update(request.POST)
    if chosen is not None:
        data["text"] = "\n\n".join(part for part in (data.get("text", "").rstrip(), chosen.text) if part)
    initial = {name: data.get(name, "") for name in ("to", "group", "waits_for", "text")}
    kept = of(request.actor, sending.id).get("skicka.text")
    try:
        drafts.keep(request.actor, sending.id, "skicka.text", initial["text"], kept.seen if kept else "")
    except drafts.TooLong:
        return _form(request, sending, data)
    return _form(request, sending, None, initial=initial)


def _send_page(
    request: ClinicRequest, sending: Dispatch, alternatives: list[StandardAnswer], form: MessageForm, sentence: str = ""
) -> HttpResponse:
    page = queries.recipients(sending)
    rows = page.rows
    door.listed(request.actor, "person", "mottagare", [row.person.id for row in rows])
    files = files_to_send(request, sending)
    context = menu(request, None) | {
        "sending": sending,
        "form": form,
        "files": files,
        "asks": sending.template.direction == CaseType.Direction.QUESTION,
        "nobody": "to" in form.fields and not form.fields["to"].choices,  # type: ignore[attr-defined]
        "alternatives": alternatives,
        "rows": rows,
        "others": page.total - len(rows),
        "boxes": Boxes(reverse("draft_to_send", args=[request.clinic.id, sending.id]), of(request.actor, sending.id)),
        "sentence": sentence,
    }
    bad = sentence or form.errors or files.sentence
    return render(request, "cases/staff/sending/send.html", context, status=422 if bad else 200)


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_POST
def draft_to_send(request: ClinicRequest, sending: UUID) -> HttpResponse:
    """The draft of the message to the recipients (B-04)."""
    dispatch = _sending(request, sending)
    return keep(request, request.actor, dispatch.id, reverse("send_case", args=[request.clinic.id, dispatch.id]))
