"""The slip, the certificate and the documents for the provider: checklist, files, one PDF, and sent (004-015)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.cases.case.attached import AttachedFile, stored_of
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.case.thread import Entry, thread
from vardtrad.cases.staff.guarantee.forms import AddDocumentForm, PostedForm
from vardtrad.cases.staff.guarantee.views.papers import PRINT, RELATED, context_of, printed_entry
from vardtrad.cases.staff.guarantee.views.reading import of_the_clinic
from vardtrad.cases.waiting_list import answers, bundle, facts, queries
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.rules import Move
from vardtrad.cases.waiting_list.subject import ENTRIES
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.documents import actions as documents
from vardtrad.shared.documents.joining import CannotBeJoined, joined
from vardtrad.shared.documents.models import Document
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import hold_back
from vardtrad.shared.web import flash, paper
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show

WORKS = (Permission.RECEIVER, Permission.HANDLER)
SHEET = "cases/staff/guarantee/printed.html"


@at_clinic(*WORKS)
@require_safe
def care_bundle(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """The checklist, the slip and the documents for the provider, on one page to print."""
    return _page(request, entry)


@at_clinic(*WORKS)
@require_safe
def care_bundle_pdf(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """The same as one PDF, with the files of the case and those that the clinic has added."""
    hold_back(limits.PAPER, request.actor, door.EXPORT, ENTRIES.label, thing=entry)
    row, context = _bundle(request, entry)
    try:
        body = paper.pdf(render_to_string("cases/staff/guarantee/paper.html", context, request))
    except paper.NoPaper as why:
        return render(request, SHEET, context | {"sentence": str(why)}, status=503)
    try:
        whole = joined(body, _files(request, row, context["files"]))
    except CannotBeJoined as problem:
        sentence = _("PDF-filen kan inte skapas med %(file)s. Skriv ut filen för sig.") % {"file": problem.name}
        return render(request, SHEET, context | {"sentence": sentence}, status=422)
    answer = documents.handed_out("vardgarantisedel.pdf", "application/pdf", whole, inline=True)
    answer["Cache-Control"] = "no-store"
    return answer


def _files(request: ClinicRequest, entry: WaitingEntry, along: list[AttachedFile]) -> list[Document]:
    """Every file that goes along: what the clinic has added first, then the case's own. A fixed number of queries."""
    with door.traced_together():
        added = bundle.documents_of(request.actor, entry)
        own = stored_of(request.actor, entry.offer, along) if entry.offer is not None else []
    return [*added, *own]


@takes_files
@at_clinic(*WORKS)
@require_POST
def add_document(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """Add a file to the bundle."""
    row, _capacities = of_the_clinic(request, entry, RELATED)
    form = AddDocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, entry, add=form)
    data = form.cleaned_data
    try:
        bundle.add(request.actor, row, data["kind"], data["file"], submit_key=data["submit_key"])
    except Refused as refused:
        return _page(request, entry, sentence_to_show(refused), add=form)
    return _on_page(request, entry, _("Handlingen är tillagd."))


@at_clinic(*WORKS)
@require_POST
def leave_out_document(request: ClinicRequest, entry: UUID, document: UUID) -> HttpResponse:
    """Take a file out of the bundle again."""
    row, _capacities = of_the_clinic(request, entry, RELATED)
    form = PlainForm(request.POST)
    if not form.is_valid():
        return _on_page(request, entry, _("Sidan har blivit för gammal. Försök igen."))
    try:
        bundle.leave_out(request.actor, row, document, submit_key=form.cleaned_data["submit_key"])
    except Refused as refused:
        return _page(request, entry, sentence_to_show(refused))
    return _on_page(request, entry, _("Handlingen är borttagen."))


@at_clinic(*WORKS)
@require_safe
def care_document(request: ClinicRequest, entry: UUID, document: UUID) -> HttpResponse:
    """A file that the clinic has added, shown in the browser."""
    row, _capacities = of_the_clinic(request, entry, RELATED)
    stored = bundle.document_of(request.actor, row, document)
    if stored is None:
        raise not_there()
    return documents.response(stored, inline=True)


@at_clinic(*WORKS)
@require_POST
def posted(request: ClinicRequest, entry: UUID) -> HttpResponse:
    """The documents have been sent to the provider."""
    row, _capacities = of_the_clinic(request, entry, RELATED)
    form = PostedForm(request.POST, missing=bundle.missing(row))
    if not form.is_valid():
        return _page(request, entry, post=form)
    data = form.cleaned_data
    try:
        bundle.posted(
            request.actor, row, data["by_hand"], _along(row), seen=data["seen"], submit_key=data["submit_key"]
        )
    except Refused as refused:
        form.renew(row.content)
        return _page(request, entry, sentence_to_show(refused), post=form)
    return flash.on(
        reverse("waiting_entry", args=[request.clinic.id, entry]), _("Handlingarna är markerade som skickade.")
    )


def _on_page(request: ClinicRequest, entry: UUID, words: str) -> HttpResponse:
    return flash.on(reverse("care_bundle", args=[request.clinic.id, entry]), words)


def _page(
    request: ClinicRequest,
    key: UUID,
    sentence: str = "",
    *,
    add: AddDocumentForm | None = None,
    post: PostedForm | None = None,
) -> HttpResponse:
    _row, context = _bundle(request, key, add=add, post=post)
    bad = bool(sentence) or (add is not None and bool(add.errors)) or (post is not None and bool(post.errors))
    return render(request, SHEET, context | {"sentence": sentence}, status=422 if bad else 200)


def _bundle(
    request: ClinicRequest, key: UUID, *, add: AddDocumentForm | None = None, post: PostedForm | None = None
) -> tuple[WaitingEntry, dict[str, Any]]:
    """The documents for the provider, of who has accepted: nobody else has consented to their being sent."""
    entry, capacities = printed_entry(request, key, "bundle", to=Move.POST)
    told = answers.told_by([entry]).get(entry.id)
    past = queries.history_of(entry)
    offers = facts.offers(entry, capacities, told, past.latest)
    if entry.offer is not None:
        door.note(request.actor, PRINT, CASES.label, thing=entry.offer.id, person=entry.patient_id)
    said = _thread(entry)
    files = [file for item in said for file in item.files]
    lacks, seen = bundle.missing(entry), {"seen": entry.content}
    may_post = offers.may(Move.POST)
    return entry, context_of(request, entry, "care_bundle") | {
        "sheet": "cases/staff/guarantee/_bundle.html",
        "told": told,
        "contacts": past.contacts,
        "thread": said,
        "files": files,
        "checklist": bundle.checklist(entry, files, with_case=bool(said)),
        "add": (add or AddDocumentForm()) if offers.may(Move.ADD_DOCUMENT) else None,
        "leave_out": PlainForm() if offers.may(Move.LEAVE_OUT) else None,
        "post": (post or PostedForm(missing=lacks, initial=seen)) if may_post else None,
        "why_not": offers.why_not(Move.POST),
        "file_limit": settings.FILE_LIMIT // 1_000_000,
        "typed": add if add is not None and add.errors else post,
    }


def _thread(entry: WaitingEntry) -> list[Entry]:
    return list(thread(entry.offer, for_staff=False)) if entry.offer is not None else []


def _along(entry: WaitingEntry) -> list[AttachedFile]:
    """The files of the case with the offer, as its thread names them."""
    return [file for item in _thread(entry) for file in item.files]
