"""Single logout by SAML through the browser: from here there, from there here, and all that is forged refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from tests.reading import Browser
from tests.saml import ISSUER, LOGOUT, LOGOUT_ANSWER, SPACES, SamlProvider, key_of, moment, path
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.ways.saml import redirect

HERE = "/inloggning/saml/saml-ut"
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
USER = '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">user-1</saml:NameID>'
SESSION = "<samlp:SessionIndex>s1</samlp:SessionIndex>"


@pytest.fixture
def sso(saml: SamlProvider, settings: Any) -> SamlProvider:
    """A provider with single sign-on, whose user is called user-1 there."""
    settings.WAYS = [saml.row(single_sign_on=True)]
    settings.PUBLIC_URL = "http://localhost:8000"
    saml.user = "user-1"
    return saml


def live() -> int:
    return Session.objects.filter(ended=None).count()


def asks(sso: SamlProvider, inner: str = USER + SESSION, **more: Any) -> str:
    names = {name: more.pop(name) for name in ("key", "relay") if name in more}
    return sso.query(sso.logout_message("LogoutRequest", inner, **more), **names)


def asks_for(sso: SamlProvider) -> str:
    return sso.logout_message("LogoutRequest", USER)


def answers(sso: SamlProvider, asked: str, status: str = "Success", key: Any = None, **more: Any) -> str:
    inner = f'<samlp:Status><samlp:StatusCode Value="{STATUS}{status}"/></samlp:Status>'
    return sso.query(sso.logout_message("LogoutResponse", inner, InResponseTo=asked, **more), "SAMLResponse", key)


def logs_out(sso: SamlProvider, browser: Browser) -> str:
    """Log out here and go on to the provider: the name of our request, as it is read there."""
    page = browser.open("/inkorg").press("Logga ut")
    assert live() == 0
    where = browser.get(page.link("Logga ut även där")).headers["Location"]
    assert where.startswith(f"{LOGOUT}?")
    given, request = sso.brought(where)
    assert list(given) == ["SAMLRequest", "RelayState", "SigAlg", "Signature"]
    assert request.tag == f"{{{SPACES['samlp']}}}LogoutRequest"
    assert request.get("Destination") == LOGOUT
    assert path(request, "saml:Issuer").text == "http://localhost:8000/inloggning/saml/metadata"
    name = path(request, "saml:NameID")
    assert (name.text, name.get("NameQualifier")) == ("user-1", ISSUER)
    assert name.get("Format", "").endswith("transient")
    assert path(request, "samlp:SessionIndex").text == "s1"
    return str(request.get("ID"))


def test_whoever_logs_out_here_logs_out_there_and_comes_back(sso, browser, alva):
    sso.logs_in(browser)
    key = logs_out(sso, browser)
    back = browser.open(f"{HERE}?{answers(sso, key)}")
    assert back.address == "/logga-in?ut"
    assert "utloggad" in back.text.lower()


def test_the_provider_says_that_somebody_has_logged_out_and_is_answered(sso, browser, alva, bo):
    sso.logs_in(browser)
    other = Browser()
    sso.who, sso.user = {next(iter(sso.who)): ["199304232383"]}, "user-2"
    sso.logs_in(other)
    assert live() == 2
    gone = Browser().get(f"{HERE}?{asks(sso, relay='hos-oss')}")
    assert gone.status_code == 302
    assert live() == 1
    assert browser.get("/inkorg").status_code == 302
    assert other.get("/inkorg").status_code == 200
    where = gone.headers["Location"]
    assert where.startswith(f"{LOGOUT_ANSWER}?")
    given, answer = sso.brought(where)
    assert given["RelayState"] == "hos-oss"
    assert answer.tag == f"{{{SPACES['samlp']}}}LogoutResponse"
    assert answer.get("Destination") == LOGOUT_ANSWER
    assert path(answer, "samlp:Status/samlp:StatusCode").get("Value") == f"{STATUS}Success"


def test_without_a_session_all_of_the_users_end_and_with_another_session_none(sso, alva):
    browsers = [Browser(), Browser()]
    for each in browsers:
        sso.logs_in(each)
    Browser().get(f"{HERE}?{asks(sso, USER + '<samlp:SessionIndex>s9</samlp:SessionIndex>')}")
    assert live() == 2
    Browser().get(f"{HERE}?{asks(sso, USER)}")
    assert live() == 0


def test_what_the_provider_asks_counts_once(sso, browser, alva):
    query = asks(sso)
    assert Browser().get(f"{HERE}?{query}").status_code == 302
    sso.logs_in(browser)
    again = Browser().open(f"{HERE}?{query}")
    assert again.main.one("h1").text == "Det gick inte att logga in" or again.status in {403, 409}
    assert live() == 1


def tampered(query: str, name: str, value: str) -> str:
    return urlencode([(each, value if each == name else text) for each, text in parse_qsl(query)])


FORGED = {
    "another key": lambda sso: asks(sso, key=key_of("forger")),
    "not signed": lambda sso: asks(sso).partition("&SigAlg")[0],
    "no signature": lambda sso: asks(sso).partition("&Signature")[0],
    "another relay state": lambda sso: tampered(asks(sso, relay="a"), "RelayState", "b"),
    "a weaker algorithm": lambda sso: tampered(asks(sso), "SigAlg", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
    "two requests": lambda sso: f"{asks(sso)}&{asks(sso)}",
    "request and answer": lambda sso: f"{asks(sso)}&{answers(sso, 'x')}",
    "another provider": lambda sso: asks(sso, issuer="https://other.example"),
    "for another": lambda sso: asks(sso, Destination="http://other.example/slo"),
    "for nobody": lambda sso: asks(sso, Destination=""),
    "an hour old": lambda sso: asks(sso, IssueInstant=moment(-3600)),
    "of tomorrow": lambda sso: asks(sso, IssueInstant=moment(86_400)),
    "run out": lambda sso: asks(sso, NotOnOrAfter=moment(-120)),
    "no name": lambda sso: asks(sso, SESSION),
    "two names": lambda sso: asks(sso, USER + USER.replace("user-1", "user-2")),
    "a name with a comment": lambda sso: asks(sso, USER.replace("user-1", "user<!-- x -->-1")),
    "no id": lambda sso: asks(sso, ID=""),
    "too many sessions": lambda sso: asks(sso, USER + SESSION * 21),
    "a document type": lambda sso: sso.query('<!DOCTYPE x [<!ENTITY y "z">]>' + asks_for(sso)),
    "an assertion's name": lambda sso: sso.query(sso.logout_message("AuthnRequest", USER)),
    "a bomb": lambda sso: sso.query(sso.logout_message("LogoutRequest", USER + " " * 10_000_000)),
    "no xml": lambda sso: sso.query("logout"),
    "nothing": lambda sso: "",
    "not base64": lambda sso: tampered(asks(sso), "SAMLRequest", "åäö"),
}  # fmt: skip


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_request_ends_nothing(sso, browser, alva, how):
    sso.logs_in(browser)
    page = Browser().get(f"{HERE}?{FORGED[how](sso)}")
    assert page.status_code in {400, 403, 409, 503}
    assert live() == 1
    assert browser.get("/inkorg").status_code == 200


@pytest.mark.parametrize(
    "how",
    [
        {"key": key_of("forger")}, {"InResponseTo": "_another"}, {"issuer": "https://other.example"},
        {"Destination": "http://other.example/"}, {"IssueInstant": moment(-3600)},
    ],
    ids=lambda how: "-".join(how),
)  # fmt: skip
def test_a_forged_answer_is_refused(sso, browser, alva, how):
    sso.logs_in(browser)
    key = logs_out(sso, browser)
    query = answers(sso, how["InResponseTo"]) if "InResponseTo" in how else answers(sso, key, **how)
    assert browser.get(f"{HERE}?{query}").status_code in {400, 403, 503}


def test_an_answer_in_another_browser_is_no_answer_and_a_partial_logout_is_an_answer(sso, browser, alva, caplog):
    sso.logs_in(browser)
    key = logs_out(sso, browser)
    assert Browser().get(f"{HERE}?{answers(sso, key)}").status_code in {400, 403}
    assert browser.open(f"{HERE}?{answers(sso, key, 'PartialLogout')}").address == "/logga-in?ut"
    assert "inte loggat ut överallt" in caplog.text


def test_without_single_sign_on_there_is_nothing_to_log_out_from_there(saml, browser, alva, settings):
    settings.PUBLIC_URL = "http://localhost:8000"
    saml.user = "user-1"
    saml.logs_in(browser)
    assert "Logga ut även där" not in browser.open("/inkorg").press("Logga ut").text
    assert browser.get("/inloggning/saml/ut").headers["Location"] == "/logga-in?ut"
    assert "SingleLogoutService" not in browser.get("/inloggning/saml/metadata").content.decode()
    settings.WAYS = [saml.row(single_sign_on=True)]
    described = browser.get("/inloggning/saml/metadata").content.decode()
    assert 'Location="http://localhost:8000/inloggning/saml/saml-ut"' in described


def test_what_the_provider_calls_somebody_is_not_readable_in_the_browser(sso, browser, alva):
    sso.user = "197712072391"
    sso.logs_in(browser)
    kept = next(morsel.value for name, morsel in browser.cookies.items() if "vt_konto" in name)
    assert "197712072391" not in kept
    assert browser.cookies[next(name for name in browser.cookies if "vt_konto" in name)]["httponly"]


def test_a_message_is_unpacked_no_further_than_it_may_be_long(sso):
    with pytest.raises(Exception, match="för långt"):
        redirect.brought(sso.query("x" * (redirect.MOST + 1)), [sso.certificate])
