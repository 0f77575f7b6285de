"""Trying a form as those who fill it in will see it: on a phone's width or a desktop's, paused and resumed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vardtrad.cases.case import question_files
from vardtrad.cases.staff.settings.views.frame import page
from vardtrad.kernel import clock
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts import file_views
from vardtrad.shared.drafts.file_views import waiting_file
from vardtrad.shared.drafts.queries import of
from vardtrad.shared.forms import actions, queries
from vardtrad.shared.forms.asked import asked, from_pieces, to_pieces
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.forms.engine.expressions import Moment
from vardtrad.shared.forms.engine.filling import Filling
from vardtrad.shared.forms.shown import page as drawn
from vardtrad.shared.forms.shown_files import NOTHING_DONE
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash
from vardtrad.shared.web.encoding import takes_files


@takes_files
@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def try_form(request: ClinicRequest, form: UUID, number: int) -> HttpResponse:
    """Fill in a version of a form. Nothing is sent: the answers are shown as FHIR when they are complete.

    What is written can be kept and gone on with later, on another device too: a draft of who tries.
    """
    version = queries.version(request.clinic.id, form, number)
    filling = Filling(version.imported.form, Moment(clock.now().astimezone(clock.STOCKHOLM)))
    key = version.row.id
    sentence, answers, judged, done = "", "", False, NOTHING_DONE
    question_files.let_in(request.actor, key, filling)
    if request.method == "POST":
        posted = asked(request.POST, filling)
        texts, done = question_files.done(request, request.actor, key, filling, posted, label=actions.LABEL)
        filled = filling.fill(texts)
        step = "visa" if done.wrong or file_views.pressed(request) else posted.step
        # Whatever is written is kept with each answer (the page posts itself), so that nothing typed is lost.
        drafts.replace(request.actor, key, to_pieces(texts))
        if step == "spara":
            return flash.on(request.path, _("Svaren är sparade. Du kan fortsätta här eller på en annan enhet."))
        if step == "fortsatt":
            more = posted.asks_for_more(filled.there, filling)
            judged = not more
            if more:
                sentence = _("Dina svar gör att det finns fler frågor. Svara på dem också.")
            elif filled.complete:
                # Its files stay with what is shown here still; they go when somebody removes them, or with their age.
                drafts.forget(request.actor, key)
                answers = json_text.dumps(filled.response)
    else:
        kept = from_pieces({box: draft.text for box, draft in of(request.actor, key).items()})
        texts = kept if kept is not None else filling.initial()
        filled = filling.fill(texts)
    address = reverse("try_form", args=[request.clinic.id, form, number])
    shown = drawn(filling, texts, filled, judged=judged, files_at=f"{address}filer", done=done)
    context = {
        "version": version,
        "page": shown,
        "address": address,
        "narrow": request.GET.get("bredd") == "telefon" or request.POST.get("bredd") == "telefon",
        "answers": answers,
    }
    wrong = shown.wrong
    response = page(request, "cases/staff/settings/try_form.html", "forms", context, sentence=sentence)
    response.status_code = 422 if wrong or sentence else 200
    return response


@at_clinic(Permission.ADMINISTRATOR)
@require_safe
def file_of_trial(request: ClinicRequest, form: UUID, number: int, file: UUID) -> HttpResponse:
    """A file that somebody has attached while trying a form, for just that person."""
    version = queries.version(request.clinic.id, form, number)
    return waiting_file(request.actor, version.row.id, file, small=request.GET.get("liten") == "1")
