"""Receiving a draft: the part that is the same for every text box.

Each subject has an address of its own for its drafts, since each decides who may write there; its view checks that, and
then calls ``keep``. So a draft is refused exactly as the thing itself is: the same for missing and not yours.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import not_there
from vardtrad.shared.drafts import actions
from vardtrad.shared.drafts.actions import Gone, Newer, TooLong
from vardtrad.shared.drafts.middleware import stay
from vardtrad.shared.drafts.queries import Kept
from vardtrad.shared.web import flash
from vardtrad.shared.web.dates import clock_time
from vardtrad.shared.web.forms import plain_newlines

BOX = re.compile(r"(?!.{62})[a-z_-]{1,30}(?:[0-9a-f]{32})?\.[a-z_]{1,30}")
"""A form and a field in it, "besvara.text"; of a form that stands on the page once for each row, the row's id too."""


def keep(request: HttpRequest, actor: Actor, key: UUID, back: str) -> HttpResponse:
    """Save the boxes that the form names, or discard one; the calling view has checked that the actor may.

    The field ``utkast`` holds ``box@saving seen`` for each box, and the text stands in the form's own field. A script
    is answered with JSON; without one, the button "Spara texten" leads back to the page at ``back``.
    """
    stay(request)
    script = "application/json" in request.headers.get("Accept", "")
    thrown = request.POST.get("slang", "")
    if thrown and not script:
        if not BOX.fullmatch(thrown):
            raise not_there()
        actions.forget(actor, key, thrown)
        return flash.on(back, _("Utkastet är slängt."))
    answer: HttpResponse = JsonResponse({"at": "", "saved": ""})
    if "utkast" not in request.POST:
        raise not_there()
    for sent_box in request.POST.getlist("utkast")[: actions.BOXES]:
        box, _at, seen = sent_box.partition("@")
        if not BOX.fullmatch(box):
            raise not_there()
        text = plain_newlines(request.POST.get(box.partition(".")[2], ""))
        if "\x00" in text:
            return _refused(
                request, script, text.replace("\x00", ""), _("Texten innehåller ett tecken som inte kan sparas.")
            )
        try:
            answer = _saved(_kept(actor, key, box, text, seen, again=not script))
        except Gone:
            return JsonResponse({}, status=410)
        except TooLong:
            words = _("Texten är för lång för att sparas som utkast. Högst 20 000 tecken.")
            return _refused(request, script, text, words)
        except Newer as newer:
            if script:
                return _newer(newer.kept)
            words = _(
                "Utkastet har ändrats i ett annat fönster sedan du öppnade sidan. "
                "Här är båda texterna: först den du skrev nu."
            )
            context = {"texts": [text, newer.kept.text], "back": back, "sentence": words}
            return render(request, "shared/drafts/both.html", context, status=409)
    return answer if script else flash.on(back, _("Utkastet är sparat. Det är inte skickat."))


def _kept(actor: Actor, key: UUID, box: str, text: str, seen: str, *, again: bool) -> Kept | None:
    try:
        return actions.keep(actor, key, box, text, seen)
    except Gone:
        if not again:
            raise
        return actions.keep(actor, key, box, text, "")


def _saved(kept: Kept | None) -> HttpResponse:
    if kept is None:
        return JsonResponse({"at": "", "saved": ""})
    return JsonResponse({"at": kept.seen, "saved": _("Utkast sparat %(time)s") % {"time": clock_time(kept.at)}})


def _newer(kept: Kept) -> HttpResponse:
    return JsonResponse({"at": kept.seen, "text": kept.text}, status=409)


def _refused(request: HttpRequest, script: bool, text: str, words: str) -> HttpResponse:
    if script:
        return JsonResponse({"error": words}, status=422)
    return render(request, "shared/drafts/both.html", {"texts": [text], "back": "", "sentence": words}, status=422)
