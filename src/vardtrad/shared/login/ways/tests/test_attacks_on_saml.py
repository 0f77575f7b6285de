"""What a thief, another provider or a broken one may try with a SAML login: nobody comes in.

Signatures and ciphers are in test_forged_saml.
"""

import base64
import copy

import pytest
from lxml import etree

from tests.providers import LOA2
from tests.reading import Browser
from tests.saml import SPACES, moment, path
from vardtrad.gate.models import Trace
from vardtrad.shared.login.models import Session
from vardtrad.shared.login.ways.tests.saml_answers import at, refused, without

BO = "199304232383"


DATA = "saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"
CHANGES = {
    "another issuer": (lambda a: at(a, "saml:Issuer", None, "https://other.example"), "annan tjänst", 403),
    "no issuer": (lambda a: without(a, "saml:Issuer"), "annan tjänst", 403),
    "for another": (lambda a: at(a, "saml:Conditions//saml:Audience", None, "https://x.example"), "lita på", 403),
    "for nobody in particular": (lambda a: without(a, "saml:Conditions/saml:AudienceRestriction"), "lita på", 403),
    "no conditions": (lambda a: without(a, "saml:Conditions"), "lita på", 403),
    "a condition of another kind": (
        lambda a: etree.SubElement(path(a, "saml:Conditions"), f"{{{SPACES['saml']}}}Condition"), "lita på", 403),
    "to another address": (lambda a: at(a, DATA, "Recipient", "https://x.example/acs"), "lita på", 403),
    "to no address": (lambda a: at(a, DATA, "Recipient"), "lita på", 403),
    "to another question": (lambda a: at(a, DATA, "InResponseTo", "_x"), "lita på", 403),
    "to no question": (lambda a: at(a, DATA, "InResponseTo"), "lita på", 403),
    "confirmed too late": (lambda a: at(a, DATA, "NotOnOrAfter", moment(-61)), "Klockan", 503),
    "confirmed without end": (lambda a: at(a, DATA, "NotOnOrAfter"), "lita på", 403),
    "confirmed from a time": (lambda a: at(a, DATA, "NotBefore", moment(-5)), "lita på", 403),
    "an end that is no time": (lambda a: at(a, DATA, "NotOnOrAfter", "tomorrow"), "lita på", 403),
    "an end without a zone": (lambda a: at(a, DATA, "NotOnOrAfter", "2099-01-01T00:00:00"), "lita på", 403),
    "not for whoever brings it": (
        lambda a: at(a, "saml:Subject/saml:SubjectConfirmation", "Method", "urn:x"), "lita på", 403),
    "no subject": (lambda a: without(a, "saml:Subject"), "lita på", 403),
    "expired": (lambda a: at(a, "saml:Conditions", "NotOnOrAfter", moment(-61)), "Klockan", 503),
    "without end": (lambda a: at(a, "saml:Conditions", "NotOnOrAfter"), "lita på", 403),
    "not yet valid": (lambda a: at(a, "saml:Conditions", "NotBefore", moment(120)), "Klockan", 503),
    "made later": (lambda a: at(a, "", "IssueInstant", moment(120)), "Klockan", 503),
    "made long ago": (lambda a: at(a, "", "IssueInstant", moment(-500)), "Klockan", 503),
    "another version": (lambda a: at(a, "", "Version", "1.1"), "lita på", 403),
    "logged in long ago": (lambda a: at(a, "saml:AuthnStatement", "AuthnInstant", moment(-900)), "lita på", 403),
    "logged in later": (lambda a: at(a, "saml:AuthnStatement", "AuthnInstant", moment(120)), "Klockan", 503),
    "logged in unknown when": (lambda a: at(a, "saml:AuthnStatement", "AuthnInstant"), "lita på", 403),
    "a session that is over": (
        lambda a: at(a, "saml:AuthnStatement", "SessionNotOnOrAfter", moment(-61)), "Klockan", 503),
    "not logged in": (lambda a: without(a, "saml:AuthnStatement"), "lita på", 403),
    "a lower level": (
        lambda a: at(a, "saml:AuthnStatement//saml:AuthnContextClassRef", None, LOA2), "inte tillräckligt säker", 403),
    "no level": (lambda a: without(a, "saml:AuthnStatement/saml:AuthnContext"), "inte tillräckligt säker", 403),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_an_assertion_that_is_not_as_it_should_be(saml, browser, alva, change):
    saml.changes, words, status = CHANGES[change]
    refused(saml.logs_in(browser), words, status)
    assert Trace.objects.filter(action="login", outcome="refused").count() == 1


@pytest.mark.parametrize("seconds", [-50, 50])
def test_a_provider_whose_clock_is_a_little_wrong_is_believed(saml, browser, alva, seconds):
    def change(assertion):
        at(assertion, "", "IssueInstant", moment(seconds))
        at(assertion, "saml:AuthnStatement", "AuthnInstant", moment(seconds))
        at(assertion, "saml:Conditions", "NotBefore", moment(seconds))
        at(assertion, DATA, "NotOnOrAfter", moment(seconds if seconds < 0 else 300))

    saml.changes = change
    assert saml.logs_in(browser).address == "/inkorg"


AFTER = {
    "another issuer": (lambda r: at(r, "saml:Issuer", None, "https://other.example"), "annan tjänst", 403),
    "to another address": (lambda r: at(r, "", "Destination", "https://x.example"), "lita på", 403),
    "to no address": (lambda r: at(r, "", "Destination"), "lita på", 403),
    "to another question": (lambda r: at(r, "", "InResponseTo", "_x"), "lita på", 403),
    "to no question": (lambda r: at(r, "", "InResponseTo"), "lita på", 403),
    "made long ago": (lambda r: at(r, "", "IssueInstant", moment(-500)), "Klockan", 503),
    "two assertions": (lambda r: r.append(copy.deepcopy(r[-1])), "lita på", 403),
    "no assertion": (lambda r: r.remove(r[-1]), "lita på", 403),
    "no status": (lambda r: without(r, "samlp:Status"), "kunde inte genomföra", 503),
}


@pytest.mark.parametrize("change", AFTER)
def test_an_answer_that_is_not_as_it_should_be(saml, browser, alva, change):
    saml.after, words, status = AFTER[change]
    refused(saml.logs_in(browser), words, status)


@pytest.mark.parametrize(
    ("codes", "words", "status"),
    [(["Responder", "AuthnFailed"], "Du avbröt", 403),
     (["Requester", "NoAuthnContext"], "inte tillräckligt säker", 403),
     (["Responder", "http://id.elegnamnden.se/status/1.0/cancel"], "Du avbröt", 403),
     (["Requester"], "fel inställt hos oss", 503), (["Responder"], "kunde inte genomföra", 503),
     (["Responder", "made up <b>x"], "kunde inte genomföra", 503), (["Responder", "Success"], "kunde inte", 503)],
)  # fmt: skip
def test_an_answer_that_says_no(saml, browser, alva, codes, words, status, caplog):
    def change(response):
        response.remove(response[-1])
        code = path(response, "samlp:Status/samlp:StatusCode")
        for number, name in enumerate(codes):
            whole = name if ":" in name else f"urn:oasis:names:tc:SAML:2.0:status:{name}"
            code = code if number == 0 else etree.SubElement(code, code.tag)
            code.set("Value", whole)

    saml.after = change
    refused(saml.logs_in(browser), words, status)
    assert "made up" not in caplog.text


# ── XML ───────────────────────────────────────────────────────────────────────


def posted(saml, browser, change):
    """The page for an answer whose text is changed after it was signed."""
    form = saml.answer_to(browser.get("/inloggning/saml/"))
    text = base64.b64decode(form["SAMLResponse"]).decode()
    form["SAMLResponse"] = base64.b64encode(change(text).encode()).decode()
    return saml.posts(browser, form)


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "change",
    [lambda text: ENTITY + text, lambda text: ENTITY + text.replace("https://idp.example/saml", "&e;", 1),
     lambda text: BOMB + text.replace("https://idp.example/saml", "&c;", 1), lambda text: "<!DOCTYPE x>" + text,
     lambda text: text.replace("https://idp.example/saml", "https://idp.example/<!-- x -->saml", 1),
     lambda text: "<!-- x -->" + text, lambda text: text.replace("</samlp:Status>", "</samlp:Status><?x y?>", 1),
     lambda text: "", lambda text: "nothing", lambda text: text[:-20], lambda text: "<a>" * 3000],
)  # fmt: skip
def test_xml_that_is_not_read(saml, browser, alva, change):
    if change("") == "":
        # The same documents without the change come in.
        assert saml.logs_in(Browser()).address == "/inkorg"
        Session.objects.all().delete()
    refused(posted(saml, browser, change))


