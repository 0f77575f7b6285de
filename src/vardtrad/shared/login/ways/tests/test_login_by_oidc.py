"""A login by OpenID Connect: who comes in, where to, at which level, and what the log says of it."""

import logging
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.people import hire
from tests.providers import LOA2, LOA3, NUMBER
from tests.reading import Browser
from vardtrad.gate.models import Trace
from vardtrad.shared.login.models import KeptForm, Session
from vardtrad.shared.login.ways.oidc import metadata

ACR = "acr"
STAFF = {
    "world": "staff",
    "identity": ["employeeHsaId"],
    "accounts": "allEmployeeHsaIds",
    "unit": "healthCareUnitHsaId",
}


def asked_for(browser, address="/inloggning/prov/"):
    """The parameters that the browser takes to the provider."""
    where = urlsplit(browser.get(address).headers["Location"])
    return {name: values[0] for name, values in parse_qs(where.query).items()}


@pytest.mark.req("003-012")
def test_a_resident_logs_in(provider, browser, alva):
    page = browser.open("/logga-in")
    assert page.link("Provlegitimation") == "/inloggning/prov/"
    page = browser.open(provider.logs_in(browser))
    assert page.address == "/inkorg"
    assert page.main.one("h1").text == "Inkorg"
    session = Session.objects.get()
    assert (session.person, session.method, session.assurance) == (alva.person, "prov", 3)


def test_the_log_says_by_which_way_and_at_which_level(provider, browser, alva):
    browser.open(provider.logs_in(browser))
    trace = Trace.objects.get(action="login")
    assert (trace.actor_id, trace.outcome) == (alva.person.id, "done")
    assert trace.detail == {"method": "prov", "level": 3, "address": "127.0.0.1"}


def test_the_request_has_all_that_protects_the_answer(provider, browser, alva):
    first, second = asked_for(browser), asked_for(browser)
    assert first["response_type"] == "code"
    assert first["code_challenge_method"] == "S256"
    assert first["acr_values"] == LOA3
    assert (first["prompt"], first["max_age"]) == ("login", "0")
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]
    assert len({first["state"], first["nonce"], first["code_challenge"]}) == 3


def test_one_lands_where_one_was_going(provider, browser, alva):
    wanted = "/mottagningar?ort=Alk%C3%B6ping"
    page = browser.get(wanted)
    login = browser.open(page.headers["Location"])
    start = browser.get(login.link("Provlegitimation"))
    assert browser.get(provider.answer_to(start)).headers["Location"] == wanted


@pytest.mark.parametrize("target", ["https://elak.example/", "//elak.example", "javascript:alert(1)", "\\\\elak", "x"])
def test_a_forged_target_leads_home(provider, browser, alva, target):
    assert browser.get(provider.logs_in(browser, till=target)).headers["Location"] == "/inkorg"


def test_what_was_typed_when_the_session_ran_out_is_kept(provider, frozen, alva, region):
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    page = alva.browser.open(address).press("Läs igenom", text="Mitt recept på Levaxin")
    frozen.go(minutes=31)
    login = page.press("Skicka")
    assert "Din text är sparad." in login.text
    start = alva.browser.get(login.link("Provlegitimation"))
    page = alva.browser.open(provider.answer_to(start))
    assert page.address == "/fortsatt/resident"
    assert "Mitt recept på Levaxin" in page.text


def test_userinfo_says_who_it_is(provider, browser, alva, settings):
    settings.WAYS = [provider.row(userinfo=True)]
    provider.who, provider.userinfo = {}, {NUMBER: "19771207-2391"}
    assert browser.open(provider.logs_in(browser)).address == "/inkorg"


def test_userinfo_of_somebody_else_is_refused(provider, browser, alva, settings):
    settings.WAYS = [provider.row(userinfo=True)]
    provider.userinfo = {NUMBER: "197712072391", "sub": "another"}
    assert browser.open(provider.logs_in(browser)).status == 403
    assert not Session.objects.exists()


def test_what_userinfo_says_of_level_does_not_count(provider, browser, alva, settings):
    settings.WAYS = [provider.row(userinfo=True)]
    provider.who = {"acr": LOA2}
    provider.userinfo = {NUMBER: "197712072391", "acr": LOA3}
    assert "inte tillräckligt säker" in browser.open(provider.logs_in(browser)).text


def test_staff_log_in_by_their_hsa_id(provider, browser, rut, settings):
    settings.WAYS = [provider.row(**STAFF)]
    provider.who = {"employeeHsaId": "se9921000015-p001"}
    assert browser.open("/personal/logga-in").link("Provlegitimation")
    assert "Provlegitimation" not in browser.open("/logga-in").text
    page = browser.open(provider.logs_in(browser))
    assert page.address == "/personal/mottagningar"
    assert Session.objects.get().staff == rut.staff


