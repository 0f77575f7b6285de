"""Building forms: made, imported, changed question by question, taken into use, copied, exported and retired (B-18)."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.staff.settings.questions import OTHERS, TYPES, ImportForm, NewForm, QuestionForm, initial
from vardtrad.cases.staff.settings.views.frame import page
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.queries import Boxes, of
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.forms import actions, queries
from vardtrad.shared.forms.engine import building
from vardtrad.shared.forms.engine.form import Item
from vardtrad.shared.forms.engine.importing import read_form_text
from vardtrad.shared.forms.engine.report import Fault
from vardtrad.shared.forms.engine.report import Refused as NoForm
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.refusals import sentence_to_show

MENU = "forms"
REARRANGED = {
    "upp": gettext_lazy("Frågan är flyttad."),
    "ned": gettext_lazy("Frågan är flyttad."),
    "ta-bort": gettext_lazy("Frågan är borttagen."),
    "till-text": gettext_lazy("Frågan besvaras nu med text."),
}
"""What may be done with a question on the form's own page, and what is said when it is done."""


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def forms(request: ClinicRequest) -> HttpResponse:
    """The clinic's forms, and a form to begin a new one with."""
    form, sentence = NewForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        try:
            made = actions.make(request.actor, title, actions.as_source(building.empty(title, f"urn:uuid:{uuid4()}")))
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return flash.on(_address(request, made.id), _("Formuläret är skapat. Lägg till frågor."))
    context = {"forms": queries.forms_of(request.clinic.id)}
    return page(request, "cases/staff/settings/forms.html", MENU, context, form=form, sentence=sentence)


@takes_files
@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def import_form(request: ClinicRequest) -> HttpResponse:
    """Read somebody else's form in FHIR. What is refused is said in words, and nothing is stored."""
    form = ImportForm(request.POST or None, request.FILES or None)
    sentence, faults = "", []
    if request.method == "POST" and form.is_valid():
        try:
            imported = read_form_text(form.cleaned_data["file"].read())
            source = actions.as_source(imported.form.source)
            made = actions.make(request.actor, imported.form.title or _("Importerat formulär"), source)
        except NoForm as refused:
            faults = [_words(fault) for fault in refused.faults]
            sentence = _("Formuläret kunde inte läsas in.")
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return flash.on(_address(request, made.id), _("Formuläret är inläst. Se vad som stöds här."))
    context = {"faults": faults}
    return page(request, "cases/staff/settings/import_form.html", MENU, context, form=form, sentence=sentence)


@at_clinic(Permission.ADMINISTRATOR)
@require_safe
def form(request: ClinicRequest, form: UUID) -> HttpResponse:
    """A form: its questions, what hinders it, what of it is not supported, and its versions."""
    return _form_page(request, form)


def _form_page(request: ClinicRequest, form: UUID, sentence: str = "") -> HttpResponse:
    version = queries.version(request.clinic.id, form)
    report = version.imported.report
    context = {
        "version": version,
        "items": [(item, _type_words(item)) for item in version.imported.form.in_order],
        "hindering": [(fault, _words(fault), _turned(version, fault)) for fault in report.faults if fault.hinders],
        "noted": [(fault, _words(fault), _turned(version, fault)) for fault in report.faults if not fault.hinders],
        "unsupported": _named(version),
        "elements": len(report.accounts),
        "versions": queries.versions_of(form),
    }
    return page(request, "cases/staff/settings/form.html", MENU, context, sentence=sentence)


def _words(fault: Fault) -> str:
    return _(fault.template) % fault.params


def _turned(version: queries.OpenedVersion, fault: Fault) -> int | None:
    """The number of a question that one press turns into one that is answered in words; None for other faults."""
    if fault.rule not in {"required-reference", "reference-not-here"}:
        return None
    return version.imported.form.by_link_id[fault.link_id].number


def _sentence(refused: Refused | NoForm) -> str:
    """Why something was not done with a form: it may not be, or what it would become is no form that can be read."""
    return sentence_to_show(refused) if isinstance(refused, Refused) else " ".join(map(_words, refused.faults))


def _type_words(item: Item) -> str:
    return str(TYPES.get(item.type) or OTHERS.get(item.type) or item.type)


def _named(version: queries.OpenedVersion) -> list[tuple[str, str, str]]:
    """What is not supported, each with its outermost place only: name, item, path."""
    result: list[tuple[str, str, str]] = []
    for account in version.imported.report.unsupported:
        above = result[-1][2] if result else ""
        if not (above and account.path.startswith((above + ".", above + "["))) and account.name != "extension":
            result.append((account.name, account.link_id, account.path))
    return result[:500]


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: ClinicRequest, form: UUID, number: int | None = None) -> HttpResponse:
    """A new question, or the one with this number in the latest version.

    A form that is sent is about the question that its page showed, wherever that one stands now.
    """
    version = queries.version(request.clinic.id, form)
    link_id = None if number is None else _shown(request, version, number, request.POST.get("seen", ""))
    item = version.imported.form.by_link_id.get(link_id) if link_id is not None else None
    stored = {"seen": version.row.number} | (initial(building.question_of(item)) if item is not None else {})
    asked = QuestionForm(request.POST or None, form=version.imported.form, item=item, initial=stored)
    sentence = ""
    if request.method == "POST" and asked.is_valid():
        source, seen = version.imported.form.source, asked.cleaned_data["seen"]
        try:
            if seen != version.row.number:
                raise Refused(Reason.STALE, str(_CHANGED if link_id is None or item is not None else _GONE))
            written = (
                building.changed(source, item.link_id, asked.question)
                if item is not None
                else building.added(source, asked.question, asked.cleaned_data.get("inside") or None)
            )
            actions.save(request.actor, form, actions.as_source(written), seen=seen)
        except (Refused, NoForm) as refused:
            sentence = _sentence(refused)
            if isinstance(refused, Refused) and refused.reason is Reason.STALE:
                asked.renew(queries.version(request.clinic.id, form).row.number)
        else:
            drafts.forget(request.actor, _drafts_of(form, link_id))
            return flash.on(_address(request, form) + "#fragor", _("Frågan är sparad."))
    place = [request.clinic.id, form]
    address = reverse("new_question", args=place) if item is None else reverse("question", args=[*place, item.number])
    keeps = f"{address}utkast?version={version.row.number}"
    context = {
        "version": version,
        "item": item,
        "address": address,
        "boxes": Boxes(keeps, of(request.actor, _drafts_of(form, item.link_id if item is not None else None))),
    }
    return page(request, "cases/staff/settings/question.html", MENU, context, form=asked, sentence=sentence)