def test_a_comment_in_a_number_is_no_end_of_it(saml, browser, alva, bo, settings):
    """197712072391<!-- -->.evil: signed with its comment, and read by some as what stands before it."""
    settings.WAYS = [saml.row(encrypted=False)]

    def change(assertion):
        value = path(assertion, "saml:AttributeStatement/saml:Attribute/saml:AttributeValue")
        value.text = "197712072391"
        comment = etree.Comment(" x ")
        comment.tail = ".example"
        value.append(comment)

    saml.changes, saml.encrypts = change, lambda assertion: assertion
    refused(saml.logs_in(browser))
    settings.WAYS = [saml.row()]
    saml.encrypts = saml.encrypted
    refused(saml.logs_in(browser))


def test_elements_in_a_number(saml, browser, alva):
    def change(assertion):
        value = path(assertion, "saml:AttributeStatement/saml:Attribute/saml:AttributeValue")
        etree.SubElement(value, "x").text = "1"

    saml.changes = change
    refused(saml.logs_in(browser), "inget personnummer")


# ── the browser and the moment ────────────────────────────────────────────────


def test_an_answer_counts_once(saml, browser, alva):
    form = saml.answer_to(browser.get("/inloggning/saml/"))
    kept = {name: morsel for name, morsel in browser.cookies.items() if name.startswith("vt_vag")}
    assert saml.posts(browser, form).address == "/inkorg"
    page = saml.posts(browser, form)
    assert (page.status, "annan webbläsare" in page.text) == (403, True)
    thief = Browser()
    for name, morsel in kept.items():
        thief.cookies[name] = morsel.value
    page = saml.posts(thief, form)
    assert (page.status, "redan använts" in page.text) == (403, True)
    assert Session.objects.count() == 1