def test_the_assignment_chosen_at_the_provider_leads_to_its_unit(provider, browser, rut, settings, region):
    settings.WAYS = [provider.row(**STAFF)]
    provider.who = {"employeeHsaId": "SE9921000015-P001", "healthCareUnitHsaId": region.a.hsa_id}
    assert browser.open(provider.logs_in(browser)).address == f"/personal/{region.a.id}/"
    provider.who["healthCareUnitHsaId"] = region.b.hsa_id  # where Rut does not work
    assert browser.open(provider.logs_in(browser)).address == "/personal/mottagningar"


@pytest.fixture
def two_assignments(provider, settings, rut, region):
    """Rut has an HSA-id at clinic B too, and the provider names both and one that is unknown here."""
    settings.WAYS = [provider.row(**STAFF)]
    other = hire(region.b, "Rut", "Rask", "SE9921000015-P101", "receiver", title="sjuksköterska")
    provider.who = {"allEmployeeHsaIds": ["SE9921000015-P001", "SE9921000015-P101", "SE9921000015-X"]}
    return other


def test_somebody_with_several_assignments_chooses(provider, browser, two_assignments):
    page = browser.open(provider.logs_in(browser, till="/personal/mottagningar"))
    assert page.main.one("h1").text == "Välj uppdrag"
    assert not Session.objects.exists()
    texts = [button.text for button in page.main.all("button")]
    assert texts == ["sjuksköterska Medicinmottagningen Björken", "undersköterska Vårdcentralen Alen"]
    page = page.press(texts[0])
    assert page.address == "/personal/mottagningar"
    assert Session.objects.get().staff == two_assignments.staff


@pytest.mark.parametrize("who", ["", "SE9921000015-P002", "SE9921000015-X", "x"])
def test_only_an_assignment_of_ones_own_can_be_chosen(provider, browser, two_assignments, hugo, who):
    browser.open(provider.logs_in(browser))
    page = browser.send("/inloggning/uppdrag", {"who": who})
    assert page.status == 422
    assert "Välj ett uppdrag." in page.alerts
    assert not Session.objects.exists()


def test_a_choice_counts_once(provider, browser, two_assignments):
    browser.open(provider.logs_in(browser))
    kept = browser.cookies["vt_uppdrag"].value
    assert browser.post("/inloggning/uppdrag", {"who": "SE9921000015-P001"}).status_code == 302
    browser.cookies["vt_uppdrag"] = kept
    assert browser.send("/inloggning/uppdrag", {"who": "SE9921000015-P101"}).status == 403
    assert Session.objects.count() == 1


def test_a_choice_cannot_be_made_up_and_not_be_made_late(provider, browser, two_assignments, frozen):
    assert browser.open("/inloggning/uppdrag").status == 403
    browser.open(provider.logs_in(browser))
    browser.cookies["vt_uppdrag"] = browser.cookies["vt_uppdrag"].value[:-2] + "xx"
    assert browser.send("/inloggning/uppdrag", {"who": "SE9921000015-P001"}).status == 403
    assert not Session.objects.exists()


def test_nothing_of_who_it_is_stands_in_an_address_or_a_log(provider, browser, alva, caplog):
    caplog.set_level(logging.DEBUG)
    addresses = []

    def note(response):
        addresses.append(response.headers.get("Location", ""))
        return response

    start = note(browser.get("/inloggning/prov/"))
    back = provider.answer_to(start)
    addresses.append(back)
    note(browser.get(back))
    provider.changes = lambda claims: claims.update(aud="another")
    note(browser.get(provider.logs_in(browser)))
    provider.changes = lambda claims: claims.update({NUMBER: "197705232382"})
    note(browser.get(provider.logs_in(browser)))
    note(browser.post("/logga-ut"))
    told = " ".join([*addresses, caplog.text, *(str(trace.detail) for trace in Trace.objects.all())])
    assert "aud är inte vi" in told
    for secret in ("2391", "2382", "19771207", "eyJ", "the secret"):
        assert secret not in told, secret


def test_a_provider_that_changes_its_keys(provider, browser, alva, frozen, monkeypatch):
    assert browser.open(provider.logs_in(browser)).address == "/inkorg"
    monkeypatch.setattr(metadata, "KEYS_AGAIN_SECONDS", 0)
    provider.changes_key()
    assert browser.open(provider.logs_in(browser)).address == "/inkorg"
    provider.changes_key("EC")
    assert browser.open(provider.logs_in(browser)).address == "/inkorg"
    # What it says of itself is asked for once, and its keys only when one is unknown.
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    assert provider.asked.count("/keys") == 3


