"""A login by SAML: to the provider, the answer that its page posts here, and our metadata.

The post comes from another site, so the browser brings none of our cookies with it but that of the login under way.
What it proves is kept for a moment, encrypted, and the session begins when the browser asks for the next page itself.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from vardtrad.kernel.tables import not_there
from vardtrad.shared.login.guards import public
from vardtrad.shared.login.ways import attempts, ending, identity, proven
from vardtrad.shared.login.ways.attempts import Attempt
from vardtrad.shared.login.ways.identity import Identified
from vardtrad.shared.login.ways.problems import Stopped, Why
from vardtrad.shared.login.ways.saml import leaving, logout, requests, responses
from vardtrad.shared.login.ways.saml.metadata import metadata_of
from vardtrad.shared.login.ways.saml.naming import our_name
from vardtrad.shared.login.ways.way import Way, WrongRow


def request_address(way: Way, attempt: Attempt) -> str:
    """Where the browser goes to log in. Raises Stopped."""
    answer = ending.address("way_saml_answer", way)
    return requests.request_address(way, metadata_of(way), attempt, entity=our_name(way), answer=answer)


@csrf_exempt
@public
@require_POST
def answer(request: HttpRequest, way: str) -> HttpResponseBase:
    """The provider's page posts its answer, which is judged; the browser goes on to ``go_on``."""
    chosen = ending.way_of(way, "saml")
    attempt = None
    try:
        given = {name: values for name, values in request.POST.lists() if name in {"SAMLResponse", "RelayState"}}
        if len(given) != 2 or any(len(values) != 1 for values in given.values()):
            raise Stopped(Why.NOT_BEGUN_HERE)
        attempt = attempts.kept(request, chosen.id, request.POST["RelayState"])
        asked = responses.Asked(
            chosen, metadata_of(chosen), attempt, our_name(chosen), ending.address("way_saml_answer", chosen)
        )
        judged = responses.judged(asked, request.POST["SAMLResponse"])
        attempts.use(f"saml {chosen.issuer} {judged.key}")
        who = identity.identified(chosen, judged.claims, attempt.level)
    except Stopped as why:
        response: HttpResponseBase = ending.stopped(request, chosen, why, attempt)
        if attempt is not None:
            attempts.forget(response, attempt)
        return response
    onward = reverse("way_saml_go_on", args=[chosen.id])
    response = HttpResponseRedirect(f"{onward}?{urlencode({'state': attempt.state})}")
    proven.keep(response, who, attempt)
    leaving.keep(response, chosen, logout.account_of(judged.assertion))
    return response


@public
@require_GET
def go_on(request: HttpRequest, way: str) -> HttpResponseBase:
    """The browser comes with all its cookies: whoever was identified a moment ago is let in."""
    chosen = ending.way_of(way, "saml")

    def who(attempt: Attempt) -> Identified:
        identified = proven.kept(request, chosen, attempt)
        attempts.use(attempt.state)
        return identified

    response = ending.come_back(request, chosen, who, state=request.GET.get("state", ""))
    proven.forget(response)
    return response


@public
@require_GET
def our_metadata(request: HttpRequest, way: str) -> HttpResponse:
    """What we say of ourselves, signed, for the provider or the operator of a federation."""
    chosen = ending.way_of(way, "saml")
    try:
        content = requests.our_metadata(
            chosen,
            entity=our_name(chosen),
            answer=ending.address("way_saml_answer", chosen),
            logout=ending.address("way_saml_logout", chosen),
        )
    except WrongRow:
        raise not_there() from None
    return HttpResponse(content, content_type="application/samlmetadata+xml")