def test_the_step_after_the_answer_counts_once_and_in_its_own_browser(saml, browser, alva):
    form = saml.answer_to(browser.get("/inloggning/saml/"))
    onward = browser.post("/inloggning/saml/saml", form).headers["Location"]
    refused(Browser().open(onward), "annan webbläsare")
    kept = {name: morsel.value for name, morsel in browser.cookies.items() if name.startswith("vt_")}
    assert browser.open(onward).address == "/inkorg"
    thief = Browser()
    for name, value in kept.items():
        thief.cookies[name] = value
    page = thief.open(onward)
    assert (page.status, "redan använts" in page.text) == (403, True)


def test_who_was_identified_in_one_login_is_not_taken_to_another(saml, browser, alva):
    form = saml.answer_to(browser.get("/inloggning/saml/"))
    browser.post("/inloggning/saml/saml", form)
    other, _request = saml.asked(browser.get("/inloggning/saml/"))
    refused(browser.open(f"/inloggning/saml/vidare?state={other['RelayState']}"), "annan webbläsare")


def test_an_answer_in_another_browser(saml, browser, alva):
    form = saml.answer_to(browser.get("/inloggning/saml/"))
    refused(saml.posts(Browser(), form), "annan webbläsare")
    assert not Trace.objects.filter(action="login").exists()


def test_an_answer_to_another_login_of_the_same_browser(saml, browser, alva):
    first = saml.answer_to(browser.get("/inloggning/saml/"))
    second = saml.answer_to(browser.get("/inloggning/saml/"))
    refused(saml.posts(browser, {**first, "RelayState": second["RelayState"]}))


@pytest.mark.parametrize("form", [{}, {"RelayState": ["x", "x"]}, {"RelayState": ""}, {"SAMLResponse": ["x", "x"]}])
def test_a_form_that_is_none(saml, browser, alva, form):
    given = saml.answer_to(browser.get("/inloggning/saml/"))
    refused(saml.posts(browser, {**given, **form} if form else {}), "annan webbläsare")


def test_an_answer_nobody_asked_for(saml, browser, alva):
    """IdP-initiated: a login that somebody else begins is not taken."""
    form = saml.answer_to(Browser().get("/inloggning/saml/"))
    refused(saml.posts(browser, {**form, "RelayState": "/inkorg"}), "annan webbläsare")


def test_an_answer_that_comes_too_late(saml, browser, alva, frozen):
    form = saml.answer_to(browser.get("/inloggning/saml/"))
    frozen.go(minutes=10, seconds=1)
    refused(saml.posts(browser, form), "tog för lång tid")


def test_two_providers_are_not_mixed_up(saml, browser, alva, settings):
    settings.WAYS = [saml.row(), saml.row(id="annan", title="Annan")]
    form = saml.answer_to(browser.get("/inloggning/saml/"))
    refused(saml.posts(browser, form, "annan"), "annan webbläsare")


@pytest.mark.parametrize("path", ["svar?code=x&state=x", "nycklar", "bankid", "stopp?om=x"])
def test_it_has_none_of_the_addresses_of_others(saml, browser, path):
    assert browser.get(f"/inloggning/saml/{path}").status_code == 404
