"""What happens when a page needs a login: redirect to the login page, and keep the form that was being sent."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from vardtrad.shared.login import acting, actions, cookies, drawn_for, queries
from vardtrad.shared.login.acting import ProxyEnded
from vardtrad.shared.login.drawn_for import AnotherPerson
from vardtrad.shared.login.guards import NeedsLogin, stored_by
from vardtrad.shared.login.models import Session, World
from vardtrad.shared.login.typed import LOST_FILE, pairs_of, written

KEPT_COOKIE = "vt_sparat"
FIRST_PAGES = {World.RESIDENT: "inbox", World.STAFF: "clinics"}
LOGIN_PAGES = {World.RESIDENT: "resident_login", World.STAFF: "staff_login"}


class Logins:
    """Turn NeedsLogin into a redirect to the login page, and tell who acts for somebody no more.

    A form that was sent after its session had run out is kept for that session's owner, who sees it after the next
    login and sends it with one click. The CSRF check has passed by then, so no other site can have planted it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The answer to NeedsLogin and AnotherPerson; None for everything else."""
        if isinstance(exception, AnotherPerson):
            return _another(request, exception)
        if isinstance(exception, ProxyEnded):
            return _proxy_ended(request, exception.session)
        if not isinstance(exception, NeedsLogin):
            return None
        page = reverse(LOGIN_PAGES[exception.world])
        # A session that began by a weaker way than the page needs: the login page offers the stronger ones.
        stronger = {"niva": str(exception.level)} if exception.level else {}
        if request.method != "POST":
            return _go(request, f"{page}?{urlencode({'till': request.get_full_path()} | stronger)}")
        if "utkast" in request.POST and request.headers.get("Accept") == "application/json":
            # A page saves a draft by itself (js/drafts.js): the form that its writer sends later is to be kept instead,
            # and the page is told that there is no session.
            return HttpResponse(status=401)
        if request.path == reverse("kept_form", args=[exception.world]):
            # The session ran out again, on the page that shows a kept form: that form is still there.
            return _go(request, f"{page}?{urlencode({'sparat': '1'} | stronger)}")
        # A file is not kept: the form is told so, and its view asks for the file again (typed.LOST_FILE).
        body = request.POST.urlencode() + (f"&{LOST_FILE}=1" if request.FILES else "")
        if (
            exception.lapsed is None
            or not drawn_for.is_theirs(request, exception.lapsed)
            or len(body) > actions.KEPT_SIZE
        ):
            # Nobody to keep it for: show what was written, so that it can be copied.
            return render(
                request,
                "shared/login/nobody.html",
                {"page": page, "texts": written(pairs_of(request.POST))},
                status=403,
            )
        key = actions.keep_form(exception.lapsed, request.path, body)
        response = _go(request, f"{page}?{urlencode({'sparat': '1'} | stronger)}")
        cookies.put(response, KEPT_COOKIE, key, seconds=int(actions.KEPT_FOR.total_seconds()))
        return response


def of_another(request: HttpRequest) -> HttpResponse | None:
    """The page for a form that bears the mark of somebody else than all who are logged in here; None for others.

    For a form whose CSRF secret is refused: a login gives new secrets, and the writer of an older page should be told
    that somebody else has logged in, not that the page is too old.
    """
    stored = [session for world in World if (session := stored_by(request, world)) and queries.holds(session)]
    if not request.POST.get(drawn_for.FIELD) or not stored:
        return None
    if any(drawn_for.is_theirs(request, session) for session in stored):
        return None
    return _another(request, AnotherPerson(stored[0]))


def _another(request: HttpRequest, another: AnotherPerson) -> HttpResponse:
    """A form that was not drawn for who is logged in: nothing is done, and what was written is shown for copying."""
    session = another.session
    request.actor = actions.actor_of(session)  # type: ignore[attr-defined]
    in_other_matters = drawn_for.is_owners_other(request, session, acting.others_of(session))
    if in_other_matters:
        sentence = _("Du har bytt till en annan persons ärenden sedan sidan öppnades.")
    elif another.unmarked:
        sentence = _("Det framgår inte vem som öppnade sidan. Sidan kan ha varit öppen för länge.")
    else:
        sentence = _("Du är nu inloggad som %(name)s. Sidan öppnades av någon annan.") % {
            "name": request.actor.signature  # type: ignore[attr-defined]
        }
    if "application/json" in request.headers.get("Accept", ""):
        words = _("Inget har sparats. Texten finns kvar här: kopiera den innan du stänger sidan.")
        return JsonResponse({"another": f"{sentence} {words}"}, status=409)
    context = {
        "page": reverse(FIRST_PAGES[World(session.world)]),
        "sentence": sentence,
        "texts": written(pairs_of(request.POST)),
        "unmarked": another.unmarked,
        "in_other_matters": in_other_matters,
    }
    return render(request, "shared/login/another.html", context, status=409)


def _proxy_ended(request: HttpRequest, session: Session) -> HttpResponse:
    """The resident no longer acts for the person: back to own matters, and what was typed is shown for copying.

    Nothing is kept: the words are those of who typed them, and nobody else is to see them. Nothing is said of why,
    since it may be that somebody has become protected.
    """
    acting.leave(session, actions.actor_of(session), ended=True)
    session.acting_for = None
    request.actor = actions.actor_of(session)  # type: ignore[attr-defined]
    sentence = _("Du är inte längre ombud för personen. Du är tillbaka i dina egna ärenden.")
    if "application/json" in request.headers.get("Accept", ""):
        words = _("Inget har sparats. Texten finns kvar här: kopiera den innan du stänger sidan.")
        return JsonResponse({"another": f"{sentence} {words}"}, status=409)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("children")})
    context = {"sentence": sentence, "texts": written(pairs_of(request.POST)) if request.method == "POST" else []}
    return render(request, "shared/login/proxy_ended.html", context, status=409 if request.method == "POST" else 403)


def _go(request: HttpRequest, where: str) -> HttpResponse:
    """A redirect; htmx is told by its own header, since it would follow a redirect into the fragment."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)