@pytest.mark.parametrize("world", ["resident", "staff"])
def test_a_login_page_offers_the_rows_of_its_world_that_are_on(provider, browser, region, settings, world):
    rows = [
        provider.row(id="a", title="Legitimation A", title_en="Identity A", about="Med kortet.", about_en="By card."),
        provider.row(id="b", title="Legitimation B", on=False),
        provider.row(id="c", title="Legitimation C", world="staff"),
    ]
    settings.WAYS = rows
    page = browser.open("/logga-in" if world == "resident" else "/personal/logga-in")
    offered = [each for each in "ABC" if f"Legitimation {each}" in page.text]
    assert offered == (["A"] if world == "resident" else ["C"])
    assert ("Med kortet." in page.text) == (world == "resident")
    assert browser.open("/inloggning/b/").status == 404
    assert browser.open("/inloggning/b/svar?code=x&state=x").status == 404
    browser.cookies["vt_sprak"] = "en"
    assert "Identity A" in browser.open("/logga-in").text
    assert "By card." in browser.open("/logga-in").text


def test_without_demo_mode_only_the_rows_lead_in(provider, browser, alva, settings):
    assert "demo" not in browser.open("/logga-in").text.lower()
    settings.DEMO = True
    assert "BankID (demo)" in browser.open("/logga-in").text


@pytest.fixture
def weak(provider, settings, alva):
    """A browser where Alva has logged in at level 2, where there is a stronger way too."""
    settings.WAYS = [provider.row(id="svag", title="Svag", level=2), provider.row(title="Stark")]
    provider.who[ACR] = LOA2
    browser = Browser()
    browser.open(provider.logs_in(browser, "svag"))
    assert Session.objects.get().assurance == 2
    return browser


def test_a_weak_login_opens_no_page_with_health_data(provider, weak, alva, region, new_case):
    assert [weak.get(address).status_code for address in ("/inkorg", "/mottagningar", "/installningar")] == [200] * 3
    # Something has come, but neither what it is about nor from where; nor which clinics were written to before.
    inbox = weak.open("/inkorg").main.text
    assert "Ärende" in inbox
    for said in (region.renewal.name, region.a.name, new_case.words.begins):
        assert said not in inbox
    assert weak.open("/mottagningar").main.text.count(region.a.name) == 1
    assert weak.get("/barn/lagg-till").headers["Location"].startswith("/logga-in?till=%2F")
    service = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    for address in (f"/arenden/{new_case.id}", f"/arenden/{new_case.id}/kvitto", service, "/listning"):
        assert weak.get(address).headers["Location"].startswith("/logga-in?till=%2F")


def test_a_page_that_needs_more_asks_for_it_and_comes_back(provider, weak, new_case):
    wanted = f"/arenden/{new_case.id}"
    login = weak.open(wanted)
    assert "e-legitimation på högre tillitsnivå" in login.text
    start = weak.get(login.link("Stark"))
    assert f"acr_values={urlencode({'': LOA3})[1:]}&" in start.headers["Location"]
    provider.who[ACR] = LOA3
    assert weak.get(provider.answer_to(start)).headers["Location"] == wanted
    assert weak.open(wanted).status == 200
    # The weak way may give level 3 too, and asks for it; a provider that gives less leads nowhere.
    provider.who[ACR] = LOA2
    page = weak.open(provider.logs_in(weak, "svag", niva="3"))
    assert (page.status, "inte tillräckligt säker" in page.text) == (403, True)


def test_a_kept_form_is_shown_at_the_level_of_its_page_only(provider, weak, region, alva):
    """Health data that was typed at level 3 is neither shown nor sent in a session at level 2."""
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    review = alva.browser.open(address).press("Läs igenom", text="Mitt recept på Levaxin")
    weak.send(review.address, review.fields("Skicka"))
    for answer in (weak.get("/fortsatt/resident"), weak.post("/fortsatt/resident", {"gor": "skicka"})):
        assert answer.status_code == 302
        assert "niva=3" in answer.headers["Location"]
        assert b"Levaxin" not in answer.content
    # The weak way, which gives level 2 again, leads to the same.
    start = weak.get("/inloggning/svag/")
    assert weak.get(provider.answer_to(start)).headers["Location"] == "/fortsatt/resident"
    assert weak.get("/fortsatt/resident").headers["Location"].startswith("/logga-in?")
    assert KeptForm.objects.count() == 1


def test_what_was_typed_is_kept_over_the_stronger_login(provider, weak, region, alva):
    """The page was open since a stronger login; what is sent from it in a weak session waits for the next one."""
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    review = alva.browser.open(address).press("Läs igenom", text="Mitt recept på Levaxin")
    login = weak.send(review.address, review.fields("Skicka"))
    assert "Din text är sparad." in login.text
    assert "inaktiv" not in login.text
    start = weak.get(login.link("Stark"))
    provider.who[ACR] = LOA3
    page = weak.open(provider.answer_to(start))
    assert "Mitt recept på Levaxin" in page.text
    assert page.press("Skicka nu").main.one("h1").text == "Ditt ärende är skickat"