_CHANGED = gettext_lazy("Någon annan har ändrat formuläret sedan du öppnade sidan.")
_GONE = gettext_lazy(
    "Frågan har tagits bort sedan du öppnade sidan. Din text finns kvar: med Spara blir den en ny fråga."
)


def _shown(request: ClinicRequest, latest: queries.OpenedVersion, number: int, seen: str) -> str:
    """The link id of the question that a page of version ``seen`` showed with this number: numbers move, it does not.

    The latest version's for a page that does not say which it showed. Raises Refused when there is no such question.
    """
    if seen.isascii() and seen.isdigit() and len(seen) < 7 and int(seen) != latest.row.number:
        latest = queries.version(request.clinic.id, latest.stored.id, int(seen))
    return _item(latest, number).link_id


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def keep_question_draft(request: ClinicRequest, form: UUID, number: int | None = None) -> HttpResponse:
    """Keep what somebody is writing in a question (B-04)."""
    version = queries.version(request.clinic.id, form)
    link_id = None if number is None else _shown(request, version, number, request.GET.get("version", ""))
    return keep(request, request.actor, _drafts_of(form, link_id), request.path.removesuffix("utkast"))


def _drafts_of(form: UUID, link_id: str | None) -> UUID:
    """What the drafts of a question are about: the question, or a new one of the form."""
    return form if link_id is None else uuid5(form, link_id)


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def rearrange(request: ClinicRequest, form: UUID, number: int) -> HttpResponse:
    """Move a question up or down among its neighbours, remove it, or have a reference answered in words instead."""
    version = queries.version(request.clinic.id, form)
    item = _item(version, number)
    source, seen = version.imported.form.source, request.POST.get("seen", "")
    step = request.POST.get("gor", "")
    if step not in REARRANGED:
        raise not_there()
    try:
        if seen != str(version.row.number):
            raise Refused(Reason.STALE, str(_CHANGED))
        if step == "ta-bort":
            written = building.removed(source, item.link_id)
        elif step == "till-text":
            written = building.as_text(source, item.link_id)
        else:
            written = building.moved(source, item.link_id, -1 if step == "upp" else 1)
        actions.save(request.actor, form, actions.as_source(written), seen=version.row.number)
    except (Refused, NoForm) as refused:
        return _form_page(request, form, _sentence(refused))
    return flash.on(_address(request, form) + "#fragor", str(REARRANGED[step]))


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def change_form(request: ClinicRequest, form: UUID) -> HttpResponse:
    """Take a version into use, copy the form, or stop using it."""
    step, number = request.POST.get("gor", ""), request.POST.get("version", "")
    try:
        if step == "anvand" and number.isascii() and number.isdigit() and len(number) < 7:
            actions.take_into_use(request.actor, form, int(number))
            said = _("Version %(number)s används nu.") % {"number": number}
        elif step == "sluta":
            actions.retire(request.actor, form)
            said = _("Formuläret används inte längre.")
        elif step == "kopiera":
            source = queries.version(request.clinic.id, form).imported.form.source
            title = _("Kopia av %(name)s") % {"name": source.get("title") or _("formuläret")}
            copied = building.renamed(source, title[:200], f"urn:uuid:{uuid4()}")
            form = actions.make(request.actor, title, actions.as_source(copied)).id
            said = _("Det här är kopian.")
        else:
            raise not_there()
    except NoForm as refused:
        return _form_page(request, form, _sentence(refused))
    except Refused as refused:
        if refused.reason is Reason.NEED:
            return _form_page(request, form, sentence_to_show(refused))
        raise
    return flash.on(_address(request, form), said)


@at_clinic(Permission.ADMINISTRATOR)
@require_safe
def export_form(request: ClinicRequest, form: UUID, number: int) -> HttpResponse:
    """A version as a file in FHIR: exactly what was read and built, with what is not supported here too."""
    version = queries.version(request.clinic.id, form, number)
    response = HttpResponse(version.row.source, content_type="application/fhir+json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="formular-{version.row.number}.json"'
    return response


def _item(version: queries.OpenedVersion, number: int) -> Item:
    items = version.imported.form.in_order
    if not 0 <= number < len(items):
        raise not_there()
    return items[number]


def _address(request: ClinicRequest, form: UUID) -> str:
    return reverse("form", args=[request.clinic.id, form])
