"""Trying a form as those who fill it in will see it: on a phone's width or a desktop's, paused and resumed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.cases.staff.settings.views.frame import page
from vardtrad.kernel import clock
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.queries import of
from vardtrad.shared.forms import queries
from vardtrad.shared.forms.asked import asked, from_pieces, to_pieces
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.forms.engine.expressions import Moment
from vardtrad.shared.forms.engine.filling import Filling
from vardtrad.shared.forms.shown import page as drawn
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def try_form(request: ClinicRequest, form: UUID, number: int) -> HttpResponse:
    """Fill in a version of a form. Nothing is sent: the answers are shown as FHIR when they are complete.

    What is written can be kept and gone on with later, on another device too: a draft of who tries.
    """
    version = queries.version(request.clinic.id, form, number)
    filling = Filling(version.imported.form, Moment(clock.now().astimezone(clock.STOCKHOLM)))
    key = version.row.id
    sentence, answers, judged = "", "", False
    if request.method == "POST":
        posted = asked(request.POST, filling)
        texts, filled = posted.texts, filling.fill(posted.texts)
        # Whatever is written is kept with each answer (the page posts itself), so that nothing typed is lost.
        drafts.replace(request.actor, key, to_pieces(texts))
        if posted.step == "spara":
            return flash.on(request.path, _("Svaren är sparade. Du kan fortsätta här eller på en annan enhet."))
        if posted.step == "fortsatt":
            more = posted.asks_for_more(filled.there, filling)
            judged = not more
            if more:
                sentence = _("Dina svar gör att det finns fler frågor. Svara på dem också.")
            elif filled.complete:
                drafts.forget(request.actor, key)
                answers = json_text.dumps(filled.response)
    else:
        kept = from_pieces({box: draft.text for box, draft in of(request.actor, key).items()})
        texts = kept if kept is not None else filling.initial()
        filled = filling.fill(texts)
    shown = drawn(filling, texts, filled, judged=judged)
    context = {
        "version": version,
        "page": shown,
        "address": reverse("try_form", args=[request.clinic.id, form, number]),
        "narrow": request.GET.get("bredd") == "telefon" or request.POST.get("bredd") == "telefon",
        "answers": answers,
    }
    wrong = judged and not filled.complete
    response = page(request, "cases/staff/settings/try_form.html", "forms", context, sentence=sentence)
    response.status_code = 422 if wrong or sentence else 200
    return response
